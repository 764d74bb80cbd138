"""Time to read, decode and assemble a series, as a ratio to SimpleITK in the same run.

    python benchmarks/series_reading.py [--slices 200] [--rounds 7] [--codecs raw jpeg-ls jpeg-2000 jpeg-lossless rle]

A series of 512 × 512 12-bit MR slices is written to a temporary folder. Both programs then read it in turn, the files
being warm in the operating system's cache: ours from the folder to an `ImageStack` with geometry, windows and warnings
(`scan` + `read_stack`); SimpleITK from the folder to an image (`GetGDCMSeriesFileNames` + `ReadImage`). The medians of
alternating rounds are compared. Below 1 we are faster.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import SimpleITK
from numpy.typing import NDArray
from pydicom import Dataset
from pydicom.dataset import FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.uid import (
    ExplicitVRLittleEndian,
    JPEG2000Lossless,
    JPEGLosslessSV1,
    JPEGLSLossless,
    MRImageStorage,
    RLELossless,
)

from imaging.dicom.index import load
from imaging.dicom.read import read_stack

CODECS = {
    "raw": ExplicitVRLittleEndian,
    "jpeg-ls": JPEGLSLossless,
    "jpeg-2000": JPEG2000Lossless,
    "jpeg-lossless": JPEGLosslessSV1,
    "rle": RLELossless,
}


def picture(index: int, size: int = 512) -> NDArray[np.uint16]:
    """A smooth picture with the noise of a good MR image, 12 bit."""
    rows, columns = np.mgrid[:size, :size] / size
    wave = np.sin(9 * rows + index / 20) * np.cos(7 * columns)
    noise = np.random.default_rng(index).normal(0, 12, (size, size))
    return np.clip(1500 + 1200 * wave + noise, 0, 4095).astype(np.uint16)


def compress(pixels: NDArray[np.uint16], codec: str) -> bytes:
    """Encode one frame."""
    import imagecodecs

    if codec == "jpeg-ls":
        return bytes(imagecodecs.jpegls_encode(pixels))
    if codec == "jpeg-2000":
        return bytes(imagecodecs.jpeg2k_encode(pixels, level=0, codecformat="j2k", bitspersample=12, reversible=True))
    if codec == "jpeg-lossless":
        return bytes(imagecodecs.ljpeg_encode(pixels, bitspersample=12))
    from pydicom.pixels.encoders import RLELosslessEncoder

    options: dict[str, Any] = {"rows": pixels.shape[0], "columns": pixels.shape[1], "samples_per_pixel": 1}
    options |= {"bits_allocated": 16, "bits_stored": 12, "pixel_representation": 0, "number_of_frames": 1}
    return bytes(RLELosslessEncoder.encode(pixels.tobytes(), photometric_interpretation="MONOCHROME2", **options))


def write_series(folder: Path, slices: int, codec: str) -> None:
    """Write an axial MR series, one file per slice."""
    for index in range(slices):
        dataset = Dataset()
        dataset.file_meta = FileMetaDataset()
        dataset.file_meta.TransferSyntaxUID = CODECS[codec]
        dataset.file_meta.MediaStorageSOPClassUID = dataset.SOPClassUID = MRImageStorage
        dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID = f"1.2.3.4.{index + 1}"
        dataset.StudyInstanceUID, dataset.SeriesInstanceUID = "1.2.3", "1.2.3.4"
        dataset.FrameOfReferenceUID = "1.2.3.9"
        dataset.Modality, dataset.InstanceNumber = "MR", index + 1
        dataset.PatientName, dataset.PatientID = "Bench^Mark", "B"
        dataset.ImagePositionPatient = [-100.0, -100.0, float(index)]
        dataset.ImageOrientationPatient = [1.0, 0.0, 0.0, 0.0, 1.0, 0.0]
        dataset.PixelSpacing, dataset.SliceThickness = [0.4, 0.4], 1.0
        dataset.Rows = dataset.Columns = 512
        dataset.SamplesPerPixel, dataset.PhotometricInterpretation = 1, "MONOCHROME2"
        dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit, dataset.PixelRepresentation = 16, 12, 11, 0
        dataset.WindowCenter, dataset.WindowWidth = 1500, 3000
        pixels = picture(index)
        dataset.PixelData = pixels.tobytes() if codec == "raw" else encapsulate([compress(pixels, codec)])
        dataset["PixelData"].VR = "OW" if codec == "raw" else "OB"
        dataset["PixelData"].is_undefined_length = codec != "raw"
        dataset.save_as(folder / f"IM{index:04d}.dcm", enforce_file_format=True)


def ours(folder: Path) -> NDArray[Any]:
    """Folder → ImageStack."""
    (study,) = load([folder]).studies
    (stack,) = study.stacks
    return read_stack(stack).values[0]


def theirs(folder: Path) -> Any:
    """Folder → SimpleITK image, without a copy into numpy."""
    reader = SimpleITK.ImageSeriesReader()
    reader.SetFileNames(reader.GetGDCMSeriesFileNames(str(folder)))
    return reader.Execute()


def timed(read: Callable[[Path], Any], folder: Path) -> float:
    """Seconds of wall clock for one reading."""
    started = time.perf_counter()
    read(folder)
    return time.perf_counter() - started


def main() -> None:
    """Print one line for each compression."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--slices", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--codecs", nargs="+", choices=CODECS, default=list(CODECS))
    args = parser.parse_args()
    load_before = os.getloadavg()[0]
    print(
        f"{args.slices} slices of 512 × 512, {os.cpu_count()} cores, load {load_before:.1f}, medians of {args.rounds}"
    )
    for codec in args.codecs:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            write_series(folder, args.slices, codec)
            np.testing.assert_array_equal(ours(folder), SimpleITK.GetArrayFromImage(theirs(folder)))
            rounds = [(timed(ours, folder), timed(theirs, folder)) for _ in range(args.rounds)]
        us, them = np.median(rounds, axis=0)
        each = 1000 / args.slices
        print(
            f"{codec:14} ours {us * each:6.2f} ms/slice   SimpleITK {them * each:6.2f}   ratio {us / them:.2f}",
            flush=True,
        )


if __name__ == "__main__":
    main()

"""A folder of 1,000 files in 20 series: when the first image is painted, and when the list is complete.

    python benchmarks/folder.py [--series 20] [--slices 50] [--size 256] [--rounds 5] [--folder DIR]

The files are MR slices with headers as a scanner writes them (about 150 elements, private ones and sequences among
them). They are opened in the real window, drawn into memory, without models; the clock starts with the call. The peer
is a plain loop of `pydicom.dcmread(path, stop_before_pixels=True)` over the same files, in turn with ours in the same
run, the files being warm. Also shown: the search alone, without a window.
"""

import argparse
import gc
import os
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from pydicom import Dataset, dcmread
from pydicom.dataset import FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, MRImageStorage
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from app.session.settings import Settings
from app.ui.cli import build_window, start_application
from app.ui.viewport_view import ViewportView
from imaging.dicom.index import scan

STUDY = "1.2.3"


def clinical_header(dataset: Dataset) -> None:
    """The elements that surround the ones we need: dates, devices, protocol, sequences, private blocks."""
    for keyword in ("StudyDate", "SeriesDate", "AcquisitionDate", "ContentDate", "PatientBirthDate"):
        setattr(dataset, keyword, "20200102")
    for keyword in ("StudyTime", "SeriesTime", "AcquisitionTime", "ContentTime"):
        setattr(dataset, keyword, "101112.130000")
    names = (
        "AccessionNumber ReferringPhysicianName InstitutionName StationName StudyDescription ManufacturerModelName "
        "PatientID PatientSex ProtocolName ReceiveCoilName TransmitCoilName SequenceName SoftwareVersions StudyID "
        "PerformedStationName PerformedProcedureStepID PerformedProcedureStepDescription DeviceSerialNumber"
    )
    for number, keyword in enumerate(names.split()):
        setattr(dataset, keyword, f"X{number}")
    for number, keyword in enumerate(
        ("EchoTime", "RepetitionTime", "FlipAngle", "SAR", "PixelBandwidth", "ImagingFrequency", "PercentSampling",
         "PercentPhaseFieldOfView", "MagneticFieldStrength", "PatientWeight", "SpacingBetweenSlices")
    ):  # fmt: skip
        setattr(dataset, keyword, str(1.5 + number))
    dataset.ImageType = ["ORIGINAL", "PRIMARY", "M", "ND", "NORM"]
    for keyword in ("ReferencedStudySequence", "ReferencedImageSequence", "RequestAttributesSequence"):
        items = []
        for index in range(3):
            item = Dataset()
            item.ReferencedSOPClassUID, item.ReferencedSOPInstanceUID = MRImageStorage, f"1.2.9.{index}"
            items.append(item)
        setattr(dataset, keyword, items)
    for group in (0x0019, 0x0021, 0x0029, 0x0051):
        block = dataset.private_block(group, "A SCANNER", create=True)
        for element in range(20):
            block.add_new(element, "LO" if element % 2 else "DS", "1.25" if element % 2 == 0 else "private words")
    dataset.private_block(0x0029, "A CSA HEADER", create=True).add_new(0x10, "OB", b"\1\2" * 5000)


def write_folder(folder: Path, series: int, slices: int, size: int) -> None:
    """Series of axial slices of one study, one folder each."""
    pixels = np.random.default_rng(0).integers(0, 4096, (size, size)).astype(np.uint16)
    for number in range(series):
        place = folder / f"S{number:03d}"
        place.mkdir()
        for index in range(slices):
            dataset = Dataset()
            dataset.file_meta = FileMetaDataset()
            dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
            uid = f"1.2.3.{number + 1}.{index + 1}"
            dataset.file_meta.MediaStorageSOPClassUID = dataset.SOPClassUID = MRImageStorage
            dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID = uid
            dataset.StudyInstanceUID, dataset.SeriesInstanceUID = STUDY, f"1.2.3.{number + 1}"
            dataset.FrameOfReferenceUID, dataset.Modality = "1.2.3.9", "MR"
            dataset.SeriesNumber, dataset.InstanceNumber = number + 1, index + 1
            dataset.SeriesDescription, dataset.PatientName = f"ax {number + 1}", "Bench^Mark"
            dataset.BodyPartExamined = "ABDOMEN"
            clinical_header(dataset)
            dataset.ImagePositionPatient = [-100.0, -100.0, 3.0 * index]
            dataset.ImageOrientationPatient = [1.0, 0.0, 0.0, 0.0, 1.0, 0.0]
            dataset.PixelSpacing, dataset.SliceThickness = [0.8, 0.8], 3.0
            dataset.Rows = dataset.Columns = size
            dataset.SamplesPerPixel, dataset.PhotometricInterpretation = 1, "MONOCHROME2"
            dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit, dataset.PixelRepresentation = 16, 12, 11, 0
            dataset.WindowCenter, dataset.WindowWidth = 2048, 4096
            dataset.PixelData = pixels.tobytes()
            dataset["PixelData"].VR = "OW"
            dataset.save_as(place / f"IM{index:04d}.dcm", enforce_file_format=True)


def in_the_window(folder: Path) -> tuple[float, float]:
    """Seconds from the call to the first painted image, and to the complete list."""
    times: dict[str, float] = {}
    loop = QEventLoop()
    painted = ViewportView.paintEvent

    def paint(view: ViewportView, event: object) -> None:
        painted(view, event)
        if view.model.picture() is not None:
            times.setdefault("image", time.perf_counter() - started)
            stop()

    def complete() -> None:
        times.setdefault("list", time.perf_counter() - started)
        stop()

    def stop() -> None:
        if len(times) == 2:
            loop.quit()

    with tempfile.TemporaryDirectory() as record:
        window = build_window(Path(record) / "record.sqlite", Settings(), None)
        window.session.desk.ask = lambda *_: None
        window.resize(1600, 1000)
        window.show()
        QApplication.processEvents()
        window.session.shelf.scan_finished.connect(complete)
        ViewportView.paintEvent = paint
        try:
            QTimer.singleShot(60_000, loop.quit)
            started = time.perf_counter()
            window.session.open_paths([folder])
            loop.exec()
        finally:
            ViewportView.paintEvent = painted
        window.close()
        window.deleteLater()
        QApplication.processEvents()
        del window
        gc.collect()  # here, in the main thread: no other may take a window apart
    return times["image"], times["list"]


def alone(folder: Path) -> float:
    """Seconds of the search without a window."""
    started = time.perf_counter()
    for _ in scan([folder]):
        pass
    return time.perf_counter() - started


def plain_loop(folder: Path) -> float:
    """Seconds of the peer: every header, and nothing made of it; with the collector, as Python runs it."""
    gc.enable()
    started = time.perf_counter()
    for path in sorted(folder.rglob("*.dcm")):
        dcmread(path, stop_before_pixels=True)
    taken = time.perf_counter() - started
    gc.disable()  # as the program has it
    return taken


def main() -> None:
    """Print medians and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--series", type=int, default=20)
    parser.add_argument("--slices", type=int, default=50)
    parser.add_argument("--size", type=int, default=256)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", type=Path, help="measure on this folder instead of a generated one")
    args = parser.parse_args()
    application = start_application()
    with tempfile.TemporaryDirectory() as name:
        folder = args.folder or Path(name)
        if args.folder is None:
            write_folder(folder, args.series, args.slices, args.size)
        plain_loop(folder)
        rounds = np.array([(*in_the_window(folder), alone(folder), plain_loop(folder)) for _ in range(args.rounds)])
    application.processEvents()
    image, listed, search, plain = 1000 * np.median(rounds, axis=0)
    least = 1000 * rounds.min(axis=0)
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores; medians of {args.rounds} rounds (least)")
    print(f"first image painted      {image:7.0f} ms  ({least[0]:.0f})")
    print(f"list complete, in window {listed:7.0f} ms  ({least[1]:.0f})   plain / ours {plain / listed:.2f}")
    print(f"search without a window  {search:7.0f} ms  ({least[2]:.0f})   plain / ours {plain / search:.2f}")
    print(f"plain dcmread loop       {plain:7.0f} ms  ({least[3]:.0f})")


if __name__ == "__main__":
    main()

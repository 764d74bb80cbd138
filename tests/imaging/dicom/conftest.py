"""Small DICOM files, made when a test needs them."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from pydicom import Dataset
from pydicom.dataset import FileMetaDataset
from pydicom.sequence import Sequence as Items
from pydicom.uid import ExplicitVRLittleEndian, MRImageStorage, generate_uid

WriteImage = Callable[..., Path]
WriteSlices = Callable[..., list[Path]]


def make_dataset(pixels: NDArray[Any], **attributes: Any) -> Dataset:
    """An MR image of these pixels, shape (rows, columns) or (rows, columns, 3); None deletes an attribute."""
    dataset = Dataset()
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = attributes.pop("TransferSyntaxUID", ExplicitVRLittleEndian)
    dataset.SOPClassUID = attributes.pop("SOPClassUID", MRImageStorage)
    dataset.SOPInstanceUID = attributes.pop("SOPInstanceUID", generate_uid())
    dataset.file_meta.MediaStorageSOPClassUID = dataset.SOPClassUID
    dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    colour = pixels.ndim == 3
    bits = 8 * pixels.dtype.itemsize
    defaults: dict[str, Any] = {
        "StudyInstanceUID": "1.2.3",
        "SeriesInstanceUID": "1.2.3.4",
        "PatientName": "Doe^Jane",
        "PatientID": "SECRET-7",
        "Modality": "MR",
        "InstanceNumber": 1,
        "FrameOfReferenceUID": "1.2.3.9",
        "SamplesPerPixel": 3 if colour else 1,
        "PhotometricInterpretation": "RGB" if colour else "MONOCHROME2",
        "Rows": pixels.shape[0],
        "Columns": pixels.shape[1],
        "BitsAllocated": bits,
        "BitsStored": bits,
        "HighBit": bits - 1,
        "PixelRepresentation": int(pixels.dtype.kind == "i"),
        "PixelSpacing": [0.5, 0.4],
        "ImagePositionPatient": [0.0, 0.0, 0.0],
        "ImageOrientationPatient": [1.0, 0.0, 0.0, 0.0, 1.0, 0.0],
        "SliceThickness": 3.0,
    }
    if colour:
        defaults["PlanarConfiguration"] = 0
    for keyword, value in (defaults | attributes).items():
        if value is not None:
            setattr(dataset, keyword, Items(value) if keyword.endswith("Sequence") else value)
    if "PixelData" not in dataset:
        data = pixels.astype(pixels.dtype.newbyteorder("<")).tobytes()
        dataset.PixelData = data + b"\0" * (len(data) % 2)
        dataset["PixelData"].VR = "OW" if bits > 8 else "OB"
    if dataset.file_meta.TransferSyntaxUID.is_encapsulated:
        dataset["PixelData"].VR = "OB"
        dataset["PixelData"].is_undefined_length = True
    return dataset


@pytest.fixture
def write_image(tmp_path: Path) -> WriteImage:
    """Write one file below the test's folder and return its path."""

    def write(name: str, pixels: NDArray[Any] | None = None, **attributes: Any) -> Path:
        values = np.arange(20, dtype=np.uint16).reshape(4, 5) if pixels is None else pixels
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        make_dataset(values, **attributes).save_as(path, enforce_file_format=True)
        return path

    return write


@pytest.fixture
def write_slices(write_image: WriteImage) -> WriteSlices:
    """Write one file for each position (x, y, z) in mm; a value per file for attributes given as lists."""

    def write(positions: Sequence[Sequence[float]], folder: str = "series", **attributes: Any) -> list[Path]:
        paths = []
        for i, position in enumerate(positions):
            own = {k: v[i] if isinstance(v, list) and len(v) == len(positions) else v for k, v in attributes.items()}
            pixels = own.pop("pixels", None)
            values = np.full((4, 5), i, np.uint16) if pixels is None else pixels
            own = {"ImagePositionPatient": list(map(float, position)), "InstanceNumber": i + 1} | own
            paths.append(write_image(f"{folder}/IM{i:03d}.dcm", values, **own))
        return paths

    return write


@pytest.fixture
def item() -> Callable[..., Dataset]:
    """Make one item of a sequence."""

    def make(**attributes: Any) -> Dataset:
        dataset = Dataset()
        for keyword, value in attributes.items():
            if keyword == "LUTData":
                value = np.array(value, "<u2").tobytes()
            setattr(dataset, keyword, Items(value) if keyword.endswith("Sequence") else value)
        return dataset

    return make

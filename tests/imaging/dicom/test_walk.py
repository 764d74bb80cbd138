"""Headers read by walking over them hold what pydicom reads, and what is out of the ordinary is left to pydicom."""

import io
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydicom import Dataset, dcmread
from pydicom.uid import DeflatedExplicitVRLittleEndian, ExplicitVRBigEndian, ImplicitVRLittleEndian

from imaging.dicom import headers
from imaging.dicom.attributes import ODD_VALUE
from imaging.dicom.index import load
from imaging.dicom.walk import CHUNK, PixelElement, Walked, walk
from imaging.errors import UserError
from tests.imaging.dicom.conftest import make_dataset

Write = Callable[..., Path]
SETS = ("dicom_conformance", "dcm_qa_geometry", "pymskt_mese_knee")


def by_pydicom(content: bytes, purpose: headers.Purpose) -> tuple[Dataset, PixelElement | None]:
    headers.hush()
    return headers._read_with_pydicom(io.BytesIO(content), purpose)


def said(dataset: Dataset) -> dict[int, object]:
    """Every element as pydicom converts it; the name of the error where it cannot."""

    def value(tag: Any) -> object:
        try:
            return str(dataset[tag].VR), repr(dataset[tag].value)
        except ODD_VALUE as error:
            return type(error).__name__

    return {int(tag): value(tag) for tag in list(dataset.keys())}


def agrees(content: bytes, purpose: headers.Purpose) -> bool:
    """True when the walk reads a file, and then as pydicom does; False when it leaves it to pydicom."""
    walked = walk(io.BytesIO(content), headers.WALKED[purpose])
    if walked is None:
        return False
    dataset, pixels = walked
    expected, expected_pixels = by_pydicom(content, purpose)
    assert set(dataset.stored) == {int(tag) for tag in list(dataset.keys())}
    wanted = set(headers.WALKED[purpose].values())
    # pydicom also keeps elements of group 0000, which damage has made.
    assert said(dataset) == {tag: value for tag, value in said(expected).items() if tag in wanted}
    assert pixels == expected_pixels
    assert dataset.file_meta.TransferSyntaxUID == expected.file_meta.TransferSyntaxUID
    assert dataset.original_encoding == expected.original_encoding
    return True


def test_every_published_header_is_what_pydicom_reads(shared: Path) -> None:
    walked = 0
    for path in (path for name in SETS for path in sorted((shared / "data" / name).rglob("*")) if path.is_file()):
        content = path.read_bytes()
        walked += sum(agrees(content, purpose) for purpose in headers.WALKED)
    assert walked >= 700


def content_of(dataset: Dataset) -> bytes:
    stream = io.BytesIO()
    dataset.save_as(stream, enforce_file_format=True)
    return stream.getvalue()


def nested(depth: int, **attributes: Any) -> Dataset:
    """Sequences of undefined length in one another."""
    item = Dataset()
    item.is_undefined_length_sequence_item = True
    item.CodeValue = "1"
    for keyword, value in attributes.items():
        setattr(item, keyword, value)
    if depth:
        item.ReferencedImageSequence = [nested(depth - 1)]
        item["ReferencedImageSequence"].is_undefined_length = True
    return item


def with_sequence(depth: int = 2, **attributes: Any) -> Dataset:
    dataset = make_dataset(np.zeros((4, 5), np.uint16), **attributes)
    dataset.ReferencedStudySequence = [nested(depth), nested(0)]
    dataset["ReferencedStudySequence"].is_undefined_length = True
    return dataset


def long_private(length: int) -> Dataset:
    dataset = make_dataset(np.zeros((4, 5), np.uint16))
    dataset.private_block(0x0009, "A SCANNER", create=True).add_new(1, "OB", b"\1" * length)
    return dataset


def without_pixels(last: str) -> Dataset:
    """A header that ends with a short element."""
    dataset = make_dataset(np.zeros((4, 5), np.uint16))
    del dataset.PixelData
    dataset.add_new(0x00280301, "CS", last)
    return dataset


ORDINARY: dict[str, Dataset] = {
    "explicit": make_dataset(np.zeros((4, 5), np.uint16), PatientName="Müller^Jürg", SpecificCharacterSet="ISO_IR 192"),
    "implicit": make_dataset(np.zeros((4, 5), np.uint16), TransferSyntaxUID=ImplicitVRLittleEndian),
    "empty values": make_dataset(np.zeros((4, 5), np.uint16), PatientID="", InstanceNumber="", WindowCenter=""),
    "nested sequences": with_sequence(),
    "nested sequences, implicit": with_sequence(TransferSyntaxUID=ImplicitVRLittleEndian),
    "no pixels": without_pixels("NO"),
    "no pixels, empty end": without_pixels(""),
}
for number, dataset in enumerate(ORDINARY.values()):  # not a random one: the same bytes in every run
    dataset.SOPInstanceUID = dataset.file_meta.MediaStorageSOPInstanceUID = f"1.2.826.0.1.{number}"


@pytest.mark.parametrize("name", ORDINARY)
def test_ordinary_headers_are_walked(name: str) -> None:
    for purpose in headers.WALKED:
        assert agrees(content_of(ORDINARY[name]), purpose)


@pytest.mark.parametrize("length", [*range(CHUNK - 700, CHUNK + 20, 2), 3 * CHUNK])
def test_values_that_lie_across_two_readings_are_whole(length: int) -> None:
    assert agrees(content_of(long_private(length)), "assembly")


def no_preamble(dataset: Dataset) -> bytes:
    return content_of(dataset)[132:]


def big_endian(dataset: Dataset) -> bytes:
    dataset.file_meta.TransferSyntaxUID = ExplicitVRBigEndian
    stream = io.BytesIO()
    dataset.save_as(stream, implicit_vr=False, little_endian=False)
    return stream.getvalue()


def deflated(dataset: Dataset) -> bytes:
    dataset.file_meta.TransferSyntaxUID = DeflatedExplicitVRLittleEndian
    return content_of(dataset)


def no_instance(dataset: Dataset) -> bytes:
    content = content_of(dataset)
    return content.replace(b"\x08\x00\x18\x00UI", b"\x08\x00\x17\x00UI")


def wanted_sequence(dataset: Dataset) -> bytes:
    dataset.AnatomicRegionSequence = [nested(0)]
    dataset["AnatomicRegionSequence"].is_undefined_length = True
    return content_of(dataset)


def unknown_representation(dataset: Dataset) -> bytes:
    return content_of(dataset).replace(b"\x10\x00\x20\x00LO", b"\x10\x00\x20\x00ZZ")


def too_deep(_: Dataset) -> bytes:
    return content_of(with_sequence(30))


def not_a_sequence() -> bytes:
    """A damaged tag: what has items and no length is now a Recognition Code, (0008,0010)."""
    content = content_of(with_sequence(TransferSyntaxUID=ImplicitVRLittleEndian))
    sequence, undefined = b"\x08\x00\x10\x11", b"\xff\xff\xff\xff"
    assert sequence + undefined in content
    return content.replace(sequence + undefined, b"\x08\x00\x10\x00" + undefined)


def test_what_is_of_undefined_length_but_no_sequence_is_left_to_pydicom() -> None:
    assert walk(io.BytesIO(not_a_sequence()), headers.WALKED["assembly"]) is None


@pytest.mark.parametrize(
    "odd", [no_preamble, big_endian, deflated, no_instance, wanted_sequence, unknown_representation, too_deep]
)
def test_what_is_out_of_the_ordinary_is_left_to_pydicom(odd: Callable[[Dataset], bytes]) -> None:
    content = odd(make_dataset(np.zeros((4, 5), np.uint16)))
    assert walk(io.BytesIO(content), headers.WALKED["assembly"]) is None
    dataset, pixels = headers.read_header(io.BytesIO(content))
    assert int(dataset.Rows) == 4
    assert pixels is not None


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_damaged_headers_are_read_as_pydicom_reads_them_or_left_to_it(data: st.DataObject) -> None:
    content = bytearray(content_of(ORDINARY[data.draw(st.sampled_from(sorted(ORDINARY)))]))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(300, len(content) - 1))
        content[place] = data.draw(st.integers(0, 255))
    content = content[: data.draw(st.integers(300, len(content)))]
    try:
        agrees(bytes(content), "assembly")
    except (*ODD_VALUE, OSError):
        # pydicom itself refuses it: the program says so with a sentence, or reads what the walk could read.
        with suppress(UserError):
            headers.read_header(io.BytesIO(bytes(content)))


def test_files_without_a_series_uid_are_not_taken_for_one_series(write_image: Write, tmp_path: Path) -> None:
    for name in ("a.dcm", "b.dcm"):
        write_image(name, StudyInstanceUID=None, SeriesInstanceUID=None)
    assert len(load([tmp_path]).studies) == 2


def test_what_differs_between_slices_is_each_ones_own(write_slices: Callable[..., list[Path]]) -> None:
    paths = write_slices(
        [(0, 0, 0), (0, 0, 3), (0, 0, 6)],
        SeriesDescription=["one", "two", "one"],
        SeriesInstanceUID=["1.1", "1.2", "1.1"],
        PatientOrientation=[["L", "P"], ["R", "P"], ["L", "P"]],
    )
    (study,) = load(paths).studies
    told = {series.series_uid: (series.description, len(series.stacks[0].frames)) for series in study.series}
    assert told == {"1.1": ("one", 2), "1.2": ("two", 1)}
    orientations = [series.stacks[0].patient_orientation for series in study.series]
    assert sorted(filter(None, orientations)) == [("L", "P"), ("R", "P")]
    uids = {frame.sop_instance_uid for stack in study.stacks for frame in stack.frames}
    assert uids == {str(dcmread(path).SOPInstanceUID) for path in paths}


def test_a_walked_header_is_a_data_set(write_image: Write) -> None:
    with write_image("a.dcm").open("rb") as stream:
        dataset, _ = headers.read_header(stream)
    assert isinstance(dataset, Walked)
    assert str(dataset.PatientName) == "Doe^Jane"

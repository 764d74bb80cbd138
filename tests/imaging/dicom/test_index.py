"""Files, folders, archives and DICOMDIRs: everything is shown or refused with one sentence."""

import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydicom import Dataset, dcmread
from pydicom.encaps import encapsulate
from pydicom.uid import JPEG2000Lossless, generate_uid

from imaging.dicom import headers
from imaging.dicom.index import ScanUpdate, load, scan
from imaging.dicom.read import read_stack
from imaging.errors import UserError

Write = Callable[..., Any]


def last(*paths: Path) -> ScanUpdate:
    update = list(scan(paths))[-1]
    assert update.finished
    return update


def reason(*paths: Path) -> str:
    update = last(*paths)
    assert not update.studies
    (refusal,) = update.refusals
    assert refusal.reason.endswith(".")
    return refusal.reason


def test_the_first_image_is_told_of_before_the_scan_ends(write_slices: Write, tmp_path: Path) -> None:
    write_slices([(0, 0, k) for k in range(30)])
    updates = scan([tmp_path])
    first = next(updates)
    assert (first.done, first.total, first.finished) == (1, 30, False)
    image = read_stack(first.studies[0].stacks[0])
    assert image.values.shape == (1, 1, 4, 5)
    final = list(updates)[-1]
    assert final.finished
    assert final.studies[0].stacks[0].slices == 30


def test_progress_counts_up_and_cancelling_ends_without_a_finished_update(write_slices: Write, tmp_path: Path) -> None:
    write_slices([(0, 0, k) for k in range(10)])
    seen: list[tuple[int, int]] = []
    updates = list(scan([tmp_path], lambda done, total: seen.append((done, total)), lambda: len(seen) == 4))
    assert seen == [(1, 10), (2, 10), (3, 10), (4, 10)]
    assert not any(update.finished for update in updates)


def test_a_missing_path_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no file or folder 'nowhere'"):
        scan([tmp_path / "nowhere"])


def test_an_empty_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="empty"):
        load([tmp_path])


def test_one_bad_file_never_stops_the_others(write_slices: Write, tmp_path: Path) -> None:
    write_slices([(0, 0, 0), (0, 0, 3)])
    (tmp_path / "notes.txt").write_text("hello")
    (tmp_path / "empty.dcm").write_bytes(b"")
    (tmp_path / "broken.dcm").write_bytes(b"\0" * 128 + b"DICM" + b"\xff" * 300)
    (tmp_path / ".hidden").write_text("not looked at")
    update = last(tmp_path)
    assert update.studies[0].stacks[0].slices == 2
    assert {Path(r.file).name for r in update.refusals} == {"notes.txt", "empty.dcm", "broken.dcm"}
    assert all(r.reason.endswith(".") for r in update.refusals)


@pytest.mark.parametrize(
    ("uid", "words"),
    [
        ("1.2.840.10008.5.1.4.1.1.88.33", "structured report"),
        ("1.2.840.10008.5.1.4.1.1.88.59", "key object selection"),
        ("1.2.840.10008.5.1.4.1.1.11.1", "presentation state"),
        ("1.2.840.10008.5.1.4.1.1.104.1", "encapsulated document"),
        ("1.2.840.10008.5.1.4.1.1.9.1.1", "waveform"),
        ("1.2.840.10008.5.1.4.1.1.481.3", "structure set"),
        ("1.2.840.10008.5.1.4.1.1.66", "raw data"),
        ("1.2.3.4.5", "without pixels"),
    ],
)
def test_other_objects_are_named(write_image: Write, uid: str, words: str) -> None:
    path = write_image("a.dcm", SOPClassUID=uid)
    dataset = dcmread(path)
    del dataset.PixelData
    dataset.save_as(path)
    assert words in reason(path)


def test_a_segmentation_is_no_image_of_its_own(write_image: Write) -> None:
    assert "on top of an image" in reason(write_image("a.dcm", SOPClassUID="1.2.840.10008.5.1.4.1.1.66.4"))


@pytest.mark.parametrize(
    ("attributes", "words"),
    [
        ({"Rows": 60000, "Columns": 60000}, "not believed"),
        ({"Rows": 30000, "Columns": 30000}, "cut short"),
        ({"NumberOfFrames": 2_000_000_000}, "cut short"),
        ({"Rows": 0}, "rows"),
        ({"Columns": None}, "columns"),
        ({"BitsAllocated": 12}, "not supported"),
        ({"NumberOfFrames": -4}, "frames"),
    ],
)
def test_absurd_headers_are_refused_before_anything_is_allocated(
    write_image: Write, attributes: dict[str, Any], words: str
) -> None:
    assert words in reason(write_image("a.dcm", **attributes))


def test_absurd_numbers_of_compressed_frames_are_refused(write_image: Write) -> None:
    data = encapsulate([b"\xff\x4f\xff\x51" + b"\0" * 40])
    path = write_image("a.dcm", TransferSyntaxUID=JPEG2000Lossless, PixelData=data, NumberOfFrames=1_000_000_000)
    assert "more than the file" in reason(path)


def test_pixels_that_are_cut_short_are_refused(write_image: Write) -> None:
    path = write_image("a.dcm")
    path.write_bytes(path.read_bytes()[:-10])
    assert "cut short" in reason(path)


def deflated(path: Path, body: bytes) -> Path:
    meta = Dataset()
    meta.TransferSyntaxUID = "1.2.840.10008.1.2.1.99"
    uid = b"1.2.840.10008.1.2.1.99"
    element = struct.pack("<HH2sH", 2, 0x10, b"UI", len(uid)) + uid
    head = b"\0" * 128 + b"DICM" + struct.pack("<HH2sHI", 2, 0, b"UL", 4, len(element)) + element
    squeezer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    path.write_bytes(head + squeezer.compress(body) + squeezer.flush())
    return path


def test_a_deflated_bomb_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(headers, "INFLATED_LIMIT", 2_000_000)
    assert "unpacks to more" in reason(deflated(tmp_path / "bomb.dcm", b"\0" * 8_000_000))


def test_damaged_deflated_data_are_refused(tmp_path: Path) -> None:
    path = deflated(tmp_path / "a.dcm", b"abc" * 1000)
    path.write_bytes(path.read_bytes()[:174] + b"\xff" * 50)
    assert "damaged" in reason(path)


def test_an_archive_is_read_in_place(write_slices: Write, tmp_path: Path) -> None:
    paths = write_slices([(0, 0, 0), (0, 0, 3), (0, 0, 6)])
    archive = tmp_path / "study.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in paths:
            packed.write(path, f"knee/{path.name}")
        packed.writestr("__MACOSX/._x", "junk")
        packed.writestr("README.txt", "hello")
        packed.writestr("inner.zip", zipped())
    for path in paths:
        path.unlink()
    before = set(tmp_path.rglob("*"))
    update = last(archive)
    image = read_stack(update.studies[0].stacks[0])
    np.testing.assert_array_equal(image.values[0, :, 0, 0], [0, 1, 2])
    assert sorted(r.file.rsplit("::")[-1] for r in update.refusals) == ["README.txt", "inner.zip"]
    assert set(tmp_path.rglob("*")) == before


def zipped() -> bytes:
    import io

    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        packed.writestr("a.txt", "x")
    return stream.getvalue()


def test_a_member_that_points_outside_the_archive_writes_nothing(write_image: Write, tmp_path: Path) -> None:
    image = write_image("deep/a.dcm")
    archive = tmp_path / "deep" / "evil.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("../../evil.dcm", image.read_bytes())
    image.unlink()
    update = last(archive)
    assert read_stack(update.studies[0].stacks[0]).values.shape == (1, 1, 4, 5)
    assert not list(tmp_path.rglob("evil.dcm"))


def test_a_member_that_unpacks_to_too_much_is_refused(
    write_image: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = tmp_path / "a.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("big.dcm", b"\0" * 5_000_000)
    monkeypatch.setattr("imaging.files.MEMBER_LIMIT", 1_000_000)
    assert "unpacks to more" in reason(archive)


def test_a_damaged_archive_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(b"PK\x03\x04" + b"rubbish" * 20)
    assert "damaged" in reason(path)


def write_dicomdir(write_image: Write, *references: list[str]) -> Path:
    """A DICOMDIR in the folder disc/ that names these files."""
    path: Path = write_image("disc/DICOMDIR", SOPClassUID="1.2.840.10008.1.3.10")
    dataset = dcmread(path)
    del dataset.PixelData
    records = []
    for reference in references:
        record = Dataset()
        record.DirectoryRecordType = "IMAGE"
        record.ReferencedFileID = reference
        records.append(record)
    dataset.DirectoryRecordSequence = records
    dataset.save_as(path)
    return path


def test_a_dicomdir_is_followed_and_what_is_missing_is_named(write_image: Write, write_slices: Write) -> None:
    paths = write_slices([(0, 0, 0), (0, 0, 3), (0, 0, 6)], "disc/SERIES")
    directory = write_dicomdir(write_image, *(["SERIES", path.name] for path in paths))
    update = last(directory)
    assert update.studies[0].stacks[0].slices == 3
    assert update.refusals == ()
    whole_disc = last(directory.parent)
    assert (whole_disc.studies[0].stacks[0].slices, whole_disc.refusals) == (3, ())
    paths[0].unlink()
    update = last(directory)
    assert update.studies[0].stacks[0].slices == 2
    assert [(r.file, "not there" in r.reason) for r in update.refusals] == [(str(paths[0]), True)]


def test_a_dicomdir_never_leads_out_of_its_folder(write_image: Write) -> None:
    write_image("outside.dcm")
    assert "outside its own folder" in reason(write_dicomdir(write_image, ["..", "outside.dcm"]))


def test_a_dicomdir_that_names_nothing_is_refused(write_image: Write) -> None:
    assert "names no file" in reason(write_dicomdir(write_image))


def test_a_second_copy_is_named_but_another_image_of_the_same_uid_is_kept(write_image: Write, tmp_path: Path) -> None:
    uid = generate_uid()
    first = write_image("a.dcm", SOPInstanceUID=uid)
    (tmp_path / "copy.dcm").write_bytes(first.read_bytes())
    write_image("b.dcm", np.ones((4, 5), np.uint16), SOPInstanceUID=uid)
    update = last(tmp_path)
    assert [Path(r.file).name for r in update.refusals] == ["copy.dcm"]
    assert sum(len(stack.frames) for stack in update.studies[0].stacks) == 2


def test_files_without_preamble_are_read(write_image: Write) -> None:
    path = write_image("a.dcm")
    path.write_bytes(path.read_bytes()[132:])
    assert last(path).studies


def test_missing_uids_are_made_up_for_each_file(write_image: Write) -> None:
    path = write_image("a.dcm", StudyInstanceUID=None, SeriesInstanceUID=None)
    (study,) = last(path).studies
    assert study.study_uid.startswith("2.25.")


def test_no_sentence_names_the_patient(write_image: Write, tmp_path: Path) -> None:
    write_image("a.dcm", Rows=0)
    write_image("b.dcm", NumberOfFrames=99)
    for refusal in last(tmp_path).refusals:
        assert "Doe" not in refusal.reason
        assert "SECRET" not in refusal.reason


def test_studies_of_several_patients_stay_apart(write_image: Write, tmp_path: Path) -> None:
    write_image("a.dcm", StudyInstanceUID="1.1", SeriesInstanceUID="1.1.1")
    write_image("b.dcm", StudyInstanceUID="1.2", SeriesInstanceUID="1.2.2", SeriesNumber="2")
    write_image("c.dcm", StudyInstanceUID="1.2", SeriesInstanceUID="1.2.1", SeriesNumber="1")
    studies = {study.study_uid: [s.series_uid for s in study.series] for study in last(tmp_path).studies}
    assert studies == {"1.1": ["1.1.1"], "1.2": ["1.2.1", "1.2.2"]}

"""What bytes are, and in which order files come."""

import os
import zipfile
from pathlib import Path

import pytest

from imaging import files
from imaging.errors import UserError
from imaging.files import SourceKind


@pytest.mark.parametrize(
    ("head", "name", "kind"),
    [
        (b"", "a.dcm", SourceKind.EMPTY),
        (b"\0" * 128 + b"DICM\x02\0", "a", SourceKind.DICOM),
        (b"\x08\0\x05\0CS\x0a\0ISO_IR 100", "a", SourceKind.DICOM),
        (b"\x08\0\x00\0\x04\0\0\0\x10\0\0\0", "a", SourceKind.DICOM),
        (b"\0\x08\0\x05CS\0\x0aISO_IR 100", "a", SourceKind.DICOM),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 20, "a.dcm", SourceKind.PICTURE),
        (b"\xff\xd8\xff\xe0" + b"\0" * 20, "a", SourceKind.PICTURE),
        (b"\x1f\x8b\x08" + b"\0" * 20, "a.nii.gz", SourceKind.NIFTI),
        (b"\0" * 344 + b"n+1\0", "a", SourceKind.NIFTI),
        (b"PK\x03\x04" + b"\0" * 20, "a.zip", SourceKind.ZIP),
        (b"\x1f\x8b\x08" + b"\0" * 20, "a.gz", SourceKind.OTHER),
        (b"patient,age\n1,2\n", "a.csv", SourceKind.OTHER),
        (b"\0" * 352, "a", SourceKind.OTHER),
    ],
)
def test_kind_of_bytes(head: bytes, name: str, kind: SourceKind) -> None:
    assert files.kind_of(head, name) is kind


def test_natural_order() -> None:
    names = ["IM10", "IM2", "im1", "IM2b", "2", "10", "²"]
    assert sorted(names, key=files.natural_key) == ["2", "10", "IM2", "IM2b", "IM10", "im1", "²"]


def test_folders_are_walked_in_natural_order_without_hidden_files(tmp_path: Path) -> None:
    for name in ("b/2.dcm", "b/10.dcm", "a/1.dcm", ".git/x", "b/.DS_Store", "Thumbs.db"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
    assert [os.path.relpath(p, tmp_path) for p in files.walk(tmp_path)] == ["a/1.dcm", "b/2.dcm", "b/10.dcm"]


def test_members_are_opened_by_their_source(tmp_path: Path) -> None:
    archive = tmp_path / "a.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("x/b.txt", "hello")
    (source,) = files.members(str(archive))
    assert source == f"{archive}::x/b.txt"
    assert files.read_source(source) == b"hello"
    assert (files.source_size(source), files.source_name(source)) == (5, "b.txt")
    with files.seekable(source) as stream:
        stream.seek(2)
        assert stream.read() == b"llo"


def test_a_file_whose_name_looks_like_a_member_is_a_file(tmp_path: Path) -> None:
    odd = tmp_path / "a.zip::b"
    odd.write_bytes(b"plain")
    assert files.read_source(str(odd)) == b"plain"


@pytest.mark.parametrize("source", ["missing", "missing.zip::a"])
def test_what_is_gone_is_a_sentence(tmp_path: Path, source: str) -> None:
    with pytest.raises(UserError, match="no longer there"):
        files.open_source(str(tmp_path / source))


def test_other_failures_to_open_are_sentences(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="folder"):
        files.open_source(str(tmp_path))
    archive = tmp_path / "a.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("a", "1")
    with pytest.raises(UserError, match="not in the archive"):
        files.open_source(f"{archive}::b")

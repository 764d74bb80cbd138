"""`overread inspect` and `overread render` as a person types them."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from pydicom import Dataset
from pydicom.dataset import FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, MRImageStorage

from main import main

ROOT = Path(__file__).resolve().parents[2]


def write_slice(path: Path, index: int, **attributes: Any) -> Path:
    """A sagittal MR slice whose stored values count up from 100 × index."""
    dataset = Dataset()
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    dataset.file_meta.MediaStorageSOPClassUID = dataset.SOPClassUID = MRImageStorage
    dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID = f"1.2.3.4.{index}"
    values = {
        "StudyInstanceUID": "1.2.3",
        "SeriesInstanceUID": "1.2.3.4",
        "PatientName": "Doe^Jane",
        "PatientID": "SECRET-7",
        "Modality": "MR",
        "SeriesDescription": "sag PD FS",
        "FrameOfReferenceUID": "1.9",
        "ImagePositionPatient": [3.5 * index, -60.0, 40.0],
        "ImageOrientationPatient": [0.0, 1.0, 0.0, 0.0, 0.0, -1.0],
        "PixelSpacing": [0.5, 0.4],
        "Rows": 4,
        "Columns": 5,
        "SamplesPerPixel": 1,
        "PhotometricInterpretation": "MONOCHROME2",
        "BitsAllocated": 16,
        "BitsStored": 16,
        "HighBit": 15,
        "PixelRepresentation": 0,
        "RescaleSlope": "1",
        "RescaleIntercept": "-10",
        "WindowCenter": "100",
        "WindowWidth": "200",
    } | attributes
    for keyword, value in values.items():
        setattr(dataset, keyword, value)
    dataset.PixelData = (100 * index + np.arange(20)).astype("<u2").tobytes()
    dataset["PixelData"].VR = "OW"
    dataset.save_as(path, enforce_file_format=True)
    return path


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """A folder with three slices."""
    folder = tmp_path / "study"
    folder.mkdir()
    for index in range(3):
        write_slice(folder / f"IM{index}", index)
    return folder


def test_inspect_prints_the_promised_document(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inspect", str(study), "--json"]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    document = json.loads(printed.out)
    assert document["schema"] == "overread.inspect/1"
    assert document["refused"] == []
    ((series,),) = [found["series"] for found in document["studies"]]
    assert (series["series_uid"], series["modality"], series["description"]) == ("1.2.3.4", "MR", "sag PD FS")
    assert series["transfer_syntax"] == "1.2.840.10008.1.2.1"
    (stack,) = series["stacks"]
    assert stack == {
        "kind": "volume",
        "rows": 4,
        "columns": 5,
        "slices": 3,
        "dimensions": {},
        "pixel_spacing_mm": [0.5, 0.4],
        "slice_spacing_mm": 3.5,
        "calibration": "geometry",
        "image_orientation": [0, 1, 0, 0, 0, -1],
        "first_position": [7.0, -60.0, 40.0],
        "last_position": [0.0, -60.0, 40.0],
        "frame_of_reference_uid": "1.9",
        "plane": "sagittal",
        "edge_labels": {"left": "A", "right": "P", "top": "H", "bottom": "F"},
        "regular": True,
        "shear_deg": 0.0,
        "warnings": [],
    }


def test_inspect_exits_with_3_when_something_was_refused(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (study / "notes.txt").write_text("hello")
    assert main(["inspect", str(study), "--json"]) == 3
    (refused,) = json.loads(capsys.readouterr().out)["refused"]
    assert refused["file"].endswith("notes.txt")
    assert refused["reason"].endswith(".")


def test_inspect_exits_with_1_and_one_sentence_when_there_is_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["inspect", str(tmp_path)]) == 1
    assert capsys.readouterr().err.count("\n") == 1
    assert main(["inspect", str(tmp_path / "nowhere")]) == 1
    assert "nowhere" in capsys.readouterr().err


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_the_patient_is_named_only_when_asked(study: Path, capsys: pytest.CaptureFixture[str], form: list[str]) -> None:
    assert main(["inspect", str(study), *form]) == 0
    out = capsys.readouterr().out
    assert "Doe" not in out
    assert "SECRET" not in out
    assert main(["inspect", str(study), "--identify", *form]) == 0
    out = capsys.readouterr().out
    assert "Doe" in out
    assert "SECRET-7" in out


def test_inspect_in_words(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_slice(study / "odd", 9)
    assert main(["inspect", str(study)]) == 0
    out = capsys.readouterr().out
    assert "Explicit VR Little Endian" in out
    assert "every 3.5 mm, sagittal, A|P H/F" in out
    assert "! The slices are not evenly spaced" in out


def test_radiograph_letters_come_from_patient_orientation(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_slice(tmp_path / "a.dcm", 0, Modality="DX", PatientOrientation=["L", "F"])
    assert main(["inspect", str(path), "--json"]) == 0
    (stack,) = json.loads(capsys.readouterr().out)["studies"][0]["series"][0]["stacks"]
    assert stack["kind"] == "radiograph"
    assert stack["edge_labels"] == {"left": "R", "right": "L", "top": "H", "bottom": "F"}
    assert stack["plane"] is None
    assert stack["slice_spacing_mm"] is None


def test_render_writes_what_the_formula_says(study: Path, tmp_path: Path) -> None:
    out, values = tmp_path / "a.png", tmp_path / "a.npy"
    assert main(["render", str(study / "IM1"), "--out", str(out), "--values", str(values)]) == 0
    stored = (100 + np.arange(20)).reshape(4, 5)
    np.testing.assert_array_equal(np.load(values), stored - 10)
    x = (stored - 10).astype(float)
    # PS3.3 C.11.2.1.2.1 with centre 100 and width 200.
    expected = np.rint(((x - 99.5) / 199 + 0.5) * 255).astype(np.uint8)
    with Image.open(out) as picture:
        assert (picture.mode, picture.size) == ("L", (5, 4))
        np.testing.assert_array_equal(np.asarray(picture), expected)


def test_render_takes_a_window(study: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.png"
    assert main(["render", str(study / "IM1"), "--window", "100", "1", "--out", str(out)]) == 0
    with Image.open(out) as picture:
        # Width 1 is a threshold at centre − 0.5: values 90 to 109.
        np.testing.assert_array_equal(np.asarray(picture).ravel(), [0] * 10 + [255] * 10)


def test_render_inverts_exactly_once(tmp_path: Path) -> None:
    for name, attributes in {
        "plain": {},
        "one": {"PhotometricInterpretation": "MONOCHROME1"},
        "both": {"PhotometricInterpretation": "MONOCHROME1", "PresentationLUTShape": "INVERSE"},
    }.items():
        path = write_slice(tmp_path / name, 1, **attributes)
        assert main(["render", str(path), "--out", str(tmp_path / f"{name}.png")]) == 0
    shown = {name: np.asarray(Image.open(tmp_path / f"{name}.png")).astype(int) for name in ("plain", "one", "both")}
    np.testing.assert_array_equal(shown["one"], shown["both"])
    np.testing.assert_allclose(shown["one"] + shown["plain"], 255, atol=1)


def test_render_of_a_frame_uses_the_window_of_its_stack(tmp_path: Path) -> None:
    frames = np.arange(60, dtype=np.uint16).reshape(3, 4, 5) * 50
    path = write_slice(tmp_path / "a.dcm", 0, NumberOfFrames=3)
    from pydicom import dcmread

    dataset = dcmread(path)
    dataset.PixelData = frames.tobytes()
    del dataset.WindowCenter, dataset.WindowWidth
    dataset.save_as(path)
    first, last = tmp_path / "1.png", tmp_path / "3.png"
    assert main(["render", str(path), "--frame", "1", "--out", str(first)]) == 0
    assert main(["render", str(path), "--frame", "3", "--out", str(last)]) == 0
    assert np.asarray(Image.open(first)).mean() < 60
    assert np.asarray(Image.open(last)).mean() > 190


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ([], "Say where to write"),
        (["--out", "x.png", "--window", "1", "0"], "greater than 0"),
        (["--values", "x.npy", "--frame", "7"], "no image 7"),
        (["--out", "no/such/folder/x.png"], "cannot be written"),
    ],
)
def test_render_explains_what_is_wrong(
    study: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    sentence: str,
) -> None:
    monkeypatch.chdir(study)
    assert main(["render", "IM0", *words]) == 1
    assert sentence in capsys.readouterr().err


def test_render_of_a_folder_is_refused(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["render", str(study), "--out", "x.png"]) == 1
    assert "folder" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["inspect", "render"])
def test_neither_torch_nor_qt_is_imported(study: Path, tmp_path: Path, command: str) -> None:
    words = [command, str(study / "IM0")] + (["--out", str(tmp_path / "a.png")] if command == "render" else [])
    program = (
        "import sys; from main import main; code = main(sys.argv[1:]);"
        "heavy = {'torch', 'PySide6', 'pyqtgraph', 'nibabel', 'scipy'} & set(sys.modules);"
        "sys.exit(f'imported {heavy}' if heavy else code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *words], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")

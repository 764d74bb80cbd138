"""`overread tasks` and `overread infer` keep what they promise at their edges."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from main import main


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "limb.png"
    Image.fromarray(np.random.default_rng(1).integers(0, 255, (70, 50)).astype(np.uint8)).save(path)
    return path


@pytest.mark.usefixtures("use_small_card")
def test_infer_writes_findings_pictures_and_maps(
    picture: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert main(["infer", str(picture), "--task", "lower_limb", "--device", "cpu", "--out", str(out)]) == 0
    assert capsys.readouterr().out == ""
    document = json.loads((out / "findings.json").read_text())
    assert document["schema"] == "overread.findings/1"
    assert document["notices"] == ["not DICOM"]
    (task,) = document["tasks"]
    assert task["status"] == "ok"
    assert {guard["state"] for guard in task["guards"][:2]} == {"cannot_tell"}
    study = task["findings"][0]
    assert study["kind"] == "probability"
    assert study["region"] is None
    for finding in task["findings"]:
        name = finding["id"].replace("/", "_")
        with Image.open(out / f"{name}.png") as shown:
            assert shown.size == (50, 70)
            assert shown.mode == "RGB"
        with np.load(out / finding["saliency"]["file"]) as maps:
            assert maps["map_0"].shape == (70, 50)
        if finding["region"]:
            left, top, right, bottom = finding["region"]["box"]
            assert 0 <= left < right <= 50
            assert 0 <= top < bottom <= 70


@pytest.mark.usefixtures("use_small_card")
def test_refused_inputs_are_named_and_the_rest_is_done(
    picture: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "broken.png"
    broken.write_bytes(picture.read_bytes()[:60])
    arguments = ["infer", str(picture), str(broken), "--task", "lower_limb", "--saliency", "none"]
    assert main([*arguments, "--device", "cpu", "--out", str(tmp_path / "out")]) == 3
    assert "broken.png" in capsys.readouterr().err
    assert (tmp_path / "out" / "findings.json").exists()


@pytest.mark.usefixtures("use_small_card")
def test_two_studies_get_two_folders(picture: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.png"
    Image.fromarray(np.zeros((30, 40), np.uint8)).save(other)
    out = tmp_path / "out"
    arguments = ["infer", str(picture), str(other), "--task", "lower_limb", "--saliency", "none", "--device", "cpu"]
    assert main([*arguments, "--out", str(out)]) == 0
    assert sorted(p.name for p in out.iterdir()) == ["001", "002"]


def test_nothing_to_do_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty").mkdir()
    assert main(["infer", str(tmp_path / "empty"), "--task", "lower_limb", "--out", str(tmp_path / "o")]) == 1
    assert len(capsys.readouterr().err.strip().splitlines()) == 1
    assert main(["infer", str(tmp_path), "--task", "palm_reading", "--out", str(tmp_path / "o")]) == 1
    assert "lower_limb" in capsys.readouterr().err


def test_tasks_are_listed_as_text_and_as_json(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inference.cli.task_ids", lambda: ("lower_limb",))
    assert main(["tasks"]) == 0
    assert "lower_limb" in capsys.readouterr().out
    assert main(["tasks", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["tasks"][0]["task"] == "lower_limb"

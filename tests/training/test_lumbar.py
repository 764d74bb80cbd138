"""Finding discs on a drawn spine, where crops and maps lie, and the whole way on made-up slices."""

import csv
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from imaging.region import Box
from inference.networks.spine_network import DISC, Disc, SpineNetwork, find_discs
from inference.registry import load_task
from inference.tasks.lumbar_grading import SIGNS, LumbarGrading, SpineOutput, lay_crop, to_original
from main import main
from training.datasets import open_data
from training.datasets.spider import GRADINGS, read_slice, split_of
from training.export import merge, open_card, write_card

# Not narrower: below 16 channels the backward pass of channels-last convolutions damages memory (torch 2.15).
SMALL = {"side": 128, "widths": [16, 16, 16, 16], "decoder": [16, 16, 16], "disc_widths": [16, 16, 16, 16]}


@pytest.fixture
def task() -> LumbarGrading:
    card = load_task("lumbar_grading").card
    return LumbarGrading(replace(card, network={**card.network, **SMALL}, raw={}))


def drawn_spine(count: int, angle: float = 0.0) -> np.ndarray:
    """A map of parts, (4, 224, 224) at stride 2 of 0.75 mm: discs of 36 × 9 mm, 36 mm apart, turned by an angle."""
    parts = np.zeros((4, 224, 224), np.float32)
    parts[0] = 0.5
    y, x = np.meshgrid(np.arange(224), np.arange(224), indexing="ij")
    for place in range(count):
        dx, dy = (x - 100) * 1.5, (y - 200 + 24 * place) * 1.5
        along = dx * np.cos(angle) + dy * np.sin(angle)
        across = -dx * np.sin(angle) + dy * np.cos(angle)
        parts[DISC][(np.abs(along) < 18) & (np.abs(across) < 4.5)] = 0.9
    return parts


@pytest.mark.parametrize("degrees", [-30, 0, 20])
def test_discs_are_found_from_the_lowest_up_with_their_direction(degrees: float) -> None:
    discs = find_discs(drawn_spine(5, np.radians(degrees)), 0.75)
    assert [disc.ordinal for disc in discs] == [1, 2, 3, 4, 5]
    assert [disc.centre[1] for disc in discs] == pytest.approx([400, 352, 304, 256, 208], abs=1.5)
    assert all(disc.centre[0] == pytest.approx(200, abs=1.5) for disc in discs)
    assert all(np.degrees(disc.angle) == pytest.approx(degrees, abs=3) for disc in discs)


def test_what_looks_like_a_disc_beside_the_spine_is_not_counted() -> None:
    parts = drawn_spine(5)
    parts[DISC, 176:182, 20:44] = 0.9  # 84 mm in front of the spine, at the height of a disc
    parts[DISC, 60:66, 20:44] = 0.9  # above it, far to the side
    assert find_discs(parts, 0.75) == find_discs(drawn_spine(5), 0.75)


def test_a_disc_that_was_not_seen_counts() -> None:
    parts = drawn_spine(5)
    parts[DISC, 146:158] = 0  # the third from below
    discs = find_discs(parts, 0.75)
    assert [disc.ordinal for disc in discs] == [1, 2, 4, 5]
    assert [disc.centre[1] for disc in discs] == pytest.approx([400, 352, 256, 208], abs=1.5)


def test_specks_and_upright_things_are_no_discs() -> None:
    parts = drawn_spine(0)
    parts[DISC, 10:12, 10:12] = 0.9
    parts[DISC, 50:80, 100:106] = 0.9
    assert find_discs(parts, 0.75) == ()


def test_a_crop_and_its_map_lie_on_the_same_place(task: LumbarGrading, tmp_path: Path) -> None:
    """A bright spot comes back where it was, through square, turned crop and map."""
    pixels = np.zeros((100, 80), np.uint8)
    pixels[60, 42] = 255
    path = tmp_path / "1.png"
    Image.fromarray(pixels).save(path)
    task_input = read_slice(path, (0.75, 0.75))
    inputs = task.preprocess(task_input)
    network = task.build_network()
    assert isinstance(network, SpineNetwork)
    disc = Disc(1, (66.0, 74.0), 0.3)  # the spot is at (42 + 24, 60 + 14) of the square
    crop = network.crops(inputs.image, (disc,), 0.5)[0, 0]
    row, column = divmod(int(crop.argmax()), crop.shape[1])
    assert (row, column) in [(31, 39), (31, 40), (32, 39), (32, 40)]
    laid = lay_crop((crop - crop.min()), 1, disc, network, inputs, task.side, task_input.stacks["sagittal"])
    assert np.unravel_index(int(laid.argmax()), laid.shape) == (60, 42)
    assert to_original(np.array([[66.0, 74.0]]), inputs, task.side)[0] == pytest.approx([42.5, 60.5])


def test_every_disc_has_its_box_and_the_worst_one_speaks_for_the_study(task: LumbarGrading, tmp_path: Path) -> None:
    path = tmp_path / "1.png"
    Image.fromarray(np.zeros((100, 80), np.uint8)).save(path)
    task_input = read_slice(path, (0.75, 0.75))
    logits = np.full((2, 5 + len(SIGNS)), -8.0)
    logits[0, 1], logits[1, 3] = 8, 8  # Pfirrmann 2 below, 4 above
    logits[1, 5] = 8  # narrowing above
    findings = task.to_findings(SpineOutput((Disc(1, (64, 90), 0.0), Disc(2, (64, 50), 0.0)), logits), task_input)
    assert [f.label for f in findings if f.level == "study"] == ["pfirrmann", *SIGNS]
    assert findings[0].value.value == 4
    regions = {f.finding_id: f for f in findings if f.level == "region"}
    assert set(regions) == {"lumbar_grading/pfirrmann/1", "lumbar_grading/pfirrmann/2", "lumbar_grading/narrowing/2"}
    box = regions["lumbar_grading/narrowing/2"].region
    assert isinstance(box, Box)
    assert (box.top + box.bottom) / 2 == pytest.approx(50 - 14 + 0.5, abs=1)
    assert (box.left + box.right) / 2 == pytest.approx(64 - 24 + 0.5, abs=1)


def write_spider(folder: Path) -> Path:
    """Patients of every split with one slice and one outlined slice each."""
    for name in ("midsag", "t2space_images", "t2space_masks"):
        (folder / name).mkdir(parents=True)
    wanted = {"train": 3, "val": 2, "test": 2}
    series, gradings = [], []
    for number in range(1, 200):
        patient = str(number)
        if not wanted[split_of(patient)]:
            continue
        wanted[split_of(patient)] -= 1
        random = np.random.default_rng(number)
        slice_ = random.integers(0, 90, (100, 90)).astype(np.uint8)
        mask = np.zeros((100, 90), np.uint8)
        for place in range(3):
            top = 80 - 28 * place
            mask[top : top + 8, 25:60] = 29
            mask[top - 14 : top - 2, 25:60] = 76
            slice_[top : top + 8, 25:60] = 40
        Image.fromarray(slice_).save(folder / "midsag" / f"{patient}_t2.jpg")
        Image.fromarray(slice_).save(folder / "t2space_images" / f"{patient}_t2_SPACE_slice1.png")
        Image.fromarray(mask).save(folder / "t2space_masks" / f"{patient}_t2_SPACE_slice1.png")
        row = {"patient": patient, "sequence": "t2", "file": f"midsag/{patient}_t2.jpg", "PixelSpacing": "[.9, 0.9]"}
        series.append(row | {"Manufacturer": "M", "MagneticFieldStrength": "1.5"})
        gradings += [
            {"Patient": patient, "IVD label": str(disc), **{c: str(1 + disc % 2) for c in GRADINGS.values()}}
            for disc in (1, 2, 3)
        ]
    for name, rows in (("series.csv", series), ("disc_gradings.csv", gradings)):
        with (folder / name).open("w", newline="") as stream:
            writer = csv.DictWriter(stream, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    return folder


def test_the_layout_is_read(tmp_path: Path) -> None:
    data = open_data(str(write_spider(tmp_path / "spider")))
    assert {sample.split for sample in data.samples} == {"train", "val", "test"}
    graded = next(sample for sample in data.samples if sample.grades)
    assert graded.grades["pfirrmann/1"] == 2
    assert graded.load().stacks["sagittal"].calibration.row_spacing == 0.9
    outlined = next(sample for sample in data.samples if sample.parts)
    assert outlined.parts is not None
    assert set(np.unique(outlined.parts())) == {0, 1, 2}


def test_train_then_evaluate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    card = load_task("lumbar_grading").card
    network = {**card.network, **SMALL}
    monkeypatch.setattr("inference.registry.bundled_card", lambda name: replace(card, network=network, weights=None))

    def three_discs(parts: object, millimetres: float) -> tuple[Disc, ...]:
        return tuple(Disc(n + 1, (60.0, 90.0 - 20 * n), 0.0) for n in range(3))

    monkeypatch.setattr("inference.networks.spine_network.find_discs", three_discs)  # an untrained network finds none
    data, run, out = write_spider(tmp_path / "spider"), tmp_path / "run", tmp_path / "out"
    quick = {"epochs": 1, "batch_size": 3, "samples_per_epoch": 3, "precision": "fp32"}
    changes = [
        word
        for table in ("parts", "discs")
        for key, value in quick.items()
        for word in ("--set", f"{table}.schedule.{key}={value}")
    ]
    assert main(["train", "lumbar_grading", "--data", str(data), "--out", str(run), "--device", "cpu", *changes]) == 0
    document = open_card(run)
    merge(document, {"network": network})
    write_card(document, run)
    capsys.readouterr()
    evaluate = ["evaluate", "lumbar_grading", "--data", str(data), "--weights", str(run), "--out", str(out)]
    assert main([*evaluate, "--device", "cpu"]) == 0
    assert "Signs, disc by disc" in capsys.readouterr().out
    assert json.loads((out / "metrics.json").read_text())["metrics"]["discs found"]["value"] == 1.0

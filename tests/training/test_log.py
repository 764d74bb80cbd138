"""What a run says of itself: the same numbers as JSON lines, CSV, TensorBoard and one page that needs nothing else."""

import csv
import json
import xml.etree.ElementTree as Xml
from pathlib import Path

import pytest

from tests.training.small_knees import train
from training.log import Log, as_csv, rows_of
from training.pages import flat, lines_svg
from training.recipe import read_reasons

ROWS = [
    {"stage": "a", "epoch": 1, "seconds": 1.0, "loss_x": 2.0, "score": 0.5},
    {"stage": "a", "epoch": 2, "seconds": 2.0, "loss_x": 1.0, "score": 0.75},
    {"stage": "b", "epoch": 1, "seconds": 1.0, "loss_y": 3.0, "score": 0.5, "auc": 0.9},
]


def test_the_table_has_a_column_for_every_measure_of_any_stage() -> None:
    assert as_csv(ROWS).splitlines() == [
        "stage,epoch,seconds,loss_x,score,loss_y,auc",
        "a,1,1.0,2.0,0.5,,",
        "a,2,2.0,1.0,0.75,,",
        "b,1,1.0,,0.5,3.0,0.9",
    ]


def test_a_run_that_goes_on_goes_on_in_the_same_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for part in (ROWS[:1], ROWS[1:]):
        log = Log(tmp_path)
        for row in part:
            log.epoch(row, left=65.0)
        log.close()
    assert rows_of(tmp_path) == ROWS
    with (tmp_path / "log.csv").open(newline="") as stream:
        assert [row["epoch"] for row in csv.DictReader(stream)] == ["1", "2", "1"]
    assert "score 0.75; 1:05 left in this stage" in capsys.readouterr().err
    assert not list(tmp_path.glob("*.partial"))
    assert not (tmp_path / "report.html").exists(), "nobody said what this run is"


def test_tensorboard_gets_the_scalars(tmp_path: Path) -> None:
    accumulator = pytest.importorskip("tensorboard.backend.event_processing.event_accumulator")
    log = Log(tmp_path)
    for row in ROWS:
        log.epoch(row, left=0.0)
    log.close()
    events = accumulator.EventAccumulator(str(tmp_path / "tensorboard")).Reload()
    assert [(e.step, e.value) for e in events.Scalars("a/loss_x")] == [(1, 2.0), (2, 1.0)]


def test_without_tensorboard_nothing_is_missed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("training.log.find_spec", lambda name: None)
    log = Log(tmp_path)
    log.epoch(ROWS[0], left=0.0)
    log.close()
    assert rows_of(tmp_path) == ROWS[:1]
    assert not (tmp_path / "tensorboard").exists()


def test_curves_are_drawn_also_of_one_epoch_and_of_no_number() -> None:
    Xml.fromstring(lines_svg("one", {"x": [(1, 0.5)]}))
    Xml.fromstring(lines_svg("none", {"x": [(1, float("nan"))]}))
    drawn = lines_svg("two", {"x": [(1, 2.0), (2, 1.0)], "y": [(1, 0.5), (2, float("inf"))]})
    assert drawn.count("<polyline") >= 2


@pytest.mark.usefixtures("small_knee_task")
def test_a_run_leaves_one_page_with_everything(knees: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    assert train(knees, run) == 0
    page = (run / "report.html").read_text(encoding="utf-8")
    Xml.fromstring(page.removeprefix("<!DOCTYPE html>\n"))
    account = json.loads((run / "run.json").read_text())
    for words in ("grades: losses while training", "grades: on the validation split", "osteoarthritis: yes", "By side"):
        assert words in page, words
    for words in (account["split_digest"], "grades.schedule.learning_rate", *read_reasons("knee_kl_grade").values()):
        assert words in page.replace("&#x27;", "'").replace("&quot;", '"'), words
    assert "http" not in page.replace("http://www.w3.org", ""), "the page needs nothing from elsewhere"


def test_reasons_are_the_comments_behind_the_numbers(tmp_path: Path) -> None:
    recipe = tmp_path / "own.toml"
    recipe.write_text("a = 1  # because\n[t]\nb = 2\n[t.u]\nc = 3 # of that\n")
    assert read_reasons("any", str(recipe)) == {"a": "because", "t.u.c": "of that"}
    assert flat({"a": 1, "t": {"b": 2, "u": {"c": 3}}}) == [("a", 1), ("t.b", 2), ("t.u.c", 3)]

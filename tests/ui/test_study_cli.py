"""`overread study` from the first file to the report, as an owner types it."""

import csv
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import main
from app.reading.opinion import Answer
from app.reading.store.sqlite import SqliteStore
from app.reading.study import happenings as happened
from app.reading.study.cli import PASSWORD_VARIABLE
from app.reading.study.model_answers import read_model
from app.reading.study.plan_file import read_plan
from app.reading.study.study import ReaderStudy
from app.session import study_models
from app.session.study_models import ask_models
from inference.job import InferenceRequest, InferenceResult, TaskResult
from tests.app.reading.study.conftest import Q, write_study
from tests.app.reading.study.simulated import read_all
from tests.ui.fakes import answer

CASES = [("C1", "test", "", "1"), ("C2", "test", "", "0"), ("C3", "test", "", "1"), ("C4", "test", "", "0")]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_study(tmp_path / "study", cases=[*CASES, ("T1", "training", "", "1")])


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, str, str]]:
    """Run a command; return its status, and what it wrote to standard output and standard error."""
    monkeypatch.delenv(PASSWORD_VARIABLE, raising=False)

    def call(*words: object) -> tuple[int, str, str]:
        status = main.main(["study", *map(str, words)])
        said = capsys.readouterr()
        return status, said.out, said.err

    return call


Run = Callable[..., tuple[int, str, str]]


def read_study(folder: Path, *readers: str, result: TaskResult | None = None) -> None:
    study = ReaderStudy(folder)
    store = SqliteStore(study.record_path)
    for reader in readers:
        read_all(study, store, reader, lambda case, phase: Answer(Q, case in ("C1", "T1", "C2"), 60), result)
    store.close()
    study.close_files()


def last_entry(folder: Path) -> happened.StudyHappening:
    study = ReaderStudy(folder)
    entry = study.log()[-1]
    study.close_files()
    return entry.happening


def digest_of(folder: Path) -> str:
    return read_plan(folder / "plan.toml").digest


def test_help_needs_neither_qt_nor_torch() -> None:
    script = (
        "import sys, main\n"
        "try:\n    main.main(['study', '--help'])\n"
        "except SystemExit:\n    pass\n"
        "sys.exit(any(name.split('.')[0] in ('PySide6', 'torch') for name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "adjudicate" in done.stdout


def test_from_the_template_to_what_is_missing_in_it(run: Run, tmp_path: Path) -> None:
    status, out, _ = run("init", tmp_path / "new")
    assert status == 0
    assert f"Fill them in; overread study check {tmp_path / 'new'}" in out
    status, out, _ = run("check", tmp_path / "new")
    assert status == 3
    assert "cases.csv: there is no case of the kind “test”." in out
    status, _, err = run("init", tmp_path / "new")
    assert (status, err.count("\n")) == (1, 1)
    assert "name another folder" in err
    assert run("status", tmp_path)[0] == 1


def test_a_sound_draft(run: Run, folder: Path) -> None:
    assert run("check", folder)[:2] == (
        0,
        f"5 cases, 2 readers: nothing is wrong\nplan {digest_of(folder)}\n",
    )
    status, out, _ = run("assign", folder)
    assert status == 0
    rows = list(csv.DictReader(out.splitlines()))
    assert len(rows) == 10
    assert list(rows[0]) == ["reader", "session", "position", "case", "kind", "arm", "block"]
    assert (rows[0]["case"], rows[0]["kind"], rows[0]["arm"]) == ("T1", "training", "sequential")
    assert not (folder / "study.sqlite").exists()
    assert run("assign", folder, "--codes")[0] == 1


def test_opening_codes_status_and_closing(run: Run, folder: Path, fracture_result: Callable[..., TaskResult]) -> None:
    foreseen = run("assign", folder)[1]
    status, out, err = run("open", folder)
    assert status == 0
    assert "open, 5 cases, 2 readers" in out
    assert "The owner has no password" in err
    assert run("assign", folder, "--out", folder / "orders.csv")[0] == 0
    assert (folder / "orders.csv").read_text() == foreseen
    status, out, _ = run("assign", folder, "--codes")
    codes = dict(line.split("\t") for line in out.splitlines())
    assert set(codes) == {"R1", "R2"}
    study = ReaderStudy(folder)
    study.sign_in("R2", codes["R2"])
    study.close_files()

    assert run("close", folder)[0] == 1
    read_study(folder, "R1", result=fracture_result(0.9))
    document = json.loads(run("status", folder, "--json")[1])
    assert (document["schema"], document["state"], document["done"], document["total"]) == (
        "overread.study_status/1", "open", 5, 10,
    )  # fmt: skip
    assert [reader["sign_in"] for reader in document["readers"]] == ["code", "nothing"]
    status, _, err = run("close", folder)
    assert (status, err) == (1, "5 of 10 trials are not signed: “--early REASON” closes the study all the same.\n")
    status, out, _ = run("close", folder, "--early", "R2 left")
    assert status == 0
    assert "closed, 5 of 10 trials signed" in out
    assert "closed" in run("status", folder)[1].splitlines()[0]


def test_a_reader_who_comes_later_and_one_who_reads_again(run: Run, folder: Path) -> None:
    run("open", folder)
    with (folder / "readers.csv").open("a") as stream:
        stream.write("R3,reader,a,1\n")
    assert "R3 was enrolled." in run("assign", folder)[2]
    assert "as session 2" in run("assign", folder, "--again", "R1")[2]
    rows = list(csv.DictReader(run("assign", folder)[1].splitlines()))
    assert {row["reader"] for row in rows} == {"R1", "R2", "R3"}
    assert {row["session"] for row in rows if row["reader"] == "R1"} == {"1", "2"}


def test_an_owner_with_a_password_is_asked_for_it(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    monkeypatch.setenv(PASSWORD_VARIABLE, "the owner's own")
    status, _, err = run("open", folder, "--owner-password")
    assert (status, err) == (0, "")
    assert run("status", folder)[0] == 0
    monkeypatch.setenv(PASSWORD_VARIABLE, "a guess, no more")
    for command in (["status"], ["assign", "--codes"], ["close"], ["adjudicate"], ["report"], ["export"]):
        status, _, err = run(command[0], folder, *command[1:])
        assert (status, "is not right" in err or "Too many tries" in err) == (1, True)
    monkeypatch.delenv(PASSWORD_VARIABLE)
    assert PASSWORD_VARIABLE in run("status", folder)[2]


def test_an_amendment(run: Run, folder: Path) -> None:
    run("open", folder)
    plan = folder / "plan.toml"
    plan.write_text(plan.read_text().replace('version = "1"', 'version = "2"'))
    assert "was changed after the study was opened" in run("check", folder)[2]
    assert run("open", folder, "--amend", "a better title")[0] == 0
    assert run("check", folder)[0] == 0


def test_report_and_export(run: Run, folder: Path, fracture_result: Callable[..., TaskResult]) -> None:
    run("open", folder)
    assert run("report", folder, "--no-pdf")[0] == 1
    read_study(folder, "R1", "R2", result=fracture_result(0.9))
    status, out, err = run("report", folder, "--no-pdf", "--out", folder / "early")
    assert status == 0
    assert "this look at its results stands in its log" in err
    assert last_entry(folder) == happened.InterimLook("report")
    run("close", folder)
    status, out, err = run("report", folder, "--no-pdf")
    assert (status, err) == (0, "")
    assert digest_of(folder) in (folder / "report" / "report.html").read_text()
    assert str(folder / "report" / "report.html") in out
    status, out, _ = run("export", folder)
    assert status in (0, 3)
    assert json.loads((folder / "export" / "study.json").read_text())["plan_digest"] == digest_of(folder)


# ── the models ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_models_are_asked_without_the_truth(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch, fracture_result: Callable[..., TaskResult]
) -> None:
    asked: list[InferenceRequest] = []

    def listening(request: InferenceRequest, progress: object, cancelled: object) -> InferenceResult:
        asked.append(request)
        return answer(request, lambda message: None, lambda: False)

    assert run("models", folder)[0] == 1  # a draft
    run("open", folder)
    real = ask_models

    def fake(study: ReaderStudy, progress: Callable[[int, int], None], device: str = "auto") -> list[str]:
        return real(study, progress, device, listening)

    monkeypatch.setattr(study_models, "ask_models", fake)
    assert run("models", folder)[0] == 0
    assert [len(request.case.reference.labels) for request in asked] == [0, 0, 0, 0]
    assert set(read_model(folder)) == {"C1", "C2", "C3", "C4"}
    read_study(folder, "R1", result=fracture_result(0.9))
    status, out, _ = run("models", folder)
    assert status == 3
    assert "C1: readers were shown something else than model.json says." in out


def test_reading_a_draft_is_refused(run: Run, folder: Path) -> None:
    assert "This study has not been opened yet" in run("read", folder)[2]

"""What is seen in a data set before training: counts, copies, patients with two names, scanners that tell."""

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from imaging.errors import UserError
from imaging.presentation import ImageStack, Presentation, Window
from imaging.study import Frame, Stack, StackKind
from inference.task import TaskInput
from tests.training.small_knees import train, write_knees
from training.categories import categories_of, size_class
from training.data_report import counts_table, report_data, require_both_answers
from training.datasets import DataSet, Sample, open_data
from training.folds import assign
from training.linear import cross_fitted, logistic_regression
from training.outcomes import outcomes_of
from training.pixels import look_at, look_at_all, refuse_crossing
from training.progress import minutes


def task_input(values: NDArray[np.generic]) -> TaskInput:
    rows, columns = values.shape
    stack = Stack("1", "1", StackKind.RADIOGRAPH, (Frame("", 1, "1"),), rows, columns, 1)
    look = Presentation(windows=(Window(128.0, 256.0),))
    return TaskInput({"image": stack}, {"image": ImageStack("1", values[None, None], (look,))})


def picture(seed: int, side: int = 12) -> Callable[[], TaskInput]:
    return partial(task_input, np.random.default_rng(seed).integers(0, 255, (side, side)).astype(np.uint8))


SPLITS = ("train", "train", "val", "test")


def a_data_set(count: int = 200, confounded: bool = False) -> DataSet:
    """Every second patient is torn; the scanner is drawn by chance, or in nine of ten is that of the answer."""
    random = np.random.default_rng(1)
    samples = []
    for n in range(count):
        torn = n % 2 == 1
        old = bool(random.random() < (0.9 if torn else 0.1)) if confounded else bool(random.random() < 0.5)
        notes = {"scanner": "Old 1.5 T" if old else "New 3 T", "file": f"{n}.png"}
        split = SPLITS[n // 2 % 4]
        samples.append(Sample(f"s{n}", split, f"patient {n}", picture(n), {"tear": torn}, notes=notes))
    return DataSet("made up", "none", tuple(samples))


class TestReport:
    def test_counts_samples_patients_and_answers_per_split(self) -> None:
        table = counts_table(a_data_set(40).samples)
        assert table.header == ("", "train", "val", "test", "all")
        assert table.rows == (
            ("samples", "20", "10", "10", "40"),
            ("patients (groups)", "20", "10", "10", "40"),
            ("tear: no", "10 (50%)", "5 (50%)", "5 (50%)", "20 (50%)"),
            ("tear: yes", "10 (50%)", "5 (50%)", "5 (50%)", "20 (50%)"),
        )

    def test_grades_of_structures_are_counted_together_and_quantities_described(self) -> None:
        first = Sample("a", "train", "a", picture(0), {}, grades={"disc/1": 2, "disc/2": 2}, quantities={"age": 10.0})
        second = replace(first, sample_id="b", group="b", grades={"disc/1": 3, "disc/2": 2}, quantities={"age": 20.0})
        rows = dict(row[:2] for row in counts_table([first, second]).rows)
        assert rows["disc: 2"] == "3 (75%)"
        assert rows["age: mean ± SD (range)"] == "15.0 ± 5.0 (10–20)"
        assert outcomes_of([first, second]) == {"age > 10": {"a": False, "b": True}}

    def test_an_honest_data_set_has_no_warning(self) -> None:
        data = a_data_set()
        report = report_data(data, look_at_all(data.samples, lambda done: None))
        assert report.warnings == ()
        by_scanner = next(table for table in report.tables if table.title == "By scanner")
        assert {row[0] for row in by_scanner.rows} == {"Old 1.5 T", "New 3 T"}
        assert not any("file" in table.title for table in report.tables), "a note of many values is no category"

    def test_a_scanner_that_tells_the_answer_is_warned_of(self, tmp_path: Path) -> None:
        data = a_data_set(confounded=True)
        report = report_data(data, look_at_all(data.samples, lambda done: None))
        assert len(report.warnings) == 1
        assert "The scanner alone tells “tear” with an area under the ROC curve of 0.88" in report.warnings[0]
        assert "--by scanner" in report.warnings[0]
        report.write(tmp_path)
        assert "**Warning.** The scanner alone" in (tmp_path / "data.md").read_text(encoding="utf-8")
        assert json.loads((tmp_path / "data.json").read_text())["split_digest"] == data.split_digest

    def test_what_a_reader_left_out_is_said(self) -> None:
        data = replace(a_data_set(8), excluded={"without a grade": 3})
        report = report_data(data, look_at_all(data.samples, lambda done: None))
        assert report.tables[-1].rows == (("without a grade", "3"),)

    def test_sizes_and_sexes_are_categories(self) -> None:
        samples = [
            replace(s, load=picture(n, 300 if n % 2 else 200), clinical={"sex": float(n % 2)}, notes={})
            for n, s in enumerate(a_data_set(4).samples)
        ]
        found = categories_of(samples, look_at_all(samples, lambda done: None))
        assert found == {
            "resolution": {f"s{n}": "257–512 px" if n % 2 else "up to 256 px" for n in range(4)},
            "sex": {f"s{n}": "male" if n % 2 else "female" for n in range(4)},
        }
        assert [size_class(n) for n in (256, 257, 2048, 2049)] == [
            "up to 256 px",
            "257–512 px",
            "1025–2048 px",
            "more than 2048 px",
        ]


class TestCopies:
    def test_the_same_pixels_have_the_same_digest_and_others_not(self) -> None:
        data = a_data_set(4)
        first = data.samples[0]
        assert look_at(first) == look_at(replace(first, sample_id="other", group="other"))
        assert look_at(first) != look_at(data.samples[1])
        wide, tall = np.zeros((2, 6), np.uint8), np.zeros((6, 2), np.uint8)
        digests = {
            look_at(replace(first, load=partial(task_input, v))).digest for v in (wide, tall, wide.astype(">i2"))
        }
        assert len(digests) == 3, "shape and type are part of the pixels"

    def test_a_patient_under_two_names_in_two_splits_is_refused(self) -> None:
        data = a_data_set(16)
        leaked = replace(data.samples[0], sample_id="copy", group="patient X", split="test")
        samples = (*data.samples, leaked)
        with pytest.raises(
            UserError, match=r"copy \(patient X, test\) and s0 \(patient 0, train\) are the same picture"
        ):
            refuse_crossing(samples, look_at_all(samples, lambda done: None), lambda sample: sample.split)

    def test_in_one_split_it_is_a_warning(self) -> None:
        data = a_data_set(16)
        twice = replace(data.samples[0], sample_id="copy", group="patient X")
        data = replace(data, samples=(*data.samples, twice))
        looks = look_at_all(data.samples, lambda done: None)
        refuse_crossing(data.samples, looks, lambda sample: sample.split)
        assert "1 pictures have several patients (s0, copy)" in report_data(data, looks).warnings[0]

    def test_a_leaked_patient_stops_the_command_before_anything_is_written(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        folder = write_knees(tmp_path / "knees")
        shutil.copy(folder / "images" / "train3.jpg", folder / "images" / "test9.jpg")
        assert train(folder, tmp_path / "run") == 1
        message = capsys.readouterr().err
        assert "test9 (patient-test4, split test) and train3 (patient-train1, split train) are the same" in message
        samples = open_data(str(folder)).samples
        apart = (
            seed
            for seed in range(20)
            if (homes := assign(samples, 3, seed))["patient-test4"] != homes["patient-train1"]
        )
        assert train(folder, tmp_path / "run", "--folds", "3", "--fold-seed", str(next(apart))) == 1
        assert re.search(r"\(patient-\w+, fold \d\) and \w+ \(patient-\w+, fold \d\)", capsys.readouterr().err)
        assert not (tmp_path / "run").exists()


class TestOneClass:
    @pytest.mark.parametrize(("split", "answer", "word"), [("train", True, "yes"), ("val", False, "no")])
    def test_a_split_with_one_answer_is_refused(self, split: str, answer: bool, word: str) -> None:
        data = a_data_set(16)
        one = tuple(replace(s, reference={"tear": answer}) if s.split == split else s for s in data.samples)
        with pytest.raises(UserError, match=f"In the {split} split the answer to “tear” is always {word}"):
            require_both_answers(replace(data, samples=one), ["tear"])

    def test_one_grade_only_is_refused(self) -> None:
        same = tuple(replace(s, reference={}, grades={"kl": 2}) for s in a_data_set(16).samples)
        with pytest.raises(UserError, match="always 2"):
            require_both_answers(DataSet("x", "none", same), ["kl"])

    def test_both_answers_and_labels_of_others_pass(self) -> None:
        require_both_answers(a_data_set(16), ["tear", "something else"])


@pytest.mark.usefixtures("small_knee_task")
def test_the_report_stands_on_stderr_and_in_the_run(
    knees: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert train(knees, tmp_path / "run") == 0
    shown = capsys.readouterr().err
    digest = open_data(str(knees)).split_digest
    for text in (shown, (tmp_path / "run" / "data.md").read_text(encoding="utf-8")):
        assert "| osteoarthritis: yes |" in text
        assert digest in text
        assert "By side" in text


def test_a_regression_finds_the_direction_and_cross_fits_by_group() -> None:
    random = np.random.default_rng(0)
    truth = random.random(400) < 0.5
    features = random.standard_normal((400, 3))
    features[:, 1] += 2 * truth
    found = logistic_regression(truth, features, 0.01)
    assert found[1] > 0.8 > abs(found[0])
    # A feature that names the group is useless for a group that was left out.
    groups = [str(n // 20) for n in range(400)]
    own = np.eye(20)[np.arange(400) // 20]
    answers = np.array([n // 20 % 2 == 1 for n in range(400)])
    scores = cross_fitted(answers, own, groups)
    assert not (scores[answers].mean() > scores[~answers].mean() + 0.5)


def test_minutes() -> None:
    assert [minutes(s) for s in (0, 65, 3723.4)] == ["0:00", "1:05", "1:02:03"]


class TestTraps:
    """The phantoms' own traps have to be found; nothing is painted for it."""

    @staticmethod
    def warnings_of(source: str) -> tuple[str, ...]:
        data = open_data(source)
        looks = look_at_all(data.samples, lambda done: None)
        refuse_crossing(data.samples, looks, lambda sample: sample.split)
        return report_data(data, looks).warnings

    def test_a_confounded_scanner_is_warned_of_and_several_by_chance_are_not(self) -> None:
        confounded = self.warnings_of("phantom:knee_mri:1:210?scanner=confounded")
        assert any(re.match(r"The scanner alone tells “abnormal” with .* of 0\.9", warning) for warning in confounded)
        assert self.warnings_of("phantom:knee_mri:1:210?scanner=several") == ()
        assert self.warnings_of("phantom:knee_mri:1:210") == ()

    def test_a_leaked_patient_is_refused_under_the_same_and_under_another_id(self) -> None:
        with pytest.raises(UserError, match="lies in two splits"):
            open_data("phantom:knee_mri:1:70?leak=open")
        with pytest.raises(UserError, match=r"knee-\d+-copy \(.*, test\) and knee-\d+ \(.*, train\) are the same"):
            self.warnings_of("phantom:knee_mri:1:70?leak=hidden")

"""A simulated reader study of 5 readers × 60 phantoms, and how often its interval holds the truth.

    python benchmarks/simulated_study.py [--folder DIR] [--simulations 200] [--direct 5000]

One study is read on the disk: 300 sequential Readings, each trial as the study gives it, then closed, reported and
exported. Then as many more as asked for: new readers and new cases each time, through the same plan, orders and
Readings into a record in memory, and from there to the effects; of each the ratings that come out of the record are
compared with those that were drawn. Last, `--direct` studies by the same draws without any Reading, for a narrower
interval of the coverage. The cases of a simulation are drawn anew; the 60 images only stand for them.
"""

import argparse
import math
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from app.reading.record_store import RecordStore
from app.reading.store.memory import MemoryStore
from app.reading.store.sqlite import SqliteStore
from app.reading.study.opening import close_study, open_study
from app.reading.study.reads import study_reads
from app.reading.study.study import ReaderStudy
from app.reading.study.trials import assignment_for, load_case
from app.statistics.diagnostic import Estimate, proportion
from app.statistics.effects import effect
from app.statistics.exports.write import write_exports
from app.statistics.question_reads import question_reads
from app.statistics.ratings import Ratings
from app.statistics.report.write import write_report
from app.statistics.study_reads import StudyReads
from imaging.phantoms import generate_limb, write_study
from imaging.study import Case
from tests.app.reading.study.conftest import Q, plan_text, write_csv
from tests.app.reading.study.simulated import read_all, read_trial
from tests.app.reading.study.simulated_panel import METRICS, Panel, Skill, draw, speaker, true_effect
from tests.app.statistics.in_r import by_r, by_us, largest_difference, missing

READERS = tuple(f"R{number}" for number in range(1, 6))
CASES = tuple(f"C{number:02d}" for number in range(1, 61))
TRUTH = np.arange(len(CASES)) % 2 == 1
VIEWS = "ankle AP", "leg AP", "knee AP", "leg lateral", "knee lateral"


class InMemory(ReaderStudy):
    """A study whose record is a `MemoryStore` instead of the file in its folder."""

    store: RecordStore = MemoryStore()

    def record(self) -> RecordStore:
        """The record."""
        return self.store


@dataclass(frozen=True)
class Outcome:
    """One simulation: the differences, and whether the record gave back what was drawn."""

    effects: dict[str, Estimate]
    same: bool = True


def write_folder(folder: Path) -> None:
    """60 phantom radiographs, half of them with a fracture, a plan and five readers."""
    lines = []
    for number, name in enumerate(CASES):
        broken = bool(TRUTH[number])
        phantom = generate_limb(1000 + number, view=VIEWS[number % len(VIEWS)], fracture=broken)
        write_study(phantom, folder / "images" / name)
        lines.append((name, f"images/{name}", "test", "", phantom.case.body_part, str(int(broken))))
    plan = plan_text().replace('"tiny"', '"simulated"')
    plan = plan.replace('"A tiny study"', '"Simulated readers on phantom radiographs"')
    plan = plan.replace('"made up"', '"By construction of the phantoms."')
    (folder / "plan.toml").write_text(plan, encoding="utf-8")
    write_csv(folder / "cases.csv", ("case", "path", "kind", "difficulty", "body_part", f"truth:{Q}"), lines)
    people = [(name, "reader", "resident" if n < 3 else "specialist", 2 + 3 * n) for n, name in enumerate(READERS)]
    write_csv(folder / "readers.csv", ("reader", "role", "group", "years"), people)


def panel_of(number: int) -> Panel:
    """The answers of simulation `number`; 0 is the study on the disk."""
    return draw(np.random.default_rng([20260, number]), TRUTH, len(READERS), Skill())


def effects_of(ratings: Ratings, calls: Ratings) -> dict[str, Estimate]:
    """Aided − unaided with its interval: Obuchowski–Rockette/Hillis."""
    return {metric: effect(ratings, calls, metric).change for metric in METRICS}


def outcome_of(reads: StudyReads, panel: Panel) -> Outcome:
    """Effects of what came out of the record."""
    found = question_reads(reads, reads.questions[0])
    ratings, calls = found.ratings(), found.calls()
    drawn, drawn_calls = panel.as_drawn(READERS, CASES)
    same = (ratings.modalities, ratings.readers, ratings.cases) == (drawn.modalities, READERS, CASES)
    same = same and bool((ratings.scores == drawn.scores).all() and (calls.scores == drawn_calls.scores).all())
    return Outcome(effects_of(ratings, calls), same and bool((ratings.truth == TRUTH).all()))


def on_the_disk(study: ReaderStudy, panel: Panel) -> float:
    """Read everything as the study gives it, into its file; seconds."""
    began = time.perf_counter()
    store = SqliteStore(study.record_path)
    for number, reader in enumerate(READERS):
        says, result = speaker(panel, number, CASES, Q)
        steps = read_all(study, store, reader, says, result)
        assert len(steps) == len(CASES), steps
    assert store.verify() == []
    store.close()
    return time.perf_counter() - began


def in_memory(study: InMemory, cases: dict[str, Case], panel: Panel) -> Outcome:
    """The same plan and orders, into a record in memory."""
    study.store = MemoryStore()
    book = study.book()
    for number, reader in enumerate(READERS):
        says, result = speaker(panel, number, CASES, Q)
        for slot in book.orders_of(reader)[1]:
            read_trial(cases[slot.case], assignment_for(book, slot), study.store, reader, says, result(slot.case))
    return outcome_of(study_reads(study), panel)


def directly(number: int) -> Iterator[Outcome]:
    """Studies without Readings."""
    random = np.random.default_rng(777)
    for _ in range(number):
        yield Outcome(effects_of(*draw(random, TRUTH, len(READERS), Skill()).as_drawn(READERS, CASES)))


def say(title: str, outcomes: list[Outcome], truth: dict[str, tuple[float, float]]) -> None:
    """The table of one set of simulations."""
    print(f"\n{title}: {len(outcomes)} studies")
    print(f"{'':<12} {'true Δ':>8} {'mean Δ':>8} {'± SE':>7} {'SD of Δ':>8} {'width':>7}  coverage (Wilson 95 %)")
    for metric in METRICS:
        found = [outcome.effects[metric] for outcome in outcomes]
        values = np.array([estimate.value for estimate in found])
        held = sum(estimate.low <= truth[metric][0] <= estimate.high for estimate in found)
        none = sum(math.isnan(estimate.low) for estimate in found)
        share = proportion(held, len(found))
        width = float(np.nanmean([estimate.high - estimate.low for estimate in found]))
        spread = values.std(ddof=1)
        print(
            f"{metric:<12} {truth[metric][0]:8.4f} {values.mean():8.4f} {spread / math.sqrt(values.size):7.4f}"
            f" {spread:8.4f} {width:7.4f}  {held}/{len(found)} = {share.value:.3f}"
            f" ({share.low:.3f}–{share.high:.3f})" + (f", {none} without an interval" if none else "")
        )


def compare(table: Path) -> None:
    """Print what pROC and we say of the exported table, where R is installed."""
    if missing():
        print(f"  not compared with pROC: {missing()}")
        return
    theirs, ours = by_r(table), by_us(table)
    print("\n  reader, what: value (interval) statistic p by pROC | by Overread")
    for (reader, what), numbers in theirs.items():
        both = (f"{v:.6f} ({a:.6f} to {b:.6f}) {z:.6f} {p:.6f}" for v, a, b, z, p in (numbers, ours[reader, what]))
        print(f"  {reader} {what}: {' | '.join(both)}")
    print(f"  largest difference of any number: {largest_difference(theirs, ours):.1e}\n")


def run(folder: Path, simulations: int, direct: int, studies_for_truth: int) -> None:
    """Everything, in the order of the module's words."""
    began = time.perf_counter()
    write_folder(folder)
    print(f"60 phantoms written in {time.perf_counter() - began:.1f} s")
    study = ReaderStudy(folder)
    open_study(study)
    seconds = on_the_disk(study, panel_of(0))
    close_study(study)
    reads = study_reads(study)
    first = outcome_of(reads, panel_of(0))
    print(f"read on the disk: {len(READERS) * len(CASES)} Readings, {len(reads.reads)} reads in {seconds:.1f} s")
    print(f"the record gives back what was drawn: {first.same}; left out: {dict(reads.left_out)}")
    write_report(reads, folder / "report")
    for export in write_exports(reads, folder / "export"):
        print(f"  {export.layout}: {export.path.name if export.path else 'not written'} – {export.sentence}")
        if export.layout == "MRMCaov" and export.path:
            compare(export.path)
    began = time.perf_counter()
    truth = true_effect(Skill(), studies_for_truth)
    print(f"\ntrue effect, {studies_for_truth} panels, {time.perf_counter() - began:.1f} s:")
    for metric, (value, error) in truth.items():
        got = first.effects[metric]
        found = f"{got.value:.4f} ({got.low:.4f}–{got.high:.4f})"
        print(f"  {metric:<12} {value:.4f} (SE {error:.4f}); on the disk {found}")
    cases = {case.row.case: load_case(folder, case) for case in study.book().cases}
    memory, outcomes, began = InMemory(folder), [], time.perf_counter()
    for number in range(1, simulations + 1):
        outcomes.append(in_memory(memory, cases, panel_of(number)))
    seconds = time.perf_counter() - began
    if outcomes:
        print(f"\n{simulations} studies in memory: {seconds:.1f} s, {seconds / simulations:.2f} s each")
        print(f"records that give back what was drawn: {sum(outcome.same for outcome in outcomes)} of {len(outcomes)}")
        say("Through Readings", outcomes, truth)
    if direct:
        say("Without Readings, the same draws", list(directly(direct)), truth)
    memory.close_files()
    study.close_files()


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, help="where the study on the disk stays; left out, it is deleted")
    parser.add_argument("--simulations", type=int, default=200)
    parser.add_argument("--direct", type=int, default=5000)
    parser.add_argument("--panels", type=int, default=40_000, help="for the true effect")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = args.folder or Path(temporary) / "study"
        folder.mkdir(parents=True, exist_ok=True)
        run(folder, args.simulations, args.direct, args.panels)


if __name__ == "__main__":
    main()

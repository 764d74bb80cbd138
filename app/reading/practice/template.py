"""What `overread practice new` writes: a practice set of phantoms that can be read at once."""

import csv
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.reading.practice.cases import FEATURE_COLUMNS
from app.reading.practice.plan import PRACTICE_FILE
from app.reading.study.cases import TRUTH
from app.reading.study.lesions import COLUMNS as LESION_COLUMNS
from imaging.errors import UserError
from imaging.phantoms import (
    Phantom,
    generate_elbow,
    generate_hand,
    generate_knee,
    generate_knee_radiograph,
    generate_limb,
    generate_spine,
    write_study,
)
from imaging.phantoms.spine_signs import FEATURES, MALIGNANT

Progress = Callable[[int, int], None]

LEGS = ("ankle AP", "leg AP", "leg lateral", "knee AP", "knee lateral")
FIRST_SEED, SEEDS = 900_000, 1_000
"""Phantoms of practice set n begin at FIRST_SEED + n · SEEDS."""

PLAN = """\
# A practice set of phantoms: images that the program generated. Its numbers say nothing about patients.
# overread practice read DIR, then overread practice report DIR

name = "{name}"
title = "{title}"
version = "1"
seed = {seed}
arm = "unaided"              # sign, then see everything; "sequential": lock, decide with the model, sign, see the truth
cases = "cases.csv"
lesions = "lesions.csv"
features = "features.csv"

[questions]
protocol = "{protocol}"
ask = [{ask}]

[reference]
how = "By construction: the program generated these phantoms."

[repetition]
days = [1, 3, 7, 14, 30]     # a case comes back after so many days, box by box; a missed one goes back to the first box
sure_from = 60               # a right answer with less confidence stays in its box
new_per_day = 10
{more}"""


@dataclass(frozen=True)
class Kind:
    """Phantoms of one task; `more` stands at the end of the plan."""

    title: str
    asked: tuple[str, ...]
    generate: Callable[[int, random.Random], Phantom]
    protocol: str = "sequential"
    more: str = ""


def _limb(seed: int, rng: random.Random) -> Phantom:
    return generate_limb(seed, view=rng.choice(LEGS), fracture=rng.random() < 0.5)


KINDS = {
    "bone_age": Kind(
        "Bone ages, phantoms",
        ("bone_age/age",),
        lambda seed, _: generate_hand(seed),
        "bone_age",
        "tolerance = 6                # months: an age within half a year is right\n",
    ),
    "elbow_effusion": Kind(
        "Fluid in the elbow, phantoms",
        ("elbow_effusion/effusion",),
        lambda seed, rng: generate_elbow(seed, effusion=rng.random() < 0.5),
        "elbow_effusion",
    ),
    "knee_kl_grade": Kind(
        "Kellgren–Lawrence grades, phantoms",
        ("knee_kl_grade/kl",),
        lambda seed, rng: generate_knee_radiograph(seed, grade=rng.randrange(5)),
        "knee_kl",
    ),
    "knee_mri": Kind(
        "Knee MRI, phantoms",
        ("knee_mri/abnormal", "knee_mri/acl_tear", "knee_mri/meniscus_tear"),
        lambda seed, _: generate_knee(seed),
    ),
    "lower_limb": Kind("Fractures on radiographs, phantoms", ("lower_limb/fracture",), _limb),
    "vertebral_fracture": Kind(
        "Vertebral fractures with their 15 features, phantoms",
        (*(f"vertebral_features/{name}" for name in FEATURES), MALIGNANT),
        lambda seed, rng: generate_spine(seed, malignant=rng.random() < 0.5),
        "vertebral_checklist",
        f'judged_by = ["{MALIGNANT}"]  # a feature that was ticked wrong is shown, and does not bring the case back\n',
    ),
}
"""Task → its phantoms."""


def write_practice(folder: Path, task: str, count: int, seed: int, progress: Progress) -> tuple[Path, ...]:
    """Generate phantoms and write rules, cases, lesions and features; the same arguments give the same files.

    Raises
    ------
    UserError
        When there is a practice set already, or the folder cannot be written.
    """
    kind = KINDS[task]
    if (folder / PRACTICE_FILE).exists():
        raise UserError(f"There is a {PRACTICE_FILE} in {folder} already: name another folder.")
    rng = random.Random(f"{task} {seed}")
    cases: list[Sequence[object]] = []
    lesions: list[Sequence[object]] = []
    features: list[Sequence[object]] = []
    try:
        for number in range(count):
            progress(number, count)
            name = f"C{number + 1:03d}"
            phantom = kind.generate(FIRST_SEED + seed * SEEDS + number, rng)
            write_study(phantom, folder / "images" / name)
            truth = [int(phantom.labels.get(question, False)) for question in kind.asked]
            cases.append((name, f"images/{name}", phantom.case.body_part, *truth))
            lesions += _lesions(name, phantom, kind.asked)
            features += _features(name, phantom, kind.asked)
        progress(count, count)
        header = ("case", "path", "body_part", *(f"{TRUTH}{question}" for question in kind.asked))
        written = [
            _write_csv(folder / "cases.csv", header, cases),
            _write_csv(folder / "lesions.csv", LESION_COLUMNS, lesions),
            _write_csv(folder / "features.csv", FEATURE_COLUMNS, features),
            folder / PRACTICE_FILE,
        ]
        ask = ", ".join(f'"{question}"' for question in kind.asked)
        name = f"{task.replace('_', '-')}-practice-{seed}"
        plan = PLAN.format(name=name, title=kind.title, seed=seed, ask=ask, protocol=kind.protocol, more=kind.more)
        written[-1].write_text(plan, encoding="utf-8")
    except OSError as error:
        raise UserError(f"The practice set cannot be written to {folder}: {error.strerror}.") from error
    return tuple(written)


def _lesions(name: str, phantom: Phantom, asked: Sequence[str]) -> Iterator[Sequence[object]]:
    """Each lesion under the last question that it makes true, the most specific one; none where it makes none true."""
    count: dict[str, int] = {}
    for lesion in phantom.lesions:
        question = _question(lesion.labels, asked)
        if not question:
            continue
        count[question] = count.get(question, 0) + 1
        for image in phantom.images:
            for box in image.boxes(lesion.name):
                sides = (box.left, box.top, box.right, box.bottom)
                yield (name, question, count[question], "", box.sop_instance_uid, box.frame, *sides)


def _features(name: str, phantom: Phantom, asked: Sequence[str]) -> Iterator[Sequence[object]]:
    for lesion in phantom.lesions:
        yield name, _question(lesion.labels, asked), lesion.description


def _question(labels: Sequence[str], asked: Sequence[str]) -> str:
    return next((question for question in reversed(asked) if question in labels), "")


def _write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
    return path

"""Artificial finished studies: readers of known skill, in every design and scale that a report must hold."""

import io
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from PIL import Image

from app.statistics.study_reads import (
    ModelRead,
    RatedMark,
    Read,
    StudyCase,
    StudyQuestion,
    StudyReader,
    StudyReads,
)

FRACTURE = StudyQuestion("limb/fracture", "Is there a fracture?", "binary", primary=True, margin=0.05)
KL_GRADE = StudyQuestion("knee/kl", "Kellgren–Lawrence grade?", "grade", True, tuple("01234"), 2.0)
BONE_AGE = StudyQuestion("hand/bone_age", "Bone age?", "number", True, unit="months")
FEATURES = ("cortical break", "soft-tissue mass", "convex border")
READERS = tuple(
    StudyReader(f"reader {letter}", group, years)
    for letter, group, years in (
        ("A", "resident", 1.0),
        ("B", "resident", 3.0),
        ("C", "radiologist", 8.0),
        ("D", "radiologist", 15.0),
        ("E", "radiologist", 22.0),
    )
)
PLAN = {"title": "Fractures", "seed": "17", "reference standard": "Two of three radiologists", "washout": "none"}


def _png() -> bytes:
    content = io.BytesIO()
    Image.new("L", (60, 80), 120).save(content, "PNG")
    return content.getvalue()


PNG = _png()
REASONS = ("the model is distracted by a growth plate", "overlap of bones", "")


def empty_study(question: StudyQuestion = FRACTURE, **more: object) -> StudyReads:
    """A study with nobody and nothing in it."""
    study = StudyReads("s", "A study", "ab" * 32, "sequential", PLAN, (question,), (), (), ())
    return replace(study, **more)  # type: ignore[arg-type]


def cases_of(count: int, random: np.random.Generator, question: StudyQuestion = FRACTURE) -> tuple[StudyCase, ...]:
    """Four in ten diseased; features go with disease; two body parts."""
    found = []
    for k in range(count):
        diseased = k % 5 < 2
        weights = (1.0,) if k % 10 else (0.5, 0.5)
        found.append(
            StudyCase(
                f"C{k:03d}",
                {question.question_id: float(diseased)},
                {question.question_id: weights if diseased else ()},
                {name: bool(random.random() < (0.7 if diseased else 0.2)) for name in FEATURES},
                body_part="wrist" if k % 2 else "ankle",
                difficulty="hard" if k % 3 == 0 else "easy",
            )
        )
    return tuple(found)


def study_of(
    design: str = "sequential",
    readers: tuple[StudyReader, ...] = READERS,
    cases: int = 60,
    seed: int = 1,
    marks: bool = False,
    effect: float = 0.8,
) -> StudyReads:
    """A yes-or-no question; aided readers move their latent rating towards the model."""
    random = np.random.default_rng(seed)
    all_cases = cases_of(cases, random)
    truth = {case.case: bool(case.truth[FRACTURE.question_id]) for case in all_cases}
    latent = {case: 1.3 * is_true + 0.6 * random.normal() for case, is_true in truth.items()}
    model = tuple(_model(case, latent, random, marks) for case in all_cases)
    answers = {answer.case: answer for answer in model}
    reads: list[Read] = []
    for reader in readers:
        skill, order = 0.3 * random.normal(), random.permutation(cases)
        for position, k in enumerate(order, 1):
            case = all_cases[k]
            first = latent[case.case] + 0.2 * skill + 0.8 * random.normal()
            pull = effect * ((answers[case.case].rating - 0.5) * 2 + 0.15 * random.normal())
            reads += _readings(design, reader, case, (first, first + pull), position, answers[case.case], random, marks)
    questions = (FRACTURE,)
    return StudyReads("artificial", "Fractures of the limbs, artificial readers", "5a" * 32, design, PLAN, questions,
        readers, all_cases, tuple(reads), model, {"training": 5 * len(readers), "not finished": 2})  # fmt: skip


def _readings(
    design: str,
    reader: StudyReader,
    case: StudyCase,
    latent: tuple[float, float],
    position: int,
    answer: ModelRead,
    random: np.random.Generator,
    marks: bool,
) -> list[Read]:
    arms = {"unaided": ("unaided",), "concurrent": ("aided",), "ai_first": ("aided",)}.get(design, ("unaided", "aided"))
    found = []
    for arm in arms:
        value = latent[arm == "aided"]
        if design == "crossover" and arm == "aided":
            value += 0.5 * random.normal()
        positive = bool(value > 0.65)
        rating = float(np.clip(np.round(100 * (value + 0.35)), 101 if positive else 1, 200 if positive else 100))
        session = 2 if design == "crossover" and arm == "aided" else 1
        read = Read(
            f"{reader.reader}/{case.case}/{session}",
            reader.reader,
            case.case,
            FRACTURE.question_id,
            arm,
            session,
            position,
            positive,
            rating,
            float(np.round(random.lognormal(3.2 if arm == "unaided" else 2.4, 0.4), 2)),
            marks=_marks(case, rating, random) if marks else None,
        )
        if arm == "aided":
            overridden = design == "sequential" and positive != answer.positive
            reason = REASONS[position % 3] if overridden else ""
            shown = {"boxes": 4.0, "saliency": 2.5 if position % 2 else 0.0}
            read = replace(read, overridden=overridden, reason=reason, exposure_seconds=shown)
        found.append(read)
    return found


def _marks(case: StudyCase, rating: float, random: np.random.Generator) -> tuple[RatedMark, ...]:
    lesions = len(case.lesions[FRACTURE.question_id])
    found = [RatedMark(rating - n, n) for n in range(1, lesions + 1) if rating > 60 and random.random() < 0.9]
    false = [RatedMark(float(random.integers(1, 120)), 0) for _ in range(random.poisson(0.4))]
    return tuple(found + false)


def _model(case: StudyCase, latent: dict[str, float], random: np.random.Generator, marks: bool) -> ModelRead:
    value = latent[case.case] + 0.5 * random.normal()
    probability = float(np.round(1 / (1 + np.exp(-2.5 * (value - 0.65))), 4))
    own = _marks(case, probability * 200, random) if marks else None
    return ModelRead(case.case, FRACTURE.question_id, probability >= 0.5, probability, 0.5, own)


def grade_study(seed: int = 2, cases: int = 60) -> StudyReads:
    """KL grades, positive from 2 on; the reads have no decision of their own."""
    study = study_of(seed=seed, cases=cases)
    random = np.random.default_rng(seed)
    grades = {case.case: int(random.integers(0, 5)) for case in study.cases}
    return _with_scale(
        study,
        KL_GRADE,
        {case: float(grade) for case, grade in grades.items()},
        lambda case, aided: float(np.clip(grades[case] + round(random.normal(0, 0.5 if aided else 0.9)), 0, 4)),
    )


def number_study(seed: int = 3, cases: int = 60) -> StudyReads:
    """Bone age in months; no yes and no anywhere."""
    study = study_of(seed=seed, cases=cases)
    random = np.random.default_rng(seed)
    ages = {case.case: float(np.round(random.uniform(12, 200))) for case in study.cases}
    return _with_scale(
        study, BONE_AGE, ages, lambda case, aided: float(np.round(ages[case] + random.normal(2, 5 if aided else 9), 1))
    )


def _with_scale(
    study: StudyReads, question: StudyQuestion, truth: dict[str, float], answer: Callable[[str, bool], float]
) -> StudyReads:
    name = question.question_id
    return replace(
        study,
        questions=(question,),
        cases=tuple(replace(case, truth={name: truth[case.case]}, lesions={}) for case in study.cases),
        reads=tuple(
            replace(read, question=name, positive=None, rating=answer(read.case, read.arm == "aided"))
            for read in study.reads
        ),
        model=tuple(ModelRead(answer_.case, name, None, answer(answer_.case, True)) for answer_ in study.model),
    )


def without_reads(study: StudyReads, share: float = 0.1, seed: int = 5) -> StudyReads:
    """The same study with so many readings gone."""
    random = np.random.default_rng(seed)
    gone = {name for name in sorted({read.reading_id for read in study.reads}) if random.random() < share}
    return replace(study, reads=tuple(read for read in study.reads if read.reading_id not in gone))


def nested_readers(study: StudyReads) -> StudyReads:
    """The first two readers read unaided only, the others aided only."""
    first = {reader.reader for reader in study.readers[:2]}
    return replace(
        study, reads=tuple(read for read in study.reads if (read.reader in first) == (read.arm == "unaided"))
    )


def nested_cases(study: StudyReads) -> StudyReads:
    """Every reader has cases of their own."""
    place = {reader.reader: j for j, reader in enumerate(study.readers)}
    number = {case.case: k for k, case in enumerate(study.cases)}
    count = len(study.readers)
    return replace(
        study,
        reads=tuple(read for read in study.reads if (number[read.case] // 5) % count == place[read.reader]),
    )

"""Three answers, and never "match" for what the header does not say."""

from dataclasses import replace
from typing import Any

import pytest

from imaging.study import Case, Patient, Series, Stack, StackKind, Study
from inference.card import IntendedUse, ModelCard
from inference.guards import check
from inference.job import GuardState
from inference.task import TaskInput

STACK = Stack("1.1#1", "1.1", StackKind.RADIOGRAPH, (), 10, 10, 1)


def run(card: ModelCard, use: IntendedUse, patient: Patient | None = None, **series: Any) -> dict[str, GuardState]:
    study = Study("1", patient or Patient(), series=(Series("1.1", stacks=(STACK,), **series),))
    results = check(Case(study), TaskInput({"image": STACK}, {}), replace(card, intended_use=use))
    assert all(result.detail for result in results)
    return {result.guard: result.state for result in results}


USE = IntendedUse(("DX", "CR"), ("KNEE", "LOWLIMB"), view=("AP",), age_years=(18.0, 90.0))


def test_everything_matches(small_card: ModelCard) -> None:
    states = run(small_card, USE, Patient(age_years=50), modality="DX", body_part="Low Limb", view_position="ap")
    assert states == dict.fromkeys(["modality", "body_part", "view", "age", "origin"], GuardState.MATCH)


def test_an_empty_header_is_cannot_tell(small_card: ModelCard) -> None:
    states = run(small_card, USE)
    assert {states[guard] for guard in ("modality", "body_part", "view", "age")} == {GuardState.CANNOT_TELL}


@pytest.mark.parametrize(
    ("guard", "header"),
    [
        ("modality", {"modality": "MR"}),
        ("body_part", {"body_part": "HAND"}),
        ("view", {"view_position": "LATERAL"}),
        ("age", {"patient": Patient(age_years=7)}),
    ],
)
def test_each_mismatch_is_seen(small_card: ModelCard, guard: str, header: dict[str, Any]) -> None:
    assert run(small_card, USE, **header)[guard] is GuardState.MISMATCH


def test_what_the_card_does_not_speak_of_is_not_checked(small_card: ModelCard) -> None:
    assert set(run(small_card, IntendedUse(("DX",), ("KNEE",)))) == {"modality", "body_part", "origin"}


def test_phantoms_and_patients(small_card: ModelCard) -> None:
    use = IntendedUse(("DX",), ("KNEE",))
    assert run(small_card, use, is_phantom=True)["origin"] is GuardState.CANNOT_TELL
    assert run(replace(small_card, phantom=True), use)["origin"] is GuardState.MISMATCH
    assert run(replace(small_card, phantom=True), use, is_phantom=True)["origin"] is GuardState.MATCH


def test_the_age_itself_is_not_repeated(small_card: ModelCard) -> None:
    study = Study("1", Patient(age_years=97.0), series=(Series("1.1", stacks=(STACK,)),))
    results = check(Case(study), TaskInput({"image": STACK}, {}), replace(small_card, intended_use=USE))
    assert "97" not in next(result.detail for result in results if result.guard == "age")

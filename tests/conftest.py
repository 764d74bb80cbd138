"""Fixtures for every room's tests."""

import gc
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from PySide6.QtWidgets import QApplication

from app.session.collecting import collect_due
from imaging.finding import Finding, Probability
from imaging.region import Box
from imaging.study import Case, ReferenceStandard, Series, Stack, StackKind, Study
from inference.job import TaskResult, TaskStatus

# Before Qt starts: widgets are tested without a screen.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with real images and reference numbers that lies beside the checkout, when it does."""
    if not (SHARED / "data").is_dir():
        pytest.skip("the folder shared/ with real images does not lie beside this checkout")
    return SHARED


# The same examples in every run, so that a change is to blame for a failure; new ones are looked for with
# `pytest --hypothesis-profile=default`.
settings.register_profile("same", derandomize=True)
settings.load_profile("same")

gc.disable()  # as the program does: no thread but this one may take a widget apart


@pytest.fixture(autouse=True)
def collected() -> Iterator[None]:
    """What a test leaves in cycles is collected after it, when that is due."""
    yield
    collect_due()


@pytest.fixture(autouse=True)
def no_window_is_left() -> Iterator[None]:
    """A test that leaves a window open is to blame, not the one after it that finds it among its own."""
    yield
    left = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]
    names = [f"{type(widget).__name__} {widget.windowTitle()!r}" for widget in left]
    for widget in left:
        widget.close()
    assert names == []


@pytest.fixture
def radiograph_case() -> Case:
    """A lower-limb radiograph without files, for tests that need no pixels; a fracture is its reference standard."""
    series = Series("1.2.3.1", modality="DX", body_part="LEG", stacks=(_stack("1.2.3.1", StackKind.RADIOGRAPH),))
    return Case(Study("1.2.3", series=(series,)), reference=ReferenceStandard({"lower_limb/fracture": True}))


@pytest.fixture
def knee_case() -> Case:
    """A knee MRI without files, for tests that need no pixels."""
    series = Series("1.2.4.1", modality="MR", description="PD sag", stacks=(_stack("1.2.4.1", StackKind.VOLUME),))
    return Case(Study("1.2.4", description="MRI right Knee", series=(series,)))


@pytest.fixture
def fracture_result() -> Callable[..., TaskResult]:
    """Make what the fracture task says: its probability, and a box when it is positive."""

    def make(probability: float = 0.9, version: str = "1.0.0") -> TaskResult:
        value = Probability(probability, 0.5)
        findings = [Finding("lower_limb/fracture/0", "lower_limb", "fracture", value)]
        if value.positive:
            box = Box("1.2.3.1.1", 1, 10.0, 20.0, 30.0, 45.5)
            findings.append(
                Finding("lower_limb/fracture/1", "lower_limb", "fracture", value, region=box, level="region")
            )
        return TaskResult("lower_limb", version, "ab" * 32, TaskStatus.OK, findings=tuple(findings))

    return make


def _stack(series_uid: str, kind: StackKind) -> Stack:
    return Stack(f"{series_uid}/0", series_uid, kind, (), rows=100, columns=80, slices=1)

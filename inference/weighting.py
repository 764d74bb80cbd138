"""How an MR series is weighted, from its times and else its description, and what part of the body it shows."""

from collections.abc import Iterable

from imaging.geometry import Plane
from imaging.study import Series, Stack, StackKind, Study

LONG_ECHO, LONG_REPETITION = 60.0, 1500.0
"""ms; a T2-weighted series has both."""
SHORT_ECHO, SHORT_REPETITION = 30.0, 1200.0
"""ms; a T1-weighted spin echo has less of both."""


def is_t2(series: Series) -> bool:
    """T2-weighted by its times (ms), else by its description."""
    if series.echo_time is not None and series.repetition_time is not None:
        return series.echo_time >= LONG_ECHO and series.repetition_time >= LONG_REPETITION
    return "T2" in series.description.upper()


def is_t1(series: Series) -> bool:
    """T1-weighted by its times (ms), else by its description."""
    if series.echo_time is not None and series.repetition_time is not None:
        return series.echo_time <= SHORT_ECHO and series.repetition_time <= SHORT_REPETITION
    return "T1" in series.description.upper()


def shows(series: Series, study: Study, parts: Iterable[str]) -> bool:
    """Whether one of these words stands in the body part or a description."""
    words = f"{series.body_part} {series.description} {study.description}".upper().replace(" ", "")
    return any(part in words for part in parts)


def sagittal_volumes(series: Series) -> tuple[Stack, ...]:
    """Its sagittal stacks with geometry."""
    return tuple(s for s in series.stacks if s.kind is StackKind.VOLUME and s.plane is Plane.SAGITTAL)

"""How long what was on the screen, phase by phase, from the events of a Reading; pauses are left out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from types import MappingProxyType

from app.reading import events as happened
from app.reading.events import Exposure
from app.reading.protocol import Phase
from app.reading.reading import Reading, resume
from app.reading.record import Event

LAYERS = (Exposure.BOXES, Exposure.SALIENCY)
"""What of a model stays on the screen until it is switched off."""


@dataclass(frozen=True)
class PhaseTimes:
    """One phase.

    Attributes
    ----------
    seconds : float
        With the Case on the screen.
    layers : mapping of str to float
        ``"boxes"``, ``"saliency"``: seconds that they were switched on.
    planes, series : mapping of str to float
        Seconds that a plane, or a series under its name in the record, was looked at in the active viewport.
    slices : mapping of str to int
        The most slices of a series that were seen between two notes of it.
    windows : int
        How often a window was changed and left so.
    findings : mapping of str to int
        Finding → how often the reader selected it.
    """

    seconds: float = 0.0
    layers: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    planes: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    series: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    slices: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    windows: int = 0
    findings: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))


def exposure_times(events: Iterable[Event]) -> dict[Phase, PhaseTimes]:
    """Add up what the events of one Reading tell, for the phases in which anything happened.

    A layer counts from the event that switched it on to the one that switched it off, to a pause, or to the last event
    of the same run of the program: what was on when the program was killed, nobody knows. A pause takes everything off
    the screen. Time is counted to the phase in which an event was reached.

    Raises
    ------
    UserError
        When the events do not make a Reading.
    """
    chain = tuple(events)
    tallies: dict[Phase, _Tally] = {}
    if not chain:
        return {}
    reading = resume(chain[:1])
    on: set[str] = set()
    for before, event in pairwise(chain):
        tally = tallies.setdefault(reading.phase, _Tally())
        after = reading.apply(event)
        passed = after.seconds_in(reading.phase) - reading.seconds_in(reading.phase)
        for layer in on:
            tally.add(tally.layers, layer, passed)
        if before.process != event.process:
            on.clear()
        _note(tally, on, event.happening)
        reading = after
    return {phase: tally.times(reading, phase) for phase, tally in tallies.items()}


def _note(tally: "_Tally", on: set[str], what: happened.Happening) -> None:
    match what:
        case happened.ExposureChanged(exposure, is_on, detail):
            if exposure in LAYERS:
                (on.add if is_on else on.discard)(exposure.value)
            elif exposure is Exposure.FINDING and is_on:
                tally.findings[detail] = tally.findings.get(detail, 0) + 1
        case happened.ReadingPaused() | happened.ReadingResumed():
            on.clear()
        case happened.WindowChanged():
            tally.windows += 1
        case happened.ImagesViewed(views):
            for view in views:
                tally.add(tally.planes, view.plane, view.seconds)
                tally.add(tally.series, view.series, view.seconds)
                tally.slices[view.series] = max(tally.slices.get(view.series, 0), view.slices)


class _Tally:
    """A phase while it is being added up."""

    def __init__(self) -> None:
        self.layers: dict[str, float] = {}
        self.planes: dict[str, float] = {}
        self.series: dict[str, float] = {}
        self.slices: dict[str, int] = {}
        self.findings: dict[str, int] = {}
        self.windows = 0

    @staticmethod
    def add(to: dict[str, float], name: str, seconds: float) -> None:
        to[name] = to.get(name, 0.0) + seconds

    def times(self, reading: Reading, phase: Phase) -> PhaseTimes:
        return PhaseTimes(
            reading.seconds_in(phase),
            MappingProxyType(self.layers),
            MappingProxyType(self.planes),
            MappingProxyType(self.series),
            MappingProxyType(self.slices),
            self.windows,
            MappingProxyType(self.findings),
        )

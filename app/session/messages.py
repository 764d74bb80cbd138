"""Messages between the session's threads, and the small frozen states that the window shows."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from imaging.dicom.index import ScanUpdate
from imaging.dicom.read import FramePixels
from imaging.presentation import ImageStack, Window
from imaging.study import Stack


class NoticeLevel(StrEnum):
    """How a sentence in the status line looks."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True)
class Notice:
    """One sentence for the reader."""

    level: NoticeLevel
    sentence: str


@dataclass(frozen=True)
class ScanRequest:
    """Find the studies in these paths."""

    request_id: int
    paths: tuple[Path, ...]
    cancelled: Callable[[], bool]


@dataclass(frozen=True)
class ScanProgress:
    """What is known so far; it replaces what was said before."""

    request_id: int
    update: ScanUpdate


@dataclass(frozen=True)
class StackRequest:
    """Read a stack, the frame `first` (index in the stack's order) before all others."""

    request_id: int
    stack: Stack
    first: int
    cancelled: Callable[[], bool]


@dataclass(frozen=True)
class FrameRead:
    """One frame of a stack is there; `done` of `total` frames have been read."""

    request_id: int
    stack_id: str
    index: int
    frame: FramePixels
    done: int
    total: int


@dataclass(frozen=True)
class StackRead:
    """The whole stack is there, with its start window and presets."""

    request_id: int
    stack_id: str
    image: ImageStack
    presets: tuple[Window, ...]


@dataclass(frozen=True)
class LoadFailure:
    """A scan or a stack could not be read; one sentence."""

    request_id: int
    stack_id: str
    sentence: str


@dataclass(frozen=True)
class JobDone:
    """A piece of work handed to a thread came back: a value, or a sentence why not."""

    request_id: int
    value: Any = None
    sentence: str = ""


@dataclass(frozen=True)
class Progress:
    """Long work in the status line: `done` of `total` (0: not known), in words; `active` False clears it."""

    text: str
    done: int = 0
    total: int = 0
    active: bool = True


class InferenceStage(StrEnum):
    """Where the models are with this Case."""

    IDLE = "idle"
    RUNNING = "running"
    READY = "ready"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class InferenceState:
    """What the reader may know of the models before the lock: that they run, not what they say."""

    stage: InferenceStage = InferenceStage.IDLE
    text: str = ""
    done: int = 0
    total: int = 0
    device: str = ""
    detail: str = ""
    """Why a model failed; shown after the lock only, since a failure may depend on what was found."""


@dataclass(frozen=True)
class Overlays:
    """What is drawn over the images, as the reader set it."""

    boxes: bool = True
    heat: bool = False
    heat_opacity: float = 0.35
    hidden: bool = False  # held Space
    corner_text: int = 2  # 0 nothing, 1 what and where, 2 everything
    crosshair: bool = True

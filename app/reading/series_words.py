"""What a Series is in a radiologist's words – weighting, fat suppression, view – from its times and its description."""

import re
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from imaging.geometry import Plane
from imaging.study import Series, Stack, StackKind, Study


class Weighting(StrEnum):
    """What makes the contrast of an MR Series."""

    T1 = "T1"
    PD = "PD"
    T2 = "T2"
    STIR = "STIR"
    T2_STAR = "T2*"


class View(StrEnum):
    """From where a radiograph was taken."""

    FRONTAL = "AP"
    LATERAL = "lateral"
    OBLIQUE = "oblique"


SHORT_TR_MS, LONG_TR_MS = 800.0, 1500.0
"""Repetition time below which a spin echo is T1 weighted, and above which it no longer is. The textbook's 300–700 ms
and "above 2000 ms" (Westbrook and Talbot, MRI in Practice) leave a gap; between the two values nothing is claimed."""

SHORT_TE_MS, LONG_TE_MS = 30.0, 60.0
"""Echo time up to which a short repetition makes T1 contrast, and from which a long one makes T2 contrast. The
"intermediate" weighting of joints (35–59 ms) counts as PD, as its users call it."""

LOCALISERS = frozenset(
    {"loc", "localizer", "localiser", "localizers", "localisers", "scout", "survey", "3plane", "aahead"}
)
NO_WEIGHTING = frozenset({"map", "mapping", "rho", "t1rho", "adc", "dwi", "mese", "subtraction"})
FAT_SUPPRESSED = frozenset(
    {"fs", "fatsat", "fatsup", "spair", "spir", "stir", "tirm", "chess", "we", "watex", "proset"}
)
FRONTAL = frozenset({"ap", "pa", "dp", "pd", "dorsopalmar", "dorsoplantar", "frontal", "front"})
LATERAL = frozenset({"ll", "rl", "lat", "lateral", "mediolateral", "lateromedial", "profile", "profil"})
OBLIQUE = frozenset({"obl", "oblique", "lao", "rao", "lpo", "rpo", "mortise"})

PLANE_WORDS = {
    "sag": Plane.SAGITTAL, "sagittal": Plane.SAGITTAL, "cor": Plane.CORONAL, "coronal": Plane.CORONAL,
    "ax": Plane.AXIAL, "axial": Plane.AXIAL, "tra": Plane.AXIAL, "transverse": Plane.AXIAL,
}  # fmt: skip

_GLUED = re.compile(
    r"(?:sag|cor|ax|tra|ep|i)?(?P<weighting>pd|dp|t1|t2)(?:w|wi|we)?(?:tse|fse|se)?"
    r"(?P<fat>fs|fatsat|spair|spir|stir)?(?:sag|cor|ax|tra)?"
)
"""One token that says several things at once: ``PDFS``, ``T2W``, ``sagT1``."""


@dataclass(frozen=True)
class SeriesWords:
    """What is known of one stack, for the hanging protocols.

    Attributes
    ----------
    plane : Plane or None
        From geometry; None without geometry. An oblique stack (the coronal of a shoulder, the axial of a disc) counts
        as the plane that its description names, else as the nearest one.
    weighting : Weighting or None
        None when neither the words nor the times tell.
    fat_suppressed : bool
        As far as the description says.
    view : View or None
        Of a radiograph.
    localiser : bool
        A scout image: hung only when there is nothing else.
    """

    kind: StackKind
    plane: Plane | None = None
    weighting: Weighting | None = None
    fat_suppressed: bool = False
    view: View | None = None
    localiser: bool = False


def tokens(text: str) -> frozenset[str]:
    """The words and numbers of a description in lower case: ``"SAG_PD-FS"`` gives sag, pd, fs."""
    return frozenset(re.findall(r"[^\W\d_]+\d*|\d+[^\W\d_]*", text.lower()))


def words_of(series: Series, stack: Stack) -> SeriesWords:
    """What is known of a stack of a Series."""
    said = tokens(series.description)
    is_volume = stack.kind is not StackKind.RADIOGRAPH
    return SeriesWords(
        kind=stack.kind,
        plane=_plane_of(stack, said),
        weighting=weighting_of(series) if is_volume else None,
        fat_suppressed=is_fat_suppressed(series.description) if is_volume else False,
        view=None if is_volume else view_of(series),
        localiser=is_localiser(series),
    )


def is_localiser(series: Series) -> bool:
    """True for a scout image, as far as the description says."""
    said = tokens(series.description)
    return bool(said & LOCALISERS) or {"3", "plane"} <= said


def _plane_of(stack: Stack, said: frozenset[str]) -> Plane | None:
    plane = stack.plane
    if stack.geometry is None or plane is not Plane.OBLIQUE:
        return plane
    named = [plane for word, plane in PLANE_WORDS.items() if word in said]
    if named:
        return named[0]
    normal = np.abs(stack.geometry.section_geometry(0, 0).normal)
    return (Plane.SAGITTAL, Plane.CORONAL, Plane.AXIAL)[int(np.argmax(normal))]


def weighting_of(series: Series) -> Weighting | None:
    """What the description says; when it says nothing, what a spin echo with these times would be."""
    said = tokens(series.description)
    if said & NO_WEIGHTING:
        return None
    if said & {"stir", "tirm"}:
        return Weighting.STIR
    if "t2*" in series.description.lower() or said & {"t2star", "medic", "merge"}:
        return Weighting.T2_STAR
    named = {found["weighting"] for token in said if (found := _GLUED.fullmatch(token))}
    for word, weighting in (("pd", Weighting.PD), ("dp", Weighting.PD), ("t1", Weighting.T1), ("t2", Weighting.T2)):
        if word in named:
            return weighting
    return _weighting_of_times(series.repetition_time, series.echo_time)


def _weighting_of_times(repetition_ms: float | None, echo_ms: float | None) -> Weighting | None:
    if repetition_ms is None or echo_ms is None:
        return None
    if repetition_ms < SHORT_TR_MS:
        return Weighting.T1 if echo_ms <= SHORT_TE_MS else None
    if repetition_ms > LONG_TR_MS:
        return Weighting.T2 if echo_ms >= LONG_TE_MS else Weighting.PD
    return None


def is_fat_suppressed(description: str) -> bool:
    """True when the description says so."""
    said = tokens(description)
    glued = any((found := _GLUED.fullmatch(token)) and found["fat"] for token in said)
    return bool(said & FAT_SUPPRESSED) or glued or ("fat" in said and bool(said & {"sat", "sup", "suppressed"}))


def view_of(series: Series) -> View | None:
    """The view of a radiograph: the header's View Position, else the description's words."""
    for said in (tokens(series.view_position), tokens(series.description)):
        for view, words in ((View.OBLIQUE, OBLIQUE), (View.LATERAL, LATERAL), (View.FRONTAL, FRONTAL)):
            if said & words:
                return view
    return None


def study_words(study: Study) -> frozenset[str]:
    """All words in which a Study may name a part of the body."""
    texts = [study.description, *(f"{series.body_part} {series.description}" for series in study.series)]
    return frozenset().union(*(tokens(text) for text in texts))

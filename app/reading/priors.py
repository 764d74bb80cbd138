"""Which Studies are priors of another."""

from collections.abc import Iterable

from app.reading.series_words import study_words
from imaging.study import Study

BODY_PARTS = frozenset((
    "knee", "hip", "pelvis", "shoulder", "elbow", "wrist", "hand", "finger", "thumb", "forearm", "humerus",
    "clavicle", "ankle", "foot", "toe", "calcaneus", "leg", "tibia", "fibula", "femur", "thigh", "spine", "cspine",
    "tspine", "lspine", "cervical", "thoracic", "lumbar", "sacrum", "neck", "chest", "head",
))  # fmt: skip
"""Words of body parts that make two Studies comparable."""


def priors_of(study: Study, known: Iterable[Study]) -> tuple[Study, ...]:
    """Earlier Studies of the same Patient with a modality and a body part in common, the latest first.

    A Patient is the same when ID, name and birth date all agree, and there is an ID. Studies of one day are no priors
    of each other. When either Study names no body part, the modality alone decides.
    """
    if not study.patient.patient_id or not study.date:
        return ()
    here = study_words(study) & BODY_PARTS
    found = []
    for other in known:
        there = study_words(other) & BODY_PARTS
        if (
            other.study_uid != study.study_uid
            and other.stacks
            and _same_patient(study, other)
            and "" < other.date < study.date
            and _modalities(study) & _modalities(other)
            and (not here or not there or here & there)
        ):
            found.append(other)
    return tuple(sorted(found, key=lambda other: other.date, reverse=True))


def _same_patient(one: Study, other: Study) -> bool:
    a, b = one.patient, other.patient
    return (a.patient_id, a.name, a.birth_date) == (b.patient_id, b.name, b.birth_date)


def _modalities(study: Study) -> frozenset[str]:
    projections = {"CR": "DX", "RG": "DX"}
    return frozenset(projections.get(series.modality, series.modality) for series in study.series)

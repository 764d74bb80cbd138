"""What one image file says of itself, in the program's words: the input of `assemble`."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from pydicom import Dataset
from pydicom.datadict import tag_for_keyword

from imaging.dicom import attributes as at
from imaging.dicom.calibration import image_calibration
from imaging.dicom.headers import WALKED
from imaging.dicom.walk import Walked
from imaging.geometry import PlaneGeometry
from imaging.study import Calibration, Frame, Patient, Series, Study
from imaging.words import Words

PROJECTION_MODALITIES = frozenset({"CR", "DX", "MG", "RG", "RF", "XA", "IO", "PX", "XC"})
CAPTURE_MODALITIES = frozenset({"", "OT", "SC", "HC"})
OFTEN_WRITTEN_ON = CAPTURE_MODALITIES | {"US", "ES", "XC", "GM", "DOC"}
"""Modalities whose images often have words in their pixels."""

SECONDARY_CAPTURES = "1.2.840.10008.5.1.4.1.1.7"
"""Secondary Capture Image Storage; its multi-frame classes begin alike."""

LOSSY_SYNTAXES = frozenset({"1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.51", "1.2.840.10008.1.2.4.81"})
"""Compressions that always lose something, whatever the header says: JPEG baseline, extended, near-lossless LS."""


@dataclass(frozen=True)
class FrameFacts:
    """One frame and what distinguishes it from others at the same position.

    Attributes
    ----------
    frame : Frame
    order : (int, int)
        Instance Number and frame number, for frames that nothing else orders.
    traits : mapping of name to number
        Candidates for a stack's extra dimensions, in the header's own unit.
    image_type : tuple of str
    """

    frame: Frame
    order: tuple[int, int]
    traits: Mapping[str, float]
    image_type: tuple[str, ...] = ()


@dataclass(frozen=True)
class ImageFacts:
    """One Instance: its Study and Series (both still without content) and its frames."""

    study: Study
    series: Series
    rows: int
    columns: int
    frames: tuple[FrameFacts, ...]
    calibration: Calibration
    samples: int = 1
    patient_orientation: tuple[str, str] | None = None
    warnings: tuple[str, ...] = field(default=())


def image_facts(source: str, dataset: Dataset, frames: int, known: "Known | None" = None) -> ImageFacts:
    """Gather the facts of one checked header.

    Parameters
    ----------
    source : str
        Where the pixels are (see `imaging.files`).
    dataset : Dataset
        As `headers.read_header` returns it.
    frames : int
        As `headers.check_size` returns it.
    known : Known, optional
        What headers before this one said: slices of one series agree in nearly everything.
    """
    instance_uid = at.text(dataset, "SOPInstanceUID") or at.text(dataset.file_meta, "MediaStorageSOPInstanceUID")
    described = tuple(
        _frame_facts(source, instance_uid or _made_up(source), index, dataset, shared, own)
        for index, (shared, own) in enumerate(at.per_frame(dataset, frames))
    )
    projection = at.text(dataset, "Modality") in PROJECTION_MODALITIES
    if (frames > 1 or projection) and not at.items(dataset, "PerFrameFunctionalGroupsSequence"):
        # One position for many frames is not that of each; on a projection it is the detector's.
        described = tuple(replace(f, frame=replace(f.frame, geometry=None)) for f in described)
    geometric = any(f.frame.geometry is not None for f in described)
    key = common_part(dataset, geometric) if known is not None else None
    if known is None or key is None:
        return _image(source, dataset, described, geometric)
    image = known.get(key)
    if image is not None:
        return replace(image, frames=described)
    return known.setdefault(key, _image(source, dataset, described, geometric))


Known = dict[tuple[object, ...], ImageFacts]
"""By the part of a header that images of a series have in common, the first image that said so."""

OWN_KEYWORDS = (
    "SOPInstanceUID", "InstanceNumber", "ImagePositionPatient", "AcquisitionDate", "AcquisitionTime", "ContentDate",
    "ContentTime", "TriggerTime", "AcquisitionNumber", "EchoNumbers", "DiffusionBValue", "TemporalPositionIdentifier",
)  # fmt: skip
"""What `_frame_facts` alone reads, and what differs from slice to slice."""

SERIES_UID = 0x0020000E
COMMON_TAGS = tuple(set(WALKED["assembly"].values()) - {tag_for_keyword(keyword) for keyword in OWN_KEYWORDS})


def common_part(dataset: Dataset, geometric: bool) -> tuple[object, ...] | None:
    """Everything that the facts rest on but what each image has for itself; None when that is not to be told."""
    if not isinstance(dataset, Walked) or SERIES_UID not in dataset.stored:
        return None
    return geometric, at.transfer_syntax(dataset), *map(dataset.stored.get, COMMON_TAGS)


def _image(source: str, dataset: Dataset, described: tuple[FrameFacts, ...], geometric: bool) -> ImageFacts:
    study_uid, series_uid = identifiers(source, dataset)
    orientation = at.texts(dataset, "PatientOrientation")
    warnings = []
    if (at.whole_number(dataset, "TotalPixelMatrixColumns") or 0) > (at.whole_number(dataset, "Columns") or 0):
        warnings.append(Words("These are the tiles of one large picture; they are not put together."))
    return ImageFacts(
        study=study_facts(dataset, study_uid),
        series=series_facts(dataset, series_uid),
        rows=int(at.value_of(dataset, "Rows")),
        columns=int(at.value_of(dataset, "Columns")),
        frames=described,
        calibration=image_calibration(dataset, cross_sectional=geometric),
        samples=at.whole_number(dataset, "SamplesPerPixel") or 1,
        patient_orientation=(orientation[0], orientation[1]) if len(orientation) == 2 and all(orientation) else None,
        warnings=tuple(warnings),
    )


def _made_up(source: str) -> str:
    return "2.25." + str(int.from_bytes(hashlib.sha256(source.encode()).digest()[:15], "big"))


def identifiers(source: str, dataset: Dataset) -> tuple[str, str]:
    """Return the UIDs of Study and Series; a missing one is derived from the other or from the source."""
    series = at.text(dataset, "SeriesInstanceUID") or _made_up(source)
    return at.text(dataset, "StudyInstanceUID") or series, series


def study_facts(dataset: Dataset, study_uid: str) -> Study:
    """The Study's attributes and its Patient, without series."""
    return Study(
        study_uid=study_uid,
        patient=Patient(
            name=at.text(dataset, "PatientName"),
            patient_id=at.text(dataset, "PatientID"),
            birth_date=at.text(dataset, "PatientBirthDate"),
            sex=at.text(dataset, "PatientSex"),
            age_years=age_in_years(at.text(dataset, "PatientAge")),
        ),
        date=at.text(dataset, "StudyDate"),
        description=at.text(dataset, "StudyDescription"),
        accession_number=at.text(dataset, "AccessionNumber"),
    )


def age_in_years(value: str) -> float | None:
    """Read an Age String such as ``045Y`` or ``018M`` (PS3.5 6.2)."""
    per_year = {"Y": 1.0, "M": 12.0, "W": 52.1775, "D": 365.2425}.get(value[-1:].upper())
    if per_year is None or not value[:-1].isdecimal():
        return None
    return int(value[:-1]) / per_year


def series_facts(dataset: Dataset, series_uid: str) -> Series:
    """The Series' attributes, without stacks."""
    shared, own = next(at.per_frame(dataset, 1))
    timing = at.functional(shared, own, dataset, "MRTimingAndRelatedParametersSequence")
    anatomy = at.functional(shared, own, dataset, "FrameAnatomySequence")
    side, side_source = _side(dataset, anatomy)
    return Series(
        series_uid=series_uid,
        modality=at.text(dataset, "Modality"),
        description=at.text(dataset, "SeriesDescription"),
        number=at.whole_number(dataset, "SeriesNumber"),
        body_part=at.text(dataset, "BodyPartExamined")
        or at.meaning(dataset, "AnatomicRegionSequence")
        or (at.meaning(anatomy, "AnatomicRegionSequence") if anatomy is not None else ""),
        laterality=side,
        laterality_source=side_source,
        view_position=at.text(dataset, "ViewPosition") or at.meaning(dataset, "ViewCodeSequence"),
        transfer_syntax=str(at.transfer_syntax(dataset)),
        echo_time=_echo_time(dataset, shared, own),
        repetition_time=at.number(timing, "RepetitionTime") if timing is not None else None,
        manufacturer=at.text(dataset, "Manufacturer"),
        magnetic_field_strength=at.number(dataset, "MagneticFieldStrength"),
        is_phantom=_is_phantom(dataset),
        may_hold_text=_may_hold_text(dataset),
        notices=_notices(dataset),
    )


def _side(dataset: Dataset, anatomy: Dataset | None) -> tuple[str, str]:
    """Laterality and the attribute that said it, the nearest to the image first; ("", "") where none does."""
    sources = (
        (dataset, "ImageLaterality", "Image Laterality (0020,0062)"),
        (dataset, "Laterality", "Laterality (0020,0060)"),
        (anatomy, "FrameLaterality", "Frame Laterality (0020,9072)"),
    )
    said = ((at.text(where, keyword), name) for where, keyword, name in sources if where is not None)
    return next(((side, name) for side, name in said if side), ("", ""))


def _is_phantom(dataset: Dataset) -> bool:
    words = " ".join(
        at.text(dataset, k) for k in ("ImageComments", "PatientComments", "SeriesDescription", "ImageType")
    )
    return at.text(dataset, "QualityControlImage") == "YES" or "PHANTOM" in words.upper()


def _may_hold_text(dataset: Dataset) -> bool:
    """Whether words may be burned into the pixels; an absent Burned In Annotation (0028,0301) is no denial."""
    said = at.text(dataset, "BurnedInAnnotation")
    sop_class = at.text(dataset, "SOPClassUID")
    captured = sop_class == SECONDARY_CAPTURES or sop_class.startswith(f"{SECONDARY_CAPTURES}.")
    return said == "YES" or (said != "NO" and (captured or at.text(dataset, "Modality") in OFTEN_WRITTEN_ON))


def _notices(dataset: Dataset) -> tuple[str, ...]:
    """Sentences that must stand on the image."""
    notices: list[str] = []
    if at.text(dataset, "PresentationIntentType") == "FOR PROCESSING":
        notices.append(Words("FOR PROCESSING – not for reading"))
    if at.text(dataset, "LossyImageCompression") == "01" or at.transfer_syntax(dataset) in LOSSY_SYNTAXES:
        ratios = at.numbers(dataset, "LossyImageCompressionRatio")
        notices.append(f"LOSSY {float(np.prod(ratios)):.3g}:1" if ratios else "LOSSY")
    if at.text(dataset, "BurnedInAnnotation") == "YES":
        notices.append(Words("Text is burned into the picture"))
    return tuple(notices)


def _echo_time(dataset: Dataset, shared: Dataset | None, own: Dataset | None) -> float | None:
    echo = at.functional(shared, own, dataset, "MREchoSequence", in_root=False)
    return at.number(echo, "EffectiveEchoTime") if echo is not None else at.number(dataset, "EchoTime")


def _frame_facts(
    source: str, instance_uid: str, index: int, dataset: Dataset, shared: Dataset | None, own: Dataset | None
) -> FrameFacts:
    content = at.functional(shared, own, dataset, "FrameContentSequence", in_root=False)
    kind = at.functional(shared, own, dataset, "MRImageFrameTypeSequence", in_root=False) or at.functional(
        shared, own, dataset, "CTImageFrameTypeSequence", in_root=False
    )
    return FrameFacts(
        frame=Frame(source, index + 1, instance_uid, _plane(dataset, shared, own)),
        order=(at.whole_number(dataset, "InstanceNumber") or 0, index),
        traits=_traits(dataset, shared, own, content),
        image_type=(at.texts(kind, "FrameType") if kind is not None else ()) or at.texts(dataset, "ImageType"),
    )


def _traits(dataset: Dataset, shared: Dataset | None, own: Dataset | None, content: Dataset | None) -> dict[str, float]:
    """What frames at one position may differ in, in the order in which a reader would name it."""
    diffusion = at.functional(shared, own, dataset, "MRDiffusionSequence")
    cardiac = at.functional(shared, own, dataset, "CardiacSynchronizationSequence", in_root=False)
    found: dict[str, float | None] = {
        "echo_time": _echo_time(dataset, shared, own),
        "b_value": at.number(diffusion, "DiffusionBValue") if diffusion is not None else None,
        "temporal_position": at.number(content, "TemporalPositionIndex")
        if content is not None
        else at.number(dataset, "TemporalPositionIdentifier"),
        "trigger_time": at.number(cardiac, "NominalCardiacTriggerDelayTime")
        if cardiac is not None
        else at.number(dataset, "TriggerTime"),
        "echo_number": at.number(dataset, "EchoNumbers"),
        "acquisition_number": at.number(dataset, "AcquisitionNumber"),
        "acquisition_time": at.seconds_of_day(
            at.text(content, "FrameAcquisitionDateTime") if content is not None else at.text(dataset, "AcquisitionTime")
        ),
        "content_time": at.seconds_of_day(at.text(dataset, "ContentTime")),
    }
    return {name: value for name, value in found.items() if value is not None}


def _plane(dataset: Dataset, shared: Dataset | None, own: Dataset | None) -> PlaneGeometry | None:
    """Image Plane or Plane Position/Orientation + Pixel Measures; None when any part is missing or degenerate."""
    where = at.functional(shared, own, dataset, "PlanePositionSequence")
    turned = at.functional(shared, own, dataset, "PlaneOrientationSequence")
    measures = at.functional(shared, own, dataset, "PixelMeasuresSequence")
    if where is None or turned is None or measures is None:
        return None
    position = at.vector(where, "ImagePositionPatient", 3)
    directions = _directions(at.numbers(turned, "ImageOrientationPatient"))
    spacing = at.numbers(measures, "PixelSpacing")
    if position is None or directions is None or len(spacing) != 2 or min(spacing) <= 0:
        return None
    return PlaneGeometry(
        position=position,
        along_row=directions[0],
        along_column=directions[1],
        row_spacing=spacing[0],
        column_spacing=spacing[1],
        rows=int(at.value_of(dataset, "Rows")),
        columns=int(at.value_of(dataset, "Columns")),
        thickness=at.number(measures, "SliceThickness") or 0.0,
        frame_of_reference_uid=at.text(dataset, "FrameOfReferenceUID"),
    )


@lru_cache(maxsize=64)
def _directions(cosines: tuple[float, ...]) -> NDArray[np.float64] | None:
    """Unit vectors along a row and along a column, shape (2, 3); None when these are no directions."""
    if len(cosines) != 6:
        return None
    directions = np.array(cosines).reshape(2, 3)
    lengths = np.linalg.norm(directions, axis=1)
    # Cosines are written with few digits; beyond 1 % they are not directions any more.
    if np.any(np.abs(lengths - 1) >= 0.01) or abs(float(directions[0] @ directions[1])) >= 0.01:
        return None
    unit: NDArray[np.float64] = directions / lengths[:, None]
    unit.flags.writeable = False
    return unit

"""What a millimetre on an image rests on (PS3.3 10.7.1)."""

import math

from pydicom import Dataset

from imaging.dicom import attributes as at
from imaging.study import Calibration, CalibrationKind


def image_calibration(dataset: Dataset, *, cross_sectional: bool) -> Calibration:
    """Find the spacing of an image and its kind.

    Parameters
    ----------
    dataset : Dataset
    cross_sectional : bool
        True when the image has plane geometry (CT, MR): its Pixel Spacing is in the patient.

    Notes
    -----
    PS3.3 10.7.1.1–3 and cornerstone3D's `getPixelSpacingInformation`:

    * Pixel Spacing with calibration type GEOMETRY or FIDUCIAL is corrected or calibrated;
    * Imager Pixel Spacing divided by the magnification (factor, or source–detector over source–patient) is estimated;
    * Imager Pixel Spacing alone, a Pixel Spacing equal to it, or one of which nothing is said on a projection, is at
      the detector; Nominal Scanned Pixel Spacing is at the film scanner and so is treated the same;
    * Pixel Aspect Ratio gives the shape only.
    """
    stated = _pair(dataset, "PixelSpacing")
    imager = _pair(dataset, "ImagerPixelSpacing")
    if cross_sectional:
        measures = at.first_item(dataset, "SharedFunctionalGroupsSequence", "PixelMeasuresSequence") or at.first_item(
            dataset, "PerFrameFunctionalGroupsSequence", "PixelMeasuresSequence"
        )
        stated = (_pair(measures, "PixelSpacing") if measures is not None else None) or stated
    if stated is not None:
        return Calibration(_stated_kind(dataset, stated, imager, cross_sectional), *stated)
    if imager is not None:
        magnification = _magnification(dataset)
        if magnification is not None:
            return Calibration(CalibrationKind.ESTIMATED, imager[0] / magnification, imager[1] / magnification)
        return Calibration(CalibrationKind.DETECTOR, *imager)
    scanned = _pair(dataset, "NominalScannedPixelSpacing")
    if scanned is not None:
        return Calibration(CalibrationKind.DETECTOR, *scanned)
    aspect = _pair(dataset, "PixelAspectRatio")
    if aspect is not None and aspect[0] != aspect[1]:
        return Calibration(CalibrationKind.ASPECT_ONLY, aspect[0] / aspect[1], 1.0)
    return Calibration(CalibrationKind.NONE)


def _stated_kind(
    dataset: Dataset, stated: tuple[float, float], imager: tuple[float, float] | None, cross_sectional: bool
) -> CalibrationKind:
    kind = at.text(dataset, "PixelSpacingCalibrationType")
    if kind == "FIDUCIAL":
        return CalibrationKind.FIDUCIAL
    if kind == "GEOMETRY" or cross_sectional or at.text(dataset, "Modality") in ("CT", "MR", "PT", "NM"):
        return CalibrationKind.GEOMETRY
    if imager is not None and not all(math.isclose(a, b, rel_tol=1e-6) for a, b in zip(stated, imager, strict=True)):
        # Changed from the detector's by somebody who did not say how.
        return CalibrationKind.ESTIMATED
    return CalibrationKind.DETECTOR


def _magnification(dataset: Dataset) -> float | None:
    """Estimated Radiographic Magnification Factor, or source–detector distance over source–patient distance."""
    factor = at.number(dataset, "EstimatedRadiographicMagnificationFactor")
    if factor is None or factor <= 1.0:
        detector = at.number(dataset, "DistanceSourceToDetector")
        patient = at.number(dataset, "DistanceSourceToPatient")
        factor = detector / patient if detector and patient and patient > 0 else None
    return factor if factor is not None and 1.0 < factor < 10.0 else None


def _pair(dataset: Dataset, keyword: str) -> tuple[float, float] | None:
    values = at.numbers(dataset, keyword)
    return (values[0], values[1]) if len(values) == 2 and min(values) > 0 else None

"""Known shapes written as DICOM, read and measured: lengths, areas and grey statistics as they were made."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from imaging.dicom.index import load
from imaging.dicom.read import FramePixels, read_frame
from imaging.measurement import evaluate, label_lines
from imaging.measures import Kind
from imaging.study import Calibration, CalibrationKind

Write = Callable[..., Path]
ROWS, COLUMNS = 120, 160


def shapes() -> np.ndarray:
    """Background 50; a disc of radius 30 around (column 60, row 50) whose pixels are 300 ± 40 as on a chessboard."""
    row, column = np.mgrid[:ROWS, :COLUMNS]
    inside = (column + 0.5 - 60) ** 2 + (row + 0.5 - 50) ** 2 <= 30**2
    chess = np.where((row + column) % 2, 340, 260)
    return np.where(inside, chess, 50).astype(np.uint16)


def opened(path: Path) -> tuple[FramePixels, Calibration]:
    stack = load([path]).studies[0].stacks[0]
    return read_frame(stack.frames[0]), stack.calibration


def test_a_disc_of_known_values(write_image: Write) -> None:
    path = write_image("a.dcm", shapes(), RescaleSlope="2", RescaleIntercept="-1000", PixelSpacing=[0.5, 0.5])
    pixels, calibration = opened(path)
    # well inside the disc: radius 25
    found = evaluate(Kind.ELLIPSE, [(35, 25), (85, 75)], calibration, pixels.values, pixels.padding)
    values = {value.name: value.value for value in found}
    assert values["area"] == pytest.approx(np.pi * 12.5**2)
    assert values["pixels"] == pytest.approx(np.pi * 25**2, rel=0.01)
    assert values["mean"] == pytest.approx(2 * 300 - 1000, abs=0.5)
    assert values["SD"] == pytest.approx(80, rel=1e-3)
    assert (values["min"], values["max"]) == (2 * 260 - 1000, 2 * 340 - 1000)


def test_the_stored_value_under_a_probe(write_image: Write) -> None:
    for slope, intercept, value in (("2", "-1000", -480), ("0.001", "0", 0.26), ("1", "0", 260), ("-3", "7", -773)):
        pixels, calibration = opened(
            write_image(f"{slope}.dcm", shapes(), RescaleSlope=slope, RescaleIntercept=intercept)
        )
        rescale = pixels.presentation.rescale
        found = evaluate(Kind.PROBE, [(60.5, 50.5)], calibration, pixels.values, None, rescale)
        assert [v.value for v in found] == pytest.approx([value, 260])


def test_a_table_has_no_stored_value(write_image: Write) -> None:
    from pydicom import Dataset

    item = Dataset()
    item.add_new("LUTDescriptor", "US", [4, 0, 16])
    item.add_new("LUTData", "US", [5, 6, 7, 8])
    item.ModalityLUTType = "US"
    path = write_image("lut.dcm", np.ones((4, 4), np.uint16), ModalityLUTSequence=[item], RescaleSlope=None)
    assert opened(path)[0].presentation.rescale is None


def test_padding_is_left_out(write_image: Write) -> None:
    values = shapes()
    values[:, :60] = 0
    pixels, calibration = opened(write_image("a.dcm", values, PixelPaddingValue=0))
    assert pixels.padding is not None
    found = evaluate(Kind.ELLIPSE, [(35, 25), (85, 75)], calibration, pixels.values, pixels.padding)
    numbers = {value.name: value.value for value in found}
    assert (numbers["min"], numbers["pixels"]) == (260, pytest.approx(np.pi * 25**2 / 2, rel=0.02))


@pytest.mark.parametrize(
    ("attributes", "text"),
    [
        ({"PixelSpacing": [0.8, 0.5]}, "34.0 mm"),  # 60 × 0.5 = 30 across, 20 × 0.8 = 16 down
        ({"Modality": "DX", "PixelSpacing": None, "ImagerPixelSpacing": [0.2, 0.2]}, "12.6 mm at detector"),
        ({"Modality": "DX", "PixelSpacing": None}, "63 px"),
        (
            {
                "Modality": "DX",
                "PixelSpacing": None,
                "ImagerPixelSpacing": [0.2, 0.2],
                "EstimatedRadiographicMagnificationFactor": "1.25",
            },
            "10.1 mm estimated",
        ),
        (
            {"Modality": "DX", "PixelSpacing": [0.15, 0.15], "PixelSpacingCalibrationType": "FIDUCIAL"},
            "9.5 mm calibrated",
        ),
    ],
)
def test_a_length_says_what_it_rests_on(write_image: Write, attributes: dict[str, object], text: str) -> None:
    if attributes.get("Modality") == "DX":
        geometry = {"ImagePositionPatient": None, "ImageOrientationPatient": None, "FrameOfReferenceUID": None}
        attributes = {"SOPClassUID": "1.2.840.10008.5.1.4.1.1.1.1", **geometry, **attributes}
    _, calibration = opened(write_image("a.dcm", shapes(), **attributes))
    values = evaluate(Kind.LENGTH, [(30, 50), (90, 70)], calibration)
    assert label_lines(values) == (text,)
    assert calibration.kind in CalibrationKind

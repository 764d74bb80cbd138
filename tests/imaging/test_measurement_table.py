"""Every tool, every kind of calibration: the measured number is the true one, and its unit says what it rests on."""

from pathlib import Path

import pytest

from imaging.measurement import RESTS_ON
from imaging.measures import Kind
from imaging.study import CalibrationKind
from tests.imaging.measurement_table import PHANTOMS, WITHOUT_NUMBER, Line, document, lines

DOCUMENT = Path(__file__).resolve().parents[2] / "docs/measurements.md"


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> list[Line]:
    """All lines of the table, measured once."""
    return list(lines(tmp_path_factory.mktemp("phantoms")))


def test_every_number_of_every_tool_is_true(measured: list[Line]) -> None:
    assert {line.kind for line in measured} == set(Kind) - set(WITHOUT_NUMBER)
    assert {line.phantom for line in measured} == {phantom.name for phantom in PHANTOMS}
    for line in measured:
        # Counting pixels is exact; lengths carry the rounding of a 16-digit number.
        assert line.measured == pytest.approx(line.true, rel=1e-9, abs=1e-9), line


def test_every_length_and_area_says_what_it_rests_on(measured: list[Line]) -> None:
    for phantom in PHANTOMS:
        length, _, rest = phantom.unit.partition(" ")
        units = {length, f"{length}²", f"{length} {rest}".strip(), f"{length}² {rest}".strip(), "°", "ratio", ""}
        mine = [line for line in measured if line.phantom == phantom.name]
        assert {line.unit for line in mine} <= units
        lengths = [line.text for line in mine if line.kind in (Kind.LENGTH, Kind.JOINT_SPACE, Kind.BIDIRECTIONAL)]
        assert len(lengths) == 6
        assert all(text.endswith(f" {phantom.unit}") for text in lengths)
    suffixes = {f"mm{RESTS_ON[kind]}" for kind in CalibrationKind if kind not in ("aspect_only", "none")}
    assert {phantom.unit for phantom in PHANTOMS} == suffixes | {"px of column width", "px"}


def test_the_table_in_the_documents_is_what_is_measured(measured: list[Line]) -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == document(measured)


def test_grey_statistics_are_those_of_simpleitk(tmp_path: Path) -> None:
    """A peer for the phantom itself: mean, sigma and range of ITK's label statistics over the same pixels."""
    sitk = pytest.importorskip("SimpleITK")
    import numpy as np

    from imaging.roi import ellipse_patch, statistics

    values = np.random.default_rng(2).normal(40, 900, (90, 120)).astype(np.float32)
    patch = ellipse_patch(np.array([[20.3, 10.2], [88.8, 70.1]]), (90, 120))
    mask = np.zeros((90, 120), np.uint8)
    patch.of(mask)[...] = patch.mask
    labels = sitk.LabelStatisticsImageFilter()
    labels.Execute(sitk.GetImageFromArray(values.astype(np.float64)), sitk.GetImageFromArray(mask))
    found = statistics(values, None, patch)
    assert found is not None
    assert found.pixels == labels.GetCount(1)
    numbers = found.mean, found.deviation, found.minimum, found.maximum
    expected = labels.GetMean(1), labels.GetSigma(1), labels.GetMinimum(1), labels.GetMaximum(1)
    assert numbers == pytest.approx(expected, rel=1e-9)

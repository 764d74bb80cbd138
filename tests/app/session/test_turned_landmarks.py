"""Real images of patients lying in four ways: what is under the pointer, and the letters, through turns and flips."""

from itertools import product
from pathlib import Path

import numpy as np
import pytest

from app.session.loaded_stack import LoadedStack, percentile_presets
from app.session.viewport_model import ViewportModel
from imaging.dicom.index import load
from imaging.dicom.read import read_stack
from imaging.geometry import direction_letters

WIDTH, HEIGHT = 700.0, 500.0
EDGES = {"left": (-1.0, 0.0), "right": (1.0, 0.0), "top": (0.0, -1.0), "bottom": (0.0, 1.0)}


@pytest.fixture(params=["HFS", "HFP", "HFDL", "HFDR"])
def model(shared: Path, request: pytest.FixtureRequest) -> ViewportModel:
    """The first series of the set in a viewport."""
    (study,) = load([shared / "data/dcm_qa_geometry/dcm_qa_decubitus" / request.param]).studies
    stack = study.stacks[0]
    loaded, image = LoadedStack(stack, study.series[0]), read_stack(stack)
    loaded.finish(image, percentile_presets(image))
    model = ViewportModel()
    model.show(loaded)
    return model


@pytest.mark.parametrize(("turns", "flip", "axis"), list(product(range(4), (None, True, False), (0, 1, 2))))
def test_letters_name_where_the_patient_lies_at_each_edge(
    model: ViewportModel, turns: int, flip: bool | None, axis: int
) -> None:
    assert model.loaded is not None
    model.show(model.loaded, axis)
    model.rotate(turns)
    if flip is not None:
        model.flip(horizontal=flip)
    model.zoom_by(1.7, (20.0, 30.0))
    picture, letters = model.picture(), model.edge_labels()
    assert picture is not None
    assert picture.geometry is not None
    to_image = np.linalg.inv(model.image_to_view(WIDTH, HEIGHT)[:, :2])
    middle = np.array(model.view_center())
    for edge, way in EDGES.items():
        # One pixel of the screen towards the edge: where does that lead in the patient?
        there = picture.geometry.image_to_patient(middle + to_image @ way)
        assert getattr(letters, edge) == direction_letters(there - picture.geometry.image_to_patient(middle)), edge
    assert model.flipped is (flip is not None)


@pytest.mark.parametrize(("turns", "flip"), list(product(range(4), (None, True, False))))
def test_the_place_under_the_pointer_stays_the_place_in_the_patient(
    model: ViewportModel, turns: int, flip: bool | None
) -> None:
    sitk = pytest.importorskip("SimpleITK")
    model.rotate(turns)
    if flip is not None:
        model.flip(horizontal=flip)
    model.zoom_by(0.8)
    picture = model.picture()
    assert picture is not None
    assert picture.frame is not None
    assert picture.geometry is not None
    reference = sitk.ReadImage(picture.frame.path)
    matrix = model.image_to_view(WIDTH, HEIGHT)
    for row, column in np.random.default_rng(3).uniform(0, model.image_size(), (20, 2)):
        pointer = matrix @ [column + 0.5, row + 0.5, 1.0]
        under = np.linalg.solve(matrix[:, :2], pointer - matrix[:, 2])
        expected = reference.TransformContinuousIndexToPhysicalPoint((column, row, 0.0))
        np.testing.assert_allclose(picture.geometry.image_to_patient(under), expected, atol=1e-6)

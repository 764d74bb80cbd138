"""What the digits mean: 0 automatic, 1 and 2 the header's windows, 3 to 9 by modality."""

import numpy as np
import pytest

from app.session.loaded_stack import LoadedStack, percentile_presets
from app.session.presets import preset_windows
from app.session.viewport_model import ViewportModel
from app.session.viewports import Viewports
from imaging.presentation import CT_WINDOWS, ImageStack, Presentation, VoiLut, Window
from imaging.study import Frame, Series, Stack, StackKind

BONE, SOFT, WIDE = Window(600.0, 3000.0, "BONE"), Window(50.0, 350.0, "SOFT"), Window(0.0, 4000.0)
STACK = Stack("1/0", "1", StackKind.RADIOGRAPH, (Frame("none", 1, "1.1"),), 30, 30, 1)


def model_of(
    modality: str, *windows: Window, luts: tuple[VoiLut, ...] = (), colour: bool = False, complete: bool = True
) -> ViewportModel:
    """One picture of a modality, with these windows and LUTs in its header."""
    loaded = LoadedStack(STACK, Series("1", modality=modality, stacks=(STACK,)))
    rng = np.random.default_rng(0)
    values = rng.integers(0, 255, (1, 1, 30, 30, 3)).astype(np.uint8) if colour else rng.normal(0, 300, (1, 1, 30, 30))
    image = ImageStack("1/0", values.astype(np.uint8 if colour else np.int16), (Presentation(windows, luts=luts),))
    if complete:
        loaded.finish(image, percentile_presets(image))
    model = ViewportModel()
    model.show(loaded)
    return model


def names(model: ViewportModel) -> dict[int, str]:
    return {key: window.explanation for key, window in preset_windows(model).items()}


def test_ct_has_fixed_windows_whatever_the_header_has(qapp: object) -> None:
    assert names(model_of("CT", BONE)) == {0: "auto", 1: "BONE", 3: "soft tissue", 4: "bone", 5: "lung", 6: "brain"}
    assert names(model_of("CT")) == {0: "auto", 3: "soft tissue", 4: "bone", 5: "lung", 6: "brain"}
    assert preset_windows(model_of("CT"))[3] == CT_WINDOWS[0] == Window(40.0, 400.0, "soft tissue")


def test_mr_has_percentiles_of_the_series(qapp: object) -> None:
    model = model_of("MR", BONE, SOFT, WIDE)
    assert names(model) == {
        0: "auto", 1: "BONE", 2: "SOFT", 3: "fluid", 4: "bone and marrow", 5: "low contrast", 6: "",
    }  # fmt: skip
    assert preset_windows(model)[6] == WIDE
    values = model.picture().pixels  # type: ignore[union-attr]
    low, high = np.percentile(values, [5.0, 99.5])
    fluid = preset_windows(model)[3]
    assert (fluid.center, fluid.width) == pytest.approx(((low + high) / 2, high - low))


def test_a_radiograph_has_percentiles_of_its_own_names(qapp: object) -> None:
    model = model_of("DX")
    assert names(model) == {0: "auto", 3: "1–99 %", 4: "low contrast"}
    low, high = np.percentile(model.picture().pixels, [1.0, 99.0])  # type: ignore[union-attr]
    chosen = preset_windows(model)[3]
    assert isinstance(chosen, Window)
    assert (chosen.center, chosen.width) == pytest.approx(((low + high) / 2, high - low))


def lut(name: str) -> VoiLut:
    return VoiLut(0, np.linspace(0, 1, 5, dtype=np.float32), name)


def test_luts_of_the_header_follow_its_windows(qapp: object) -> None:
    harder, softer = lut("HARDER"), lut("SOFTER")
    model = model_of("DX", BONE, luts=(harder, softer))
    assert model.lut is None
    fixed = {0: "auto", 3: "1–99 %", 4: "low contrast"}
    assert names(model) == fixed | {1: "BONE", 2: "HARDER", 5: "SOFTER"}
    for digit, chosen in ((2, harder), (5, softer)):
        choose_preset(model, digit)
        assert model.lut is chosen
        model.pixels_arrived()
        assert model.lut is chosen, "it stays while pixels arrive"
    choose_preset(model, 1)
    assert (model.lut, model.window) == (None, BONE)
    only = model_of("DX", luts=(harder, softer))
    assert only.lut is harder
    assert names(only) == fixed | {1: "HARDER", 2: "SOFTER"}


def choose_preset(model: ViewportModel, digit: int) -> None:
    viewports = Viewports(lambda _: LoadedStack(STACK, Series("1")))
    viewports.active = model
    viewports.apply_preset(digit)


def test_colour_and_nothing_have_none(qapp: object) -> None:
    assert preset_windows(model_of("OT", colour=True)) == {}
    assert preset_windows(model_of("MR", complete=False)) == {}
    assert preset_windows(None) == {}


def test_no_digit_beyond_nine(qapp: object) -> None:
    many = [Window(float(n), 100.0, f"W{n}") for n in range(12)]
    assert max(preset_windows(model_of("CT", *many))) == 9

"""The colour tables against their sources."""

from pathlib import Path

import numpy as np
import pydicom
import pyqtgraph
import pytest

from imaging.palettes import Palette, colour_table

FILES = {
    Palette.HOT_IRON: "hotiron",
    Palette.HOT_METAL_BLUE: "hotmetalblue",
    Palette.PET: "pet",
    Palette.PET_20_STEP: "pet20step",
}


@pytest.mark.parametrize("palette", FILES)
def test_the_well_known_palettes_are_those_of_the_standard(palette: Palette) -> None:
    """Source: the palettes that NEMA publishes with PS3.6, as pydicom carries them."""
    folder = Path(pydicom.__file__).parent / "data" / "palettes"
    data = pydicom.dcmread(folder / f"{FILES[palette]}.dcm", force=True)
    channels = []
    for name in ("Red", "Green", "Blue"):
        entries, first, bits = data[f"{name}PaletteColorLookupTableDescriptor"].value
        assert (entries, first) == (256, 0)
        values = np.frombuffer(data[f"{name}PaletteColorLookupTableData"].value, np.uint8 if bits == 8 else "<u2")
        channels.append(values[:256])
    np.testing.assert_array_equal(colour_table(palette), np.column_stack(channels))


def test_viridis_is_that_of_its_authors() -> None:
    published = pyqtgraph.colormap.get("viridis").getLookupTable(0.0, 1.0, 256)
    np.testing.assert_array_equal(colour_table(Palette.VIRIDIS), published)


def test_grey_is_grey() -> None:
    np.testing.assert_array_equal(colour_table(Palette.GREY), np.arange(256)[:, None].repeat(3, axis=1))


def test_tables_cannot_be_changed() -> None:
    for palette in Palette:
        table = colour_table(palette)
        assert table.shape == (256, 3)
        assert table.dtype == np.uint8
        with pytest.raises(ValueError, match="read-only"):
            table[0] = 1

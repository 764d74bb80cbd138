"""PNG and JPEG: polarity, turning, colours and damage."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from imaging import pictures
from imaging.errors import UserError
from imaging.pictures import picture_study, read_picture
from imaging.study import CalibrationKind, StackKind

# A picture without symmetry: 0 1 2 / 3 4 5, each 8 × 8 so that JPEG keeps it.
BLOCKS = np.kron(np.array([[0, 40, 80], [120, 160, 200]]), np.ones((8, 8))).astype(np.uint8)

# EXIF 2.32, tag 0x0112: what has to be done to see the picture upright.
TURNED = {
    1: lambda a: a,
    2: np.fliplr,
    3: lambda a: np.rot90(a, 2),
    4: np.flipud,
    5: lambda a: a.T,
    6: lambda a: np.rot90(a, -1),
    7: lambda a: np.rot90(a, 2).T,
    8: lambda a: np.rot90(a, 1),
}


@pytest.mark.parametrize("orientation", TURNED)
def test_exif_orientation_is_honoured(tmp_path: Path, orientation: int) -> None:
    path = tmp_path / "a.jpg"
    exif = Image.Exif()
    exif[0x0112] = orientation
    Image.fromarray(BLOCKS).save(path, quality=100, exif=exif)
    expected = TURNED[orientation](BLOCKS)
    values = read_picture(str(path))
    np.testing.assert_allclose(values.astype(int), expected, atol=3)
    (stack,) = picture_study(str(path)).stacks
    assert (stack.rows, stack.columns) == expected.shape


def test_a_picture_is_a_radiograph_without_millimetres_and_not_dicom(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.fromarray(BLOCKS).save(path)
    study = picture_study(str(path))
    (series,) = study.series
    (stack,) = series.stacks
    assert not series.is_dicom
    assert series.notices
    assert stack.kind is StackKind.RADIOGRAPH
    assert stack.calibration.kind is CalibrationKind.NONE
    np.testing.assert_array_equal(read_picture(str(path)), BLOCKS)


def test_the_study_is_known_by_its_content(tmp_path: Path) -> None:
    for name in ("a.png", "copy.png"):
        Image.fromarray(BLOCKS).save(tmp_path / name)
    Image.fromarray(BLOCKS.T).save(tmp_path / "b.png")
    uids = [picture_study(str(tmp_path / name)).study_uid for name in ("a.png", "copy.png", "b.png")]
    assert uids[0] == uids[1] != uids[2]
    assert all(uid.startswith("2.25.") and len(uid) <= 64 for uid in uids)


def test_grey_saved_as_colours_is_grey_again_and_colours_stay(tmp_path: Path) -> None:
    grey = np.repeat(BLOCKS[..., None], 3, axis=2)
    Image.fromarray(grey).save(tmp_path / "grey.png")
    np.testing.assert_array_equal(read_picture(str(tmp_path / "grey.png")), BLOCKS)
    red = grey.copy()
    red[0, 0, 0] = 255
    Image.fromarray(red).save(tmp_path / "red.png")
    np.testing.assert_array_equal(read_picture(str(tmp_path / "red.png")), red)


def test_sixteen_bits_stay_sixteen(tmp_path: Path) -> None:
    deep = BLOCKS.astype(np.uint16) * 300
    Image.fromarray(deep).save(tmp_path / "a.png")
    values = read_picture(str(tmp_path / "a.png"))
    assert values.dtype == np.uint16
    np.testing.assert_array_equal(values, deep)


def test_transparency_and_palette_are_resolved(tmp_path: Path) -> None:
    Image.fromarray(BLOCKS).convert("LA").save(tmp_path / "alpha.png")
    Image.fromarray(BLOCKS).convert("P").save(tmp_path / "palette.png")
    for name in ("alpha.png", "palette.png"):
        np.testing.assert_array_equal(read_picture(str(tmp_path / name)), BLOCKS)


@pytest.mark.parametrize("suffix", ["jpg", "png"])
def test_a_picture_that_is_cut_short_is_refused(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    noise = np.random.default_rng(0).integers(0, 255, (200, 200)).astype(np.uint8)
    Image.fromarray(noise).save(path)
    path.write_bytes(path.read_bytes()[:9000])
    with pytest.raises(UserError, match="cut short"):
        read_picture(str(path))


def test_absurd_sizes_are_refused_before_decoding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.png"
    Image.fromarray(BLOCKS).save(path)
    monkeypatch.setattr(pictures, "PIXEL_LIMIT", 100)
    with pytest.raises(UserError, match="not believed"):
        picture_study(str(path))


def test_rubbish_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"rubbish" * 10)
    with pytest.raises(UserError, match="damaged"):
        picture_study(str(path))

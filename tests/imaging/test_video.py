"""A video that is read back: as many frames, of that size, with those grey values as far as the codec keeps them."""

from pathlib import Path

import numpy as np
import pytest

from imaging.errors import UserError
from imaging.video import Mp4Writer, frames_per_second_of, luma_of


def luma(grey: int) -> int:
    """ITU-R BT.601: black is 16, white 235."""
    return round(16 + 219 * grey / 255)


def write(path: Path, frames: list[np.ndarray], rate: int = 10) -> Mp4Writer:
    writer = Mp4Writer(path, *frames[0].shape[:2], rate)
    for frame in frames:
        writer.add(frame)
    return writer


@pytest.mark.parametrize(("rows", "columns"), [(64, 96), (65, 97), (301, 34)])
def test_frames_size_rate_and_grey_values_come_back(tmp_path: Path, rows: int, columns: int) -> None:
    """Steps of 17 grey levels; measured here: 0.9 off on the average, 3 at most."""
    ramp = np.repeat(np.arange(16, dtype=np.uint8) * 17, -(-columns // 16))[:columns]
    frames = [np.repeat(np.tile(np.roll(ramp, 5 * n), (rows, 1))[..., None], 3, axis=2) for n in range(7)]
    path = tmp_path / "a.mp4"
    write(path, frames, rate=7).finish()
    read = list(luma_of(path))
    assert len(read) == 7
    assert frames_per_second_of(path) == 7.0
    for frame, back in zip(frames, read, strict=True):
        assert back.shape == (rows + rows % 2, columns + columns % 2)
        wanted = np.rint(16 + 219 * frame[..., 0].astype(float) / 255)
        off = np.abs(back[:rows, :columns].astype(float) - wanted)
        assert off.mean() < 1.2
        assert off.max() <= 5


def test_flat_grey_is_kept_to_one_level(tmp_path: Path) -> None:
    frames = [np.full((32, 32, 3), grey, np.uint8) for grey in range(0, 256, 15)]
    path = tmp_path / "a.mp4"
    write(path, frames).finish()
    for grey, back in zip(range(0, 256, 15), luma_of(path), strict=True):
        assert abs(int(back[16, 16]) - luma(grey)) <= 1


def test_colours_are_not_swapped(tmp_path: Path) -> None:
    """Luma of pure red is 82, of pure blue 41 (BT.601)."""
    path = tmp_path / "a.mp4"
    frames = [np.zeros((32, 32, 3), np.uint8) for _ in range(2)]
    frames[0][..., 0] = frames[1][..., 2] = 255
    write(path, frames).finish()
    red, blue = (int(back[16, 16]) for back in luma_of(path))
    assert abs(red - 82) <= 2
    assert abs(blue - 41) <= 2


def test_a_place_that_cannot_be_written_to_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="could not be written"):
        Mp4Writer(tmp_path / "none" / "a.mp4", 32, 32, 10)


def test_a_video_with_its_end_missing_is_noticed(tmp_path: Path) -> None:
    """What a full disk leaves: the library itself says nothing."""
    path = tmp_path / "a.mp4"
    rng = np.random.default_rng(1)
    writer = write(path, [rng.integers(0, 255, (64, 64, 3), np.uint8) for _ in range(20)])
    writer.close()
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(UserError, match="could not be written"):
        writer.finish()


def test_what_is_no_video_has_no_frames(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_bytes(b"no video")
    assert list(luma_of(tmp_path / "a.mp4")) == []
    assert frames_per_second_of(tmp_path / "a.mp4") == 0.0

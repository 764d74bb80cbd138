"""Image and outlines move together."""

import numpy as np
import pytest

from training.augment import (
    Augmentation,
    bounding_box,
    change_tone,
    fill_outline,
    move_outline,
    one_of,
    random_matrix,
    take_view,
    visible_part,
)

STRONG = Augmentation(0.5, 1.0, 30.0, 1.0, 0.1, 1.0, 1.3, 1.0, 0.3)
STILL = Augmentation(0, 0, 30.0, 0, 0.1, 0, 1.3, 0, 0.3)
SQUARE = np.array([[80.0, 60.0], [100.0, 60.0], [100.0, 90.0], [80.0, 90.0]])


def test_without_changes_a_view_is_a_cut() -> None:
    image = np.random.default_rng(0).integers(0, 255, (200, 160)).astype(np.uint8)
    matrix = random_matrix(np.random.default_rng(0), STILL, (80.0, 100.0), 64)
    np.testing.assert_array_equal(take_view(image, matrix, 64), image[68:132, 48:112])
    np.testing.assert_allclose(move_outline(SQUARE, matrix), SQUARE - (48, 68))


@pytest.mark.parametrize("seed", range(20))
def test_a_bright_square_stays_in_its_outline(seed: int) -> None:
    image = np.zeros((200, 160), np.uint8)
    image[60:90, 80:100] = 255
    matrix = random_matrix(np.random.default_rng(seed), STRONG, (90.0, 75.0), 128)
    view = take_view(image, matrix, 128) > 127
    mask = fill_outline(move_outline(SQUARE, matrix), 128).astype(bool)
    assert (view & mask).sum() / (view | mask).sum() > 0.88
    rows, columns = np.nonzero(view)
    box = bounding_box(move_outline(SQUARE, matrix), 128)
    np.testing.assert_allclose([columns.min(), rows.min(), columns.max() + 1, rows.max() + 1], box, atol=2.0)


def test_flipping_mirrors() -> None:
    only_flip = Augmentation(1, 0, 0.0, 0, 0.0, 0, 1.0, 0, 0.0)
    image = np.arange(64 * 64, dtype=np.uint32).reshape(64, 64).astype(np.uint8)
    matrix = random_matrix(np.random.default_rng(0), only_flip, (32.0, 32.0), 64)
    np.testing.assert_array_equal(take_view(image, matrix, 64), image[:, ::-1])


def test_how_much_of_an_outline_is_seen() -> None:
    assert visible_part(SQUARE, 200) == pytest.approx(1.0)
    assert visible_part(SQUARE - (90, 0), 200) == pytest.approx(0.5)
    assert visible_part(SQUARE - (300, 0), 200) == 0.0


def test_tone_keeps_black_white_and_the_range() -> None:
    image = np.linspace(0, 1, 50, dtype=np.float32).reshape(5, 10)
    changed = change_tone(image, np.random.default_rng(1), STRONG)
    assert changed.dtype == np.float32
    assert changed.min() == 0
    assert changed.max() == 1
    assert not np.allclose(changed, image)
    np.testing.assert_array_equal(change_tone(image, np.random.default_rng(1), STILL), image)


def test_exclusive_changes_leave_four_fifths_alone() -> None:
    drawn = [one_of((0.05,) * 4, number) for number in np.arange(0.0005, 1, 0.001)]
    assert max(int(each.sum()) for each in drawn) == 1
    np.testing.assert_allclose(np.mean(drawn, axis=0), 0.05, atol=1e-9)
    paper = Augmentation(0.05, 0.05, 15.0, 0.05, 0.1, 0.05, 1.2, 0, 0.0, one_at_most=True)
    random = np.random.default_rng(0)
    still = random_matrix(random, STILL, (32.0, 32.0), 64)
    same = [np.array_equal(random_matrix(random, paper, (32.0, 32.0), 64), still) for _ in range(1000)]
    assert 0.76 < np.mean(same) < 0.84

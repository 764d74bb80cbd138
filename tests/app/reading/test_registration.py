"""What offsets say of the places of several spaces, and what they do not."""

import numpy as np
import pytest

from app.reading.registration import SAME_SPACE, Offset, Registration
from app.reading.store.offsets import OffsetFile, OffsetsLine, offsets_path

X, Y, Z = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)
vector = np.array


def tilted(degrees: float) -> tuple[float, float, float]:
    """X turned about Z."""
    angle = np.radians(degrees)
    return float(np.cos(angle)), float(np.sin(angle)), 0.0


def test_one_offset_is_known_along_its_normal_only() -> None:
    bridge = Registration().with_offset(Offset("a", "b", 12.0, X)).bridge("a", "b")
    assert bridge is not None
    np.testing.assert_allclose(bridge.translation, [12, 0, 0])
    assert bridge.by_offset
    assert not bridge.whole
    assert bridge.knows(vector(X))
    assert not bridge.knows(vector(Y))
    assert not bridge.knows(vector(Z))


def test_the_way_back_is_the_opposite() -> None:
    bridge = Registration().with_offset(Offset("a", "b", 12.0, X)).bridge("b", "a")
    assert bridge is not None
    np.testing.assert_allclose(bridge.translation, [-12, 0, 0])


def test_three_directions_make_a_whole_translation() -> None:
    offsets = Offset("a", "b", 12.0, X), Offset("b", "a", 5.0, Y), Offset("a", "b", -3.0, Z)
    bridge = Registration().with_offset(*offsets).bridge("a", "b")
    assert bridge is not None
    assert bridge.whole
    np.testing.assert_allclose(bridge.translation, [12, -5, -3])


def test_oblique_directions_too() -> None:
    shift = vector([4.0, -7.0, 0.0])
    offsets = [Offset("a", "b", float(shift @ vector(n)), n) for n in (tilted(20), tilted(75))]
    bridge = Registration().with_offset(*offsets).bridge("a", "b")
    assert bridge is not None
    np.testing.assert_allclose(bridge.translation, shift, atol=1e-9)
    assert bridge.knows(vector(X))
    assert not bridge.knows(vector(Z))


def test_it_leads_through_a_third_space_along_what_both_parts_know() -> None:
    registration = Registration().with_offset(Offset("a", "b", 12.0, X), Offset("b", "c", 1.5, X))
    bridge = registration.bridge("a", "c")
    assert bridge is not None
    np.testing.assert_allclose(bridge.translation, [13.5, 0, 0], atol=1e-9)
    crossed = Registration().with_offset(Offset("a", "b", 12.0, X), Offset("b", "c", 1.5, Y))
    assert crossed.bridge("a", "c") is None


def test_nothing_is_known_of_what_no_offset_names() -> None:
    registration = Registration().with_offset(Offset("a", "b", 12.0, X), Offset("c", "d", 1.0, X))
    assert registration.bridge("a", "e") is None
    assert registration.bridge("a", "c") is None
    assert registration.bridge("e", "e") is SAME_SPACE
    assert Registration().bridge("", "x") is None


@pytest.mark.parametrize("normal", [X, (-1.0, 0.0, 0.0), tilted(15)])
def test_a_newer_offset_along_the_same_direction_counts_alone(normal: tuple[float, float, float]) -> None:
    registration = Registration().with_offset(Offset("a", "b", 12.0, X)).with_offset(Offset("a", "b", 3.0, normal))
    assert registration.offsets == (Offset("a", "b", 3.0, normal),)


def test_a_newer_offset_displaces_the_oldest_of_a_circle() -> None:
    circle = Offset("a", "b", 12.0, X), Offset("b", "c", 1.0, X), Offset("a", "c", 20.0, X)
    registration = Registration().with_offset(*circle)
    assert registration.offsets == circle[1:]
    bridge = registration.bridge("a", "b")
    assert bridge is not None
    np.testing.assert_allclose(bridge.translation, [19, 0, 0], atol=1e-9)


def test_slices_are_counted_in_both_directions_and_the_newest_counts() -> None:
    registration = Registration().with_offset(Offset("s/0", "t/0", 3.0), Offset("t/0", "s/0", 4.0))
    assert registration.slices("s/0", "t/0") == -4
    assert registration.slices("t/0", "s/0") == 4
    assert registration.slices("s/0", "u/0") is None
    assert registration.bridge("s/0", "t/0") is None
    assert len(registration.offsets) == 1


def test_what_is_cleared_is_gone() -> None:
    registration = Registration().with_offset(Offset("a", "b", 12.0, X), Offset("b/0", "c/0", 2.0))
    assert registration.without("b", "b/0").offsets == ()
    assert registration.without("x") == registration


def test_the_file_keeps_the_last_line_of_each_study_and_reader(tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = offsets_path(tmp_path / "record.sqlite")
    assert path.name == "offsets.jsonl"
    file = OffsetFile(path)
    assert file.registration("s", "R1") == Registration()
    offsets = Offset("1.9", "1.8", -12.25, X), Offset("a/0", "b/0", 3.0)
    file.append(OffsetsLine("s", "R1", offsets[:1], "2026-01-02T10:00:00+00:00"))
    file.append(OffsetsLine("s", "R1", offsets, "2026-01-02T10:01:00+00:00"))
    file.append(OffsetsLine("s", "R2", (), "2026-01-02T10:02:00+00:00"))
    with path.open("a", encoding="utf-8") as more:
        more.write('{"study": "s", "reader": "R1", "offsets": [{"source": "x"}]}\n{"study": "s", "rea')
    assert file.registration("s", "R1").offsets == offsets
    assert file.registration("s", "R2").offsets == ()
    assert file.registration("other", "R1").offsets == ()
    assert path.stat().st_mode & 0o077 == 0

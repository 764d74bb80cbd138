"""What is remembered of a study, where it is read again, and which words find it."""

import os
from pathlib import Path

import pytest

from app.reading.study_places import FEW, outermost, places_of
from app.reading.worklist import (
    KnownStudy,
    ReadState,
    day,
    fold,
    known_study,
    private_words,
    public_words,
    shown_day,
    states_named,
    words_of,
)
from imaging.study import Frame, Patient, Series, Stack, StackKind, Study


def study(uid: str, *paths: str, **series: object) -> Study:
    """A study with one Series of these files."""
    frames = tuple(Frame(path, 1, f"{uid}.{number}") for number, path in enumerate(paths))
    stack = Stack(f"{uid}#1", f"{uid}.1", StackKind.STACK, frames, 4, 4, len(frames))
    return Study(uid, series=(Series(f"{uid}.1", stacks=(stack,), **series),))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("  MR  Knee ", ("mr", "knee")),
        ("Müller^Änne=", ("muller", "anne")),
        ("AP/lat (2 views)", ("ap", "lat", "2", "views")),
        ("T2*-w", ("t2*-w",)),
        ("Straße", ("strasse",)),
        ("knee KNEE", ("knee",)),
        ("\x1f\x00 ^", ()),
    ],
)
def test_words_of_a_search(text: str, words: tuple[str, ...]) -> None:
    assert words_of(text) == words


def test_folding_leaves_out_case_and_accents() -> None:
    assert fold("Łódź ÉCOLE ß") == "łodz ecole ss"


@pytest.mark.parametrize(
    ("date", "digits", "shown"),
    [
        ("20240301", "20240301", "2024-03-01"),
        ("1993.08.22", "19930822", "1993-08-22"),  # ACR-NEMA, PS3.5 6.2 of DA
        ("", "", ""),
        ("2024", "", "2024"),
        ("²0240301", "", "²0240301"),
    ],
)
def test_days(date: str, digits: str, shown: str) -> None:
    assert (day(date), shown_day(date)) == (digits, shown)


def test_what_is_remembered_of_a_study() -> None:
    patient = Patient("Muster^Anna", "4711", "19800102", "F")
    first = study("1.1", "/x/1.dcm", "/x/2.dcm", modality="MR", body_part="knee", description="PD sag")
    found = Study("1.1", patient, "20240301", "", "A1", (*first.series, Series("1.1.2", modality="SR")))
    known = known_study(found, ("/x",))
    assert known == KnownStudy(
        "1.1",
        patient,
        "20240301",
        "PD sag",
        "A1",
        ("MR", "SR"),
        ("KNEE",),
        series=2,
        images=2,
        places=("/x",),
        is_phantom=False,
    )


def test_the_file_of_a_picture_is_private() -> None:
    known = known_study(study("2.25.1", "/home/Muster Anna.png", is_dicom=False, description="PNG picture"), ())
    assert known.file_names == ("Muster Anna.png",)
    assert "muster" in private_words(known)
    assert "muster" not in public_words(known, 1)
    assert {"not", "dicom", "picture"} <= set(public_words(known, 1))


def test_public_words_name_nobody() -> None:
    known = KnownStudy("1", Patient("Muster^Anna", "4711", "19800102"), "20240301", "Knie re", "ACC-9", ("MR",))
    public = public_words(known, 42)
    assert set(public) == {"mr", "knie", "re", "2024-03-01", "20240301", "01.03.2024", "p00042"}
    assert set(private_words(known)) >= {"muster", "anna", "4711", "1980-01-02", "acc-9", "acc", "9"}


@pytest.mark.parametrize(
    ("word", "states"),
    [
        ("unread", {ReadState.UNREAD}),
        ("unr", {ReadState.UNREAD}),
        ("un", set()),
        ("sig", {ReadState.SIGNED}),
        ("lock", {ReadState.LOCKED}),
        ("begun", {ReadState.BEGUN}),
        ("unreads", set()),
    ],
)
def test_words_that_name_a_state(word: str, states: set[ReadState]) -> None:
    assert states_named(word) == states


# ── places ───────────────────────────────────────────────────────────────────────────────────────


def absolute(*places: str) -> tuple[str, ...]:
    return tuple(sorted(os.path.abspath(place) for place in places))


def test_a_folder_of_one_study_stands_for_it() -> None:
    one = study("1", "/d/one/s1/1", "/d/one/s2/1")
    two = study("2", "/d/two/1", "/d/two/2")
    assert places_of((one, two), ["/d"]) == {"1": absolute("/d/one"), "2": absolute("/d/two")}


def test_a_folder_of_several_studies_does_not() -> None:
    one, two = study("1", "/d/1", "/d/2"), study("2", "/d/below/3")
    assert places_of((one, two), ["/d"]) == {"1": absolute("/d/1", "/d/2"), "2": absolute("/d/below")}


def test_a_folder_that_was_not_searched_does_not() -> None:
    assert places_of((study("1", "/d/1.dcm"),), ["/d/1.dcm"]) == {"1": absolute("/d/1.dcm")}
    assert places_of((study("1", "/d/x.zip::a/1", "/d/x.zip::a/2"),), ["/d/x.zip"]) == {"1": absolute("/d/x.zip")}


def test_a_folder_full_of_other_things_does_not() -> None:
    one = study("1", "/d/1.dcm")
    few, many = ([f"/d/{n}.txt" for n in range(number)] for number in (FEW, FEW + 1))
    assert places_of((one,), ["/d"], few) == {"1": absolute("/d")}
    assert places_of((one,), ["/d"], many) == {"1": absolute("/d/1.dcm")}


def test_an_archive_stands_for_all_that_is_in_it() -> None:
    one, two = study("1", "/d/x.zip::1"), study("2", "/d/x.zip::2", "/d/y/1")
    assert places_of((one, two), ["/d"]) == {"1": absolute("/d/x.zip"), "2": absolute("/d/x.zip", "/d/y/1")}


def test_the_root_of_a_disk_is_no_place() -> None:
    assert places_of((study("1", "/a/1", "/b/1"),), ["/"]) == {"1": absolute("/a/1", "/b/1")}
    assert places_of((study("1"),), ["/"]) == {"1": ()}


def test_relative_paths_become_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert places_of((study("1", "s/1.dcm"),), [Path("s")]) == {"1": (str(tmp_path / "s"),)}


def test_a_place_within_another_is_left_out() -> None:
    inner, outer, beside = (os.path.join(os.sep, "d", name) for name in (os.path.join("one", "s1"), "one", "one more"))
    assert set(outermost([inner, outer, beside])) == {outer, beside}

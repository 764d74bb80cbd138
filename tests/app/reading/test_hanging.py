"""Which layout a study gets, table by table; missing series, stages, the reader's own layouts, bad files."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.reading.hanging import ONE, THREE, TWO, Hung, Layout, Place, close_gaps, fill_grid, grid_places, places_for
from app.reading.hanging_files import (
    bundled_protocols,
    own_protocols,
    protocol_from,
    read_hanging_protocol,
    write_hanging_protocol,
)
from app.reading.hanging_protocol import Hanging, HangingProtocol, choose
from app.reading.priors import priors_of
from imaging.errors import UserError
from imaging.study import Case, Study
from tests.app.reading.hanging_studies import case, radiograph, study, volume

PROTOCOLS = bundled_protocols()
FOUR = grid_places(2, 2)

KNEE = (
    volume("1", "ax", "AX PD FS", body_part="KNEE"),
    volume("2", "sag", "SAG T1", 24, body_part="KNEE"),
    volume("3", "cor", "COR PD FS", body_part="KNEE"),
    volume("4", "sag", "SAG PD FS", body_part="KNEE"),
)


def shown(layout: Layout) -> list[str]:
    """Series and axis of each viewport: ``"4"``, ``"4/1"``."""
    return [f"{h.stack.series_uid}/{h.axis}".removesuffix("/0") for h in layout.viewports]


def hang(one: Case) -> Hanging:
    return choose(PROTOCOLS, one)


TABLE: list[tuple[str, Case, str, list[str], tuple[Place, ...]]] = [
    ("a knee with everything", case(*KNEE), "knee_mr", ["4", "3", "1", "2"], FOUR),
    ("without T1, as the phantoms", case(KNEE[0], KNEE[2], KNEE[3]), "knee_mr", ["4", "3", "1"], THREE),
    ("sagittal only", case(KNEE[1], KNEE[3]), "knee_mr", ["4", "2"], TWO),
    (
        "T2 in T1's place",
        case(*KNEE[2:], KNEE[0], volume("5", "sag", "SAG T2"), description="MRI right Knee"),
        "knee_mr",
        ["4", "3", "1", "5"],
        FOUR,
    ),
    (
        "weighting from the times",
        case(
            volume("1", "sag", "sag 1", echo=12.0, repetition=600.0),
            volume("2", "sag", "sag 2", echo=35, repetition=3000),
            description="Knie links",
        ),
        "knee_mr",
        ["2", "1"],
        TWO,
    ),
    (
        "one multi-echo volume",
        case(volume("1", "sag", volumes=8, body_part="KNEE")),
        "single_volume",
        ["1", "1/1", "1/2"],
        THREE,
    ),
    (
        "a lumbar spine",
        case(
            volume("1", "sag", "T2 TSE sag"),
            volume("2", "ax", "T2 ax"),
            volume("3", "sag", "STIR sag"),
            volume("4", "sag", "T1 sag"),
            description="MR LSPINE",
        ),
        "spine_mr",
        ["4", "1", "3", "2"],
        FOUR,
    ),
    (
        "a spine without STIR and axial",
        case(volume("1", "sag", "T2"), volume("2", "sag", "T1"), description="lumbar spine"),
        "spine_mr",
        ["2", "1"],
        TWO,
    ),
    (
        "a wrist",
        case(
            volume("1", "sag", "PD FS"),
            volume("2", "ax", "T2 FS"),
            volume("3", "cor", "T1"),
            volume("4", "cor", "PD FS"),
            description="MRI WRIST",
        ),
        "wrist_hand_mr",
        ["4", "3", "2", "1"],
        FOUR,
    ),
    (
        "both hips",
        case(
            volume("1", "cor", "STIR"), volume("2", "cor", "T1"), volume("3", "ax", "PD FS"), description="Pelvis/hips"
        ),
        "hip_mr",
        ["2", "1", "3"],
        THREE,
    ),
    (
        "a shoulder, oblique planes",
        case(
            volume("1", "ax", "AX PD FS"),
            volume("2", "obl", "COR PD FS"),
            volume("3", "obl", "SAG T2 FS"),
            volume("4", "obl", "SAG T1"),
            description="SHOULDER",
        ),
        "shoulder_mr",
        ["2", "1", "3", "4"],
        FOUR,
    ),
    ("an elbow", case(volume("1", "ax"), volume("2", "cor"), description="ELBOW"), "elbow_mr", ["2", "1"], TWO),
    (
        "an ankle",
        case(
            volume("1", "cor", "PD FS"),
            volume("2", "ax", "T2 FS"),
            volume("3", "sag", "T1"),
            volume("4", "sag", "STIR"),
            description="MRI ANKLE",
        ),
        "ankle_foot_mr",
        ["4", "3", "2", "1"],
        FOUR,
    ),
    ("a thigh", case(volume("1", "ax"), volume("2", "cor"), description="THIGH"), "three_planes", ["2", "1"], TWO),
    ("CT, one volume", case(volume("1", "ax", modality="CT")), "single_volume", ["1", "1/1", "1/2"], THREE),
    ("one radiograph", case(radiograph("1", "AP")), "radiograph", ["1"], ONE),
    ("lateral first", case(radiograph("1", "LL"), radiograph("2", "AP")), "radiograph", ["2", "1"], TWO),
    ("views unknown", case(radiograph("1"), radiograph("2"), radiograph("3")), "radiograph", ["1", "2"], TWO),
    (
        "oblique comes last",
        case(radiograph("1", "", "OBL"), radiograph("2", "", "LAT")),
        "radiograph",
        ["1", "2"],
        TWO,
    ),
    ("two slices", case(volume("1", "ax", slices=2)), "anything", ["1"], ONE),
    ("only a scout", case(volume("1", "ax", "Localizer", slices=2)), "anything", ["1"], ONE),
]


@pytest.mark.parametrize(("one", "protocol", "series", "places"), [row[1:] for row in TABLE], ids=[r[0] for r in TABLE])
def test_which_layout_a_study_gets(one: Case, protocol: str, series: list[str], places: tuple[Place, ...]) -> None:
    hanging = hang(one)
    assert hanging.protocol is not None
    assert hanging.protocol.name == protocol
    assert shown(hanging.first) == series
    assert hanging.first.places == places


def test_a_study_without_images_hangs_nothing() -> None:
    assert hang(case()).screens == ()
    assert hang(case()).first == Layout((), ())


def test_a_scout_stands_in_no_cell_while_there_is_anything_else() -> None:
    scout = volume("9", "sag", "LOCALIZER T1", 40, body_part="KNEE")
    assert shown(hang(case(scout, *KNEE)).first) == ["4", "3", "1", "2"]


def test_planes_of_one_frame_of_reference_are_preferred() -> None:
    moved = volume("5", "cor", "COR PD FS", 20, frame="2.2")
    assert shown(hang(case(moved, *KNEE)).first)[1] == "3"


def test_stages_follow_and_end_with_everything_that_they_left_out() -> None:
    coronal = volume("5", "cor", "COR T1")
    screens = hang(case(*KNEE, coronal)).screens
    assert [shown(screen.layout) for screen in screens[:3]] == [["4", "3", "1", "2"], ["4", "2"], ["3", "5"]]
    assert len(screens) == 3
    scout = volume("6", "ax", "LOCALIZER")
    last = hang(case(*KNEE, scout)).screens[-1]
    assert last.title == "All series"
    assert shown(last.layout) == ["1", "2", "3", "4", "6"]


def test_many_series_come_in_pages_of_sixteen() -> None:
    many = [volume(str(n), "sag", "T2", body_part="KNEE") for n in range(1, 21)]
    pages = [screen for screen in hang(case(*many)).screens if screen.title.startswith("All series")]
    assert [page.title for page in pages] == ["All series 1–16", "All series 17–20"]
    assert [len(page.layout.viewports) for page in pages] == [16, 4]


OLDER = study(radiograph("8", "AP"), radiograph("9", "LL"), uid="0", date="20250101")


def test_the_prior_hangs_below() -> None:
    layout = hang(case(radiograph("1", "LL"), radiograph("2", "AP"), priors=(OLDER,))).first
    assert shown(layout) == ["2", "1", "8", "9"]
    assert layout.places == FOUR


def test_one_view_stands_beside_its_prior_of_the_same_view() -> None:
    hanging = hang(case(radiograph("1", "LL"), priors=(OLDER,)))
    beside = next(screen.layout for screen in hanging.screens if len(screen.layout.viewports) == 2)
    assert shown(beside) == ["1", "9"]
    one_each = hang(case(radiograph("1", "LL"), priors=(study(radiograph("8", "AP"), uid="0", date="20250101"),)))
    assert shown(one_each.first) == ["1", "8"]
    assert one_each.first.places == ((0, 0, 1, 1), (0, 1, 1, 1))


def test_the_latest_prior_is_shown() -> None:
    oldest = study(radiograph("7", "AP"), uid="00", date="20200101")
    assert shown(hang(case(radiograph("1", "AP"), priors=(oldest, OLDER))).first)[1:] == ["8", "9"]


def test_a_prior_with_one_view_takes_the_whole_row_below() -> None:
    older = study(radiograph("8", "AP"), uid="0", date="20250101")
    layout = hang(case(radiograph("1", "LL"), radiograph("2", "AP"), priors=(older,))).first
    assert shown(layout) == ["2", "1", "8"]
    assert layout.places == ((0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 2))


def test_the_knee_has_a_stage_beside_its_prior() -> None:
    older = study(volume("8", "sag", "SAG PD FS", body_part="KNEE"), uid="0", date="20250101")
    screens = hang(case(*KNEE, priors=(older,))).screens
    assert ["4", "8"] in [shown(screen.layout) for screen in screens]


@pytest.mark.parametrize("protocol", [p for p in PROTOCOLS if p.modality == ("MR",)], ids=lambda p: p.name)
def test_every_joint_has_a_stage_with_its_prior_for_a_second_window(protocol: HangingProtocol) -> None:
    (stage,) = (stage for stage in protocol.stages if any(cell.prior for cell in stage.cells))
    now, before = stage.cells
    assert (now.window, before.window, before.prior, before.like) == (1, 2, True, 1)
    assert now.plane is before.plane


PRIORS = [
    ("earlier, same part", study(radiograph("8"), uid="0", date="20250101", patient="P"), True),
    ("later", study(radiograph("8"), uid="0", date="20270101", patient="P"), False),
    ("same day", study(radiograph("8"), uid="0", date="20260102", patient="P"), False),
    ("another patient", study(radiograph("8"), uid="0", date="20250101", patient="Q"), False),
    ("another part", study(radiograph("8", body_part="HAND"), uid="0", date="20250101", patient="P"), False),
    ("no part named", study(radiograph("8", body_part=""), uid="0", date="20250101", patient="P"), True),
    ("another modality", study(volume("8", "ax"), uid="0", date="20250101", patient="P"), False),
]


@pytest.mark.parametrize(("other", "is_prior"), [row[1:] for row in PRIORS], ids=[row[0] for row in PRIORS])
def test_what_counts_as_a_prior(other: Study, is_prior: bool) -> None:
    here = study(radiograph("1"), patient="P")
    assert priors_of(here, (here, other)) == ((other,) if is_prior else ())


def test_without_a_patient_id_nothing_is_a_prior() -> None:
    assert priors_of(study(radiograph("1")), (OLDER,)) == ()


# ── places ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def covered(places: tuple[Place, ...]) -> list[tuple[int, int]]:
    return [(r, c) for p in places for r in range(p[0], p[0] + p[2]) for c in range(p[1], p[1] + p[3])]


@pytest.mark.parametrize("count", range(1, 17))
def test_no_number_of_viewports_leaves_a_cell_empty(count: int) -> None:
    places = places_for(count)
    cells = covered(places)
    assert len(places) == count
    assert len(set(cells)) == len(cells)
    assert set(cells) == {(r, c) for r in range(1 + max(cells)[0]) for c in range(1 + max(c for _, c in cells))}


@settings(max_examples=60, deadline=None)
@given(st.sets(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1))
def test_closing_gaps_never_overlaps_and_keeps_every_cell(cells: set[tuple[int, int]]) -> None:
    places = close_gaps(tuple((row, column, 1, 1) for row, column in sorted(cells)))
    inside = covered(places)
    assert len(places) == len(cells)
    assert len(set(inside)) == len(inside)
    rows, columns = 1 + max(r for r, _ in inside), 1 + max(c for _, c in inside)
    assert {r for r, _ in inside} == set(range(rows))
    assert {c for _, c in inside} == set(range(columns))


def test_a_grid_is_filled_in_series_order_and_then_with_reconstructed_planes() -> None:
    stacks = [series.stacks[0] for series in KNEE[:2]]
    assert shown(fill_grid(stacks, 2, 3)) == ["1", "2", "1/1", "1/2", "2/1", "2/2"]
    assert shown(fill_grid(stacks, 1, 1)) == ["1"]
    nine = fill_grid([*stacks, KNEE[2].stacks[0]], 4, 4)
    assert nine.places == grid_places(3, 3)
    five = fill_grid([radiograph(str(n)).stacks[0] for n in range(5)], 2, 4)
    assert five.places == ((0, 0, 1, 2), (0, 2, 1, 2), (0, 4, 1, 2), (1, 0, 1, 3), (1, 3, 1, 3))
    alone = fill_grid([radiograph("1").stacks[0]], 4, 4)
    assert (shown(alone), alone.places) == (["1"], ((0, 0, 1, 1),))


# ── the reader's own layouts ────────────────────────────────────────────────────────────────────────────────────────


def stack_of(one: Case, uid: str) -> Hung:
    return Hung(next(stack for stack in one.study.stacks if stack.series_uid == uid))


def test_a_saved_layout_comes_back_as_it_was(tmp_path: Path) -> None:
    one = case(*KNEE)
    layout = Layout((stack_of(one, "2"), stack_of(one, "1"), Hung(stack_of(one, "2").stack, 1)), THREE)
    protocol = protocol_from(layout, one, "MR", PROTOCOLS)
    write_hanging_protocol(protocol, tmp_path)
    back = own_protocols(tmp_path)
    assert back.protocols == (protocol,)
    assert back.refused == ()
    hanging = choose((*PROTOCOLS, *back.protocols), one)
    assert hanging.protocol == protocol
    assert hanging.first == layout
    assert shown(hanging.screens[1].layout) == ["4", "3", "1", "2"], "the shipped stages follow"


def test_series_that_look_alike_come_back_in_the_saved_order() -> None:
    one = case(*(volume(str(n), "sag", "x", body_part="KNEE") for n in range(1, 6)))
    layout = Layout(tuple(stack_of(one, uid) for uid in "5314"), FOUR)
    protocol = protocol_from(layout, one, "MR", PROTOCOLS)
    assert choose((protocol, *PROTOCOLS), one).first == layout


def test_a_scout_that_the_reader_put_there_comes_back() -> None:
    one = case(*KNEE, volume("9", "sag", "LOCALIZER", 3, body_part="KNEE"))
    layout = Layout((stack_of(one, "9"), stack_of(one, "4")), TWO)
    protocol = protocol_from(layout, one, "MR", PROTOCOLS)
    assert choose((protocol, *PROTOCOLS), one).first == layout
    assert shown(choose((protocol, *PROTOCOLS), case(*KNEE)).first) == ["4"]


def test_a_saved_layout_is_for_studies_like_its_own() -> None:
    one = case(*KNEE)
    protocol = protocol_from(hang(one).first, one, "MR", PROTOCOLS)
    spine = case(volume("1", "sag", "T1"), volume("2", "ax", "T2"), description="SPINE")
    single = case(volume("1", "sag", volumes=8, body_part="KNEE"))
    for other, name in ((spine, "spine_mr"), (single, "single_volume")):
        hanging = choose((protocol, *PROTOCOLS), other)
        assert hanging.protocol is not None
        assert hanging.protocol.name == name


def test_a_saved_layout_holds_no_text_of_the_study(tmp_path: Path) -> None:
    secret = volume("1", "sag", "SAG PD FS Mueller^Anna knee", body_part="KNEE")
    one = case(secret, KNEE[2], description="Knee of Anna Mueller")
    path = write_hanging_protocol(protocol_from(hang(one).first, one, "MR", PROTOCOLS), tmp_path)
    assert "knee" in path.name
    words = (path.name + path.read_text()).lower()
    assert "mueller" not in words
    assert "anna" not in words


def test_with_a_prior_the_prior_comes_back_too() -> None:
    one = case(radiograph("1", "AP"), priors=(OLDER,))
    layout = Layout((stack_of(one, "1"), Hung(OLDER.stacks[1])), TWO)
    protocol = protocol_from(layout, one, "DX", PROTOCOLS)
    assert choose((protocol, *PROTOCOLS), one).first == layout


GOOD = 'title = "T"\n[[stages]]\ntitle = "S"\ncells = [{ plane = "sagittal" }]\n'
BAD = [
    ("not toml", "title = ", "not valid TOML"),
    ("no title", GOOD.replace('title = "T"\n', ""), "does not say 'title'"),
    ("no stages", 'title = "T"', "does not say 'stages'"),
    ("empty stages", 'title = "T"\nstages = []', "no stage"),
    ("no cells", GOOD.replace('{ plane = "sagittal" }', ""), "no cell"),
    ("unknown plane", GOOD.replace("sagittal", "sideways"), "sideways"),
    ("unknown word", GOOD.replace("plane", "plain"), "“plain”, which means nothing"),
    ("wrong axis", GOOD.replace('plane = "sagittal"', "axis = 3"), "axis"),
    ("like nothing", GOOD.replace('plane = "sagittal"', "prior = true, like = 2"), "like cell 2, which is not there"),
    ("cut of nothing", GOOD.replace('plane = "sagittal"', "of = 2"), "not there"),
    (
        "overlap",
        GOOD.replace('{ plane = "sagittal" }', "{ place = [0, 0, 2, 2] }, { place = [1, 1, 1, 1] }"),
        "same place",
    ),
    ("place of three", GOOD.replace('plane = "sagittal"', "place = [0, 0, 1]"), "not enough values"),
    ("modality no list", 'modality = "MR"\n' + GOOD, "“modality” is not a list of texts"),
    ("stages no tables", 'title = "T"\nstages = [1]', "is not used"),
]


@pytest.mark.parametrize(("content", "words"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_a_bad_file_is_one_sentence_and_the_others_are_used(tmp_path: Path, content: str, words: str) -> None:
    (tmp_path / "bad.toml").write_text(content)
    (tmp_path / "good.toml").write_text(GOOD)
    found = own_protocols(tmp_path)
    assert [protocol.name for protocol in found.protocols] == ["good"]
    (sentence,) = found.refused
    assert "bad.toml" in sentence
    assert words in sentence
    assert str(tmp_path) not in sentence
    assert "\n" not in sentence
    with pytest.raises(UserError):
        read_hanging_protocol(tmp_path / "bad.toml")


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_bytes(b"\xff\xfe")
    assert "not a text file" in own_protocols(tmp_path).refused[0]


def test_no_folder_is_no_fault(tmp_path: Path) -> None:
    assert own_protocols(tmp_path / "none").protocols == ()


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="cannot be saved"):
        write_hanging_protocol(PROTOCOLS[0], tmp_path / "file")


def test_every_shipped_protocol_survives_writing(tmp_path: Path) -> None:
    for protocol in PROTOCOLS:
        assert read_hanging_protocol(write_hanging_protocol(protocol, tmp_path)) == protocol

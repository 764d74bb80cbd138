"""The reading protocols: what a case is asked, and which files are refused."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.reading.protocol import Action, Phase, ReadingProtocol, bundled_protocol, named_protocol, read_protocol
from assets import ASSETS
from imaging.errors import UserError
from imaging.study import Case, Series, Study

BUNDLED = sorted(path.stem for path in (ASSETS / "reading_protocols").glob("*.toml"))


def ids(protocol: ReadingProtocol, case: Case) -> list[str]:
    return [question.question_id for question in protocol.questions_for(case)]


@pytest.mark.parametrize("name", BUNDLED)
def test_every_bundled_protocol_can_be_read_to_the_end(name: str) -> None:
    protocol = bundled_protocol(name)
    assert protocol.name == name
    assert len(protocol.digest) == 64
    phase, steps = protocol.opens_in, 0
    while phase is not Phase.SIGNED:
        (action,) = [a for a in Action if protocol.allows(phase, a)]
        phase, steps = protocol.next_phase(phase, action), steps + 1
        assert steps <= 2


def test_the_sequential_table() -> None:
    protocol = bundled_protocol()
    table = {(t.phase, t.action): t.to for t in protocol.transitions}
    assert table == {(Phase.UNAIDED, Action.LOCK): Phase.AIDED, (Phase.AIDED, Action.SIGN): Phase.SIGNED}
    for phase in Phase:
        for action in Action:
            if (phase, action) not in table:
                with pytest.raises(UserError, match=r"\.$"):
                    protocol.next_phase(phase, action)


def test_what_a_radiograph_and_a_knee_are_asked(radiograph_case: Case, knee_case: Case) -> None:
    protocol = bundled_protocol()
    assert ids(protocol, radiograph_case) == ["lower_limb/fracture"]
    assert ids(protocol, knee_case) == ["knee_mri/abnormal", "knee_mri/acl_tear", "knee_mri/meniscus_tear"]
    assert ids(protocol.for_case(knee_case), knee_case) == ids(protocol, knee_case)


@pytest.mark.parametrize(
    ("series", "description", "expected"),
    [
        (Series("1", modality="MR", body_part="LKNEE"), "", "knee_mri/abnormal"),
        (Series("1", modality="MR", description="knee sag pd"), "", "knee_mri/abnormal"),
        (Series("1", modality="MR", body_part="SPINE"), "", "general/abnormal"),
        (Series("1", modality="CT", body_part="KNEE"), "", "general/abnormal"),
        (Series("1", modality="DX", body_part="KNEE"), "", "general/abnormal"),  # no picture in it
    ],
)
def test_what_other_cases_are_asked(series: Series, description: str, expected: str) -> None:
    case = Case(Study("1", description=description, series=(series,)))
    assert ids(bundled_protocol(), case)[0] == expected


def test_a_picture_without_a_dicom_header_is_asked_as_a_radiograph(radiograph_case: Case) -> None:
    study = radiograph_case.study
    bare = replace(study, series=(replace(study.series[0], modality="", body_part="", is_dicom=False),))
    assert ids(bundled_protocol(), Case(bare)) == ["lower_limb/fracture"]


def test_a_question_that_is_not_asked_gets_a_sentence(radiograph_case: Case) -> None:
    with pytest.raises(UserError, match="does not ask"):
        bundled_protocol().for_case(radiograph_case).question("knee_mri/acl_tear")


SEQUENTIAL = (ASSETS / "reading_protocols" / "sequential.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('reveal_in = ["aided", "signed"]', 'reveal_in = ["unaided"]', "before the lock"),
        ('name = "sequential"', "", "does not say 'name'"),
        ('do = "lock"', 'do = "look"', "'look' is not a valid Action"),
        ('kind = "binary"', 'kind = "essay"', "essay"),
        ("fallback = true", "", "fallback"),
        ("knee_mri/acl_tear", "knee_mri/abnormal", "twice"),
        ("[[questions]]", "[[questions", "not valid TOML"),
    ],
)
def test_a_protocol_that_cannot_be_followed_is_refused(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    assert old in SEQUENTIAL
    path = tmp_path / "own.toml"
    path.write_text(SEQUENTIAL.replace(old, new), encoding="utf-8")
    with pytest.raises(UserError, match=sentence):
        read_protocol(path)


def test_a_protocol_that_is_not_there_or_not_text(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot be read"):
        read_protocol(tmp_path / "none.toml")
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UserError, match="UTF-8"):
        read_protocol(tmp_path / "binary.toml")


def test_the_digest_is_that_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(SEQUENTIAL, encoding="utf-8")
    assert read_protocol(path) == bundled_protocol()
    path.write_text(SEQUENTIAL + "# a word more\n", encoding="utf-8")
    assert read_protocol(path).digest != bundled_protocol().digest


def test_a_protocol_is_named_or_a_file(tmp_path: Path) -> None:
    assert named_protocol("knee_kl") == bundled_protocol("knee_kl")
    path = tmp_path / "own.toml"
    path.write_bytes((ASSETS / "reading_protocols" / "sequential.toml").read_bytes())
    assert named_protocol(str(path)) == bundled_protocol()
    with pytest.raises(UserError, match=r"Bundled ones: .*knee_kl"):
        named_protocol("knees")

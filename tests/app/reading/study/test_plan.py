"""The plan's file: what it says, and one sentence for everything that it may not say."""

from pathlib import Path

import pytest

from app.reading.study.plan import ArmsChange, Design, Endpoint, ReferenceFrom, TrainingIn
from app.reading.study.plan_file import parse_plan, read_plan
from app.reading.study.template import write_template
from app.reading.trial import Arm, Shown
from imaging.errors import UserError
from tests.app.reading.study.conftest import make_plan, plan_text


def test_a_plan_with_nothing_but_what_it_must_say() -> None:
    plan = make_plan()
    assert (plan.name, plan.version, plan.seed, plan.design) == ("tiny", "1", 7, Design.SEQUENTIAL)
    assert [question.question_id for question in plan.questions] == ["lower_limb/fracture"] == [plan.primary]
    assert (plan.endpoint, plan.margin) == (Endpoint.AUC, None)
    assert plan.shown == tuple(Shown)
    assert (plan.sessions.count, plan.sessions.washout_days, plan.blocks.count) == (1, 0, 1)
    assert plan.hide_identity
    assert plan.reference.source is ReferenceFrom.FILE
    assert (plan.cases_file, plan.lesions_file, plan.readers_file) == ("cases.csv", "", "readers.csv")
    assert len(plan.digest) == 64
    assert plan.text == plan_text()


def test_the_template_is_a_plan(tmp_path: Path) -> None:
    write_template(tmp_path)
    plan = read_plan(tmp_path / "plan.toml")
    assert plan.name == "my-study"
    with pytest.raises(UserError, match="There is a plan"):
        write_template(tmp_path)


def test_what_the_comments_of_the_template_show_is_what_holds_without_them(tmp_path: Path) -> None:
    write_template(tmp_path)
    text = (tmp_path / "plan.toml").read_text(encoding="utf-8")
    wanted = (
        "hide_identity",
        "time_limit",
        'cases = "',
        'readers = "',
        "figure",
        "show",
        "balance",
        "hit",
        "limit",
        "feedback",
    )
    said = "\n".join(
        line.removeprefix("# ") if line.removeprefix("# ").startswith(wanted) else line for line in text.split("\n")
    )
    assert said != text
    spoken, silent = (dict(parse_plan(t.encode()).described()) for t in (said, text))
    assert {key for key in spoken if spoken[key] != silent[key]} == {"digest"}


@pytest.mark.parametrize(
    ("design", "arms"),
    [
        ("unaided", (Arm.UNAIDED,)),
        ("sequential", (Arm.SEQUENTIAL,)),
        ("concurrent", (Arm.CONCURRENT,)),
        ("ai_first", (Arm.AI_FIRST,)),
        ("crossover", (Arm.UNAIDED, Arm.CONCURRENT)),
    ],
)
def test_the_arms_of_a_design(design: str, arms: tuple[Arm, ...]) -> None:
    plan = make_plan(design)
    assert plan.arms == arms
    assert plan.is_aided == (design != "unaided")


def test_a_crossover() -> None:
    more = (
        '[crossover]\naided = "ai_first"\narms_change = "block"\n[blocks]\ncount = 4\n[sessions]\nwashout_days = 30\n'
    )
    plan = make_plan("crossover", more)
    assert plan.arms == (Arm.UNAIDED, Arm.AI_FIRST)
    assert plan.crossover.arms_change is ArmsChange.BLOCK
    assert (plan.sessions.count, plan.sessions.washout_days) == (2, 30)
    assert plan.training.sessions is TrainingIn.EVERY
    assert make_plan("crossover").sessions.washout_days == 28  # four weeks, as the FDA's guidance has it


OWN = """
[[question]]
question_id = "x/grade"
text = "Which grade?"
kind = "grade"
levels = ["none", "some", "much"]
positive_from = "some"

[[question]]
question_id = "x/age"
text = "How old?"
kind = "number"
lowest = 0
highest = 240
unit = "months"
"""


def test_questions_of_the_plan_itself() -> None:
    plan = parse_plan((plan_text().replace('ask = ["lower_limb/fracture"]', "") + OWN).encode())
    assert [question.question_id for question in plan.questions] == ["x/grade", "x/age"]
    assert (plan.primary, plan.question("x/grade").levels) == ("x/grade", ("none", "some", "much"))
    both = parse_plan((plan_text().replace("ask =", 'protocol = "sequential"\nask =') + OWN).encode())
    assert [question.question_id for question in both.questions] == ["lower_limb/fracture"]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('kind = "grade"', 'kind = "mood"', "“question” number 1 says something it cannot mean: questions of the kind"),
        ('text = "How old?"', "", "“question” number 2 does not say 'text'."),
        ('"x/age"', '"x/grade"', "“question” has x/grade twice"),
        ("unit =", "units =", "a question has no 'units'"),
    ],
)
def test_what_is_wrong_in_a_question_of_the_plan(old: str, new: str, sentence: str) -> None:
    text = plan_text().replace('ask = ["lower_limb/fracture"]', "") + OWN.replace(old, new)
    with pytest.raises(UserError) as caught:
        parse_plan(text.encode())
    assert sentence in str(caught.value)


def test_another_seed_is_another_digest() -> None:
    assert parse_plan(plan_text().replace("seed = 7", "seed = 8").encode()).digest != make_plan().digest


WRONG = [
    ("seed = 7", "seed = -1", "“seed” must be a whole number from 0 to 9223372036854775807, not -1."),
    ("seed = 7", "seed = true", "“seed” must be a whole number from 0 to 9223372036854775807, not True."),
    ("seed = 7", "", "“seed” is missing; it must be a whole number from 0"),
    ("seed = 7", "seed = 7\nsede = 8", "the key “sede” is not known; allowed: blocks, cases, crossover, design,"),
    ('name = "tiny"', 'name = "../x"', "“name” must be a name of up to 64 letters, digits, dots, hyphens or"),
    ('title = "A tiny study"', 'title = ""', "“title” must be text of 1 to 400 characters in one line, not ''."),
    ('design = "sequential"', 'design = "both"', "\"crossover\" or \"ai_first\", not 'both'."),
    ('ask = ["lower_limb/fracture"]', 'ask = ["x/y"]', "“questions.ask” must be a list of some of lower_limb/fracture"),
    ('ask = ["lower_limb/fracture"]', 'primary = "x"', "“questions.primary” must be one of the questions"),
    ('ask = ["lower_limb/fracture"]', 'protocol = "no_such"', "“questions.protocol” must name a"),
    ('how = "made up"', "", "“reference.how” is missing"),
    ('how = "made up"', 'how = "x"\nreaders = 3', "is not known; allowed in [reference]: from, how."),
    ('how = "made up"', 'how = "x"\nfrom = "adjudication"', "“reference.readers” is missing; it must be"),
    ("", '[crossover]\naided = "concurrent"', 'the table [crossover] is allowed only when the design is "crossover"'),
    ("", "[sessions]\nwashout_days = 1.5", "“sessions.washout_days” must be a whole number from 0 to 3650, not 1.5."),
    ("", "[model]\nshow = []", "“model.show” must name something in the design"),
    ("", '[model]\nshow = ["colour"]', "a list of \"probability\", \"boxes\" or \"heat_map\", not ['colour']."),
    ("", '[model]\nshow = ["boxes", "boxes"]', "each once"),
    ("", '[blocks]\nbalance = "truth"', "“blocks.balance” must be a list of"),
    ("", "[endpoint]\nmargin = 0", "“endpoint.margin” must be a number from 0.0001 to 1, not 0."),
    ("", '[marks]\nhit = "overlap"\nlimit = 3', "“marks.limit” must be a number from 0 to 1, not 3."),
    ("seed = 7", 'seed = 7\ncases = "../cases.csv"', "“cases” must be the name of a .csv file"),
    ("seed = 7", "seed = 7\nhide_identity = 1", "“hide_identity” must be true or false, not 1."),
    ("seed = 7", "seed = 7\nmarks = 3", "“marks” must be a table [marks], not 3."),
    ("seed = 7", "seed = ", "is not valid TOML"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "sentence"), WRONG)
def test_what_a_plan_may_not_say(old: str, new: str, sentence: str) -> None:
    text = plan_text().replace(old, new, 1) if old else plan_text(more=new)
    with pytest.raises(UserError) as caught:
        parse_plan(text.encode())
    assert str(caught.value).startswith("plan.toml")
    assert sentence in str(caught.value)


@pytest.mark.parametrize(
    ("design", "more", "sentence"),
    [
        ("crossover", "[sessions]\ncount = 1", "“sessions.count” must be 2 in a crossover"),
        ("crossover", '[crossover]\narms_change = "block"', "“blocks.count” must be even"),
        ("unaided", '[model]\nshow = ["boxes"]', "“model.show” must be left out"),
    ],
)
def test_what_parts_of_a_plan_must_say_about_each_other(design: str, more: str, sentence: str) -> None:
    with pytest.raises(UserError, match=sentence.replace("[", "\\[")):
        make_plan(design, more)


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "plan.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(UserError, match="is not a text file in UTF-8"):
        read_plan(tmp_path / "plan.toml")
    with pytest.raises(UserError, match="There is no file other"):
        read_plan(tmp_path / "other.toml")

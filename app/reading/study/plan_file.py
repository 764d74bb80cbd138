"""Reading a plan: the TOML file, key by key, and what its parts must say about each other."""

import hashlib
from pathlib import Path

from app.reading.protocol import bundled_protocol
from app.reading.question import Question
from app.reading.question_file import question_of
from app.reading.study.plan import (
    PLAN_FILE,
    AidedArm,
    ArmsChange,
    Balance,
    Blocks,
    Crossover,
    Design,
    Endpoint,
    HitRule,
    MarkRule,
    ReferenceFrom,
    ReferencePlan,
    Rule,
    Sessions,
    StudyPlan,
    Training,
    TrainingIn,
    WashoutFrom,
)
from app.reading.study.toml_table import TomlTable, read_bytes, read_toml
from app.reading.trial import Feedback, Shown
from imaging.errors import UserError

DEFAULT_LIMIT = {HitRule.INSIDE: 0.0, HitRule.OVERLAP: 0.1, HitRule.DISTANCE: 10.0}
LONGEST_LIMIT = {HitRule.INSIDE: 100.0, HitRule.OVERLAP: 1.0, HitRule.DISTANCE: 200.0}


def read_plan(path: Path) -> StudyPlan:
    """Read a plan's file.

    Raises
    ------
    UserError
        One sentence with the file, the key and what is allowed.
    """
    return parse_plan(read_bytes(path), path.name)


def parse_plan(content: bytes, file: str = PLAN_FILE) -> StudyPlan:
    """Read a plan from the content of its file; see `read_plan`."""
    top = read_toml(content, file)
    design = top.choice("design", Design)
    questions, primary = asked_questions(top)
    endpoint = top.table("endpoint")
    plan = StudyPlan(
        name=top.name_of("name"),
        title=top.text("title"),
        version=top.name_of("version"),
        seed=top.whole("seed", lowest=0, highest=2**63 - 1),
        design=design,
        questions=questions,
        primary=primary,
        endpoint=endpoint.choice("figure", Endpoint, Endpoint.AUC),
        margin=endpoint.number("margin", None, lowest=0.0001, highest=1.0),
        shown=_shown(top, design),
        sessions=_sessions(top.table("sessions"), design),
        crossover=_crossover(top.table("crossover"), design),
        blocks=_blocks(top.table("blocks")),
        training=_training(top.table("training"), design),
        time_limit_seconds=top.whole("time_limit_seconds", 0, lowest=0, highest=86_400),
        hide_identity=top.flag("hide_identity", True),
        reference=_reference(top.table("reference")),
        marks=_marks(top.table("marks")),
        cases_file=file_beside(top, "cases", "cases.csv"),
        lesions_file=file_beside(top, "lesions", ""),
        readers_file=file_beside(top, "readers", "readers.csv"),
        text=content.decode("utf-8"),
        digest=hashlib.sha256(content).hexdigest(),
    )
    endpoint.done()
    top.done()
    if design is Design.CROSSOVER and plan.crossover.arms_change is ArmsChange.BLOCK and plan.blocks.count % 2:
        raise top.object_to("blocks.count", "must be even when the arms of a crossover change from block to block.")
    return plan


def asked_questions(top: TomlTable) -> tuple[tuple[Question, ...], str]:
    """What is asked, and the primary question: the table ``[questions]`` and tables ``[[question]]``."""
    table, own = top.table("questions"), _own_questions(top)
    known = {} if own and "protocol" not in table else _bundled_questions(table)
    for question in own:
        if question.question_id in known:
            raise top.object_to("question", f"has {question.question_id} twice, or the reading protocol asks it too.")
        known[question.question_id] = question
    wanted = table.texts("ask", tuple(known))
    if not wanted:
        raise table.refuse("ask", f"a list of some of {', '.join(known)}", list(wanted))
    for question_id in wanted:
        if question_id not in known:
            raise table.refuse("ask", f"a list of some of {', '.join(known)}", question_id)
    primary = table.text("primary", wanted[0])
    if primary not in wanted:
        raise table.refuse("primary", f"one of the questions that are asked ({', '.join(wanted)})", primary)
    table.done()
    return tuple(known[question_id] for question_id in wanted), primary


def _own_questions(top: TomlTable) -> list[Question]:
    """Questions that stand in the plan itself, as tables ``[[question]]``."""
    found = []
    for number, entry in enumerate(top.raw_tables("question"), 1):
        try:
            found.append(question_of(entry))
        except KeyError as error:
            raise top.object_to("question", f"number {number} does not say {error}.") from error
        except (TypeError, ValueError) as error:
            raise top.object_to("question", f"number {number} says something it cannot mean: {error}.") from error
    return found


def _bundled_questions(table: TomlTable) -> dict[str, Question]:
    name = table.text("protocol", "sequential", longest=64)
    try:
        protocol = bundled_protocol(name)
    except UserError as error:
        raise table.object_to("protocol", f"must name a protocol that ships with the program. {error}") from error
    return {question.question_id: question for question in protocol.questions}


def _shown(top: TomlTable, design: Design) -> tuple[Shown, ...]:
    table = top.table("model")
    shown = table.choices("show", Shown, () if design is Design.UNAIDED else tuple(Shown))
    table.done()
    if design is Design.UNAIDED and shown:
        raise table.object_to("show", 'must be left out, or an empty list, when the design is "unaided".')
    if design is not Design.UNAIDED and not shown:
        raise table.object_to("show", f'must name something in the design "{design}": an aided read shows something.')
    return shown


def _sessions(table: TomlTable, design: Design) -> Sessions:
    crossover = design is Design.CROSSOVER
    sessions = Sessions(
        count=table.whole("count", 2 if crossover else 1, lowest=1, highest=10),
        washout_days=table.whole("washout_days", 28 if crossover else 0, lowest=0, highest=3650),
        washout_from=table.choice("washout_from", WashoutFrom, WashoutFrom.SESSION),
    )
    table.done()
    if crossover and sessions.count != 2:
        raise table.object_to("count", "must be 2 in a crossover: each case is read once in each arm.")
    return sessions


def _crossover(table: TomlTable, design: Design) -> Crossover:
    crossover = Crossover(
        table.choice("aided", AidedArm, AidedArm.CONCURRENT),
        table.choice("arms_change", ArmsChange, ArmsChange.SESSION),
    )
    said = "aided" in table or "arms_change" in table
    table.done()
    if said and design is not Design.CROSSOVER:
        raise UserError(
            f'{table.file}: the table [crossover] is allowed only when the design is "crossover", not "{design}".'
        )
    return crossover


def _blocks(table: TomlTable) -> Blocks:
    blocks = Blocks(table.whole("count", 1, lowest=1, highest=100), table.choices("balance", Balance, tuple(Balance)))
    table.done()
    return blocks


def _training(table: TomlTable, design: Design) -> Training:
    usual = TrainingIn.EVERY if design is Design.CROSSOVER else TrainingIn.FIRST  # each arm of a crossover is practised
    training = Training(
        table.choice("sessions", TrainingIn, usual), table.choices("feedback", Feedback, tuple(Feedback))
    )
    table.done()
    return training


def _reference(table: TomlTable) -> ReferencePlan:
    source = table.choice("from", ReferenceFrom, ReferenceFrom.FILE)
    if source is ReferenceFrom.FILE:
        plan = ReferencePlan(source, table.text("how"))
    else:
        plan = ReferencePlan(
            source,
            how=table.text("how"),
            readers=table.whole("readers", lowest=2, highest=25),
            rule=table.choice("rule", Rule, Rule.MAJORITY),
            ties=table.name_of("ties") if "ties" in table else "",
            tolerance=table.number("tolerance", 0.0, lowest=0.0, highest=1e6),
        )
    table.done()
    return plan


def _marks(table: TomlTable) -> MarkRule:
    hit = table.choice("hit", HitRule, HitRule.INSIDE)
    limit = table.number("limit", DEFAULT_LIMIT[hit], lowest=0.0, highest=LONGEST_LIMIT[hit])
    table.done()
    return MarkRule(hit, limit)


def file_beside(top: TomlTable, key: str, default: str) -> str:
    """A file beside the plan: its name, without a folder."""
    name = top.text(key, default, longest=100)
    if name and (Path(name).name != name or not name.endswith(".csv")):
        raise top.refuse(key, "the name of a .csv file that lies beside the plan", name)
    return name

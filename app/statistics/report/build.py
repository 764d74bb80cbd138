"""Put a report together: from a finished study to its sections."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from app.statistics.question_reads import QuestionReads
from app.statistics.report.against_model import margin_table, mean_against_model_table, paired_table
from app.statistics.report.agreement import agreement_tables
from app.statistics.report.bias import bias_tables
from app.statistics.report.change_figures import change_figure, time_figure
from app.statistics.report.checklists import checklist_tables
from app.statistics.report.confidence import calibration_blocks, net_benefit_blocks
from app.statistics.report.context import Context, words_of
from app.statistics.report.disagreement import disagreement_sections
from app.statistics.report.features import error_table, feature_table
from app.statistics.report.groups import group_table, model_table, subgroup_table
from app.statistics.report.head import head_sections
from app.statistics.report.marks import mark_blocks
from app.statistics.report.parts import Block, CasePicture, Report, Section, Table, Text
from app.statistics.report.readers import reader_tables
from app.statistics.report.roc_figures import roc_figure
from app.statistics.report.scales import grade_tables, number_blocks
from app.statistics.report.times import time_tables
from app.statistics.study_reads import StudyReads

NO_CALLS = (
    "No question of this study has a reference standard of yes and no, so there are no tables A to E: see the parts of "
    "the questions."
)

PAGES = 60
"""At most so many cases of a question have a page of their own."""


def build_report(
    study: StudyReads,
    pictures: Mapping[str, Sequence[CasePicture]] | None = None,
    *,
    free_text: bool = True,
    pages: int = PAGES,
) -> Report:
    """Make the report of a finished study.

    Parameters
    ----------
    pictures : mapping of case to pictures
        Shown on the page of a case on which readers and model differ.
    free_text : bool
        Show the readers' reasons in their own words.
    pages : int
        At most so many cases of a question have a page of their own.
    """
    context = Context.of(study, pictures or {}, free_text, pages)
    return Report(study.title or study.study, study.plan_digest, study.phantom, tuple(_sections(context)))


def _sections(context: Context) -> Iterator[Section]:
    yield from head_sections(context)
    if context.study.reads:
        across = _there([group_table(context), model_table(context), margin_table(context)])
        yield Section("All questions", across or [Text((NO_CALLS,))], 2, bool(across))
    for reads in context.questions:
        if reads.reads:
            yield from _question_sections(context, reads)
    if context.study.reads:
        yield Section("Time", [*time_tables(context), *_there([time_figure(context)])], 2, True)
    for reads in context.questions:
        yield from disagreement_sections(context, reads)
    yield Section("Drafts of the reporting checklists", list(checklist_tables(context)), 2, True)


def _question_sections(context: Context, reads: QuestionReads) -> Iterator[Section]:
    first = True
    for title, blocks in _question_parts(context, reads):
        kept = _there(blocks)
        if not kept:
            continue
        if first:
            yield Section(f"Question: {words_of(reads)}", (), 2, True)
            first = False
        yield Section(title, kept, 3)


def _question_parts(context: Context, reads: QuestionReads) -> Iterator[tuple[str, Iterable[Block | None]]]:
    if reads.judged.any():
        yield "Readers", reader_tables(context, reads)
        yield "Readers and model on one curve", [roc_figure(reads)]
        yield "Change of each reader", [change_figure(context, reads)]
        yield "Readers against the model", [paired_table(reads), mean_against_model_table(reads)]
        yield "Automation bias", bias_tables(context, reads)
        yield "Features", [feature_table(context, reads), error_table(context, reads)]
        yield "Parts of the study", [subgroup_table(context, reads)]
        yield "Calibration", calibration_blocks(reads)
        yield "Net benefit", net_benefit_blocks(reads)
        yield "Marks", mark_blocks(context, reads)
    yield "Grades", grade_tables(reads)
    yield "Numbers", number_blocks(reads)
    yield "Agreement", agreement_tables(reads)


def _there(blocks: Iterable[Block | None]) -> list[Block]:
    """Without what is not there: None, and tables without rows."""
    return [block for block in blocks if block is not None and not (isinstance(block, Table) and not block.rows)]

"""What a resident's sitting asks of set and record: what comes next, by which protocol, and what is due when."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.reading.designs import Assignment, trial_protocol
from app.reading.practice.cases import PracticeCase, PracticeSet
from app.reading.practice.queue import Queue, queue_of
from app.reading.practice.reads import KnownReads, PracticeRead, open_read, practice_reads
from app.reading.record_store import RecordStore
from app.reading.study.progress import turned_back
from app.reading.study.study import words_of_time
from app.reading.trial import CaseKind, Trial
from imaging.errors import UserError
from imaging.words import Words


@dataclass(frozen=True)
class Practice:
    """Where a resident stands.

    Attributes
    ----------
    case : PracticeCase or None
        The next one, or the one to take up again; None when nothing is due today.
    trial : Trial or None
        Of the next case.
    begun : bool
        The next case was begun before.
    """

    reads: tuple[PracticeRead, ...]
    queue: Queue
    case: PracticeCase | None = None
    trial: Trial | None = None
    begun: bool = False

    @property
    def is_new(self) -> bool:
        """True when the next case was never read."""
        return self.case is not None and self.case.case not in self.queue.places


def local_now() -> datetime:
    """Now, in the time zone of this computer: a new day begins at its midnight."""
    return datetime.now().astimezone()


def look_ahead(
    practice: PracticeSet,
    store: RecordStore,
    reader: str,
    now: datetime,
    extra: int = 0,
    known: KnownReads | None = None,
) -> Practice:
    """What a resident can read now.

    Parameters
    ----------
    extra : int
        So many new cases more than the plan's number for today.

    Raises
    ------
    UserError
        When the clock shows less than the last signature in the record.
    """
    plan = practice.plan
    reads = practice_reads(store, plan.name, reader, known)
    last = turned_back(now, [read.ended for read in reads])
    if last is not None:
        raise UserError(
            "This computer's clock shows {now}, but the last case was read at "
            "{last}: set the clock right, so that cases come back when they are due.",
            now=words_of_time(now),
            last=words_of_time(last),
        )
    ended = [found for read in reads if (found := read.case_read(plan.repetition)) is not None]
    key = f"{plan.rules.seed}\n{reader.strip().casefold()}"
    queue = queue_of(practice.names, ended, plan.repetition, now, key, extra)
    begun = open_read(read for read in reads if practice.case(read.trial.case) is not None)
    if begun is not None:
        return Practice(reads, queue, practice.case(begun.trial.case), begun.trial, begun=True)
    case = practice.case(queue.next_case)
    if case is None:
        return Practice(reads, queue)
    again = queue.places[case.case].reads + 1 if case.case in queue.places else 1
    rules = plan.rules
    trial = Trial(rules.name, rules.digest, case.case, CaseKind.TRAINING, plan.arm, again, len(ended) + 1)
    return Practice(reads, queue, case, trial)


def assignment_for(practice: PracticeSet, trial: Trial) -> Assignment:
    """By which protocol a case is practised; one that was begun is read on under the plan of that time."""
    rules = practice.plan.rules
    protocol = trial_protocol(
        trial.arm,
        rules.questions,
        digest=trial.plan_digest,
        name=rules.name,
        version=rules.version,
        title=rules.title,
        shows=rules.shown,
        time_limit_seconds=rules.time_limit_seconds,
        feedback=rules.training.feedback,
    )
    return Assignment(protocol, trial)


def what_is_next(queue: Queue) -> str:
    """When cases come back, in words: "8 cases are due tomorrow."."""
    tomorrow = queue.today + timedelta(days=1)
    day = queue.next_day
    if day is None:
        return Words("No case waits to be repeated.") if not queue.due else ""
    count = queue.due_by(day) - len(queue.due)
    when = Words("tomorrow") if day == tomorrow else Words("on {day.day} {day:%B %Y}", day=day)
    return Words("{n} cases are due {when}.", "1 case is due {when}.", count, when=when)

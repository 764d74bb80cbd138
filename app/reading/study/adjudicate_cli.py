"""`overread study adjudicate`: where the reference standard stands, and its file once it does."""

import argparse
import sys

from app.reading.study.adjudication import Adjudication, adjudicate, ask_for_ties, write_reference
from app.reading.study.cli import owner, study_of
from app.reading.study.study import ReaderStudy


def run_adjudicate(args: argparse.Namespace) -> int:
    """Apply the rule; 3 while cases are in dispute or adjudicators have not read everything."""
    study = study_of(args)
    try:
        owner(study)
        found = adjudicate(study)
        for who, missing in found.waiting.items():
            sys.stdout.write(f"{who} has {missing} {_cases(missing)} left to read.\n")
        if found.waiting:
            return 3
        return _conclude(study, found)
    finally:
        study.close_files()


def _conclude(study: ReaderStudy, found: Adjudication) -> int:
    for verdict in found.verdicts:
        if verdict.case in found.disputed:
            votes = ", ".join(f"{who} {value:g}" for who, value in sorted(verdict.votes.items()))
            sys.stdout.write(f"{verdict.case} {verdict.question}: {verdict.how} ({votes})\n")
    asked = ask_for_ties(study, found)
    if asked:
        who = study.plan().reference.ties
        sys.stdout.write(f"{who} reads {asked} {_cases(asked)} now, blinded: “overread study read {study.folder}”.\n")
        return 3
    path = write_reference(study, found)
    open_ones = len(found.unresolved)
    tail = f", {open_ones} in dispute and left empty" if open_ones else ""
    sys.stdout.write(f"{path}: {len(found.verdicts)} answers{tail}\n")
    return 3 if open_ones else 0


def _cases(number: int) -> str:
    return "case" if number == 1 else "cases"

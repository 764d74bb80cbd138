"""Every command of the guide to reader studies is one that the program understands."""

import argparse
import shlex
from importlib import import_module
from pathlib import Path

import pytest

from main import COMMANDS

GUIDE = Path(__file__).resolve().parents[4] / "docs" / "reader_studies.md"
LINES = [line for line in GUIDE.read_text(encoding="utf-8").splitlines() if line.startswith("overread ")]


def test_the_guide_walks_through_the_whole_study() -> None:
    actions = {line.split()[2] for line in LINES if line.startswith("overread study")}
    assert actions >= {"init", "check", "assign", "open", "read", "status", "close", "models", "report", "export"}


@pytest.mark.parametrize("line", LINES)
def test_a_command_of_the_guide(line: str) -> None:
    command, *words = shlex.split(line, comments=True)[1:]
    parser = argparse.ArgumentParser()
    getattr(import_module(COMMANDS[command][0]), f"configure_{command}")(parser)
    assert parser.parse_args(words)

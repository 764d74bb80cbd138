"""Parse the command line, wire things together, start. `overread --help` imports neither torch nor Qt."""

import argparse
import os
import sys
from importlib import import_module

from imaging.errors import UserError

COMMANDS: dict[str, tuple[str, str]] = {
    "open": ("app.ui.cli", "open the workstation (what happens without a command)"),
    "demo": ("app.ui.cli", "generate the demo studies and open them"),
    "inspect": ("imaging.cli", "what is in these files and folders"),
    "render": ("imaging.cli", "write exactly what the viewport shows"),
    "tasks": ("inference.cli", "the questions the models answer, with their cards"),
    "infer": ("inference.cli", "run tasks on a study without the window"),
    "train": ("training.cli", "train a task"),
    "evaluate": ("training.cli", "held-out numbers with intervals"),
    "likeness": ("training.cli", "how many images a model would call unlike its own"),
    "data": ("training.data_cli", "public data sets: what there is, fetch one"),
    "stats": ("app.statistics.cli", "statistics of reader studies on existing ratings"),
    "study": ("app.ui.study_cli", "plan, run and analyse a reader study"),
    "practice": ("app.ui.practice_cli", "practise on cases whose answer is known"),
    "record": ("app.reading.cli", "check or export the record"),
}
"""Command → the module that has `configure_<command>(parser)` and `run_<command>(args) -> int`, and one line."""


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit status: 0 done, 1 nothing done, 2 wrong usage, 3 some inputs refused."""
    words = sys.argv[1:] if arguments is None else arguments
    if words and words[0] in ("-h", "--help"):
        sys.stdout.write(usage())
        return 0
    command = words[0] if words and words[0] in COMMANDS else "open"
    module_name, description = COMMANDS[command]
    module = import_module(module_name)
    parser = argparse.ArgumentParser(prog=f"overread {command}", description=description)
    getattr(module, f"configure_{command}")(parser)
    args = parser.parse_args(words[1:] if words and words[0] == command else words)
    try:
        return int(getattr(module, f"run_{command}")(args))
    except UserError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except BrokenPipeError:  # whoever reads the output, `head` say, has enough of it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def usage() -> str:
    """The table of commands for `overread --help`."""
    lines = [f"  {name:<10} {line}" for name, (_, line) in COMMANDS.items()]
    head = "usage: overread [PATH ...]\n       overread COMMAND [-h] ...\n\n"
    return head + "Read, lock, see what the models found and why, decide.\n\n" + "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())

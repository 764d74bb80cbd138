"""Every module that trains a task has what the commands ask of it."""

import inspect

import pytest

from inference.registry import task_ids
from training.cli import TRAININGS, training_module
from training.recipe import build, read_table

ARGUMENTS = {
    "make_training": ["task", "data", "recipe", "device"],
    "judge": ["task", "network", "samples", "device"],
    "summarise": ["judged"],
    "saliency_tables": ["task", "network", "samples", "device"],
}


@pytest.mark.parametrize("task", TRAININGS)
def test_a_training_module_is_complete(task: str) -> None:
    assert task in task_ids()
    module = training_module(task)
    for name, arguments in ARGUMENTS.items():
        assert list(inspect.signature(getattr(module, name)).parameters) == arguments, name
    build(module.Recipe, read_table(task))

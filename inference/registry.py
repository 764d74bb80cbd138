"""The tasks the program knows: id → where its class lives. The import happens only when a task is run."""

from importlib import import_module
from typing import TYPE_CHECKING

from imaging.errors import UserError
from inference.card import ModelCard, bundled_card

if TYPE_CHECKING:
    from inference.task import Task

TASKS: dict[str, str] = {
    "lower_limb": "inference.tasks.lower_limb:LowerLimb",
    "knee_mri": "inference.tasks.knee_mri:KneeMri",
    "radiograph_fracture": "inference.tasks.radiograph_fracture:RadiographFracture",
    "lumbar_grading": "inference.tasks.lumbar_grading:LumbarGrading",
    "knee_kl_grade": "inference.tasks.knee_kl_grade:KneeKlGrade",
    "bone_age": "inference.tasks.bone_age:BoneAge",
    "elbow_effusion": "inference.tasks.elbow_effusion:ElbowEffusion",
    "vertebral_fracture": "inference.tasks.vertebral_fracture:VertebralFracture",
}
"""To add a task: one file in `inference/tasks`, one card in `assets/models`, one line here."""


def task_ids() -> tuple[str, ...]:
    """Ids of all registered tasks."""
    return tuple(TASKS)


def card_of(task_id: str) -> ModelCard:
    """The bundled card of a task, without importing torch."""
    _require(task_id)
    return bundled_card(task_id)


def load_task(task_id: str, card: ModelCard | None = None) -> "Task":
    """Import a task's class and build it with its card (the bundled one unless another is given)."""
    _require(task_id)
    module, name = TASKS[task_id].split(":")
    task: Task = getattr(import_module(module), name)(card or bundled_card(task_id))
    return task


def _require(task_id: str) -> None:
    if task_id not in TASKS:
        raise UserError("There is no task “{task_id}”. Known tasks: {tasks}.", task_id=task_id, tasks=", ".join(TASKS))

"""What the pixels of a data set say before training: sizes, and pictures that appear under two names.

A patient who was entered twice is found here only: the identifiers differ, the decoded pixels do not. A copy in
another split is refused, because the model would be judged on what it has learned by heart.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from imaging.errors import UserError
from inference.task import TaskInput
from training.datasets import Sample
from training.datasets.phantom import PhantomSample


@dataclass(frozen=True)
class Look:
    """What one sample's pixels are: their SHA-256 and the longest side in pixels (0 where it was not decoded)."""

    digest: str
    longest: int = 0


def look_at(sample: Sample) -> Look:
    """Decode a sample; of a phantom, which would have to be painted first, the key stands for the pixels."""
    if isinstance(sample, PhantomSample) and sample.key:
        return Look(sha256(sample.key.encode()).hexdigest())
    task_input = sample.load()
    return Look(pixel_digest(task_input), max(max(s.rows, s.columns) for s in task_input.stacks.values()))


def pixel_digest(task_input: TaskInput) -> str:
    """SHA-256 over the decoded pixels of all stacks in the order of their roles, with shape and type."""
    digest = sha256()
    for role in sorted(task_input.images):
        values = task_input.images[role].values
        digest.update(f"{role} {values.shape} {values.dtype.str}".encode())
        digest.update(values.tobytes())
    return digest.hexdigest()


def look_at_all(samples: Sequence[Sample], progress: Callable[[int], None]) -> dict[str, Look]:
    """Sample ID → look; `progress` hears how many are done."""
    looks = {}
    for place, sample in enumerate(samples):
        looks[sample.sample_id] = look_at(sample)
        progress(place + 1)
    return looks


def copies(samples: Sequence[Sample], looks: Mapping[str, Look]) -> Iterator[list[Sample]]:
    """Samples with the same pixels, where there is more than one."""
    found: dict[str, list[Sample]] = defaultdict(list)
    for sample in samples:
        found[looks[sample.sample_id].digest].append(sample)
    return (group for group in found.values() if len(group) > 1)


def refuse_crossing(samples: Sequence[Sample], looks: Mapping[str, Look], home: Callable[[Sample], str]) -> None:
    """Refuse copies in two splits, or folds: `home` names where a sample lies.

    Raises
    ------
    UserError
        Names the first pair with their patients, and how many there are.
    """
    pairs = []
    for group in copies(samples, looks):
        homes = {home(sample): sample for sample in reversed(group)}
        if len(homes) > 1:
            pairs.append(sorted(homes.items())[:2])
    if not pairs:
        return
    (first, one), (second, other) = pairs[0]
    more = f" {len(pairs) - 1} more pictures lie in two as well." if len(pairs) > 1 else ""
    raise UserError(
        f"{one.sample_id} ({one.group}, {first}) and {other.sample_id} ({other.group}, {second}) are the same picture, "
        f"pixel by pixel.{more} Put both into one patient or take one out; a model judged on what it was trained on "
        "looks too good."
    )

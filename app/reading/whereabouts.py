"""Where an image stands in a Case: which Study, Series and slice, in the words and numbers of the screen."""

from dataclasses import dataclass

from imaging.study import Case, Series, Stack, Study


@dataclass(frozen=True, eq=False)
class Whereabouts:
    """An original image of a Case.

    Attributes
    ----------
    index : int
        Its place among the stack's frames.
    is_prior : bool
        It belongs to a prior Study.
    """

    study: Study
    series: Series
    stack: Stack
    index: int
    is_prior: bool

    @property
    def slice_number(self) -> int:
        """Its place among the slices, counted from 1."""
        return self.index % self.stack.slices + 1

    @property
    def volume_number(self) -> int:
        """The echo, time or b-value that it belongs to, counted from 1."""
        return self.index // self.stack.slices + 1


class CaseImages:
    """Finds images of a Case, its prior Studies included, by SOP Instance UID and frame number."""

    def __init__(self, case: Case) -> None:
        self._found: dict[tuple[str, int], Whereabouts] = {}
        for study in (case.study, *case.priors):
            for stack in study.stacks:
                series = study.series_of(stack)
                for index, frame in enumerate(stack.frames):
                    here = Whereabouts(study, series, stack, index, study is not case.study)
                    self._found.setdefault((frame.sop_instance_uid, frame.number), here)

    def find(self, sop_instance_uid: str, frame: int) -> Whereabouts | None:
        """Where an image stands; None when it is not of this Case."""
        return self._found.get((sop_instance_uid, frame))

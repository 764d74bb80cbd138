"""Does this Case match what the model is for? Three answers: match, cannot tell, mismatch."""

from imaging.study import Case, Series
from imaging.words import Words
from inference.card import IntendedUse, ModelCard
from inference.job import GuardResult, GuardState
from inference.task import TaskInput


def check(case: Case, task_input: TaskInput, card: ModelCard) -> tuple[GuardResult, ...]:
    """Compare the Series a task looks at, and the patient, with the card's intended use.

    Returns
    -------
    tuple of GuardResult
        One per thing the card speaks of. The header is trusted only as far as it goes: an empty attribute is
        "cannot tell", never "match" (Body Part Examined is wrong or missing in 15 % of studies, Gueld 2002).
    """
    used = {stack.series_uid for stack in task_input.stacks.values()}
    series = [s for s in case.study.series if s.series_uid in used]
    use = card.intended_use
    results = [
        _among("modality", Words("the modality"), {s.modality for s in series}, use.modality),
        _among("body_part", Words("the part of the body"), {body_part(s) for s in series}, use.body_part),
    ]
    if use.view:
        results.append(_among("view", Words("the view"), {s.view_position.upper() for s in series}, use.view))
    if use.age_years is not None:
        results.append(_age(case, use))
    if use.needs_sex:
        results.append(_sex(task_input))
    results.append(_origin(case, card))
    return tuple(results)


def body_part(series: Series) -> str:
    """Body Part Examined as one word in capitals (``"LOW LIMB"`` → ``"LOWLIMB"``)."""
    return series.body_part.upper().replace(" ", "").replace("_", "")


def _among(guard: str, name: str, said: set[str], wanted: tuple[str, ...]) -> GuardResult:
    """One attribute of the header against the card's list."""
    strangers = sorted(word for word in said if word and word not in wanted)
    if strangers:
        detail = Words(
            "the header says {name} is {said}; the model is for {wanted}",
            name=name,
            said=", ".join(strangers),
            wanted=", ".join(wanted),
        )
        return GuardResult(guard, GuardState.MISMATCH, detail)
    if not said or "" in said:
        return GuardResult(guard, GuardState.CANNOT_TELL, Words("the header does not say {name}", name=name))
    return GuardResult(guard, GuardState.MATCH, Words("{name} is {said}", name=name, said=", ".join(sorted(said))))


def _age(case: Case, use: IntendedUse) -> GuardResult:
    """The patient's age against the card's range; the number itself is not repeated in the sentence."""
    assert use.age_years is not None
    low, high = use.age_years
    age = case.study.patient.age_years
    if age is None:
        return GuardResult("age", GuardState.CANNOT_TELL, Words("the header does not say the age"))
    if not low <= age <= high:
        detail = Words(
            "the patient is outside the ages the model is for ({low:g} to {high:g} years)", low=low, high=high
        )
        return GuardResult("age", GuardState.MISMATCH, detail)
    return GuardResult(
        "age", GuardState.MATCH, Words("the age lies between {low:g} and {high:g} years", low=low, high=high)
    )


def _sex(task_input: TaskInput) -> GuardResult:
    """Whether the task knows the patient's sex, from the header or the clinical data; which it is, is not repeated."""
    if "sex" in task_input.clinical:
        return GuardResult("sex", GuardState.MATCH, Words("the patient's sex is known"))
    detail = Words(
        "the patient's sex is not known: the answer is the mean of a girl's and a boy's, less sure than either",
    )
    return GuardResult("sex", GuardState.CANNOT_TELL, detail)


def _origin(case: Case, card: ModelCard) -> GuardResult:
    """Phantoms and patients: a model that has only seen phantoms knows nothing of patients."""
    if card.phantom and not case.study.is_phantom:
        return GuardResult("origin", GuardState.MISMATCH, Words("the model has only seen phantoms; this is not one"))
    if case.study.is_phantom and not card.phantom:
        return GuardResult("origin", GuardState.CANNOT_TELL, Words("a phantom; the model was trained on patients"))
    kind = "phantoms" if card.phantom else "patients"
    return GuardResult("origin", GuardState.MATCH, Words("the model was trained on {kind}", kind=kind))

"""Where a grade stands in the list of levels that the plan fixes."""

import numpy as np
from numpy.typing import NDArray

from app.statistics.study_reads import StudyQuestion


def level_places(question: StudyQuestion, ratings: NDArray[np.float64]) -> NDArray[np.float64]:
    """Places from 0, of the shape of `ratings`; nan where there is no read, or no such level."""
    known = (ratings >= 0) & (ratings < len(question.levels)) & (ratings == np.floor(ratings))
    return np.where(known, ratings, np.nan)


def value_in_words(question: StudyQuestion, value: float) -> str:
    """A grade by its name, a number with two decimals at most and its unit."""
    if question.levels and question.scale == "grade":
        place = level_places(question, np.array([value]))[0]
        return "–" if np.isnan(place) else question.levels[int(place)]
    return f"{round(value, 2):g} {question.unit}".strip()

"""Where a grade stands in the list of levels that the plan fixes."""

import numpy as np
from numpy.typing import NDArray

from app.statistics.study_reads import StudyQuestion


def level_places(question: StudyQuestion, ratings: NDArray[np.float64]) -> NDArray[np.float64]:
    """Places from 0, of the shape of `ratings`; nan where there is no read, or no such level.

    Levels whose names are numbers are found by their number (a scale of 1 to 5), others by their place.
    """
    values = level_values(question)
    places = np.full(ratings.shape, np.nan)
    for place, value in enumerate(values):
        places[ratings == value] = place
    return places


def level_values(question: StudyQuestion) -> tuple[float, ...]:
    """The rating that each level has."""
    try:
        return tuple(float(level) for level in question.levels)
    except ValueError:
        return tuple(float(place) for place in range(len(question.levels)))

"""From positions in a view to image coordinates and back."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF

Matrix = NDArray[np.float64]


def to_image(matrix: Matrix, position: QPointF) -> tuple[float, float]:
    """Image coordinate (column, row) at a position of the view; `matrix` has shape (2, 3)."""
    column, row = np.linalg.solve(matrix[:, :2], np.array([position.x(), position.y()]) - matrix[:, 2])
    return float(column), float(row)


def to_view(matrix: Matrix, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Positions in the view, shape (n, 2), of image coordinates, shape (n, 2)."""
    placed: NDArray[np.float64] = points @ matrix[:, :2].T + matrix[:, 2]
    return placed


def distance(a: QPointF, b: QPointF) -> float:
    """In logical pixels."""
    step = a - b
    return float(np.hypot(step.x(), step.y()))


def distance_to_line(position: NDArray[np.float64], line: NDArray[np.float64]) -> float:
    """Distance of a position, shape (2,), from a line through positions, shape (n, 2)."""
    starts, steps = line[:-1], np.diff(line, axis=0)
    lengths = np.maximum(np.sum(steps**2, axis=1), 1e-12)
    share = np.clip(np.sum((position - starts) * steps, axis=1) / lengths, 0.0, 1.0)
    nearest = starts + share[:, None] * steps
    return float(np.hypot(*(nearest - position).T).min())

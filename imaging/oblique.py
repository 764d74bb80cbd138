"""Planes through a volume in any direction: where their pictures lie, and how they turn about a point."""

from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from imaging.geometry import FloatArray, PlaneGeometry, VolumeGeometry

LEAST_TILT = 0.1
"""Degrees of a tilted gantry from which sections are cut at right angles: over 200 mm they are 0.35 mm off."""

HAIR = 1e-6
"""Pixels by which a border may be missed: what arithmetic leaves, and nothing that anyone sees."""


def spacing_along(volume: VolumeGeometry, direction: ArrayLike) -> float:
    """Distance in mm after which a straight line (LPS direction) has passed one voxel; along an axis its spacing."""
    unit = np.asarray(direction, dtype=float)
    unit = unit / np.linalg.norm(unit)
    return 1.0 / float(np.linalg.norm(np.linalg.inv(volume.affine[:3, :3]) @ unit))


def rotation(axis: ArrayLike, degrees: float) -> FloatArray:
    """Matrix, shape (3, 3), that turns vectors about an axis by the right-hand rule (Rodrigues)."""
    x, y, z = np.asarray(axis, dtype=float) / np.linalg.norm(axis)
    cross = np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
    angle = np.radians(degrees)
    turned: FloatArray = np.eye(3) + np.sin(angle) * cross + (1.0 - np.cos(angle)) * (cross @ cross)
    return turned


@dataclass(frozen=True, eq=False)
class Sweep:
    """Parallel planes through a volume, one voxel apart along their normal: what the wheel moves through.

    Attributes
    ----------
    volume : VolumeGeometry
    through : array, shape (3,)
        A point (LPS, mm) in one of the planes. It lies at the centre of a pixel in their pictures.
    along_row, along_column : array, shape (3,)
        Unit vectors as in `PlaneGeometry`, at right angles to each other.
    onward : array, shape (3,)
        Unit normal towards the next plane.
    """

    volume: VolumeGeometry
    through: FloatArray
    along_row: FloatArray
    along_column: FloatArray
    onward: FloatArray

    @classmethod
    def of_section(cls, volume: VolumeGeometry, axis: int, through: ArrayLike) -> Self:
        """Planes parallel to the sections perpendicular to an axis of the volume, one of them through a point."""
        section = volume.section_geometry(axis, 0)
        return cls._square(volume, through, section.along_row, section.along_column, volume.affine[:3, axis])

    @classmethod
    def of_tilted(cls, volume: VolumeGeometry, axis: int) -> Self | None:
        """What stands for the sections perpendicular to an axis where a tilted gantry shears them; None where none is.

        Along the rows and columns of the volume they would be parallelograms shown as rectangles.
        """
        if axis == 0 or volume.shear_degrees < LEAST_TILT:
            return None
        middle = volume.index_to_patient([(size - 1) / 2 for size in volume.shape])
        return cls.of_section(volume, axis, middle)

    @classmethod
    def _square(
        cls, volume: VolumeGeometry, through: ArrayLike, row: ArrayLike, column: ArrayLike, onward: ArrayLike
    ) -> Self:
        # Many small turns, or a sheared volume, leave directions that are not quite at right angles.
        along_row = np.asarray(row, dtype=float) / np.linalg.norm(row)
        along_column = column - (column @ along_row) * along_row
        along_column = along_column / np.linalg.norm(along_column)
        normal = np.cross(along_row, along_column)
        forward = normal if float(normal @ np.asarray(onward, dtype=float)) >= 0 else -normal
        return cls(volume, np.asarray(through, dtype=float), along_row, along_column, forward)

    def turned(self, axis: ArrayLike, degrees: float) -> Self:
        """The same planes turned about an axis (LPS) through `through`, by the right-hand rule."""
        turn = rotation(axis, degrees)
        row, column, onward = turn @ self.along_row, turn @ self.along_column, turn @ self.onward
        return self._square(self.volume, self.through, row, column, onward)

    def facing(self, normal: ArrayLike) -> Self:
        """The same planes turned the shortest way until this is their normal (LPS), or its opposite."""
        wanted = np.asarray(normal, dtype=float) / np.linalg.norm(normal)
        if float(wanted @ self.onward) < 0:
            wanted = -wanted
        axis = np.cross(self.onward, wanted)
        sine = float(np.linalg.norm(axis))
        if sine < 1e-12:
            return self
        return self.turned(axis, float(np.degrees(np.arctan2(sine, self.onward @ wanted))))

    def moved_to(self, point: ArrayLike) -> Self:
        """The same planes, one of them through another point."""
        return self._square(self.volume, point, self.along_row, self.along_column, self.onward)

    @cached_property
    def spacing(self) -> float:
        """Side of a pixel in mm: the finest spacing of the volume."""
        return min(self.volume.spacing)

    @cached_property
    def step(self) -> float:
        """Distance in mm between two planes."""
        return spacing_along(self.volume, self.onward)

    def _reach(self, direction: FloatArray, beyond: float) -> tuple[float, float]:
        """How far the volume reaches from `through` along a direction, mm; `beyond` its outermost voxel centres."""
        sides = [(-beyond, size - 1 + beyond) for size in self.volume.shape]
        corners = self.volume.index_to_patient([[s, r, c] for s in sides[0] for r in sides[1] for c in sides[2]])
        heights = (corners - self.through) @ direction
        return float(heights.min()), float(heights.max())

    @cached_property
    def _first_and_last(self) -> tuple[int, int]:
        low, high = self._reach(self.onward, 0.0)
        first = int(np.ceil(low / self.step - HAIR))
        return first, max(first, int(np.floor(high / self.step + HAIR)))

    @property
    def positions(self) -> int:
        """How many planes there are."""
        first, last = self._first_and_last
        return last - first + 1

    @property
    def position(self) -> int:
        """The plane through `through`, or the nearest one when the point lies outside the volume."""
        first, last = self._first_and_last
        return min(max(0, first), last) - first

    def position_of(self, point: ArrayLike) -> float:
        """The plane in which a point (LPS, mm) lies; fractions lie between two planes."""
        away = float((np.asarray(point, dtype=float) - self.through) @ self.onward)
        return away / self.step - self._first_and_last[0]

    @cached_property
    def _grid(self) -> tuple[int, int, int, int]:
        """(left, top, columns, rows) of the pictures, in pixels from `through`: the whole volume, seen straight on."""
        left, right = self._reach(self.along_row, 0.5)
        top, bottom = self._reach(self.along_column, 0.5)
        edges = np.array([left, top, -right, -bottom]) / self.spacing
        first_column, first_row, last_column, last_row = np.ceil(edges - 0.5 - HAIR).astype(int).tolist()
        return first_column, first_row, 1 - last_column - first_column, 1 - last_row - first_row

    def plane(self, position: int) -> PlaneGeometry:
        """Where the picture of a plane lies. All pictures of a sweep have the same size."""
        left, top, columns, rows = self._grid
        across = left * self.along_row + top * self.along_column
        along = (self._first_and_last[0] + position) * self.step * self.onward
        return PlaneGeometry(
            position=self.through + self.spacing * across + along,
            along_row=self.along_row,
            along_column=self.along_column,
            row_spacing=self.spacing,
            column_spacing=self.spacing,
            rows=rows,
            columns=columns,
            thickness=self.step,
            frame_of_reference_uid=self.volume.frame_of_reference_uid,
        )

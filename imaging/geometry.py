"""Pixels to patient and back. Patient coordinates are LPS, in millimetres.

Two conventions half a pixel apart, and two sets of names for them (as in DICOM itself):

* a **pixel index** is (row, column) at the pixel **centre**; (0, 0) is the centre of the top-left pixel;
* an **image coordinate** is (column, row) from the image **corner**; the centre of the top-left pixel
  is (0.5, 0.5). SCOORD, boxes and the mouse use this one.
"""

import math
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]

OBLIQUE_LETTER_THRESHOLD = 0.35
"""A second or third edge letter is shown when its direction cosine exceeds this (about 20 degrees)."""

PLANE_TOLERANCE = 0.8
"""A plane is named when its normal lies within about 37 degrees of an anatomical axis."""


class Plane(StrEnum):
    """The plane of a section, named from its geometry and never from a description."""

    SAGITTAL = "sagittal"
    CORONAL = "coronal"
    AXIAL = "axial"
    OBLIQUE = "oblique"


@dataclass(frozen=True)
class EdgeLabels:
    """Orientation letters at the four edges of an image as displayed (A, P, R, L, H, F; up to three each)."""

    left: str
    right: str
    top: str
    bottom: str


def direction_letters(direction: ArrayLike) -> str:
    """Name a direction in the patient with up to three letters, strongest first.

    Parameters
    ----------
    direction : array of float, shape (3,)
        LPS vector; need not be of unit length.

    Returns
    -------
    str
        For example ``"L"``, ``"PH"``; empty for the zero vector. PS3.3 C.7.6.1.1.1.
    """
    # Plain numbers: this is asked in every frame while a plane turns, and numpy is slow with three.
    vector = np.asarray(direction, dtype=float).tolist()
    length = math.hypot(*vector)
    if length == 0.0:
        return ""
    strongest_first = sorted(zip(vector, "LPH", "RAF", strict=True), key=lambda part: -abs(part[0]))
    named = [
        onward if part > 0 else backward
        for rank, (part, onward, backward) in enumerate(strongest_first)
        if rank == 0 or abs(part) / length > OBLIQUE_LETTER_THRESHOLD
    ]
    return "".join(named)


OPPOSITE = {"L": "R", "R": "L", "P": "A", "A": "P", "H": "F", "F": "H"}

PARALLEL = float(np.cos(np.radians(1.0)))
"""From this cosine between two normals on, planes have no line in which they cut each other."""


def opposite_letters(letters: str) -> str:
    """Return the letters of the opposite direction (``"PH"`` → ``"AF"``); unknown letters stay away."""
    return "".join(OPPOSITE.get(letter, "") for letter in letters)


def plane_of_normal(normal: ArrayLike) -> Plane:
    """Name the plane with this normal (LPS vector, shape (3,))."""
    unit = np.asarray(normal, dtype=float)
    unit = np.abs(unit / np.linalg.norm(unit))
    axis = int(np.argmax(unit))
    if unit[axis] < PLANE_TOLERANCE:
        return Plane.OBLIQUE
    return (Plane.SAGITTAL, Plane.CORONAL, Plane.AXIAL)[axis]


@dataclass(frozen=True, eq=False)  # arrays have no one answer to ==: a geometry is equal to itself only
class PlaneGeometry:
    """Where one 2-D image lies in the patient.

    Attributes
    ----------
    position : array, shape (3,)
        Centre of the top-left pixel in mm (Image Position (Patient)).
    along_row, along_column : array, shape (3,)
        Unit vectors: the direction in which the column index grows, and that in which the row index grows
        (the two halves of Image Orientation (Patient)).
    row_spacing, column_spacing : float
        Distance in mm between the centres of adjacent rows (vertical) and columns (horizontal): the first
        and the second value of Pixel Spacing, PS3.3 10.7.1.3.
    rows, columns : int
    thickness : float
        Thickness of the section in mm; 0 when not known.
    frame_of_reference_uid : str
        Empty when the image names none.
    """

    position: FloatArray
    along_row: FloatArray
    along_column: FloatArray
    row_spacing: float
    column_spacing: float
    rows: int
    columns: int
    thickness: float = 0.0
    frame_of_reference_uid: str = ""

    @cached_property
    def normal(self) -> FloatArray:
        """Unit vector along_row × along_column, shape (3,)."""
        (a, b, c), (d, e, f) = self.along_row.tolist(), self.along_column.tolist()
        cross = b * f - c * e, c * d - a * f, a * e - b * d
        return np.array(cross) / math.hypot(*cross)

    @cached_property
    def plane(self) -> Plane:
        """The plane's name."""
        return plane_of_normal(self.normal)

    @cached_property  # asked for several times in each painting
    def edge_labels(self) -> EdgeLabels:
        """Letters at the four edges of the unflipped, unrotated image."""
        right, bottom = direction_letters(self.along_row), direction_letters(self.along_column)
        return EdgeLabels(left=opposite_letters(right), right=right, top=opposite_letters(bottom), bottom=bottom)

    def pixel_to_patient(self, index: ArrayLike) -> FloatArray:
        """Map pixel indices to patient coordinates.

        Parameters
        ----------
        index : array, shape (..., 2)
            (row, column) at the pixel centre; fractions are allowed.

        Returns
        -------
        array of float, shape (..., 3)
            LPS, mm. PS3.3 equation C.7.6.2.1-1.
        """
        rc = np.asarray(index, dtype=float)
        return (
            self.position
            + rc[..., 1:2] * self.column_spacing * self.along_row
            + rc[..., 0:1] * self.row_spacing * self.along_column
        )

    def image_to_patient(self, coordinate: ArrayLike) -> FloatArray:
        """Map image coordinates (column, row) from the corner, shape (..., 2), to LPS mm, shape (..., 3)."""
        cr = np.asarray(coordinate, dtype=float)
        return self.pixel_to_patient(cr[..., ::-1] - 0.5)

    def patient_to_image(self, point: ArrayLike) -> FloatArray:
        """Project LPS mm, shape (..., 3), on the plane: image coordinates (column, row), shape (..., 2)."""
        offset = np.asarray(point, dtype=float) - self.position
        column = offset @ self.along_row / self.column_spacing
        row = offset @ self.along_column / self.row_spacing
        return np.stack([column, row], axis=-1) + 0.5

    def distance(self, point: ArrayLike) -> FloatArray:
        """Signed distance in mm of LPS points, shape (..., 3), from the plane along its normal."""
        return np.asarray((np.asarray(point, dtype=float) - self.position) @ self.normal)

    def reference_line(self, other: "PlaneGeometry") -> FloatArray | None:
        """Where the rectangle of `other` cuts this image: two image coordinates, shape (2, 2), or None.

        None when the planes are parallel, miss each other, or lie in different Frames of Reference.
        """
        if self.frame_of_reference_uid != other.frame_of_reference_uid:
            return None
        if abs(float(self.normal @ other.normal)) > PARALLEL:
            return None  # where two planes that are almost one cut each other is chance
        corners = other.image_to_patient([[0, 0], [other.columns, 0], [other.columns, other.rows], [0, other.rows]])
        heights = self.distance(corners)
        cuts = []
        for i in range(4):
            j = (i + 1) % 4
            if (heights[i] < 0) != (heights[j] < 0):
                t = heights[i] / (heights[i] - heights[j])
                cuts.append(corners[i] + t * (corners[j] - corners[i]))
        if len(cuts) != 2:
            return None
        return self.patient_to_image(np.stack(cuts))


@dataclass(frozen=True, eq=False)
class VolumeGeometry:
    """Where a regular stack of slices lies in the patient.

    Attributes
    ----------
    affine : array, shape (4, 4)
        Maps the index (slice, row, column, 1) at voxel centres to LPS mm.
    shape : tuple of int
        (slices, rows, columns).
    slice_thickness : float
        As the header states it, in mm; 0 when unknown. Never used as geometry.
    frame_of_reference_uid : str
    """

    affine: FloatArray
    shape: tuple[int, int, int]
    slice_thickness: float = 0.0
    frame_of_reference_uid: str = ""
    _inverse: FloatArray = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_inverse", np.linalg.inv(self.affine))

    @classmethod
    def from_planes(cls, first: PlaneGeometry, step: ArrayLike, slices: int) -> Self:
        """Build from the first slice and the vector in mm from one slice centre to the next, shape (3,)."""
        affine = np.eye(4)
        affine[:3, 0] = np.asarray(step, dtype=float)
        affine[:3, 1] = first.along_column * first.row_spacing
        affine[:3, 2] = first.along_row * first.column_spacing
        affine[:3, 3] = first.position
        return cls(affine, (slices, first.rows, first.columns), first.thickness, first.frame_of_reference_uid)

    @cached_property
    def spacing(self) -> tuple[float, float, float]:
        """Distance in mm between neighbours along (slice, row, column)."""
        lengths = np.linalg.norm(self.affine[:3, :3], axis=0)
        return float(lengths[0]), float(lengths[1]), float(lengths[2])

    @property
    def slice_distance(self) -> float:
        """Distance in mm between neighbouring slices along their normal; less than the step when sheared."""
        normal = np.cross(self.affine[:3, 2], self.affine[:3, 1])
        return abs(float(normal @ self.affine[:3, 0])) / float(np.linalg.norm(normal))

    @cached_property  # asked for in each painting
    def slice_plane(self) -> Plane:
        """The name of the acquired plane."""
        return self.section_geometry(0, 0).plane

    @property
    def shear_degrees(self) -> float:
        """Angle between the step from slice to slice and the slices' normal (gantry tilt), in degrees."""
        normal = np.cross(self.affine[:3, 2], self.affine[:3, 1])
        step = self.affine[:3, 0]
        cosine = abs(float(normal @ step)) / float(np.linalg.norm(normal) * np.linalg.norm(step))
        return float(np.degrees(np.arccos(min(1.0, cosine))))

    def index_to_patient(self, index: ArrayLike) -> FloatArray:
        """Map (slice, row, column) at voxel centres, shape (..., 3), to LPS mm, shape (..., 3)."""
        return np.asarray(index, dtype=float) @ self.affine[:3, :3].T + self.affine[:3, 3]

    def patient_to_index(self, point: ArrayLike) -> FloatArray:
        """Map LPS mm, shape (..., 3), to fractional (slice, row, column), shape (..., 3)."""
        return np.asarray(point, dtype=float) @ self._inverse[:3, :3].T + self._inverse[:3, 3]

    def section_geometry(self, axis: int, index: int) -> PlaneGeometry:
        """Geometry of one section perpendicular (in index space) to an axis of the volume.

        Parameters
        ----------
        axis : int
            0: an acquired slice; 1: a fixed row; 2: a fixed column.
        index : int

        Notes
        -----
        An acquired slice keeps the rows and columns of the acquisition. A reconstructed section is turned so
        that it hangs as radiologists hang it: head up (sagittal, coronal) or anterior up (axial), and the
        patient's right (coronal, axial) or front (sagittal) on the left of the picture.
        """
        vertical, horizontal, flip_v, flip_h = section_axes(self, axis)
        origin = [0, 0, 0]
        origin[axis] = index
        if flip_v:
            origin[vertical] = self.shape[vertical] - 1
        if flip_h:
            origin[horizontal] = self.shape[horizontal] - 1
        columns = self.affine[:3, :3]
        spacing = self.spacing
        along_column = columns[:, vertical] / spacing[vertical] * (-1 if flip_v else 1)
        along_row = columns[:, horizontal] / spacing[horizontal] * (-1 if flip_h else 1)
        return PlaneGeometry(
            position=self.index_to_patient(origin),
            along_row=along_row,
            along_column=along_column,
            row_spacing=spacing[vertical],
            column_spacing=spacing[horizontal],
            rows=self.shape[vertical],
            columns=self.shape[horizontal],
            thickness=self.slice_thickness if axis == 0 else spacing[axis],
            frame_of_reference_uid=self.frame_of_reference_uid,
        )


def section_axes(geometry: VolumeGeometry, axis: int) -> tuple[int, int, bool, bool]:
    """How a section is laid on the screen: (vertical axis, horizontal axis, flip vertical, flip horizontal)."""
    if axis == 0:
        return 1, 2, False, False
    rest = [a for a in (0, 1, 2) if a != axis]
    directions = geometry.affine[:3, :3] / np.asarray(geometry.spacing)
    plane = plane_of_normal(np.cross(directions[:, rest[0]], directions[:, rest[1]]))
    # The patient axis that should run down the picture: feet (−H), or posterior on an axial section.
    down = np.array([0.0, 1.0, 0.0]) if plane is Plane.AXIAL else np.array([0.0, 0.0, -1.0])
    if plane is Plane.OBLIQUE:
        down = np.array([0.0, 0.3, -1.0])
    vertical = max(rest, key=lambda a: abs(float(directions[:, a] @ down)))
    horizontal = rest[0] if vertical == rest[1] else rest[1]
    # The patient axis that should run to the right: posterior on a sagittal section, else the patient's left.
    right = np.array([0.3, 1.0, 0.0]) if plane is Plane.SAGITTAL else np.array([1.0, 0.3, 0.0])
    flip_v = float(directions[:, vertical] @ down) < 0
    flip_h = float(directions[:, horizontal] @ right) < 0
    return vertical, horizontal, flip_v, flip_h

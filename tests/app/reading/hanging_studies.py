"""Studies without pixels, from a line per series."""

import numpy as np

from imaging.geometry import PlaneGeometry, VolumeGeometry
from imaging.study import Case, Frame, Patient, Series, Stack, StackKind, Study

AXES = {
    "sag": ((0.0, 1.0, 0.0), (0.0, 0.0, -1.0)),
    "cor": ((1.0, 0.0, 0.0), (0.0, 0.0, -1.0)),
    "ax": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0)),
    # 45° between coronal and sagittal, as in a shoulder
    "obl": ((np.sqrt(0.5), np.sqrt(0.5), 0.0), (0.0, 0.0, -1.0)),
}
"""Directions along a row and along a column (LPS)."""


def volume(
    uid: str,
    plane: str,
    description: str = "",
    slices: int = 20,
    *,
    echo: float | None = None,
    repetition: float | None = None,
    frame: str = "1.9",
    modality: str = "MR",
    body_part: str = "",
    volumes: int = 1,
) -> Series:
    """A series with one volume in a plane."""
    along_row, along_column = (np.array(v) for v in AXES[plane])
    normal = np.cross(along_row, along_column)
    planes = [
        PlaneGeometry(np.array([0.0, 10.0, 20.0]) + 4.0 * i * normal, along_row, along_column, 1, 1, 8, 8, 3.0, frame)
        for i in range(slices)
    ]
    frames = tuple(Frame("none", 1, f"{uid}.{v}.{i}", p) for v in range(volumes) for i, p in enumerate(planes))
    stack = Stack(
        f"{uid}/0",
        uid,
        StackKind.VOLUME,
        frames,
        8,
        8,
        slices,
        dimensions=(("echo_time", tuple(float(v) for v in range(volumes))),) if volumes > 1 else (),
        geometry=VolumeGeometry.from_planes(planes[0], 4.0 * normal, slices),
    )
    return Series(
        uid,
        modality=modality,
        description=description,
        body_part=body_part,
        echo_time=echo,
        repetition_time=repetition,
        stacks=(stack,),
    )


def radiograph(uid: str, view: str = "", description: str = "", body_part: str = "ANKLE") -> Series:
    """A series with one projection image."""
    stack = Stack(f"{uid}/0", uid, StackKind.RADIOGRAPH, (Frame("none", 1, f"{uid}.1"),), 8, 8, 1)
    return Series(uid, modality="DX", description=description, body_part=body_part, view_position=view, stacks=(stack,))


def case(*series: Series, description: str = "", priors: tuple[Study, ...] = ()) -> Case:
    """A Case of these series."""
    return Case(study(*series, description=description), priors)


def study(*series: Series, uid: str = "1", description: str = "", date: str = "20260102", patient: str = "") -> Study:
    """A Study of these series."""
    return Study(uid, Patient(patient_id=patient), date, description, series=series)

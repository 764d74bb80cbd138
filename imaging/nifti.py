"""NIfTI volumes, labelled "not DICOM": the affine turned from RAS to LPS, the slices laid as radiologists hang them."""

import gzip
import io
import logging
import zlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from imaging import files
from imaging.errors import UserError
from imaging.geometry import PlaneGeometry, VolumeGeometry, section_axes
from imaging.pictures import content_uid
from imaging.study import Calibration, CalibrationKind, Frame, Series, Stack, StackKind, Study
from imaging.words import Words

RAS_TO_LPS = np.diag([-1.0, -1.0, 1.0, 1.0])
UNPACKED_LIMIT = 4 * 1024**3
ANISOTROPIC = 1.2
"""An axis whose voxels are this much longer than the others' is the one along which slices were acquired."""

DAMAGED = Words("This NIfTI file is damaged and cannot be read.")
NOT_DICOM = Words("Not DICOM: no patient; orientation as the NIfTI header states it")


@dataclass(frozen=True)
class Layout:
    """How the axes (i, j, k) of the file become (slice, row, column): which axis, and whether it is turned round."""

    axes: tuple[int, int, int]
    flipped: tuple[bool, bool, bool]

    def arrange(self, values: NDArray[Any]) -> NDArray[Any]:
        """Return a view of values, shape (i, j, k), as (slices, rows, columns)."""
        turned = values.transpose(self.axes)
        return turned[tuple(slice(None, None, -1 if flip else 1) for flip in self.flipped)]


def nifti_study(source: str) -> Study:
    """Describe a NIfTI file as a Study of its own, its UIDs derived from its content; raises `UserError`."""
    content = files.read_source(source)
    _, shape, geometry, _ = _parse(content)
    uid = content_uid(content)
    volumes = int(np.prod(shape[3:], dtype=int))
    slices, rows, columns = geometry.shape
    planes = [geometry.section_geometry(0, index) for index in range(slices)]
    stack = Stack(
        stack_id=f"{uid}.1#1",
        series_uid=f"{uid}.1",
        kind=StackKind.VOLUME if slices > 1 else StackKind.STACK,
        frames=tuple(_frame(source, uid, index, planes[index % slices]) for index in range(volumes * slices)),
        rows=rows,
        columns=columns,
        slices=slices,
        dimensions=(("volume", tuple(map(float, range(volumes)))),) if volumes > 1 else (),
        geometry=geometry,
        calibration=Calibration(CalibrationKind.GEOMETRY, planes[0].row_spacing, planes[0].column_spacing),
    )
    series = Series(
        series_uid=stack.series_uid,
        description="NIfTI volume",
        transfer_syntax="NIfTI",
        stacks=(stack,),
        is_dicom=False,
        notices=(NOT_DICOM,),
    )
    return Study(study_uid=uid, series=(series,))


def _frame(source: str, uid: str, index: int, plane: PlaneGeometry) -> Frame:
    return Frame(source, index + 1, f"{uid}.1.{index + 1}", plane)


def read_nifti_frame(source: str, number: int) -> NDArray[Any]:
    """Return one slice, shape (rows, columns), scaled as the header says; `number` counts from 1, slices first."""
    values = open_nifti(source, files.source_modified(source))
    volume, index = divmod(number - 1, values.shape[1])
    slice_values: NDArray[Any] = values[volume, index]
    return slice_values


@lru_cache(maxsize=2)
def open_nifti(source: str, modified: int) -> NDArray[Any]:
    """Load a NIfTI file whole, shape (volumes, slices, rows, columns); the last two stay in memory.

    Parameters
    ----------
    source : str
    modified : int
        Time of the last change: a changed file is loaded again.
    """
    image, shape, _, layout = _parse(files.read_source(source))
    values = _scaled(image, shape)
    volumes = values.reshape(*values.shape[:3], -1)
    return np.stack([layout.arrange(volumes[..., t]) for t in range(volumes.shape[3])])


def _parse(content: bytes) -> tuple[Any, tuple[int, ...], VolumeGeometry, Layout]:
    """Read the header: the image with its voxels still packed, its shape, and how its slices lie."""
    # nibabel takes a third of a second to import; most sessions never see NIfTI.
    import nibabel
    from nibabel.filebasedimages import ImageFileError
    from nibabel.spatialimages import HeaderDataError
    from nibabel.wrapstruct import WrapStructError

    # nibabel reports each oddity of a header on the terminal; what matters becomes a sentence here.
    logging.getLogger("nibabel.global").setLevel(logging.CRITICAL + 1)
    unpacked = _unpacked(content)
    try:
        image = nibabel.Nifti1Image.from_bytes(unpacked)
        shape = tuple(int(n) for n in image.shape)
        _refuse_absurd(shape, image.get_data_dtype(), len(unpacked) - int(image.dataobj.offset))
        affine = RAS_TO_LPS @ np.asarray(image.affine, dtype=float)
        geometry, layout = lay_out(affine, shape[:3])
    except (ImageFileError, HeaderDataError, WrapStructError, ValueError, OSError, np.linalg.LinAlgError):
        raise UserError(DAMAGED) from None
    return image, shape, geometry, layout


def _unpacked(content: bytes) -> bytes:
    if not content.startswith(b"\x1f\x8b"):
        return content
    try:
        with gzip.open(io.BytesIO(content)) as stream:
            unpacked = stream.read(UNPACKED_LIMIT + 1)
    except (OSError, EOFError, zlib.error):
        raise UserError(DAMAGED) from None
    if len(unpacked) > UNPACKED_LIMIT:
        raise UserError("This NIfTI file unpacks to more than 4 GB and is not opened.")
    return unpacked


def _refuse_absurd(shape: tuple[int, ...], dtype: np.dtype[Any], held: int) -> None:
    if len(shape) < 2 or min(shape) < 1:
        raise UserError("This NIfTI file holds no image.")
    claimed = int(np.prod([float(n) for n in shape])) * dtype.itemsize
    if claimed > held:
        raise UserError(
            "The header claims {claimed} bytes of voxels but the file holds {held}: it is cut short.",
            claimed=claimed,
            held=held,
        )
    if dtype.kind not in "iufb":
        raise UserError("NIfTI files with colours or complex numbers are not supported.")


def _scaled(image: Any, shape: tuple[int, ...]) -> NDArray[Any]:
    """Values in 3 or more dimensions; integers stay integers when the header scales by 1."""
    stored = np.asarray(image.dataobj.get_unscaled())
    slope, inter = image.dataobj.slope, image.dataobj.inter
    values = stored.astype(stored.dtype.newbyteorder("="), copy=False)
    if (slope, inter) != (1.0, 0.0):
        values = (values * float(slope) + float(inter)).astype(np.float32)
    elif values.dtype == np.float64:
        values = values.astype(np.float32)
    return values.reshape(shape if len(shape) > 2 else (*shape, 1))


def lay_out(affine: NDArray[np.float64], shape: tuple[int, ...]) -> tuple[VolumeGeometry, Layout]:
    """Choose the slice axis and lay each slice as radiologists hang it.

    Parameters
    ----------
    affine : array, shape (4, 4)
        Voxel index (i, j, k, 1) to LPS mm.
    shape : tuple of int
        Along i, j, k.

    Returns
    -------
    VolumeGeometry, Layout
        Slices ascend along the normal of the slices, as DICOM stacks do here.
    """
    shape = (*shape, 1)[:3]
    lengths = np.linalg.norm(affine[:3, :3], axis=0)
    if not np.all(lengths > 0):
        raise ValueError("degenerate affine")
    longest = int(np.argmax(lengths))
    others = np.delete(lengths, longest)
    through = longest if lengths[longest] > ANISOTROPIC * float(others.max()) else 2
    if min(shape) == 1:
        through = 2 if shape[2] == 1 else int(np.argmin(shape))
    # Presented as (row, slice, column), the volume's axis 1 is a reconstructed section: turned for reading.
    rest = [axis for axis in (0, 1, 2) if axis != through]
    probe_axes = [rest[0], through, rest[1]]
    probe_affine = affine[:, [*probe_axes, 3]]
    probe = VolumeGeometry(probe_affine, (shape[probe_axes[0]], shape[probe_axes[1]], shape[probe_axes[2]]))
    vertical, horizontal, flip_v, flip_h = section_axes(probe, 1)
    axes = through, probe_axes[vertical], probe_axes[horizontal]
    flips = [False, flip_v, flip_h]
    sign = [1.0, -1.0 if flip_v else 1.0, -1.0 if flip_h else 1.0]
    normal = np.cross(affine[:3, axes[2]] * sign[2], affine[:3, axes[1]] * sign[1])
    flips[0] = float(normal @ affine[:3, through]) < 0
    sign[0] = -1.0 if flips[0] else 1.0
    turned = np.eye(4)
    turned[:3, 3] = affine[:3, 3]
    for place, axis in enumerate(axes):
        turned[:3, place] = affine[:3, axis] * sign[place]
        if flips[place]:
            turned[:3, 3] += affine[:3, axis] * (shape[axis] - 1)
    layout = Layout(axes, (flips[0], flips[1], flips[2]))
    spacing = float(lengths[through])
    return VolumeGeometry(turned, (shape[axes[0]], shape[axes[1]], shape[axes[2]]), spacing), layout

"""PNG and JPEG pictures of radiographs, labelled "not DICOM": no patient, no calibration, EXIF orientation honoured."""

import hashlib
import io
import struct
import warnings
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from imaging import files
from imaging.errors import UserError
from imaging.study import Calibration, CalibrationKind, Frame, Series, Stack, StackKind, Study
from imaging.words import Words

PIXEL_LIMIT = 400_000_000
"""More pixels than this are not believed (the largest radiographs have about 30 million)."""

NOT_DICOM = Words("Not DICOM: no patient, no calibration")

CUT_SHORT = Words("This picture is cut short or damaged, so part of the image would be missing.")

ORIENTATION = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""EXIF 2.32, tag Orientation → what makes the picture stand upright."""

SIDEWAYS = (TURNS[5], TURNS[6], TURNS[7], TURNS[8])

# The limit above is checked before anything is decoded; Pillow's own, lower one would be a warning in between.
Image.MAX_IMAGE_PIXELS = None


def picture_study(source: str) -> Study:
    """Describe one picture as a Study of its own, its UIDs derived from its content.

    Raises
    ------
    UserError
        When the picture is damaged, cut short or claims an absurd size.
    """
    content = files.read_source(source)
    picture, turn = _open(content)
    width, height = picture.size
    rows, columns = (width, height) if turn in SIDEWAYS else (height, width)
    kind = picture.format
    uid = content_uid(content)
    stack = Stack(
        stack_id=f"{uid}.1#1",
        series_uid=f"{uid}.1",
        kind=StackKind.RADIOGRAPH,
        frames=(Frame(source, 1, f"{uid}.1.1"),),
        rows=rows,
        columns=columns,
        slices=1,
        calibration=Calibration(CalibrationKind.NONE),
    )
    series = Series(
        series_uid=stack.series_uid,
        description=f"{kind} picture",
        transfer_syntax=str(kind),
        stacks=(stack,),
        is_dicom=False,
        may_hold_text=True,
        notices=(NOT_DICOM,),
    )
    return Study(study_uid=uid, series=(series,))


def content_uid(content: bytes) -> str:
    """Return a UID under 2.25 (PS3.5 B.2) that is the same for the same content."""
    return f"2.25.{int.from_bytes(hashlib.sha256(content).digest()[:15], 'big')}"


def _open(content: bytes) -> tuple[Image.Image, Image.Transpose | None]:
    """Read the header of a picture: still undecoded, and how it must be turned to stand upright."""
    warnings.filterwarnings("ignore", module=r"PIL\.")
    try:
        picture = Image.open(io.BytesIO(content), formats=("PNG", "JPEG"))
        # Pillow decodes a whole PNG to look for EXIF at its end; what comes before the pixels is enough.
        exif = picture.getexif() if picture.format == "JPEG" or "exif" in picture.info else {}
        turn = TURNS.get(exif.get(ORIENTATION, 1))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, struct.error) as error:
        raise UserError("This picture is damaged and cannot be opened ({name}).", name=type(error).__name__) from None
    width, height = picture.size
    if width * height > PIXEL_LIMIT:
        raise UserError(
            "This picture claims {width} × {height} pixels, which is not believed.", width=width, height=height
        )
    end = b"\xff\xd9" if picture.format == "JPEG" else b"IEND"
    if end not in content[-4096:]:
        raise UserError(CUT_SHORT)
    return picture, turn


def read_picture(source: str) -> NDArray[Any]:
    """Decode a picture.

    Returns
    -------
    array
        Shape (rows, columns), uint8 or uint16, or (rows, columns, 3) uint8 when it really has colours; turned as its
        EXIF orientation says. An alpha channel is left out.

    Raises
    ------
    UserError
        When it cannot be decoded to its end: a picture of which a part is missing is not safe to read.
    """
    picture, turn = _open(files.read_source(source))
    try:
        picture.load()
        return _as_array(picture if turn is None else picture.transpose(turn))
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError, struct.error):
        raise UserError(CUT_SHORT) from None


def _as_array(picture: Image.Image) -> NDArray[Any]:
    if picture.mode in ("I;16", "I;16B", "I;16L", "I"):
        return np.asarray(picture).astype(np.uint16)
    if picture.mode in ("1", "L", "LA", "La"):
        return np.asarray(picture.convert("L"))
    colours = np.asarray(picture.convert("RGB"))
    grey = colours[..., 0]
    same = np.array_equal(grey, colours[..., 1]) and np.array_equal(grey, colours[..., 2])
    return np.ascontiguousarray(grey) if same else colours

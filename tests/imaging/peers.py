"""Two other readers of DICOM, run on the same file: DCMTK's `dcm2pnm` (grey levels) and SimpleITK (values)."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from pydicom import Dataset

from imaging.presentation import VoiFunction, Window

TOOLS = ("dcm2pnm", "dcmdjpeg", "dcmdjpls")

NO_J2K = "DCMTK has no JPEG 2000"
HAIR = 1e-6
"""In grey levels: two programs that compute the same formula in float64 may differ by so much before rounding."""


def missing_tools() -> list[str]:
    """DCMTK's programs that are not installed."""
    return [tool for tool in TOOLS if shutil.which(tool) is None]


def run(*words: str) -> str:
    """Run a program: "" when all went well, else the last line of what it complains about."""
    done = subprocess.run(
        words, capture_output=True, text=True, errors="replace", check=False, stdin=subprocess.DEVNULL, timeout=120
    )
    return "" if done.returncode == 0 else (done.stderr.strip().splitlines() or ["failed"])[-1]


def decompressed(path: Path, syntax: str, folder: Path) -> Path | str:
    """The same file without compression, by DCMTK; or why it cannot do that."""
    if "JPEG 2000" in syntax:
        return NO_J2K
    tool = "dcmdjpls" if "JPEG-LS" in syntax else "dcmdjpeg" if "JPEG" in syntax else ""
    if not tool:
        return path
    plain = folder / "plain.dcm"
    return run(tool, str(path), str(plain)) or plain


def dcmtk_grey(path: Path, frame: int, words: list[str], folder: Path) -> NDArray[np.uint8] | str:
    """Grey levels or colours, 8 bit, without overlay planes; or why it cannot show them."""
    out = folder / "dcmtk.pnm"
    why = run("dcm2pnm", "-O", "+op", "+F", str(frame), *words, str(path), str(out))
    return why or np.asarray(Image.open(out))


def itk_values(path: Path, frame: int) -> NDArray[Any] | str:
    """Values of one frame after rescaling, shape (rows, columns) or (rows, columns, 3); or that it cannot read it."""
    import SimpleITK

    SimpleITK.ProcessObject.SetGlobalWarningDisplay(False)
    try:
        image = SimpleITK.ReadImage(str(path))
    except RuntimeError:
        return "SimpleITK cannot read it"
    values = SimpleITK.GetArrayFromImage(image)
    if values.ndim == 2 + (image.GetNumberOfComponentsPerPixel() > 1):
        values = values[None]
    return np.asarray(values[frame - 1])


def exact_grey(values: NDArray[Any], window: Window, function: VoiFunction, inverted: bool) -> NDArray[np.float64]:
    """PS3.3 C.11.2.1.2.1, C.11.2.1.3.1 and C.11.2.1.3.2 in float64, before rounding; written apart from ours."""
    x, c, w = values.astype(np.float64), window.center, window.width
    if function is VoiFunction.SIGMOID:
        grey = 255 / (1 + np.exp(-4 * (x - c) / w))
    elif function is VoiFunction.LINEAR_EXACT:
        grey = ((x - c) / w + 0.5) * 255
    elif w == 1:
        grey = np.where(x <= c - 0.5, 0.0, 255.0)
    else:
        grey = ((x - (c - 0.5)) / (w - 1) + 0.5) * 255
    grey = np.clip(grey, 0, 255)
    return 255 - grey if inverted else grey


def is_rounded(shown: NDArray[np.uint8], exact: NDArray[np.float64]) -> bool:
    """True when every grey level is the exact one rounded to the nearest (float32 may turn a half either way)."""
    return bool(np.all(np.abs(shown - exact) <= 0.5 + 1e-4))


def is_cut(shown: NDArray[np.uint8], exact: NDArray[np.float64]) -> bool:
    """True when every grey level is the exact one without its fraction, as DCMTK converts to integers."""
    return bool(np.all((shown >= np.floor(exact - HAIR)) & (shown <= np.floor(exact + HAIR))))


def dcmtk_colours(dataset: Dataset) -> NDArray[np.uint8]:
    """YBR as DCMTK makes RGB of it (diybrpxt.h, diyf2pxt.h): grey chroma is 127.5 there, and fractions are cut off.

    PS3.3 C.7.6.3.1.2 says 128; `dataset` holds one uncompressed frame.
    """
    rows, columns, data = dataset.Rows, dataset.Columns, np.frombuffer(dataset.PixelData, np.uint8)
    halved = dataset.PhotometricInterpretation == "YBR_FULL_422"
    if halved:
        pairs = data[: rows * columns * 2].reshape(-1, 4).astype(int)
        y, cb, cr = pairs[:, :2].ravel(), np.repeat(pairs[:, 2], 2), np.repeat(pairs[:, 3], 2)
    else:
        y, cb, cr = data[: rows * columns * 3].astype(int).reshape(-1, 3).T
    red, blue = 1.4020 * cr - 0.7010 * 255, 1.7720 * cb - 0.8859 * 255
    green = (0.3441 * cb, 0.7141 * cr - 0.5291 * 255)
    if not halved:  # its tables hold whole numbers
        red, blue, green = np.trunc(red), np.trunc(blue), (np.trunc(green[0]), np.trunc(green[1]))
    colours = np.stack([y + red, y - green[0] - green[1], y + blue], axis=-1)
    return np.clip(np.trunc(colours), 0, 255).astype(np.uint8).reshape(rows, columns, 3)


def with_swapped_halves(values: NDArray[Any]) -> NDArray[Any]:
    """32-bit values whose two 16-bit words change places."""
    halves = values.astype("<u4").view("<u2").reshape(-1, 2)[:, ::-1]
    return np.ascontiguousarray(halves).view("<u4").reshape(values.shape)

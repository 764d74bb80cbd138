"""`overread render` on every published file against DCMTK's dcm2pnm and SimpleITK; no tolerance without a reason.

Where a peer differs, a table names the file and a function that computes the peer's result from ours exactly. Run it
with ``-s`` to see one line for each image.
"""

import csv
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from pydicom import dcmread

from imaging.dicom.index import scan
from imaging.dicom.read import read_frame
from imaging.errors import UserError
from imaging.presentation import Window
from imaging.study import Frame
from main import main
from tests.imaging import peers

Array = NDArray[Any]
FRACTION = "= but for the fraction"
"""dcm2pnm cuts fractions of a grey level off where we round: checked for every pixel, not taken for granted."""


@dataclass(frozen=True)
class Shown:
    """One frame of one file as `overread render` gives it: values after the Modality LUT, and grey levels."""

    path: Path
    frame: Frame
    syntax: str
    values: Array
    grey: NDArray[np.uint8]
    window: Window | None
    words: list[str]
    """What tells dcm2pnm to show the same; [] for colours and for eight-bit pictures, which both show as they are."""

    def exact(self, values: Array) -> NDArray[np.float64]:
        """Grey levels of values under the frame's window, before rounding."""
        shown = read_frame(self.frame).presentation
        assert self.window is not None
        return peers.exact_grey(values, self.window, shown.function, shown.inverted)


# ── where SimpleITK differs: file → (why, its values from ours) ──────────────────────────────────

Same = Callable[[Shown, Array], bool]


def itk_inverts(shown: Shown, itk: Array) -> bool:
    stored = int(dcmread(shown.path, stop_before_pixels=True).BitsStored)
    slope, intercept = read_frame(shown.frame).presentation.rescale or (1.0, 0.0)
    ends = (2**stored - 1) * slope + 2 * intercept
    return bool(np.allclose(itk.astype(float) + shown.values, ends, rtol=0, atol=2**-11))


def itk_keeps_more_bits(shown: Shown, itk: Array) -> bool:
    return np.array_equal((itk >> (8 * itk.dtype.itemsize - 8)).astype(np.uint8), shown.values)


def itk_has_doubles(shown: Shown, itk: Array) -> bool:
    return itk.dtype == np.float64 and np.array_equal(itk.astype(np.float32), shown.values)


def itk_leaves_out_the_table(shown: Shown, itk: Array) -> bool:
    item = dcmread(shown.path).ModalityLUTSequence[0]
    first = np.array([item.LUTDescriptor[1]]).astype(np.int16)[0]
    table = np.frombuffer(item.LUTData, "<u2") if isinstance(item.LUTData, bytes) else np.array(item.LUTData)
    return np.array_equal(table[np.clip(itk.astype(int) - first, 0, len(table) - 1)], shown.values)


def equals(shown: Shown, name: str) -> bool:
    """True when ours are the values of another file of the set, which shows the same picture and has a row itself."""
    root = next(folder for folder in shown.path.parents if folder.name == "dicom_conformance")
    other = read_frame(Frame(str(next(root.rglob(name))), shown.frame.number, ""))
    return np.array_equal(other.values, shown.values)


def itk_mixes_bytes(shown: Shown, _: Array) -> bool:
    return equals(shown, shown.path.name.replace("rle_", ""))


def itk_swaps_halves(shown: Shown, itk: Array) -> bool:
    """The little-endian file of the same picture decides that ours are right."""
    return equals(shown, "rtdose.dcm") and np.array_equal(peers.with_swapped_halves(shown.values), itk)


ITK_DIFFERS: dict[str, tuple[str, Same]] = (
    dict.fromkeys(
        ("6278", "6247", "6154", "RG1_J2KI.dcm", "RG3_J2KI.dcm", "RG3_J2KR.dcm", "dx_image.dcm"),
        ("it turns MONOCHROME1 round; here the values stay and the screen is inverted", itk_inverts),
    )
    | dict.fromkeys(
        (
            *(f"SC_rgb_{kind}bit{part}.dcm" for kind in (16, 32) for part in ("", "_2frame")),
            *(f"SC_rgb_expb_{kind}bit{part}.dcm" for kind in (16, 32) for part in ("", "_2frame")),
            *("gdcm-US-ALOKA-16.dcm", "gdcm-US-ALOKA-16_big.dcm"),
        ),
        ("it keeps 16 or 32 bits per colour; the screen has the highest eight", itk_keeps_more_bits),
    )
    | dict.fromkeys(
        ("MR2_J2KI.dcm", "MR2_J2KR.dcm", "JPEGLossless_1s_1f_u_16_12.dcm", "jpeg_ls.dcm"),
        ("a fractional slope: it has float64, we float32", itk_has_doubles),
    )
    | dict.fromkeys(
        (f"SC_rgb_rle_{kind}bit{part}.dcm" for kind in (16, 32) for part in ("", "_2frame")),
        ("it mixes the bytes of RLE colours; ours are those of the same picture without RLE", itk_mixes_bytes),
    )
    | {"mlut_18.dcm": ("it leaves out the Modality LUT Sequence", itk_leaves_out_the_table)}
    | {"rtdose_expb.dcm": ("it swaps the halves of 32-bit samples, which are big endian as a whole", itk_swaps_halves)}
)

# ── where DCMTK differs: file → (why, its grey levels from our values) ───────────────────────────


def dcmtk_cuts_values(shown: Shown, grey: Array) -> bool:
    return peers.is_cut(grey, shown.exact(np.trunc(shown.values)))


def dcmtk_centres_chroma(shown: Shown, colours: Array) -> bool:
    return np.array_equal(peers.dcmtk_colours(dcmread(shown.path)), colours)


def dcmtk_swaps_halves(shown: Shown, grey: Array) -> bool:
    little_endian = equals(shown, shown.path.name.replace("_expb", ""))
    return little_endian and peers.is_cut(grey, shown.exact(peers.with_swapped_halves(shown.values)))


DCMTK_DIFFERS: dict[str, tuple[str, Same]] = (
    dict.fromkeys(
        ("6278", "6247", "6154", "JPEGLossless_1s_1f_u_16_12.dcm", "jpeg_ls.dcm"),
        ("it cuts the fractions off after the Modality LUT", dcmtk_cuts_values),
    )
    | dict.fromkeys(
        ("SC_ybr_full_uncompressed.dcm", "SC_ybr_full_422_uncompressed.dcm"),
        ("it takes 127.5 for grey chroma, PS3.3 C.7.6.3.1.2 says 128, and cuts fractions off", dcmtk_centres_chroma),
    )
    | dict.fromkeys(
        ("rtdose_expb.dcm", "rtdose_expb_1frame.dcm"),
        ("it swaps the halves of 32-bit samples, which are big endian as a whole", dcmtk_swaps_halves),
    )
)

# ── files that no peer reads: what they are compared with instead ────────────────────────────────


def as_pydicom(shown: Shown) -> bool:
    return np.array_equal(np.asarray(dcmread(shown.path).pixel_array).reshape(shown.values.shape), shown.values)


def as_the_whole_file(shown: Shown) -> bool:
    return equals(shown, "emri_small.dcm")


NO_PEER: dict[str, tuple[str, Callable[[Shown], bool]]] = {
    "parametric_map_float.dcm": ("float pixels; equal to pydicom", as_pydicom),
    "parametric_map_double_float.dcm": ("float pixels; equal to pydicom", as_pydicom),
    "emri_small_jpeg_2k_lossless_too_short.dcm": ("its end is missing; equal to the whole file", as_the_whole_file),
    "JLSL_08_07_0_1F.dcm": ("neither peer reads seven bits in JPEG-LS; equal to pydicom", as_pydicom),
}

REFUSED_HERE = {
    "badVR.dcm": "its number of frames is “1A”: the peers show one of fifteen images",
    "segmentation": "a segmentation is shown on its image, not as one",
}
"""Files that a peer shows and this program refuses, by name or by a word of the refusal."""


# ── running them ─────────────────────────────────────────────────────────────────────────────────


def rendered(path: Path, frame: Frame, syntax: str, folder: Path) -> Shown:
    """Run `overread render` with the header's window or LUT; with the range of the values where it names none."""
    out, kept = folder / "ours.png", folder / "ours.npy"
    asked = [
        "render",
        str(path),
        "--frame",
        str(frame.number),
        "--no-overlays",
        "--out",
        str(out),
        "--values",
        str(kept),
    ]
    assert main(asked) == 0
    values, presentation = np.load(kept), read_frame(frame).presentation
    named = [w for w in presentation.windows if w.explanation != "full range"]
    words: list[str] = []
    window = None
    if values.ndim == 2 and named:
        header = dcmread(path, stop_before_pixels=True, specific_tags=["WindowCenter"])
        window = named[0]
        # DCMTK knows no window of a functional group: it is told.
        words = ["+Wi", "1"] if "WindowCenter" in header else ["+Ww", repr(window.center), repr(window.width)]
    elif values.ndim == 2 and presentation.luts:
        words = ["+Wl", "1"]
    elif values.ndim == 2 and presentation.windows:
        window = presentation.windows[0]
    elif values.ndim == 2:
        low, high = float(values.min()), float(values.max())
        window = Window((low + high) / 2, max(high - low, 1.0))
        words = ["+Ww", repr(window.center), repr(window.width)]
        assert main([*asked, "--window", repr(window.center), repr(window.width)]) == 0
    return Shown(path, frame, syntax, values, np.asarray(Image.open(out)), window, words)


def compared_with_itk(shown: Shown) -> str:
    """ "=", or why not and that the reason holds; "–: …" when it cannot read the file."""
    itk = peers.itk_values(shown.path, shown.frame.number)
    if isinstance(itk, str):
        return f"–: {itk}"
    if np.array_equal(itk, shown.values):
        return "="
    why, holds = ITK_DIFFERS.get(shown.path.name, ("nobody knows why", lambda *_: False))
    assert holds(shown, itk), f"{shown.path.name}: SimpleITK differs: {why}"
    return why


def compared_with_dcmtk(shown: Shown, folder: Path) -> str:
    """The same for the grey levels."""
    plain = peers.decompressed(shown.path, shown.syntax, folder)
    grey = plain if isinstance(plain, str) else peers.dcmtk_grey(plain, shown.frame.number, shown.words, folder)
    if isinstance(grey, str):
        return f"–: {grey.split(': reading')[0].split(': decompressing')[0]}"
    if np.array_equal(grey, shown.grey):
        return "="
    if shown.path.name in DCMTK_DIFFERS:
        why, holds = DCMTK_DIFFERS[shown.path.name]
        assert holds(shown, grey), f"{shown.path.name}: DCMTK differs: {why}"
        return why
    assert shown.window is not None, f"{shown.path.name}: DCMTK differs and nobody knows why"
    assert peers.is_cut(grey, shown.exact(shown.values)), f"{shown.path.name}: DCMTK differs beyond its rounding"
    return FRACTION


def files(shared: Path) -> Iterator[tuple[Path, str]]:
    root = shared / "data/dicom_conformance"
    with (root / "catalogue.csv").open(newline="") as table:
        for row in csv.DictReader(table):
            if "DICOMDIR" not in row["path"]:  # an index: its files are in the table themselves
                yield root / row["path"], row["transfer_syntax"]


@pytest.fixture
def tools() -> None:
    pytest.importorskip("SimpleITK")
    if peers.missing_tools():
        pytest.skip(f"DCMTK is not installed: {', '.join(peers.missing_tools())}")


@pytest.mark.usefixtures("tools")
def test_every_published_image_is_shown_as_two_other_programs_show_it(shared: Path, tmp_path: Path) -> None:
    counts = {"images": 0, "by SimpleITK": 0, "by DCMTK": 0, "by both": 0}
    explained: set[str] = set()
    for path, syntax in files(shared):
        update = list(scan([path]))[-1]
        stacks = [stack for study in update.studies for stack in study.stacks]
        for frame in (frame for stack in stacks for frame in dict.fromkeys((stack.frames[0], stack.frames[-1]))):
            try:
                pixels = read_frame(frame)
            except UserError:
                continue  # the next test asks what the peers make of it
            shown = rendered(path, frame, syntax, tmp_path)
            if shown.window is not None and pixels.padding is None:
                assert peers.is_rounded(shown.grey, shown.exact(shown.values)), path.name
            said = [compared_with_itk(shown), compared_with_dcmtk(shown, tmp_path)]
            read = [not words.startswith("–") for words in said]
            if not any(read):
                why, holds = NO_PEER.get(path.name, ("no peer reads it", lambda _: False))
                assert holds(shown), f"{path.name}: {why}"
            if not any(read) or not set(said) <= {"=", FRACTION}:
                explained.add(path.name)
            for name, yes in zip(counts, (True, *read, all(read)), strict=True):
                counts[name] += yes
            sys.stdout.write(f"{path.name:45} {frame.number:3}  SimpleITK {said[0]}   DCMTK {said[1]}\n")
    sys.stdout.write(f"{counts}\n")
    # A reason that no file needs any more is a reason to look again.
    assert set(ITK_DIFFERS) | set(DCMTK_DIFFERS) | set(NO_PEER) <= explained
    assert counts["images"] >= 250


@pytest.mark.usefixtures("tools")
def test_what_is_refused_here_no_other_program_shows_without_a_reason(shared: Path, tmp_path: Path) -> None:
    for path, _ in files(shared):
        update = list(scan([path]))[-1]
        reasons = [refusal.reason for refusal in update.refusals]
        for frame in (frame for study in update.studies for stack in study.stacks for frame in stack.frames[:1]):
            try:
                read_frame(frame)
            except UserError as error:
                reasons.append(str(error))
        if not reasons or any(known in path.name or known in " ".join(reasons) for known in REFUSED_HERE):
            continue
        assert isinstance(peers.itk_values(path, 1), str), f"{path.name}: {reasons[0]}"
        assert isinstance(peers.dcmtk_grey(path, 1, ["+Wm"], tmp_path), str), f"{path.name}: {reasons[0]}"

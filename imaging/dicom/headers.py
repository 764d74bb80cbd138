"""One file's header, read without its pixels and without trust.

Everything that would make the program allocate, loop or guess is refused here, with a sentence.
"""

import logging
import warnings
import zipfile
import zlib
from collections.abc import Sequence
from functools import lru_cache
from typing import IO, Literal

import pydicom.config
from pydicom import Dataset
from pydicom.datadict import tag_for_keyword
from pydicom.errors import InvalidDicomError
from pydicom.filereader import read_partial
from pydicom.tag import BaseTag
from pydicom.uid import UID, ExplicitVRBigEndian, ExplicitVRLittleEndian, ImplicitVRLittleEndian

from imaging import files
from imaging.dicom.attributes import ODD_VALUE, text, transfer_syntax, value_of
from imaging.dicom.walk import PIXEL_TAGS, UNDEFINED, PixelElement, walk, wanted_keys
from imaging.errors import UserError
from imaging.words import Words

pydicom.config.settings.reading_validation_mode = pydicom.config.IGNORE
# pydicom logs element values and whole tracebacks; a log must carry nothing of a patient.
logging.getLogger("pydicom").setLevel(logging.CRITICAL + 1)

FRAME_BYTES_LIMIT = 2 * 1024**3
INFLATED_LIMIT = 1024**3
INFLATED_CHUNK = 1024**2

DEFLATED = "1.2.840.10008.1.2.1.99"

# fmt: off
ASSEMBLY_KEYWORDS = (
    "SpecificCharacterSet", "ImageType", "SOPClassUID", "SOPInstanceUID", "StudyDate", "AcquisitionDate",
    "ContentDate", "AcquisitionTime", "ContentTime", "AccessionNumber", "Modality", "Manufacturer",
    "StudyDescription", "SeriesDescription", "ViewCodeSequence", "AnatomicRegionSequence", "PresentationIntentType",
    "DirectoryRecordSequence", "PatientName", "PatientID", "PatientBirthDate", "PatientSex", "PatientAge",
    "PatientComments", "BodyPartExamined", "RepetitionTime", "EchoTime", "EchoNumbers", "MagneticFieldStrength",
    "DiffusionBValue", "TriggerTime", "NominalScannedPixelSpacing", "SliceThickness", "GantryDetectorTilt",
    "DistanceSourceToDetector", "DistanceSourceToPatient", "ImagerPixelSpacing",
    "EstimatedRadiographicMagnificationFactor", "ViewPosition", "StudyInstanceUID", "SeriesInstanceUID",
    "SeriesNumber", "AcquisitionNumber", "InstanceNumber", "ImagePositionPatient", "ImageOrientationPatient",
    "FrameOfReferenceUID", "Laterality", "ImageLaterality", "PatientOrientation", "TemporalPositionIdentifier",
    "ImageComments", "SamplesPerPixel", "PhotometricInterpretation", "NumberOfFrames", "Rows", "Columns",
    "PixelSpacing", "PixelAspectRatio", "PixelSpacingCalibrationType", "BitsAllocated", "BitsStored", "HighBit",
    "PixelRepresentation", "QualityControlImage", "BurnedInAnnotation", "LossyImageCompression",
    "LossyImageCompressionRatio", "TotalPixelMatrixColumns", "SharedFunctionalGroupsSequence",
    "PerFrameFunctionalGroupsSequence",
)
DISPLAY_KEYWORDS = (
    "SpecificCharacterSet", "SOPClassUID", "SOPInstanceUID", "Modality", "SharedFunctionalGroupsSequence",
    "PerFrameFunctionalGroupsSequence", "SamplesPerPixel", "PhotometricInterpretation", "PlanarConfiguration",
    "NumberOfFrames", "Rows", "Columns", "BitsAllocated", "BitsStored", "HighBit", "PixelRepresentation",
    "PixelPaddingValue", "PixelPaddingRangeLimit", "FloatPixelPaddingValue", "FloatPixelPaddingRangeLimit",
    "WindowCenter", "WindowWidth", "RescaleIntercept", "RescaleSlope", "WindowCenterWidthExplanation",
    "VOILUTFunction", "ModalityLUTSequence", "VOILUTSequence", "PresentationLUTShape",
    "RedPaletteColorLookupTableDescriptor", "GreenPaletteColorLookupTableDescriptor",
    "BluePaletteColorLookupTableDescriptor", "RedPaletteColorLookupTableData", "GreenPaletteColorLookupTableData",
    "BluePaletteColorLookupTableData", "SegmentedRedPaletteColorLookupTableData",
    "SegmentedGreenPaletteColorLookupTableData", "SegmentedBluePaletteColorLookupTableData", "ExtendedOffsetTable",
    "ExtendedOffsetTableLengths", "PixelSpacing", "ImagerPixelSpacing", "PixelAspectRatio",
    "FrameDisplayShutterSequence", "ShutterShape", "ShutterLeftVerticalEdge", "ShutterRightVerticalEdge",
    "ShutterUpperHorizontalEdge", "ShutterLowerHorizontalEdge", "CenterOfCircularShutter", "RadiusOfCircularShutter",
    "VerticesOfThePolygonalShutter", "ShutterPresentationValue",
)
OVERLAY_TAGS = [
    BaseTag(group << 16 | element)
    for group in range(0x6000, 0x6020, 2)
    for element in (0x10, 0x11, 0x15, 0x50, 0x51, 0x102, 0x3000)
]
# fmt: on

Purpose = Literal["assembly", "display", "everything"]


def _tags(keywords: Sequence[str]) -> list[BaseTag | int]:
    return [tag for keyword in keywords if (tag := tag_for_keyword(keyword)) is not None]


TAGS: dict[Purpose, list[BaseTag | int] | None] = {
    "assembly": _tags(ASSEMBLY_KEYWORDS),
    "display": [*_tags(DISPLAY_KEYWORDS), *OVERLAY_TAGS],
    "everything": None,
}
"""Elements to keep; the others are skipped without being decoded."""

WALKED = {purpose: wanted_keys(tags) for purpose, tags in TAGS.items() if tags is not None}

KIND_OF_CLASS = (
    ("1.2.840.10008.1.3.10", Words("a DICOMDIR, an index of files")),
    ("1.2.840.10008.5.1.4.1.1.88.59", Words("a key object selection")),
    ("1.2.840.10008.5.1.4.1.1.88.", Words("a structured report")),
    ("1.2.840.10008.5.1.4.1.1.11.", Words("a presentation state")),
    ("1.2.840.10008.5.1.4.1.1.66.4", Words("a segmentation, which belongs on top of an image")),
    ("1.2.840.10008.5.1.4.1.1.66.7", Words("a label-map segmentation, which belongs on top of an image")),
    ("1.2.840.10008.5.1.4.1.1.104.", Words("an encapsulated document")),
    ("1.2.840.10008.5.1.4.1.1.9.", Words("a waveform recording")),
    ("1.2.840.10008.5.1.4.1.1.481.3", Words("a radiotherapy structure set")),
    ("1.2.840.10008.5.1.4.1.1.481.5", Words("a radiotherapy plan")),
    ("1.2.840.10008.5.1.4.1.1.67", Words("a real-world value mapping")),
    ("1.2.840.10008.5.1.4.1.1.91.1", Words("a set of microscopy annotations")),
    ("1.2.840.10008.5.1.4.1.1.66.1", Words("a spatial registration")),
    ("1.2.840.10008.5.1.4.1.1.66", Words("raw data of the scanner")),
    ("1.2.840.10008.5.1.4.1.1.4.2", Words("a spectroscopy recording")),
)


_hushed: list[object] = []


def hush() -> None:
    """Keep pydicom's warnings about odd headers off the terminal; what matters to a reader becomes a sentence."""
    # Making a filter costs as much as reading a header, and somebody may have put the filters back.
    if not _hushed or not warnings.filters or warnings.filters[0] is not _hushed[0]:
        warnings.filterwarnings("ignore", module=r"pydicom\.")
        _hushed[:] = warnings.filters[:1]


def read_header(stream: IO[bytes], purpose: Purpose = "assembly") -> tuple[Dataset, PixelElement | None]:
    """Read a data set up to its pixels.

    Parameters
    ----------
    stream : binary stream at its start
        It is left somewhere.
    purpose : {"assembly", "display", "everything"}
        Which elements are kept.

    Returns
    -------
    Dataset, PixelElement or None
        The second is None when there are no pixels. `Dataset.file_meta` always names a transfer syntax.

    Raises
    ------
    UserError
        When it is not DICOM or its encoding is broken.
    """
    hush()
    try:
        walked = walk(stream, WALKED[purpose]) if purpose in WALKED else None
        return walked or _read_with_pydicom(stream, purpose)
    except InvalidDicomError:
        raise UserError("This is not a DICOM file.") from None
    except (*ODD_VALUE, OSError, zlib.error, zipfile.BadZipFile) as error:
        raise UserError(
            "This DICOM file's header is damaged and cannot be read ({name}).", name=type(error).__name__
        ) from None


def _read_with_pydicom(stream: IO[bytes], purpose: Purpose) -> tuple[Dataset, PixelElement | None]:
    found: list[PixelElement] = []

    def at_pixels(tag: BaseTag, vr: str | None, length: int) -> bool:
        if int(tag) not in PIXEL_TAGS:
            return int(tag) > 0x7FE00010
        found.append(
            PixelElement(PIXEL_TAGS[int(tag)], None if length == UNDEFINED else length, vr or "", stream.tell())
        )
        return True

    stream.seek(0)
    _refuse_inflation(stream)
    dataset = read_partial(files.as_binary(stream), at_pixels, force=True, specific_tags=TAGS[purpose])
    if not dataset.file_meta.get("TransferSyntaxUID"):
        dataset.file_meta.TransferSyntaxUID = _guessed_syntax(dataset)
    return dataset, found[0] if found else None


def _refuse_inflation(stream: IO[bytes]) -> None:
    """Refuse a deflated data set that would unpack to more than `INFLATED_LIMIT`; keeps nothing of it."""
    head = stream.read(1024)
    stream.seek(0)
    if DEFLATED.encode() not in head:
        return
    # (0002,0000) is the first element after the preamble: tag, "UL", length 4, and the bytes of the meta group.
    if head[132:140] != b"\x02\x00\x00\x00UL\x04\x00":
        raise UserError("This deflated DICOM file has no group length in its file meta information.")
    stream.seek(144 + int.from_bytes(head[140:144], "little"))
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    inflated, chunk = 0, stream.read(65536)
    try:
        while chunk and not inflater.eof:
            inflated += len(inflater.decompress(chunk, INFLATED_CHUNK))
            if inflated > INFLATED_LIMIT:
                raise UserError("This deflated DICOM file unpacks to more than 1 GB and is not opened.")
            chunk = inflater.unconsumed_tail or stream.read(65536)
    except zlib.error:
        raise UserError("This deflated DICOM file is damaged.") from None
    stream.seek(0)


def _guessed_syntax(dataset: Dataset) -> UID:
    implicit, little = dataset.original_encoding
    if implicit:
        return ImplicitVRLittleEndian
    return ExplicitVRLittleEndian if little else ExplicitVRBigEndian


def what_it_is(dataset: Dataset) -> str:
    """Name in plain words what a data set without an image is."""
    return _words_for(text(dataset, "SOPClassUID") or text(dataset.file_meta, "MediaStorageSOPClassUID"))


@lru_cache(maxsize=64)
def _words_for(uid: str) -> str:
    for prefix, words in KIND_OF_CLASS:
        if uid == prefix or uid.startswith(prefix):
            return words
    return Words("a DICOM object without pixels")


def refuse_other_objects(dataset: Dataset, pixels: PixelElement | None) -> None:
    """Raise `UserError` with one sentence for everything that is not an image to read."""
    if len(dataset) == 0 and pixels is None:
        raise UserError("This file holds no DICOM data that can be read.")
    words = what_it_is(dataset)
    overlaid = "segmentation" in words
    if pixels is None or overlaid:
        raise UserError(
            Words("This is {words}.", words=words) if overlaid else Words("This is {words}, not an image.", words=words)
        )


COUNTS = {
    "Rows": Words("number of rows"),
    "Columns": Words("number of columns"),
    "NumberOfFrames": Words("number of frames"),
    "SamplesPerPixel": Words("number of samples per pixel"),
    "BitsAllocated": Words("number of bits per pixel"),
    "BitsStored": Words("number of bits stored"),
}
"""The counts that must make sense before anything is allocated, by keyword, as a sentence names them."""


def positive_integer(dataset: Dataset, keyword: str, default: int | None = None) -> int:
    """Return one of the `COUNTS`; raises `UserError` when it is missing, not a number or not positive."""
    try:
        value = value_of(dataset, keyword)
        number = int(value) if value not in (None, "") else default
    except ODD_VALUE:
        raise UserError("The header's {name} is not a number.", name=COUNTS[keyword]) from None
    if number is None or number <= 0:
        raise UserError("The header gives no valid {name}.", name=COUNTS[keyword])
    return number


def check_size(dataset: Dataset, pixels: PixelElement, size: int) -> int:
    """Compare what the header claims with what the file holds, before anything is allocated.

    Parameters
    ----------
    dataset : Dataset
    pixels : PixelElement
    size : int
        Bytes in the file.

    Returns
    -------
    int
        The number of frames.

    Raises
    ------
    UserError
    """
    rows = positive_integer(dataset, "Rows")
    columns = positive_integer(dataset, "Columns")
    frames = positive_integer(dataset, "NumberOfFrames", 1)
    samples = positive_integer(dataset, "SamplesPerPixel", 1)
    allocated = positive_integer(dataset, "BitsAllocated")
    if allocated not in (1, 8, 16, 32, 64) or samples not in (1, 3, 4):
        raise UserError(
            "Pixels of {samples} samples of {allocated} bits are not supported.", samples=samples, allocated=allocated
        )
    bits = rows * columns * samples * allocated
    if bits // 8 > FRAME_BYTES_LIMIT:
        raise UserError("The header claims {amount} for one image, which is not believed.", amount=_amount(bits // 8))
    if pixels.length is None:
        # Each frame costs at least one fragment, whose item header alone takes 8 bytes.
        if frames * 8 > size:
            raise UserError(
                "The header claims {frames} frames, more than the file of {amount} can hold.",
                frames=frames,
                amount=_amount(size),
            )
        return frames
    claimed = (bits * frames + 7) // 8
    if text(dataset, "PhotometricInterpretation") == "YBR_FULL_422":
        claimed = claimed * 2 // 3
    deflated = transfer_syntax(dataset) == DEFLATED
    held = pixels.length if deflated else min(pixels.length, size - pixels.start)
    if claimed > held:
        raise UserError(
            "The header claims {amount} of pixels but the file holds {held}: it is cut short.",
            amount=_amount(claimed),
            held=_amount(held),
        )
    return frames


def _amount(count: int) -> str:
    for unit, factor in (("TB", 1e12), ("GB", 1e9), ("MB", 1e6), ("kB", 1e4)):
        if count >= factor:
            return f"{count / (1e3 if unit == 'kB' else factor):.3g} {unit}"
    return f"{count} bytes"

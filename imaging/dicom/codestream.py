"""The size that a compressed frame itself claims, read before a decoder allocates for it."""

JPEG_START = b"\xff\xd8"
JPEG_2000_START = b"\xff\x4f\xff\x51"
JP2_SIGNATURE = b"\x00\x00\x00\x0cjP"

# Start-of-frame markers: SOF0–15 without DHT (C4), JPG (C8) and DAC (CC), and SOF55 of JPEG-LS (ITU-T T.81, T.87).
FRAME_MARKERS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC} | {0xF7}
BARE_MARKERS = frozenset(range(0xD0, 0xDA)) | {0x01}
START_OF_SCAN = 0xDA


END = b"\xff\xd9"
"""EOI of JPEG and JPEG-LS, EOC of JPEG 2000."""

TAIL = 64
"""The end is looked for in this many bytes before the padding; some writers add a few of their own."""


def is_complete(data: bytes) -> bool:
    """Tell whether a JPEG, JPEG-LS or JPEG 2000 codestream reaches its end marker; other data are taken as complete.

    Decoders fill a missing part with grey or with blur and say nothing.
    """
    if not data.startswith((JPEG_START, JPEG_2000_START, JP2_SIGNATURE)):
        return True
    return END in data.rstrip(b"\0")[-TAIL:]


def codestream_shape(data: bytes) -> tuple[int, int, int] | None:
    """Return (rows, columns, components) of a JPEG, JPEG-LS or JPEG 2000 codestream.

    None when it is another or unreadable.
    """
    if data.startswith(JPEG_START):
        return _jpeg_shape(data)
    if data.startswith(JP2_SIGNATURE):
        data = data[max(0, data.find(JPEG_2000_START)) :]
    if data.startswith(JPEG_2000_START) and len(data) >= 42:
        # SIZ (ITU-T T.800 A.5.1): length, capabilities, width, height, their offsets, four of tiles, components.
        width, height, left, top = (int.from_bytes(data[i : i + 4], "big") for i in (8, 12, 16, 20))
        return height - top, width - left, int.from_bytes(data[40:42], "big")
    return None


def _jpeg_shape(data: bytes) -> tuple[int, int, int] | None:
    at = 2
    while at + 10 <= len(data):
        if data[at] != 0xFF:
            return None
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker in BARE_MARKERS:
            at += 2
        elif marker in FRAME_MARKERS:
            rows, columns = (int.from_bytes(data[at + i : at + i + 2], "big") for i in (5, 7))
            return rows, columns, data[at + 9]
        elif marker == START_OF_SCAN:
            return None
        else:
            at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return None

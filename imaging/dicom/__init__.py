"""DICOM in and out (and PNG, JPEG, NIfTI beside it, as "not DICOM").

The doorway for the rest of the program:

``index.scan(paths, progress=None, cancelled=None) -> Iterator[ScanUpdate]``
    Yields what is known so far, several times: the first time as soon as one image was found, the last time with
    ``finished=True``. ``ScanUpdate(studies, refusals, done, total, finished)``; `studies` and `refusals` are
    cumulative (replace, do not append). Reads headers only. ``progress(done, total)`` and ``cancelled() -> bool`` are
    called between files. A missing path raises `UserError`.
``index.load(paths) -> ScanUpdate``
    The last update of a scan; raises `UserError` when there is no image at all.
``read.read_frame(frame) -> FramePixels``
    ``FramePixels(values, padding, presentation)``: Modality LUT output of shape (rows, columns), or (rows, columns, 3)
    uint8 for colour; padding is a boolean mask or None. Raises `UserError` with a sentence.
``read.read_stack(stack, progress=None, cancelled=None, on_frame=None) -> ImageStack``
    ``on_frame(index, pixels: FramePixels)`` is called for each frame of ``stack.frames`` as it arrives, before the
    whole stack is there. Frames that cannot be decoded are padding throughout and are named in ``ImageStack.refusals``;
    raises `UserError` when none can be decoded, `ReadingCancelled` when cancelled.
``read.read_header(frame) -> pydicom.Dataset``
    Everything but the pixels, for writers (SR, SEG, presentation states); only for DICOM files.

`Frame.path` may name a member of an archive ("studies.zip::folder/IM0001"): open it with `imaging.files.open_source`.
"""

"""DICOM in and out.

The doorway for the rest of the program:

* `index.scan(paths, progress, cancelled)` yields Studies as they are found and ends with the refusals;
* `read.read_stack(stack, progress, cancelled)` decodes a Stack into an `ImageStack`;
* `read.read_frame(frame)` decodes one Frame.
"""

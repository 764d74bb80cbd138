"""Memory of closed cases goes back to the system.

Python frees the pixels of a case at once, but glibc keeps the pages for later: after many cases of different sizes the
process holds up to a tenth more than it uses, and looks as if it grew.
"""

import ctypes
import sys

TRIM = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None


def give_back() -> None:
    """Ask the allocator to return what is free; where it cannot be asked (not glibc), nothing happens."""
    if TRIM is not None:
        TRIM(0)  # ctypes lets go of the interpreter's lock meanwhile

"""Import torch in a worker thread without freezing the screen.

Importing an extension module holds the interpreter's lock while the loader maps hundreds of megabytes, and each full
garbage collection on the way walks every object made so far: together the screen stands still for up to half a
second. Calling `dlopen` through ctypes releases the lock, and collecting is put off until the modules are in.
`benchmarks/interface_stall.py` measures the difference; docs/decisions/0003 tells why this is not a second process.
"""

import atexit
import ctypes
import gc
import os
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

LIBRARIES = ("libtorch_global_deps.so", "libtorch_python.so")
"""What `import torch` loads first; they pull in all the others."""


def import_models() -> None:
    """Load torch, torchvision and captum; afterwards importing them costs nothing. Safe to call again."""
    if "captum.attr" in sys.modules:
        return
    if sys.platform == "linux":
        _map_libraries()
    collecting = gc.isenabled()
    gc.disable()
    try:
        for module in ("torch", "torchvision", "captum.attr", "inference.runner"):
            import_module(module)
        gc.freeze()  # modules live as long as the program: no later collection has to walk them
        atexit.register(gc.unfreeze)  # extension modules complain about objects that outlive them
    finally:
        if collecting:
            gc.enable()


def _map_libraries() -> None:
    spec = find_spec("torch")
    if spec is None or spec.origin is None:
        return
    dlopen = ctypes.CDLL(None).dlopen
    dlopen.argtypes, dlopen.restype = (ctypes.c_char_p, ctypes.c_int), ctypes.c_void_p
    for name in LIBRARIES:
        scope = os.RTLD_GLOBAL if "global" in name else os.RTLD_LOCAL
        # A library that cannot be mapped here is left to `import torch`, which says what is wrong.
        dlopen(os.fsencode(Path(spec.origin).parent / "lib" / name), os.RTLD_NOW | scope)

"""Import torch, or anything as large, in a worker thread without freezing the screen.

Importing an extension module holds the interpreter's lock while the loader maps up to hundreds of megabytes, and each
full garbage collection on the way walks every object made so far: together the screen stands still for up to half a
second. Calling `dlopen` through ctypes releases the lock, so every library is mapped that way first; collecting is put
off until the modules are in. `benchmarks/interface_stall.py` measures the difference; docs/decisions/0003 tells why
this is not a second process.
"""

import atexit
import ctypes
import gc
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.machinery import ExtensionFileLoader, ModuleSpec
from typing import Any

_alone = threading.Lock()

MODULES = ("torch", "torchvision", "captum.attr", "inference.runner")


def import_models() -> None:
    """Load torch, torchvision and captum; afterwards importing them costs nothing. Safe to call again."""
    import_quietly(*MODULES)


def import_quietly(*modules: str) -> None:
    """Load modules in this thread while the others run; those that are there already cost nothing."""
    if modules[-1] in sys.modules:
        return
    with quietly():
        for module in modules:
            import_module(module)


def is_importing() -> bool:
    """Whether a thread is in `quietly`: whoever collects garbage himself waits for its end."""
    return _alone.locked()


@contextmanager
def quietly() -> Iterator[None]:
    """Whatever large is imported meanwhile, in this thread, leaves the others running.

    A second thread that comes while this is open does without.
    """
    if not _alone.acquire(blocking=False):
        yield
        return
    collecting = gc.isenabled()
    gc.disable()
    try:
        with _mapped_first():
            yield
        gc.freeze()  # modules live as long as the program: no later collection has to walk them
        atexit.register(gc.unfreeze)  # extension modules complain about objects that outlive them
    finally:
        if collecting:
            gc.enable()
        _alone.release()


@contextmanager
def _mapped_first() -> Iterator[None]:
    """While this is open, every shared library is mapped without the lock before Python, or torch itself, loads it."""
    if sys.platform != "linux":
        yield
        return
    dlopen = ctypes.CDLL(None).dlopen
    dlopen.argtypes, dlopen.restype = (ctypes.c_char_p, ctypes.c_int), ctypes.c_void_p
    make_module, load_library = ExtensionFileLoader.create_module, ctypes._dlopen  # type: ignore[attr-defined]

    # A library that cannot be mapped here is left to the import, which says what is wrong.
    def create_module(loader: ExtensionFileLoader, spec: ModuleSpec) -> Any:
        if spec.origin is not None:
            dlopen(os.fsencode(spec.origin), os.RTLD_NOW | os.RTLD_LOCAL)
        return make_module(loader, spec)

    def open_library(name: str | None, mode: int) -> Any:
        if name is not None:
            dlopen(os.fsencode(name), os.RTLD_NOW | mode)
        return load_library(name, mode)

    ExtensionFileLoader.create_module, ctypes._dlopen = create_module, open_library  # type: ignore
    try:
        yield
    finally:
        ExtensionFileLoader.create_module, ctypes._dlopen = make_module, load_library  # type: ignore

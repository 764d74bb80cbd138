"""Importing the models without freezing the screen leaves the interpreter as it was."""

import subprocess
import sys

SCRIPT = """
import ctypes, gc, sys
from importlib.machinery import ExtensionFileLoader
from inference.quiet_import import import_models
before = ExtensionFileLoader.create_module, ctypes._dlopen
import_models()
import_models()
assert (ExtensionFileLoader.create_module, ctypes._dlopen) == before
assert gc.isenabled()
assert {"torch", "torchvision", "captum.attr", "inference.runner"} <= set(sys.modules)
"""


def test_everything_is_put_back() -> None:
    run = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert "leaked" not in run.stderr

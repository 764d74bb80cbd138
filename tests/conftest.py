"""Fixtures for every room's tests."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with real images and reference numbers that lies beside the checkout, when it does."""
    if not (SHARED / "data").is_dir():
        pytest.skip("the folder shared/ with real images does not lie beside this checkout")
    return SHARED

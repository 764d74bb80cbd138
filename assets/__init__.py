"""Data shipped with the program: model cards and weights, protocols, key map, theme, icons."""

from pathlib import Path

ASSETS = Path(__file__).resolve().parent

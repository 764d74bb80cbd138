"""Architectures used by more than one task."""

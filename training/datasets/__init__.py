"""Readers for the data set layouts that `overread train` understands."""

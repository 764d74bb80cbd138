"""What a study *is*: DICOM in and out, geometry, volumes, radiographs, windows, regions, findings.

Knows neither Qt nor torch, and imports no other room of the program.
"""

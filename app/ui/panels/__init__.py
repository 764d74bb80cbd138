"""The columns beside the viewports."""

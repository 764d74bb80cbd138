"""What the mouse does in a viewport."""

"""The only mutable state while the program runs, and its two worker threads. QtCore only."""

"""Numbers for papers: every function returns an estimate and its interval."""

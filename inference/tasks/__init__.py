"""One file per question a model answers."""

"""Pictures of a viewport as files: one, or all of its stack."""

"""The study around the Readings: its plan, its cases, who reads what in which order, and how far they are."""

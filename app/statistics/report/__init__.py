"""The report of a reader study: tables, figures and pages as data, and written as HTML and CSV."""

"""What the reader *does* and the record it leaves."""

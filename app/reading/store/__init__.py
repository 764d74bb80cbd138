"""Stores that keep the record: append only, hash-chained."""

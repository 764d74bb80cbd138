"""Practice: a resident reads cases whose answer is known, learns it after the lock, and meets missed cases again."""

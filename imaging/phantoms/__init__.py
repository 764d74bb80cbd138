"""Seeded studies that look like the anatomy they stand for, with a mask of every lesion."""

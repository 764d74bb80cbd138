"""Openly licensed public data sets, fetched once: what there is, the transfer, the unpacking."""

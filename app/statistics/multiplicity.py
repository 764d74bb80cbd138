"""Many tests in one study: the false discovery rate."""

import numpy as np
import scipy  # its submodules load when first used: the window does not wait for them
from numpy.typing import ArrayLike, NDArray


def benjamini_hochberg(p: ArrayLike) -> NDArray[np.float64]:
    """q-values of Benjamini & Hochberg, J R Stat Soc B 57 (1995) 289–300.

    Parameters
    ----------
    p : array of float, shape (tests,)
        nan where there was nothing to test; such a test does not count among the others.

    Returns
    -------
    array of float, shape (tests,)
        In the order of `p`: the smallest false discovery rate at which the test is called. nan stays nan.

    Raises
    ------
    ValueError
        For a p outside 0–1.
    """
    values = np.asarray(p, dtype=np.float64)
    found = np.full(values.shape, np.nan)
    tested = ~np.isnan(values)
    if tested.any():
        found[tested] = scipy.stats.false_discovery_control(values[tested], method="bh")
    return found

"""Sums over pairs of a diseased and a healthy case: all that the U-statistics of areas need.

The success of reader a on such a pair is 1 when the diseased case is rated higher, ½ for a tie, else 0; where one of
the two was not read, there is no pair. Products of the successes of two readers a and b are summed over
(0) the same pair, (1) pairs that share the diseased case, (2) pairs that share the healthy case, (3) any two pairs.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_Array = NDArray[np.float64]

OVERLAP_TO_DISTINCT = np.array([[1, 0, 0, 0], [-1, 1, 0, 0], [-1, 0, 1, 0], [1, -1, -1, 1]], dtype=np.float64)
"""Turns the four sums, each of which holds those before it, into sums over pairs that share exactly that much."""

_CHUNK_BYTES = 64_000_000


@dataclass(frozen=True, eq=False)
class PairSums:
    """Sums of products, for every pair of columns (a column is one reader in one modality).

    Attributes
    ----------
    success, design : array of float, shape (4, columns, columns)
        Of successes, and of ones where both columns have the pair; first axis as above.
    wins, pairs : array of float, shape (columns,)
        Sum of successes and number of pairs of each column; their ratio is its area.
    """

    success: _Array
    design: _Array
    wins: _Array
    pairs: _Array

    def covariance(self) -> _Array:
        """Unbiased covariance of the columns' areas, shape (columns, columns); nan where a column has no pairs.

        Notes
        -----
        Gallas, Acad Radiol 13 (2006) 353–362: coefficients times unbiased moments. A variance can come out negative.
        """
        success, design = (np.einsum("pq,qab->pab", OVERLAP_TO_DISTINCT, sums) for sums in (self.success, self.design))
        moments = np.divide(success, design, out=np.zeros_like(success), where=design > 0)
        total = np.outer(self.pairs, self.pairs)
        weights = np.divide(design, total, out=np.full_like(design, np.nan), where=total > 0)
        weights[3] -= 1.0
        return np.asarray((weights * moments).sum(axis=0), dtype=np.float64)


def pair_sums(scores: _Array, truth: NDArray[np.bool_]) -> PairSums:
    """Sum over all pairs of cases, in pieces that fit the memory.

    Parameters
    ----------
    scores : array of float, shape (columns, cases)
        nan where the case was not read.
    truth : array of bool, shape (cases,)

    Notes
    -----
    Counts of half successes are whole numbers below 2²⁴ within a piece, so single precision is exact.
    """
    diseased, healthy = scores[:, truth], scores[:, ~truth]
    columns, m, n = scores.shape[0], diseased.shape[1], healthy.shape[1]
    same = np.zeros((columns, columns))
    by_diseased, by_healthy = np.zeros((columns, m)), np.zeros((columns, n))
    step = max(1, min(_CHUNK_BYTES // max(4 * columns * m, 1), 2**21 // max(m, 1)))
    for start in range(0, n, step):
        block = healthy[:, start : start + step, None]
        # 0, 1, 2 halves; a comparison with nan is False on both sides, so a missing read gives 0
        halves = (diseased[:, None, :] > block).astype(np.uint8)
        halves += diseased[:, None, :] >= block
        flat = halves.reshape(columns, -1).astype(np.float32)
        same += flat @ flat.T
        by_diseased += halves.sum(axis=1, dtype=np.int64)
        by_healthy[:, start : start + step] = halves.sum(axis=2, dtype=np.int64)
    wins = by_diseased.sum(axis=1)
    success = np.stack([same, by_diseased @ by_diseased.T, by_healthy @ by_healthy.T, np.outer(wins, wins)]) / 4.0
    read_diseased, read_healthy = (~np.isnan(part) for part in (diseased, healthy))
    return PairSums(success, _design(read_diseased, read_healthy), wins / 2.0, _pairs(read_diseased, read_healthy))


def _pairs(diseased: NDArray[np.bool_], healthy: NDArray[np.bool_]) -> _Array:
    return np.asarray(diseased.sum(axis=1) * healthy.sum(axis=1), dtype=np.float64)


def _design(diseased: NDArray[np.bool_], healthy: NDArray[np.bool_]) -> _Array:
    both_diseased, both_healthy = (part.astype(np.float64) @ part.T.astype(np.float64) for part in (diseased, healthy))
    total_diseased, total_healthy = (
        np.outer(part.sum(axis=1), part.sum(axis=1)).astype(np.float64) for part in (diseased, healthy)
    )
    return np.stack(
        [
            both_diseased * both_healthy,
            both_diseased * total_healthy,
            total_diseased * both_healthy,
            total_diseased * total_healthy,
        ]
    )

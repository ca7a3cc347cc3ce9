"""Small linear programs side by side: one call to the solver costs more than they do."""

from __future__ import annotations

import numpy as np
from scipy import sparse

WIDEST = 2_000
"""Variables of one call."""


def repeated(matrix: sparse.csr_array, times: int) -> sparse.csc_array:
    """Return a matrix so many times along the diagonal.

    >>> repeated(sparse.csr_array([[1.0, 2.0]]), 2).toarray().tolist()
    [[1.0, 2.0, 0.0, 0.0], [0.0, 0.0, 1.0, 2.0]]
    """
    one = matrix.tocsc()
    height, width = one.shape
    down, along = height * np.arange(times), one.nnz * np.arange(times)
    rows = (one.indices + down[:, np.newaxis]).ravel()
    ends = (one.indptr[1:] + along[:, np.newaxis]).ravel()
    shape = (times * height, times * width)
    return sparse.csc_array((np.tile(one.data, times), rows, np.r_[0, ends]), shape=shape)

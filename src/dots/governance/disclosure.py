"""What may leave the research team: groups of ten or more, and nothing from which a smaller one follows."""

from __future__ import annotations

import pandas as pd


def mask_small(frame: pd.DataFrame, count: str, values: list[str], minimum: int) -> pd.DataFrame:
    """Blank the values of every group smaller than the minimum, its count included.

    Parameters
    ----------
    frame
        One row a group.
    count
        Column with the group's size.
    values
        Columns to blank in small groups; the count is blanked as well.
    minimum
        Smallest group that may be shown.

    Returns
    -------
    DataFrame
        A copy with missing values where a group is small, and a flag column `suppressed`.
    """
    # SOURCE ONS and UK LLC output rules: every published cell counts ten or more
    small = frame[count] < minimum
    columns = list(dict.fromkeys([*values, count]))
    masked = frame.assign(suppressed=small)
    masked[columns] = masked[columns].astype("float64").mask(small)
    return masked

"""Rows as a DataFrame, for hosts that have pandas."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from typing import Any

from crosstie.errors import MissingExtra

__all__ = ["data_frame"]


def data_frame(rows: Sequence[Mapping[str, str]], columns: Sequence[str]) -> Any:  # noqa: ANN401 - a pandas.DataFrame
    """Return rows as a ``pandas.DataFrame`` with these columns, also when there are no rows.

    Raises:
        MissingExtra: pandas is not installed.
    """
    try:
        pandas: Any = importlib.import_module("pandas")  # Any: pandas is an extra and brings no types of its own
    except ImportError:
        message = "A DataFrame needs pandas, which is not installed."
        raise MissingExtra(message, advice="Install crosstie[notebook].") from None
    return pandas.DataFrame(list(rows), columns=list(columns))

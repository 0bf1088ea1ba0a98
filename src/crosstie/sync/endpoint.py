"""What a side of a pair must be able to do: the names of :mod:`crosstie.core.endpoint`, where users look for them."""

from __future__ import annotations

from crosstie.core.endpoint import (
    Abilities,
    AtDate,
    AtTime,
    AtToken,
    BatchEndpoint,
    Change,
    ChangePage,
    Creation,
    Endpoint,
    Feed,
    HasEndpoint,
    Position,
    Revision,
    Scanned,
    State,
    Values,
)
from crosstie.core.shapes import Shape

__all__ = [
    "Abilities",
    "AtDate",
    "AtTime",
    "AtToken",
    "BatchEndpoint",
    "Change",
    "ChangePage",
    "Creation",
    "Endpoint",
    "Feed",
    "HasEndpoint",
    "Position",
    "Revision",
    "Scanned",
    "Shape",
    "State",
    "Values",
]

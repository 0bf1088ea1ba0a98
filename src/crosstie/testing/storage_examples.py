"""Records of any kind for property tests, made from their columns."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from hypothesis import strategies as st

from crosstie.core.state import kind_of
from crosstie.storage.columns import Column, columns_of

__all__ = ["NASTY_TEXTS", "records_of"]

NASTY_TEXTS = (
    "",
    " ",
    "a",
    "A",
    "a ",
    "ä",
    "Z",
    "z",
    "10",
    "9",
    "a'b",
    'a"b',
    "a%b",
    "a\\b",
    "null",
    "\U0001f600",
    "ﬀ",
)
"""Texts that differ only in ways in which careless stores confuse or reorder them."""

_ZONES = (UTC, timezone(timedelta(hours=-8)), timezone(timedelta(hours=5, minutes=45)))
_texts = st.sampled_from(NASTY_TEXTS) | st.text(
    st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40
)
_times = st.datetimes(datetime(1970, 1, 2), datetime(2199, 1, 1), timezones=st.sampled_from(_ZONES))  # noqa: DTZ001 - the zone is drawn
_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
_integers = st.integers(-(2**63), 2**63 - 1)


def records_of(kind: type[Any], tenant: str) -> st.SearchStrategy[Any]:
    """Draw records of one kind that belong to one tenant."""
    fixed: dict[str, st.SearchStrategy[Any]] = {column.name: _values(column) for column in columns_of(kind)}
    fixed[kind_of(kind).key[0]] = st.just(tenant)
    return st.builds(kind, **fixed)


def _values(column: Column) -> st.SearchStrategy[Any]:
    values: st.SearchStrategy[Any]
    match column.shape:
        case "text":
            values = _texts
        case "integer":
            values = _integers
        case "truth":
            values = st.booleans()
        case "time":
            values = _times
        case "bytes":
            values = st.binary(max_size=60)
        case "json":
            values = st.dictionaries(st.text(max_size=10), _json, max_size=4)
    return st.none() | values if column.optional else values

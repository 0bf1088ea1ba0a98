"""A listing by time passes nothing over while records change (fact sheet: quickbooks.md, 4.2)."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import crosstie
from crosstie.systems.quickbooks.statements import Keyset

START = datetime(2026, 11, 2, tzinfo=UTC)


@attrs.frozen
class Row:
    """A record as far as paging is concerned: its id, version, and second of change."""

    id: str
    version: str
    second: int

    @property
    def updated(self) -> datetime:
        """The time of change."""
        return START + timedelta(seconds=self.second)


def _page(rows: list[Row], key: Keyset, size: int) -> list[Row]:
    """Answer a page as the system does."""
    found = [row for row in rows if key.since is None or row.updated >= key.since]
    return sorted(found, key=lambda row: (row.second, int(row.id)))[key.start - 1 :][:size]


def _read(rows: list[Row], size: int, edits: list[tuple[int, int]]) -> tuple[list[Row], list[Row], int]:
    """Read all pages, an edit between two of them; return what was seen, what is there in the end, and the calls."""
    key: Keyset | None = Keyset()
    seen: list[Row] = []
    clock, calls = max((row.second for row in rows), default=0) + 1, 0
    while key is not None:
        page = _page(rows, key, size)
        calls += 1
        seen += [row for row in page if key.fresh(row)]
        key = key.after(page, size)
        key = None if key is None else Keyset.parse(key.text())
        if edits and key is not None:
            place, gap = edits.pop(0)
            clock += gap
            changed = rows.pop(place % len(rows))
            rows.append(Row(changed.id, str(int(changed.version) + 1), clock))
    return seen, rows, calls


ROWS = st.lists(st.integers(0, 6), max_size=30).map(
    lambda seconds: [Row(str(place), "0", second) for place, second in enumerate(seconds, 1)]
)


@given(ROWS, st.integers(1, 8))
def test_every_record_is_seen_once_while_nothing_changes(rows: list[Row], size: int) -> None:
    """Ties of any number, pages of any size: nothing missing, nothing twice."""
    seen, there, _ = _read(list(rows), size, [])
    assert sorted(row.id for row in seen) == sorted(row.id for row in there)


SPREAD = st.lists(st.integers(0, 12), min_size=6, max_size=24).map(
    lambda seconds: [Row(str(place), "0", second) for place, second in enumerate(seconds, 1)]
)


@given(SPREAD, st.integers(5, 9), st.lists(st.tuples(st.integers(0, 23), st.integers(0, 1)), min_size=1, max_size=4))
def test_nothing_is_passed_over_while_records_change(rows: list[Row], size: int, edits: list[tuple[int, int]]) -> None:
    """With fewer ties than a page holds, every record is seen in the version it has in the end."""
    ties = Counter(row.second for row in rows)
    # A page of one time goes by position, where a shift can hide a record.
    assume(max(ties.values()) < size and len(edits) < size)
    seen, there, _ = _read(list(rows), size, list(edits))
    assert {(row.id, row.version) for row in there} <= {(row.id, row.version) for row in seen}


def test_the_first_of_several_ties_may_move_away() -> None:
    """What was seen at a time is told by id, not by position: the next of that time is still read."""
    rows = [Row("1", "0", 1), Row("2", "0", 5), Row("3", "0", 5), Row("4", "0", 5)]
    key = Keyset().after(rows[:2], 2)
    assert key is not None
    rows[1] = Row("2", "1", 9)
    assert [row.id for row in _page(rows, key, 2) if key.fresh(row)] == ["3", "4"]


def test_a_record_whose_time_moves_without_its_version_is_read_again() -> None:
    """A payment moves the time of its invoice; whether it raises the version is not certain (4.2)."""
    key = Keyset(START, 1, ("1:0",))
    assert not key.fresh(Row("1", "0", 0))
    assert key.fresh(Row("1", "0", 1))
    assert key.fresh(Row("1", "1", 0))


def test_a_full_last_page_takes_one_more_call() -> None:
    """Ten rows in pages of five: the third answer shows that there is no more."""
    rows = [Row(str(place), "0", place) for place in range(1, 11)]
    seen, _, calls = _read(rows, 5, [])
    assert [row.id for row in seen] == [str(place) for place in range(1, 11)]
    assert calls == 3


@pytest.mark.parametrize("text", ["", "1001", "{}", '["x",1,[]]', "[null]"])
def test_a_cursor_of_something_else_is_refused(text: str) -> None:
    """Cursors are opaque: only a page's own is taken."""
    with pytest.raises(crosstie.UsageError):
        Keyset.parse(text)

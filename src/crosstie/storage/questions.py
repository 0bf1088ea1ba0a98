"""A query or a list of writes, checked and put into plain values, before any store acts on it.

Every store starts from here, so that bad input is refused in the same words and before anything is read or written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias, assert_never, cast

import attrs

from crosstie.core.state import ABSENT, ANY, Delete, Key, Put, Query, Write, key_of, kind_of
from crosstie.errors import StaleWrite, UsageError
from crosstie.storage.columns import Column, Plain, Row, columns_of, encode, plain

__all__ = [
    "Change",
    "Rank",
    "Selection",
    "changes_of",
    "checked_key",
    "keys_sought",
    "matches",
    "rank",
    "selection_of",
    "stale_write",
]

Rank: TypeAlias = tuple[tuple[bool, Any], Key]  # Any: only values of one column are ever compared
"""What a row sorts by."""

_SORTABLE = ("text", "integer", "time")
_COMPARABLE = (*_SORTABLE, "truth")


@attrs.frozen(kw_only=True)
class Selection:
    """A checked query.

    Attributes:
        kind: The record class.
        key: The names of its key fields.
        equals: Fields and the plain values they must have; the tenant is among them unless all are asked for.
        span: Field, inclusive start and exclusive end of the range, if there is one.
        order: The field to sort by before the key.
        limit: At most this many.
        after: The place of the last record of the previous page.
        impossible: Whether a wanted value could never have been stored; nothing matches then.
    """

    kind: type[Any]
    key: tuple[str, ...]
    equals: tuple[tuple[str, Plain], ...]
    span: tuple[str, Plain, Plain] | None
    order: str | None
    limit: int
    after: Rank | None
    impossible: bool


@attrs.frozen
class Change:
    """A checked write.

    Attributes:
        kind: The record class.
        key: Which record.
        expects: The version it must have, ``ABSENT`` or ``ANY``.
        row: Its new values; ``None`` removes it.
    """

    kind: type[Any]
    key: Key
    expects: int
    row: Row | None

    @property
    def name(self) -> tuple[str, Key]:
        """How errors name the record: kind and key."""
        return kind_of(self.kind).name, self.key

    def holds(self, version: int | None) -> bool:
        """Tell whether the expected version is the stored one (``None`` when there is no such record)."""
        return self.expects in {ANY, ABSENT if version is None else version}


# -- queries -----------------------------------------------------------------------------------------------------------


def selection_of(query: Query[Any], by: str | None = None) -> Selection:
    """Check a query; with the field to count by if it is for counting, which pays no regard to paging.

    Raises:
        UsageError: It names an unknown field, or a value does not fit its field.
    """
    kind = query.kind
    equals: list[tuple[str, object]] = [("tenant", query.tenant)] if query.tenant is not None else []
    equals += query.where.items()
    values = [_sought(kind, _column(kind, name, _COMPARABLE), value) for name, value in equals]
    for name in (query.order, by):
        if name is not None:
            _column(kind, name, _COMPARABLE)
    return Selection(
        kind=kind,
        key=kind_of(kind).key,
        equals=tuple((name, value[0]) for (name, _), value in zip(equals, values, strict=True) if value),
        span=_span(query),
        order=query.order,
        limit=query.limit,
        after=None if query.after is None or by is not None else _after(query),
        impossible=not all(values),
    )


def keys_sought(kind: type[Any], keys: Iterable[Key]) -> list[Key]:
    """Check keys that are looked up; repeats and keys that could never have been stored are left out.

    Raises:
        UsageError: A key does not have the parts that this kind is keyed by.
    """
    columns = _key_columns(kind)
    found: dict[Key, None] = {}
    for key in keys:
        _check_key(kind, key)
        parts = [_sought(kind, column, part) for column, part in zip(columns, key, strict=True)]
        if all(parts):
            found[key] = None
    return list(found)


def checked_key(kind: type[Any], key: Key) -> Key:
    """Return a key, if a record of this kind can be stored under it.

    Raises:
        UsageError: It does not have the parts that this kind is keyed by, or one that is empty, or that no column can
            hold.
    """
    _check_key(kind, key)
    for column, part in zip(_key_columns(kind), key, strict=True):
        if not plain(kind, column, part):
            message = f"{kind.__name__}.{column.name} is empty: whoever is not named would share with others."
            raise UsageError(message)
    return key


def rank(order: str | None, key: Sequence[str], row: Mapping[str, Plain]) -> Rank:
    """Return what a row sorts by: the order field with empty values first, then the key."""
    value = None if order is None else row[order]
    return (value is not None, value), tuple(cast("str", row[name]) for name in key)


def matches(selection: Selection, row: Mapping[str, Plain]) -> bool:
    """Tell whether a row is selected; order and limit are applied afterwards."""
    if selection.impossible or any(row[name] != value for name, value in selection.equals):
        return False
    if selection.span is not None and not _within(row[selection.span[0]], selection.span[1], selection.span[2]):
        return False
    return selection.after is None or rank(selection.order, selection.key, row) > selection.after


def _within(value: Any, at_least: Any, below: Any) -> bool:  # noqa: ANN401 - three values of one column
    return value is not None and (at_least is None or value >= at_least) and (below is None or value < below)


def _span(query: Query[Any]) -> tuple[str, Plain, Plain] | None:
    span = query.span
    if span is None:
        return None
    column = _column(query.kind, span.field, _SORTABLE)
    ends = [None if end is None else plain(query.kind, column, end) for end in (span.at_least, span.below)]
    return span.field, ends[0], ends[1]


def _after(query: Query[Any]) -> Rank:
    if not isinstance(query.after, query.kind):
        message = f"The page after a {type(query.after).__name__} cannot be a page of {query.kind.__name__} records."
        raise UsageError(message, advice="Give the last record of the previous page.")
    return rank(query.order, kind_of(query.kind).key, encode(query.after))


def _column(kind: type[Any], name: str, shapes: Sequence[str]) -> Column:
    for column in columns_of(kind):
        if column.name == name:
            if column.shape in shapes:
                return column
            message = f"{kind.__name__}.{name} holds {column.shape} and cannot be compared like this."
            raise UsageError(message)
    message = f"{kind.__name__} has no field {name}."
    raise UsageError(message)


def _sought(kind: type[Any], column: Column, value: object) -> tuple[Plain] | tuple[()]:
    """Return the plain value in a tuple, or an empty one for a text that no record can hold.

    Looked-up ids come from outside, such as a callback's state: an odd one is simply not there, it is no mistake.
    """
    if value is None:
        return (None,)
    try:
        return (plain(kind, column, value),)
    except UsageError:
        if column.shape == "text" and isinstance(value, str):
            return ()
        raise


# -- writes ------------------------------------------------------------------------------------------------------------


def changes_of(writes: Sequence[Write]) -> list[Change]:
    """Check the writes of one commit.

    Raises:
        UsageError: A value does not fit its field, a version is no version, or a record is written twice.
    """
    changes = [_change(write) for write in writes]
    seen: set[tuple[str, Key]] = set()
    for change in changes:
        if change.name in seen:
            message = f"One commit writes the same record of {change.name[0]} twice."
            raise UsageError(message, advice="Keep the last of the two writes.")
        seen.add(change.name)
    return changes


def stale_write(stale: Sequence[Change], changes: Sequence[Change]) -> StaleWrite:
    """Make the error for the writes whose expected version did not hold."""
    kinds = ", ".join(sorted({change.name[0] for change in stale}))
    return StaleWrite(
        f"{len(stale)} of {len(changes)} records to be written ({kinds}) changed since they were read.",
        keys=tuple(change.name for change in stale),
        done="Nothing was written.",
        advice="Read them again and decide again.",
    )


def _change(write: Write) -> Change:
    match write:
        case Put():
            record: object = write.record
            change = Change(type(record), key_of(record), write.expects, encode(record))
        case Delete():
            change = Change(write.kind, checked_key(write.kind, write.key), write.expects, None)
        case _:
            assert_never(write)
    if change.expects < ANY or (change.row is None and change.expects == ABSENT):
        message = f"A write of {change.name[0]} expects the version {change.expects}, which makes no sense for it."
        raise UsageError(message, advice="Expect the version that was read, ANY, or for a new record ABSENT.")
    return change


def _key_columns(kind: type[Any]) -> list[Column]:
    known = {column.name: column for column in columns_of(kind)}
    return [known[name] for name in kind_of(kind).key]


def _check_key(kind: type[Any], key: Key) -> None:
    names = kind_of(kind).key
    parts: object = key
    if not isinstance(parts, tuple) or len(key) != len(names) or not all(isinstance(part, str) for part in key):  # pyright: ignore[reportUnnecessaryIsInstance]
        message = f"A {kind.__name__} is keyed by {len(names)} texts: {', '.join(names)}."
        raise UsageError(message)

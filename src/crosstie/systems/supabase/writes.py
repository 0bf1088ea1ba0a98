"""The calls that write to a table. A write is one statement: it succeeds as a whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, Literal, TypeAlias, TypeVar, get_args

import attrs

from crosstie.core.checks import known_word, one_of, whole
from crosstie.core.exchange import Call
from crosstie.core.messages import Response
from crosstie.errors import ApiError, OutcomeUnknown, UsageError
from crosstie.systems.doubt import surely_done
from crosstie.systems.supabase.bodies import affected, body_of, read_rows
from crosstie.systems.supabase.filters import Filter, binds, params_of
from crosstie.systems.supabase.literals import name_of
from crosstie.systems.supabase.target import Target

__all__ = [
    "Duplicates",
    "Missing",
    "Upsert",
    "Values",
    "counted",
    "delete_call",
    "insert_call",
    "inserted",
    "returned",
    "update_call",
]

T = TypeVar("T")
V = TypeVar("V")

Duplicates: TypeAlias = Literal["merge", "ignore"]
"""What an upsert does with a row that exists: write the columns that were sent, or leave it alone."""

Missing: TypeAlias = Literal["default", "null"]
"""What becomes of a column that some rows of a call name and this one does not."""

Values: TypeAlias = Mapping[str, object]
"""Columns to values."""


@attrs.frozen(kw_only=True)
class Upsert:
    """How an insert treats rows that exist.

    Attributes:
        target: The columns that tell it: the primary key, or those of one unique constraint.
        duplicates: What to do then.

    Raises:
        UsageError: ``duplicates`` is another word, which PostgREST would pass over.
    """

    target: tuple[str, ...]
    duplicates: Duplicates = attrs.field(default="merge", validator=one_of(*get_args(Duplicates)))


@attrs.frozen(kw_only=True)
class Answering:
    """What a write answers with.

    Attributes:
        prefer: What is asked of the server.
        selects: Whether rows come back.
        read: Reads the answer.
    """

    prefer: tuple[str, ...]
    selects: bool
    read: Callable[[Response], Any]  # Any: rows of the host's class, or how many


_RETURNED: Final = ("return=representation",)


def returned(target: Target[T]) -> Answering:
    """Answer with the rows as they now are."""
    return Answering(
        prefer=_RETURNED,
        selects=True,
        read=lambda response: read_rows(response, target.plan, target.zone),
    )


def inserted(target: Target[T]) -> Answering:
    """Answer with the one row of an insert as it now is.

    A database that takes it and shows none (a trigger or a rule may leave a row out, or put it elsewhere) says nothing
    of whether it is there: :class:`~crosstie.errors.OutcomeUnknown`.
    """

    def read(response: Response) -> T:
        rows = read_rows(response, target.plan, target.zone)
        if not rows:
            message = f"{target.name} took the row and shows none: a trigger or a rule may have left it out."
            raise OutcomeUnknown(message, advice="Look it up before you insert it again.")
        return rows[0]

    return Answering(prefer=_RETURNED, selects=True, read=read)


def counted() -> Answering:
    """Answer with how many rows were touched; the right to read them is not needed."""
    return Answering(prefer=("return=minimal", "count=exact"), selects=False, read=affected)


# -- inserting ---------------------------------------------------------------------------------------------------------


def insert_call(
    target: Target[Any],
    rows: Iterable[object],
    answering: Answering,
    *,
    upsert: Upsert | None = None,
    missing: Missing | None = None,
) -> Call[Any]:
    """Insert rows, all or none.

    Args:
        target: The table.
        rows: Rows of its class, or mappings of columns.
        answering: What comes back.
        upsert: How rows that exist are treated; they are an error when not given.
        missing: For rows that do not all name the same columns. An insert takes the default when not given; an upsert
            must be told, because it would also be written over what existing rows hold.

    Raises:
        UsageError: A row does not fit, ``missing`` is no word for it, or an upsert names its rows badly.
    """
    if missing is not None:
        known_word("missing", missing, get_args(Missing))
    written = [target.plan.written(row) for row in rows]
    columns = list(dict.fromkeys(name for row in written for name in row))
    even = all(len(row) == len(columns) for row in written)
    if upsert is not None:
        _check_upsert(target.name, written, upsert, even=even or missing is not None)
    prefer = [*answering.prefer]
    if not even:
        prefer.append(f"missing={missing or 'default'}")
    params: list[tuple[str, str]] = []
    if upsert is not None:
        prefer.append(f"resolution={upsert.duplicates}-duplicates")
        params.append(("on_conflict", ",".join(map(name_of, upsert.target))))
    if columns:
        params.append(("columns", ",".join(map(name_of, columns))))
    request = target.request("POST", tuple(params), body=body_of(written), prefer=prefer, selects=answering.selects)
    operation = "insert" if upsert is None else "upsert"
    # Merged twice is merged once: the key of the rows is what makes it safe to repeat.
    merges = upsert is not None and upsert.duplicates == "merge"
    decode = answering.read if upsert is None else _resolved(answering.read, target.name)
    return Call(
        operation=f"{target.name}.{operation}",
        request=request,
        decode=surely_done(decode),
        kind="keyed" if merges else "write",
    )


def _check_upsert(name: str, rows: Sequence[Values], upsert: Upsert, *, even: bool) -> None:
    if not upsert.target:
        message = f"An upsert into {name} needs the columns that tell whether a row exists."
        raise UsageError(message, advice="Name the table's key, or on_conflict.")
    if not even:
        message = f"The rows for {name} do not all name the same columns, and existing rows would lose the others."
        raise UsageError(
            message, advice='Upsert rows of the same columns together, or say missing="default" or "null".'
        )
    seen: set[tuple[object, ...]] = set()
    for row in rows:
        # Without its key a row would be inserted with NULL there, without any error.
        if any(row.get(column) is None for column in upsert.target):
            message = f"A row for {name} has no {' and '.join(upsert.target)} to be recognised by."
            raise UsageError(message, advice="Insert it instead, or upsert on other columns.")
        key = tuple(_comparable(row[column]) for column in upsert.target)
        if key in seen:
            message = f"Two rows for {name} have the same {' and '.join(upsert.target)}; the database refuses that."
            raise UsageError(message, advice="Merge them before they are sent.")
        seen.add(key)


def _comparable(value: object) -> object:
    return value if value.__hash__ is not None else str(value)


def _resolved(read: Callable[[Response], V], name: str) -> Callable[[Response], V]:
    """Look whether the server did what it was asked: without a primary key it plainly inserts."""

    def decode(response: Response) -> V:
        applied = response.headers.get("preference-applied")
        if applied is not None and "resolution=" not in applied:
            message = f"{name} has no key that an upsert could go by."
            raise ApiError(
                message, done="The rows were inserted.", advice="Give the table a primary key or a unique constraint."
            )
        return read(response)

    return decode


# -- changing and deleting ---------------------------------------------------------------------------------------------


def update_call(
    target: Target[Any],
    values: Values,
    filters: Sequence[Filter],
    answering: Answering,
    *,
    all_rows: bool = False,
    max_affected: int | None = None,
) -> Call[Any]:
    """Change the rows that fit.

    Args:
        target: The table.
        values: Fields of the row class, or columns where there is none, to values; ``None`` empties.
        filters: Which rows.
        answering: What comes back.
        all_rows: That every row is really meant.
        max_affected: Refuse to change more rows than this (servers from v12.2 on; older ones refuse the call).

    Raises:
        UsageError: No row is left out and ``all_rows`` was not said, a field is unknown, or ``max_affected`` is no
            number.
    """
    _check_bound(target.name, "change", filters, all_rows=all_rows)
    if not values:
        message = f"There is nothing to change in {target.name}."
        raise UsageError(message)
    body = body_of(target.plan.exact({target.plan.column_of(name): value for name, value in values.items()}))
    prefer = (*answering.prefer, *_at_most(max_affected))
    request = target.request("PATCH", params_of(filters), body=body, prefer=prefer, selects=answering.selects)
    decode = surely_done(answering.read)
    return Call(operation=f"{target.name}.update", request=request, decode=decode, kind="write")


def delete_call(
    target: Target[Any],
    filters: Sequence[Filter],
    answering: Answering,
    *,
    all_rows: bool = False,
    max_affected: int | None = None,
) -> Call[Any]:
    """Delete the rows that fit; the arguments are those of :func:`update_call`.

    Raises:
        UsageError: No row is left out and ``all_rows`` was not said, or ``max_affected`` is no number.
    """
    _check_bound(target.name, "delete", filters, all_rows=all_rows)
    prefer = (*answering.prefer, *_at_most(max_affected))
    request = target.request("DELETE", params_of(filters), prefer=prefer, selects=answering.selects)
    decode = surely_done(answering.read)
    return Call(operation=f"{target.name}.delete", request=request, decode=decode, kind="write")


_OFFENDERS: Final = "Pass a condition on the table's own columns, or all_rows=True."


def _check_bound(name: str, what: str, filters: Sequence[Filter], *, all_rows: bool) -> None:
    if any(part.embed for one in filters for part in (one, *one.parts)):
        message = f"Conditions on embedded rows do not limit which rows of {name} are written."
        raise UsageError(message, advice=_OFFENDERS)
    if not all_rows and not binds(filters):
        message = f"This would {what} every row of {name}."
        raise UsageError(message, advice=_OFFENDERS)


def _at_most(max_affected: int | None) -> tuple[str, ...]:
    if max_affected is None:
        return ()
    return ("handling=strict", f"max-affected={whole('max_affected', max_affected, 0)}")

"""The vocabulary of storage: records with versions, and the writes and questions a store understands.

A record is a frozen attrs object of one *kind* (its class). A kind says how it is keyed with :func:`record`; everything
else about it (columns, types) is read off its attrs fields.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final, Generic, TypeAlias, TypeVar

import attrs

from crosstie.core.checks import count
from crosstie.errors import UsageError

__all__ = [
    "ABSENT",
    "ANY",
    "Delete",
    "Key",
    "Kind",
    "Put",
    "Query",
    "Scalar",
    "Span",
    "Stored",
    "Write",
    "key_of",
    "kind_of",
    "record",
]

Key: TypeAlias = tuple[str, ...]
Scalar: TypeAlias = str | int | bool | datetime | None
R = TypeVar("R")

ABSENT: Final = 0
"""Expected version of a record that must not exist yet."""
ANY: Final = -1
"""Expected version of a write that does not care."""


@attrs.frozen
class Kind:
    """How records of one class are stored.

    Attributes:
        name: The table's name, without any prefix.
        key: The names of the key fields; the first is always ``tenant``.
        indexes: Further field groups that are looked up.
    """

    name: str
    key: tuple[str, ...]
    indexes: tuple[tuple[str, ...], ...] = ()


def record(
    name: str, *, key: tuple[str, ...], indexes: tuple[tuple[str, ...], ...] = ()
) -> Callable[[type[R]], type[R]]:
    """Declare an attrs class as a kind of record (decorator)."""
    if key[0] != "tenant":
        message = f"The key of {name} must start with the tenant."
        raise UsageError(message)

    def declare(cls: type[R]) -> type[R]:
        cls.__kind__ = Kind(name, key, indexes)  # type: ignore[attr-defined]
        return cls

    return declare


def kind_of(cls: type[Any]) -> Kind:
    """Return how records of this class are stored.

    Raises:
        UsageError: The class was not declared with :func:`record`.
    """
    kind = getattr(cls, "__kind__", None)
    if not isinstance(kind, Kind):
        message = f"{cls.__name__} is not a kind of record."
        raise UsageError(message, advice="Declare it with crosstie.storage.record.")
    return kind


def key_of(item: object) -> Key:
    """Return the key of one record."""
    return tuple(getattr(item, field) for field in kind_of(type(item)).key)


@attrs.frozen
class Stored(Generic[R]):
    """A record as it stands in the store, with the version a later write must expect (1 and up)."""

    record: R
    version: int


@attrs.frozen
class Put(Generic[R]):
    """Write this record, if the stored version is the expected one."""

    record: R
    expects: int


@attrs.frozen
class Delete:
    """Remove the record with this key, if the stored version is the expected one."""

    kind: type[Any]
    key: Key
    expects: int


Write: TypeAlias = Put[Any] | Delete


@attrs.frozen
class Span:
    """A range over one field: ``at_least <= value < below``; either end may be open. ``None`` values are outside."""

    field: str
    at_least: str | int | datetime | None = None
    below: str | int | datetime | None = None


@attrs.frozen(kw_only=True)
class Query(Generic[R]):
    """Which records of one kind are wanted.

    Attributes:
        kind: The record class.
        tenant: Whose records; ``None`` only through :meth:`across_tenants`.
        where: Fields that must equal these values (``None`` means the field is empty).
        span: At most one range.
        order: The field to sort by, ascending, ties by key; by key alone when ``None``. Empty values come first.
        limit: At most this many records.
        after: The last record of the previous page: only records behind it, in this order, are wanted.
    """

    kind: type[R]
    tenant: str | None
    where: Mapping[str, Scalar] = attrs.field(factory=dict[str, Scalar])
    span: Span | None = None
    order: str | None = None
    limit: int = attrs.field(default=1000, validator=count(1))
    after: R | None = None

    @classmethod
    def across_tenants(
        cls,
        kind: type[R],
        *,
        where: Mapping[str, Scalar] | None = None,
        span: Span | None = None,
        order: str | None = None,
        limit: int = 1000,
        after: R | None = None,
    ) -> Query[R]:
        """Ask over all tenants; for an operator's sweeps only."""
        return cls(kind=kind, tenant=None, where=where or {}, span=span, order=order, limit=limit, after=after)

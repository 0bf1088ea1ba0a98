"""Ids, versions and times of change alone: what a sync needs to see that most of a page is known already."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, tzinfo
from functools import lru_cache
from operator import attrgetter
from typing import Any, Protocol

import msgspec

from crosstie.errors import UsageError
from crosstie.models import instants
from crosstie.models.answers import UNREADABLE, Body, nothing_at, proven, refused
from crosstie.models.envelope import Path, envelope_of
from crosstie.models.fields import Field
from crosstie.models.plan import plan_of, reading, wire_type
from crosstie.models.record import Record

__all__ = ["Head", "heads"]


class Head(Protocol):
    """What identifies one record and its version."""

    @property
    def id(self) -> str | None:
        """The id, as text."""
        ...

    @property
    def version(self) -> str | None:
        """The version token, where the system has one."""
        ...

    @property
    def updated(self) -> datetime | None:
        """When the record was last changed, where the system tells."""
        ...


def heads(kind: type[Record], body: Body, path: Path = (), *, zone: tzinfo | None = None) -> list[Head]:
    """Decode only the id, version and time of change of each record; three to four times as fast as the records.

    Args:
        kind: The model; it says in ``head`` where these three are.
        body: The answer.
        path: As for :func:`crosstie.models.decode_page`.
        zone: The zone of timestamps that carry none; UTC when not given.

    Raises:
        UsageError: The model has no head.
        DecodeError: The answer is no JSON, or an id, version or time does not have the documented shape.
    """
    subject: Any = kind
    envelope = envelope_of(_head_struct(subject), path, many=True, loose=kind.convention.from_xml)
    data = proven(kind, body)
    try:
        with instants.reading_in(zone):
            outer = envelope.read(data)
    except UNREADABLE as error:
        raise refused(kind, error, data) from error
    found: list[Head] | None = envelope.records(outer)
    if found is None and (not path or envelope.leaf(outer, short_of_the_end=1) is None):
        raise nothing_at(kind, path, data)
    return found or []


@lru_cache(maxsize=256)
def _head_struct(kind: Any) -> Any:  # noqa: ANN401 - a model in, a Struct type out
    if kind.head is None:
        message = f"{kind.__name__} has no version to look at; decode its records."
        raise UsageError(message)
    places = {name: getattr(kind.head, name) for name in ("id", "version", "updated")}
    views: dict[str, Any] = {name: property(_missing) for name in places}
    members: list[tuple[str, Any, None]] = []
    rename: dict[str, str] = {}
    direct: dict[str, Field] = {}
    for name, place in places.items():
        if place is None:
            continue
        slot, field = f"{name}_", plan_of(kind).field(place.partition(".")[0])
        shape, views[name] = _member(kind, slot, field, place.partition(".")[2])
        members.append((slot, shape, None))
        rename[slot] = field.wire
        direct[slot] = field
    views.update(reading(direct.values(), {field.name: slot for slot, field in direct.items()}) or {})
    return msgspec.defstruct(f"_{kind.__name__}Head", members, rename=rename, namespace=views, gc=False)


def _missing(_head: object) -> None:
    return None


def _member(kind: type[Any], slot: str, field: Field, rest: str) -> tuple[Any, property]:
    """Return the wire type of one part of the head and the view of it; ``rest`` leads into a nested record."""
    if not rest:
        return wire_type(field, None), property(_reading(attrgetter(slot), field))
    if field.kind is None:
        message = f"{kind.__name__}.{field.name} holds no record, so {rest} leads nowhere."
        raise UsageError(message)
    inner = plan_of(field.kind).field(rest)
    struct = msgspec.defstruct(
        f"_{kind.__name__}{slot.title()}",
        [(inner.name, wire_type(inner, None), None)],
        rename={inner.name: inner.wire},
        namespace=reading((inner,)),
        gc=False,
    )
    return struct | None, property(_through(attrgetter(slot), _reading(attrgetter(inner.name), inner)))


def _reading(stored: Callable[[Any], Any], field: Field) -> Callable[[Any], Any]:
    read = field.form.read if field.form is not None and field.form.reads_all else None
    if read is None:
        return stored
    return lambda head: None if (value := stored(head)) is None else read(value)


def _through(outer: Callable[[Any], Any], inner: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda head: None if (between := outer(head)) is None else inner(between)

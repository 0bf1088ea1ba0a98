"""Bytes to records and back.

A page is decoded twice by msgspec, once into typed Structs and once into the bytes of each record: that is cheaper than
keeping unknown members as Python objects nobody may ask for, and each record owns its bytes, so that none keeps the
page alive. All checking happens here; no attribute of a record that was returned can fail.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import tzinfo
from decimal import Decimal
from math import isfinite
from typing import Any, Generic, TypeVar, cast

import attrs
import msgspec

from crosstie.errors import DecodeError, UsageError
from crosstie.models import instants
from crosstie.models.answers import UNREADABLE, Body, nothing_at, proven, raw_records, refused
from crosstie.models.cell import revive, revive_all
from crosstie.models.envelope import Path, envelope_of
from crosstie.models.plan import Plan, plan_of
from crosstie.models.record import Record

__all__ = ["Decoded", "changes", "decode_list", "decode_page", "decode_record", "encode", "json_body"]

R = TypeVar("R", bound=Record)

_encoder = msgspec.json.Encoder(decimal_format="number")


@attrs.frozen(kw_only=True)
class Decoded(Generic[R]):
    """The records of one answer.

    Attributes:
        records: The records, in the order of the answer.
        beside: The members of the envelope that were asked for and present, by wire name.
        unreadable: With ``isolate=True``: position in the answer and error of each record that could not be read.
    """

    records: list[R]
    beside: Mapping[str, Any] = attrs.field(factory=dict[str, Any])
    unreadable: tuple[tuple[int, DecodeError], ...] = ()


def decode_record(kind: type[R], body: Body, path: Path = (), *, zone: tzinfo | None = None) -> R:
    """Decode one record.

    Args:
        kind: The model.
        body: The answer.
        path: Where the record is, such as ``("Customer",)``.
        zone: The zone of timestamps that carry none; UTC when not given.

    Raises:
        DecodeError: The answer is no JSON, has no such member, or does not have the documented shape.
    """
    envelope = envelope_of(plan_of(kind).struct, path, many=False, loose=kind.convention.from_xml)
    data = proven(kind, body)
    try:
        with instants.reading_in(zone):
            wire = envelope.leaf(envelope.read(data))
        raw = envelope.leaf(envelope.bytes_of.decode(data))
    except UNREADABLE as error:
        raise refused(kind, error, data) from error
    if wire is None:
        raise nothing_at(kind, path, data)
    record: R = revive(kind, wire, bytes(raw))
    return record


def decode_list(kind: type[R], body: Body, path: Path = (), *, zone: tzinfo | None = None) -> list[R]:
    """Decode the records at a path, such as ``("QueryResponse", "Customer")``; none when the last member is missing.

    Raises:
        DecodeError: As :func:`decode_page`.
    """
    return decode_page(kind, body, path, zone=zone).records


def decode_page(
    kind: type[R],
    body: Body,
    path: Path = (),
    *,
    beside: tuple[str, ...] = (),
    zone: tzinfo | None = None,
    isolate: bool = False,
) -> Decoded[R]:
    """Decode the records at a path and the members beside them.

    Args:
        kind: The model of the records.
        body: The answer.
        path: Member names and array positions that lead to the array of records. Only the last may be missing or null.
        beside: Members of the envelope to return, on any level of the path.
        zone: The zone of timestamps that carry none; UTC when not given.
        isolate: Return what is readable and list the rest in ``unreadable``, instead of refusing the page for one
            record. An answer that is no JSON is refused all the same.

    Raises:
        DecodeError: The answer is no JSON, or does not have the documented shape.
    """
    plan = plan_of(kind)
    envelope = envelope_of(plan.struct, path, many=True, beside=beside, loose=kind.convention.from_xml)
    data = proven(kind, body)
    try:
        outer = envelope.bytes_of.decode(data)
    except UNREADABLE as error:
        raise refused(kind, error, data) from error
    raws = raw_records(kind, envelope, outer, data)
    found = envelope.beside(outer) if beside else {}
    with instants.reading_in(zone):
        try:
            wires = _swiftly(plan, path, data) or envelope.records(envelope.read(data)) or []
        except UNREADABLE as error:
            page = _one_by_one(kind, raws, found)
            if isolate:
                return page
            # Show the record that is wrong, not the first one of the page.
            culprit = bytes(raws[page.unreadable[0][0]]) if page.unreadable else data
            raise refused(kind, error, culprit) from error
    return Decoded(records=revive_all(kind, wires, map(bytes, raws)), beside=found)


def _swiftly(plan: Plan, path: Path, data: bytes) -> list[Any] | None:
    """Return the wire values of a page that holds nothing unusual; ``None`` for any other."""
    if plan.swift is None:
        return None
    try:
        envelope = envelope_of(plan.swift.struct_in(instants.declared()), path, many=True)
        wires = envelope.records(envelope.read(data))
        plan.swift.settle(wires or ())
    except (*UNREADABLE, TypeError, ValueError):
        return None  # it is read again, and then it is told what is wrong
    return wires


def _one_by_one(kind: type[R], raws: list[msgspec.Raw], found: Mapping[str, Any]) -> Decoded[R]:
    decode = envelope_of(plan_of(kind).struct, (), many=False, loose=kind.convention.from_xml).read
    records: list[R] = []
    unreadable: list[tuple[int, DecodeError]] = []
    for index, raw in enumerate(raws):
        own = bytes(raw)
        try:
            records.append(revive(kind, decode(own), own))
        except UNREADABLE as error:
            unreadable.append((index, refused(kind, error, own)))
    return Decoded(records=records, beside=found, unreadable=tuple(unreadable))


def encode(record: Record, *, writable: bool = False) -> bytes:
    """Encode the whole record, unknown fields included; amounts are JSON numbers with the digits they have.

    Args:
        record: The record.
        writable: Leave out what only the system may set.

    Raises:
        UsageError: A member of open shape or ``extra`` holds what JSON cannot say.
    """
    return json_body(type(record).__name__, record.to_wire(writable=writable))


def json_body(what: str, value: object) -> bytes:
    """Encode what is sent; amounts are JSON numbers with the digits they have.

    Args:
        what: What it is, for the error.
        value: Records as they stand on the wire, or anything else of JSON.

    Raises:
        UsageError: It holds what JSON cannot say: NaN, half a character, an object of the host's own.
    """
    if not _sayable(value):
        message = f"{what} holds a number that JSON cannot say, such as NaN."
        raise UsageError(message)
    try:
        return _encoder.encode(value)
    except UnicodeEncodeError:
        message = f"{what} holds half a character (a lone surrogate)."
        raise UsageError(message) from None  # the cause would hold the whole text
    except (TypeError, ValueError, OverflowError) as error:
        message = f"{what} holds what JSON cannot say: {error}."
        raise UsageError(message) from error


def _sayable(value: Any) -> bool:  # noqa: ANN401 - JSON of any shape
    if isinstance(value, Decimal):
        return value.is_finite()
    if isinstance(value, float):
        return isfinite(value)  # msgspec would write null, which empties the field
    if isinstance(value, Mapping):
        return all(map(_sayable, cast("Mapping[str, Any]", value).values()))
    return all(map(_sayable, cast("list[Any]", value))) if isinstance(value, (list, tuple)) else True


def changes(new: R, base: R) -> dict[str, Any]:
    """Return what a sparse update has to send: wire name to wire value of each field that differs.

    A field that was cleared is there as ``None``, a list that was emptied as ``[]``. A nested record that differs is
    sent whole, with its unknown members, because systems replace it whole. Top-level unknown fields are never sent.

    Raises:
        UsageError: The two are of different models, or a field differs that only the system may change.
    """
    if type(new) is not type(base):
        message = f"A {type(new).__name__} cannot be compared with a {type(base).__name__}."
        raise UsageError(message)
    return dict(_differences(new, base))


def _differences(new: Record, base: Record) -> Iterator[tuple[str, Any]]:
    for field in plan_of(type(new)).fields:
        value = field.get(new)
        if value == field.get(base):
            continue
        if field.rule.read_only or field.rule.identity:
            message = f"{type(new).__name__}.{field.name} can only be changed by {new.convention.system} itself."
            raise UsageError(message)
        yield field.wire, field.to_wire(value)

"""Find what a query asks for, and put pages together from stored bytes (fact sheet 4.1)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any, Final, TypeAlias

from crosstie.testing.quickbooks.codec import Json, encode
from crosstie.testing.quickbooks.company import Company, Record
from crosstie.testing.quickbooks.entities import ENTITIES, Entity
from crosstie.testing.quickbooks.fields import Field, Shape, plain
from crosstie.testing.quickbooks.refusals import refuse_query
from crosstie.testing.quickbooks.statement import Predicate, Statement, Value, parse

__all__ = ["answer_query", "page_of", "read_moment"]

_Test: TypeAlias = Callable[[Record], bool]
_Comparable: TypeAlias = Any  # text, bool, Decimal or seconds; both sides of a comparison have one type
_META: Final[Mapping[str, str]] = {
    f"{spelling}.{stamp}": stamp for spelling in ("MetaData", "Metadata") for stamp in ("CreateTime", "LastUpdatedTime")
}
_FILTERABLE: Final[frozenset[Shape]] = frozenset({"text", "flag", "number", "date", "ref", "phone", "email", "web"})
_REMEMBERED: Final = 16


def answer_query(company: Company, text: str) -> list[bytes]:
    """Carry out a query.

    Returns:
        The value of ``QueryResponse`` as JSON, in pieces that are joined once; ``{}`` without a hit.

    Raises:
        Refusal: 4000 or 4001.
    """
    statement = parse(text)
    entity = ENTITIES.get(statement.entity)
    if entity is None:
        refuse_query("4001", f"invalid entity {statement.entity!r}")
    for field in statement.fields:
        _field(entity, field)
    records = _find(company, entity, statement)
    if statement.count:
        return [encode({"totalCount": len(records)})]
    page = records[statement.start - 1 : statement.start - 1 + statement.limit]
    return page_of(entity.name, [record.body for record in page], start=statement.start)


def page_of(name: str, bodies: Sequence[bytes], *, start: int) -> list[bytes]:
    """Put a page together, in pieces; ``maxResults`` is the number really returned."""
    if not bodies:
        return [b"{}"]
    pieces = [b","] * (2 * len(bodies) + 1)
    pieces[1::2] = bodies
    pieces[0] = b'{"' + name.encode() + b'":['
    pieces[-1] = f'],"startPosition":{start},"maxResults":{len(bodies)}}}'.encode()
    return pieces


def read_moment(text: str, company: Company) -> float:
    """Read a date or a time; without an offset it is the company's local time.

    Raises:
        ValueError: It is neither.
    """
    moment = datetime.fromisoformat(text) if "T" in text or " " in text else _midnight(text)
    return (moment if moment.tzinfo is not None else moment.replace(tzinfo=company.rules.zone)).timestamp()


def _midnight(text: str) -> datetime:
    return datetime.combine(date.fromisoformat(text), time())


def _find(company: Company, entity: Entity, statement: Statement) -> Sequence[Record]:
    """Return all that match, in order. The last results are kept until something changes: pages are slices of them."""
    shelf = company.shelves[entity.name]
    hidden = entity.listed and not any(condition.field == "Active" for condition in statement.where)
    if not statement.where and statement.order in {None, "Id"} and not statement.descending:
        return shelf.active() if hidden else shelf.all()
    key = (entity.name, statement.where, statement.order, statement.descending)
    kept = company.results.get(key)
    if kept is not None and kept[0] == shelf.version:
        return kept[1]
    tests = [_test(company, entity, condition) for condition in statement.where]
    candidates = _candidates(company, entity, statement, hidden=hidden)
    found = _sorted(entity, [one for one in candidates if all(test(one) for test in tests)], statement)
    if len(company.results) >= _REMEMBERED:
        company.results.pop(next(iter(company.results)))
    company.results[key] = (shelf.version, found)
    return found


def _candidates(company: Company, entity: Entity, statement: Statement, *, hidden: bool) -> Sequence[Record]:
    """Narrow the search down by Id or by name, which have an index."""
    shelf = company.shelves[entity.name]
    found: Sequence[Record] = shelf.active() if hidden else shelf.all()
    for condition in statement.where:
        if condition.operator not in {"=", "IN"}:
            continue
        if condition.field == "Id":
            ids = dict.fromkeys(str(value) for value in condition.values)
            some = [shelf.records[identity] for identity in ids if identity in shelf.records]
            found = sorted(some, key=lambda record: int(record.id))
        elif condition.field == entity.name_field:
            found = company.named(entity.name, [str(value) for value in condition.values])
        else:
            continue
        return [record for record in found if record.active] if hidden else found
    return found


def _sorted(entity: Entity, records: list[Record], statement: Statement) -> list[Record]:
    order = statement.order
    if order is None:
        return records
    if order not in {"Id", *_META}:
        _field(entity, order)
    value = _reader(entity, order)

    def key(record: Record) -> tuple[bool, _Comparable]:
        held = value(record)
        return (False, "") if held is None else (True, held)

    return sorted(records, key=key, reverse=statement.descending)


def _field(entity: Entity, name: str) -> Field:
    if name in _META:
        return Field("moment")
    field = entity.fields.get(name)
    if field is None or field.shape not in _FILTERABLE or name in {"domain", "sparse", "status"}:
        refuse_query("4001", f"property {name!r} not found for entity {entity.name}, or not to be queried")
    return field


def _reader(entity: Entity, name: str) -> Callable[[Record], _Comparable | None]:
    """Return what gets the value to compare; what every record carries is read without decoding."""
    if name == "Id":
        return lambda record: float(record.id)
    if name in _META:
        return (lambda record: record.created) if _META[name] == "CreateTime" else (lambda record: record.updated)
    if name == "Active" and entity.listed:
        return lambda record: record.active
    shape = _field(entity, name).shape
    return lambda record: _comparable(shape, record.read(), name)


def _comparable(shape: Shape, data: Json, name: str) -> _Comparable | None:
    held = plain(shape, data.get(name))
    if isinstance(held, bool | str | Decimal):
        return held
    return Decimal(held) if isinstance(held, int) else None


def _test(company: Company, entity: Entity, condition: Predicate) -> _Test:
    field = _field(entity, condition.field)
    if condition.field == "Id":
        if condition.operator not in {"=", "IN"}:
            refuse_query("4001", "Id is compared with = and IN only")
        wanted = {str(value) for value in condition.values}
        return lambda record: record.id in wanted
    read = _reader(entity, condition.field)
    fold: Callable[[_Comparable], _Comparable] = _folded if company.rules.ignore_case else _same
    if condition.operator == "LIKE":
        return _like(condition, field, read, ignore_case=company.rules.ignore_case)
    values = [fold(_literal(company, condition.field, field.shape, value)) for value in condition.values]
    compare = _COMPARE[condition.operator]

    def test(record: Record) -> bool:
        held = read(record)
        return held is not None and compare(fold(held), values)

    return test


def _like(
    condition: Predicate, field: Field, read: Callable[[Record], _Comparable | None], *, ignore_case: bool
) -> _Test:
    pattern = condition.values[0]
    if field.shape not in {"text", "phone", "email", "web"} or not isinstance(pattern, str):
        refuse_query("4001", f"LIKE does not apply to {condition.field}")
    flags = re.DOTALL | (re.IGNORECASE if ignore_case else 0)
    regex = re.compile(".*".join(re.escape(part) for part in pattern.split("%")), flags)

    def test(record: Record) -> bool:
        held = read(record)
        return isinstance(held, str) and regex.fullmatch(held) is not None

    return test


def _literal(company: Company, name: str, shape: Shape, value: Value) -> _Comparable:
    """Read a literal as the property's type: numbers may be quoted, dates are, booleans are bare."""
    try:
        match shape:
            case "number":
                return value if isinstance(value, Decimal) else Decimal(str(value))
            case "flag":
                return value if isinstance(value, bool) else {"true": True, "false": False}[str(value).lower()]
            case "moment":
                return read_moment(str(value), company)
            case "date":
                return date.fromisoformat(str(value)).isoformat()
            case _:
                return str(value).lower() if isinstance(value, bool) else str(value)
    except (InvalidOperation, KeyError, ValueError):
        refuse_query("4001", f"{str(value)!r} is no value for {name}")


def _same(value: _Comparable) -> _Comparable:
    return value


def _folded(value: _Comparable) -> _Comparable:
    return value.casefold() if isinstance(value, str) else value


_COMPARE: Final[Mapping[str, Callable[[_Comparable, Sequence[_Comparable]], bool]]] = {
    "=": lambda held, values: held == values[0],
    "IN": lambda held, values: held in values,
    "<": lambda held, values: held < values[0],
    ">": lambda held, values: held > values[0],
    "<=": lambda held, values: held <= values[0],
    ">=": lambda held, values: held >= values[0],
}

"""What a ``q=`` filter selects (fact sheet 2.4)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Final, TypeAlias

from crosstie.testing.netsuite.account import Account
from crosstie.testing.netsuite.codec import number
from crosstie.testing.netsuite.fields import Field, Shape
from crosstie.testing.netsuite.filter_grammar import Both, Condition, Node, parse_filter
from crosstie.testing.netsuite.local_dates import Span, read_span
from crosstie.testing.netsuite.record_types import RecordType
from crosstie.testing.netsuite.records import Record
from crosstie.testing.netsuite.refusals import refuse
from crosstie.testing.netsuite.rendering import CREATED

__all__ = ["select"]

_Test: TypeAlias = Callable[[Record], bool]
_Check: TypeAlias = Callable[[Any], bool]  # Any: the value of the field, whose shape chose the check

_TEXT: Final = {"IS", "CONTAIN", "START_WITH", "ENDWITH"}
_NUMBER: Final = {"EQUAL", "GREATER", "GREATER_OR_EQUAL", "LESS", "LESS_OR_EQUAL", "BETWEEN", "WITHIN", "ANY_OF"}
_DATE: Final = {"ON", "AFTER", "BEFORE", "ON_OR_AFTER", "ON_OR_BEFORE"}
_OPERATORS: Final[dict[Shape, set[str]]] = {
    "text": _TEXT,
    "flag": {"IS"},
    "number": _NUMBER,
    "whole": _NUMBER,
    "date": _DATE,
    "moment": _DATE,
    "ref": {"IS", "EQUAL", "ANY_OF"},
    "enum": {"IS", "ANY_OF"},
    "multi": {"ANY_OF"},
}


def select(account: Account, record_type: RecordType, text: str | None) -> Sequence[Record]:
    """Return the records that a filter selects, all of them without one, in the order of their ids.

    Raises:
        Refusal: 400, ``o:errorQueryParam`` being ``q``.
    """
    everything = account.shelves[record_type.name].all()
    if text is None:
        return everything
    node = parse_filter(text)
    test = _test(account, record_type, node)
    by_key = _by_key(account, record_type, node)
    return [record for record in (everything if by_key is None else by_key) if test(record)]


def _by_key(account: Account, record_type: RecordType, node: Node) -> list[Record] | None:
    """Look an external id up in its index."""
    if not isinstance(node, Condition) or node.operator != "IS" or node.field.lower() != "externalid":
        return None
    record = account.by_external_id(record_type, node.values[0])
    return [] if record is None else [record]


def _test(account: Account, record_type: RecordType, node: Node) -> _Test:
    if isinstance(node, Condition):
        return _condition(account, record_type, node)
    left, right = _test(account, record_type, node.left), _test(account, record_type, node.right)
    if isinstance(node, Both):
        return lambda record: left(record) and right(record)
    return lambda record: left(record) or right(record)


def _condition(account: Account, record_type: RecordType, condition: Condition) -> _Test:
    name, field = _field(record_type, condition.field)
    read = _reader(account, name)
    operator = condition.operator
    if operator in {"EMPTY", "EMPTY_NOT"}:
        return lambda record: (read(record) is None) == (operator == "EMPTY")
    positive = "ENDWITH" if operator == "END_WITH_NOT" else operator.removesuffix("_NOT")
    if positive not in _OPERATORS.get(field.shape, set()):
        refuse("INVALID_PARAMETER", f"{operator} does not apply to {name}.", query="q")
    check = _check(account, name, field, positive, condition.values)
    if operator == positive:
        return lambda record: (held := read(record)) is not None and check(held)
    return lambda record: (held := read(record)) is None or not check(held)


def _field(record_type: RecordType, said: str) -> tuple[str, Field]:
    """Find a field whatever its case; some that are listed cannot be filtered by, such as an employee's last change."""
    if said.lower() == "id":
        return "id", Field(shape="whole")
    for name, field in record_type.fields.items():
        if name.lower() == said.lower() and field.filterable:
            return name, field
    return refuse("NONEXISTENT_FIELD", f"The field {said} does not exist, or cannot be filtered by.", query="q")


def _reader(account: Account, name: str) -> Callable[[Record], Any]:
    """Return what gets the value; what every record carries is read without decoding."""
    if name == "id":
        return lambda record: record.id
    if name == "externalId":
        return lambda record: record.external
    if name == "lastModifiedDate":
        return lambda record: record.modified
    if name in CREATED:
        return lambda record: record.created
    return lambda record: account.data(record).get(name)


def _check(account: Account, name: str, field: Field, operator: str, values: tuple[str, ...]) -> _Check:
    try:
        match field.shape:
            case "text":
                return _text_check(operator, values[0].casefold())
            case "flag":
                wanted = {"true": True, "false": False}[values[0].lower()]
                return lambda held: held is wanted
            case "number" | "whole":
                return _number_check(operator, [Decimal(value) for value in values])
            case "date" | "moment":
                return _date_check(account, field, operator, read_span(values[0], account.rules.date_format))
            case "multi":
                return lambda held: any(one in values for one in held)
            case _:
                return lambda held: held in values
    except (KeyError, InvalidOperation):
        refuse("INVALID_PARAMETER", f"{values[0]!r} is no value for {name}.", query="q")
    except ValueError as error:
        zone = account.rules.filter_zone or account.rules.zone
        refuse("INVALID_PARAMETER", f"{name}: {error} and time zone {zone}.", query="q")


def _text_check(operator: str, wanted: str) -> _Check:
    if operator == "CONTAIN":
        return lambda held: wanted in held.casefold()
    if operator == "START_WITH":
        return lambda held: bool(held.casefold().startswith(wanted))
    if operator == "ENDWITH":
        return lambda held: bool(held.casefold().endswith(wanted))
    return lambda held: bool(held.casefold() == wanted)


def _number_check(operator: str, values: list[Decimal]) -> _Check:
    first, last = values[0], values[-1]
    checks: dict[str, _Check] = {
        "EQUAL": lambda held: number(held) == first,
        "GREATER": lambda held: number(held) > first,
        "GREATER_OR_EQUAL": lambda held: number(held) >= first,
        "LESS": lambda held: number(held) < first,
        "LESS_OR_EQUAL": lambda held: number(held) <= first,
        "BETWEEN": lambda held: first <= number(held) <= last,
        "WITHIN": lambda held: first <= number(held) <= last,
        "ANY_OF": lambda held: number(held) in values,
    }
    return checks[operator]


def _date_check(account: Account, field: Field, operator: str, span: Span) -> _Check:
    """Compare with a whole day, or a whole minute, in the zone of filters, which is not UTC (2.4)."""
    start, end = span
    zone = account.rules.filter_zone or account.rules.zone

    def local(held: Any) -> datetime:  # noqa: ANN401 - a date or a moment in its plain form
        if field.shape == "date":
            return datetime.combine(date.fromisoformat(held), datetime.min.time())
        return datetime.fromtimestamp(held, zone).replace(tzinfo=None)

    checks: dict[str, _Check] = {
        "ON": lambda held: start <= local(held) < end,
        "AFTER": lambda held: local(held) > end - timedelta(microseconds=1),
        "BEFORE": lambda held: local(held) < start,
        "ON_OR_AFTER": lambda held: local(held) >= start,
        "ON_OR_BEFORE": lambda held: local(held) < end,
    }
    return checks[operator]

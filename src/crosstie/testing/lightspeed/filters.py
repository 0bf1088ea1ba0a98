"""Filters: ``field=<op>,<value>``, ``or=``, and the operators (fact sheet 2.3, 2.4)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import unquote

import attrs

from crosstie.testing.lightspeed.account import Account, Record
from crosstie.testing.lightspeed.contacts import searched
from crosstie.testing.lightspeed.entities import ENTITIES, Entity
from crosstie.testing.lightspeed.fields import Kind, Value, read_value
from crosstie.testing.lightspeed.refusals import refuse

__all__ = ["Condition", "alternatives", "condition", "matches"]

_OPERATOR: Final = re.compile(r"(>=|<=|!=|><|!~|>|<|~|IN),(.*)", re.DOTALL)
_MOST: Final = 100
_ORDER: Final[Mapping[str, Callable[[Any, Any], bool]]] = {  # Any: values of one field are of one type
    "=": lambda held, asked: held == asked,
    "!=": lambda held, asked: held != asked,
    ">": lambda held, asked: held is not None and held > asked,
    ">=": lambda held, asked: held is not None and held >= asked,
    "<": lambda held, asked: held is not None and held < asked,
    "<=": lambda held, asked: held is not None and held <= asked,
}


@attrs.frozen
class Condition:
    """One condition on a field, or on a field of a relation.

    Attributes:
        field: The field's name, ``Relation.field`` for one of a relation.
        operator: How it is compared.
        text: What it is compared with.
    """

    field: str
    operator: str
    text: str


def condition(field: str, value: str) -> Condition:
    """Read one parameter; without an operator it is equality."""
    found = _OPERATOR.fullmatch(value)
    return Condition(field, found[1], found[2]) if found else Condition(field, "=", value)


def alternatives(text: str) -> list[Condition]:
    """Read ``or=``: operands are joined with ``|`` and encoded once more inside.

    Raises:
        Refusal: An operand has no field.
    """
    found: list[Condition] = []
    for operand in text.split("|"):
        field, equals, value = unquote(operand).partition("=")
        if not equals or not field:
            refuse("An operand of or is not field=value.")
        found.append(condition(field, value))
    return found


def matches(account: Account, entity: Entity, record: Record, asked: Condition) -> bool:
    """Tell whether a record meets a condition; one of a relation is met by any of its records.

    Raises:
        Refusal: There is no such field, or the value does not fit it.
    """
    relation, dot, inner = asked.field.partition(".")
    if not dot:
        if entity.name == "Item" and asked.field == "itemCode":
            return any(_met("text", _text_of(record, name), asked) for name in ("itemID", "upc", "ean"))
        return _met(_kind(entity, asked.field), record.values[asked.field], asked)
    if relation == "Contact" and entity.contact:
        return any(_met("text", held, asked) for held in searched(record.contact, inner) or [""])
    return _related(account, entity, record, relation, attrs.evolve(asked, field=inner))


def _related(account: Account, entity: Entity, record: Record, relation: str, asked: Condition) -> bool:
    tie = entity.relations.get(relation)
    if tie is None:
        refuse(f"{entity.name} has no relation {relation}.")
    other = ENTITIES[tie.entity]
    if tie.member is None:
        found = account.records[tie.entity].get(record.number(tie.by))
        return found is not None and _met(_kind(other, asked.field), found.values[asked.field], asked)
    many = account.levels(record.id) if tie.entity == "ItemShop" else account.related(tie.entity, tie.by, record.id)
    return any(_met(_kind(other, asked.field), one.values[asked.field], asked) for one in many)


def _kind(entity: Entity, name: str) -> Kind:
    field = entity.fields.get(name)
    if field is None:
        refuse(f"{entity.name} has no field {name}.")
    return field.kind


def _text_of(record: Record, name: str) -> str:
    return str(record.values[name])


def _met(kind: Kind, held: Value, asked: Condition) -> bool:
    match asked.operator:
        case "~" | "!~":
            return _like(str(held), asked.text) is (asked.operator == "~")
        case "IN":
            values = [text.strip().strip("\"'") for text in asked.text.strip("[]").split(",")]
            if len(values) > _MOST:
                refuse(f"IN takes at most {_MOST} values.")
            return any(held == read_value(kind, text, asked.field) for text in values)
        case "><":
            low, _, high = asked.text.partition(",")
            return _compared(kind, held, ">=", low, asked.field) and _compared(kind, held, "<=", high, asked.field)
        case operator:
            return _compared(kind, held, operator, asked.text, asked.field)


def _compared(kind: Kind, held: Value, operator: str, text: str, name: str) -> bool:
    value = read_value(kind, text, name)
    if kind == "text":
        return _ORDER[operator](str(held).casefold(), str(value).casefold())
    return _ORDER[operator](held, value)


def _like(held: str, pattern: str) -> bool:
    """Compare as SQL does, letter case aside: ``%`` stands for anything."""
    parts = (re.escape(part) for part in pattern.split("%"))
    return re.fullmatch(".*".join(parts), held, re.DOTALL | re.IGNORECASE) is not None

"""The shapes of fields (fact sheet 3.1) and the check of what a client sends against them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Final, Literal, TypeAlias

import attrs

from crosstie.testing.quickbooks.codec import Json, items, members
from crosstie.testing.quickbooks.refusals import Problem, Refusal, refuse

__all__ = ["COMMON", "DETAILS", "Access", "Field", "Shape", "check", "plain"]

Shape: TypeAlias = Literal[
    "text", "flag", "number", "date", "moment", "ref", "phone", "email", "web", "address", "memo", "lines", "any"
]
Access: TypeAlias = Literal["write", "create", "read"]


@attrs.frozen
class Field:
    """One property of an entity.

    Attributes:
        shape: What it holds; ``any`` is stored as it comes.
        access: Writable; settable on create only; or the system's alone (then what a client sends is ignored).
        most: The longest text.
        choices: The values allowed, for an enum.
    """

    shape: Shape
    access: Access = "write"
    most: int | None = None
    choices: tuple[str, ...] = ()


COMMON: Final[Mapping[str, Field]] = {
    "Id": Field("text", "read"),
    "SyncToken": Field("text", "read"),
    "MetaData": Field("any", "read"),
    "domain": Field("text", "read"),
    "sparse": Field("flag", "read"),
    "status": Field("text", "read"),
}
"""What every entity has."""

_ADDRESS: Final[Mapping[str, int]] = {
    **{f"Line{place}": 500 for place in range(1, 6)},
    **dict.fromkeys(("City", "Country", "CountrySubDivisionCode"), 255),
    "PostalCode": 30,
    **dict.fromkeys(("Id", "Lat", "Long", "CountryCode", "County", "PostalCodeSuffix", "Note", "Tag"), 255),
}
_SALES_ITEM: Final = (
    "ItemRef Qty UnitPrice TaxCodeRef ClassRef ServiceDate TaxInclusiveAmt ItemAccountRef TaxClassificationRef "
    "MarkupInfo DiscountRate DiscountAmt DeferredRevenue RetainageAmount UnitCostPrice"
)
_TAX_LINE: Final = (
    "TaxRateRef PercentBased TaxPercent NetAmountTaxable TaxInclusiveAmount OverrideDeltaAmount ServiceDate"
)
DETAILS: Final[Mapping[str, tuple[str, frozenset[str]]]] = {
    "SalesItemLineDetail": ("SalesItemLineDetail", frozenset(_SALES_ITEM.split())),
    "GroupLineDetail": ("GroupLineDetail", frozenset({"GroupItemRef", "Quantity", "Line"})),
    "DescriptionOnly": ("DescriptionLineDetail", frozenset({"ServiceDate", "TaxCodeRef"})),
    "DiscountLineDetail": (
        "DiscountLineDetail",
        frozenset({"PercentBased", "DiscountPercent", "DiscountAccountRef", "ClassRef", "TaxCodeRef"}),
    ),
    "SubTotalLineDetail": ("SubTotalLineDetail", frozenset({"ItemRef"})),
    "TaxLineDetail": ("TaxLineDetail", frozenset(_TAX_LINE.split())),
    "ItemBasedExpenseLineDetail": (
        "ItemBasedExpenseLineDetail",
        frozenset({"ItemRef", "Qty", "UnitPrice", "CustomerRef", "BillableStatus", "TaxCodeRef", "ClassRef"}),
    ),
    "AccountBasedExpenseLineDetail": (
        "AccountBasedExpenseLineDetail",
        frozenset({"AccountRef", "CustomerRef", "BillableStatus", "TaxCodeRef", "ClassRef"}),
    ),
    "PaymentLineDetail": ("PaymentLineDetail", frozenset({"ItemRef", "Balance", "ClassRef", "Discount"})),
}
"""By ``DetailType``: the name of the detail object and its members (fact sheet 3.5)."""

_LINE_ITSELF: Final = "Id LineNum Description Amount DetailType LinkedTxn ProjectRef CustomExtensions Received LineEx"
_LINE: Final = frozenset(_LINE_ITSELF.split()) | {name for name, _ in DETAILS.values()}
_ONE_MEMBER: Final[Mapping[Shape, tuple[str, int]]] = {
    "phone": ("FreeFormNumber", 30),
    "email": ("Address", 100),
    "web": ("URI", 1000),
    "memo": ("value", 1000),
}
_REF: Final = frozenset({"value", "name", "type"})
_WHOLE_DIGITS: Final = 10
_FRACTION_DIGITS: Final = 5
_MAIL: Final = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;]+")


def check(entity: str, known: Mapping[str, Field], closed: bool, body: Json) -> None:  # noqa: FBT001 - a fact of the entity
    """Check what a client sent against the shapes.

    Raises:
        Refusal: 2010 for the first unknown property, or all wrong values together.
    """
    if closed:
        _only(entity, body, frozenset(known))
    problems: list[Problem] = []
    for name, value in body.items():
        field = known.get(name)
        if field is not None and field.access != "read" and value is not None:
            problems.extend(_CHECKS[field.shape](name, value, field))
    if problems:
        raise Refusal(*problems)


def plain(shape: Shape, value: object) -> object:
    """Return what a query compares: the reference's value, the phone's number, the e-mail's address."""
    inside = members(value)
    if inside is None:
        return value
    if shape == "ref":
        return inside.get("value")
    return inside.get(_ONE_MEMBER[shape][0]) if shape in _ONE_MEMBER else None


def _only(where: str, value: Json, known: frozenset[str]) -> None:
    for name in value:
        if name not in known:
            listed = ", ".join(sorted(known))
            detail = f'Property Name: unrecognized field "{name}" of {where} ({len(known)} known properties: {listed})'
            refuse("2010", detail, name)


def _text(name: str, value: object, field: Field) -> Iterator[Problem]:
    if not isinstance(value, str):
        yield Problem("2110", f"{name} must be text", name)
    elif field.most is not None and len(value) > field.most:
        yield Problem("2050", f"{name} has {len(value)} characters, allowed are {field.most}", name)
    elif field.choices and value and value not in field.choices:
        yield Problem("2170", f"{name} must be one of {', '.join(field.choices)}", name)


def _flag(name: str, value: object, _: Field) -> Iterator[Problem]:
    if not isinstance(value, bool):
        yield Problem("2110", f"{name} must be true or false", name)


def _number(name: str, value: object, _: Field) -> Iterator[Problem]:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        yield Problem("2090", f"{name} must be a number", name)
    elif not Decimal(value).is_finite():
        yield Problem("2090", f"{name} must be finite", name)


def _date(name: str, value: object, _: Field) -> Iterator[Problem]:
    try:
        good = isinstance(value, str) and (value == "" or date.fromisoformat(value).isoformat() == value)
    except ValueError:
        good = False
    if not good:
        yield Problem("2060", f"{name} must be a date as YYYY-MM-DD", name)


def _inside(name: str, value: object, known: frozenset[str]) -> Json | None:
    inside = members(value)
    if inside is not None:
        _only(name, inside, known)
    return inside


def _ref(name: str, value: object, _: Field) -> Iterator[Problem]:
    inside = _inside(name, value, _REF)
    if inside is None or not isinstance(inside.get("value"), str) or not inside["value"]:
        yield Problem("2020", f"{name} must be a reference with a text in value", name)


def _one_member(name: str, value: object, field: Field) -> Iterator[Problem]:
    member, most = _ONE_MEMBER[field.shape]
    inside = _inside(name, value, frozenset({member}))
    if inside is None:
        yield Problem("2110", f"{name} must be an object with {member}", name)
        return
    held = inside.get(member) or ""
    yield from _text(name, held, Field("text", most=field.most or most))
    if field.shape == "email" and held and isinstance(held, str) and not _MAIL.fullmatch(held):
        yield Problem("2210", f"{name} must be one address", name)


def _address(name: str, value: object, _: Field) -> Iterator[Problem]:
    inside = _inside(name, value, frozenset(_ADDRESS))
    if inside is None:
        yield Problem("2110", f"{name} must be an address object", name)
        return
    for part, held in inside.items():
        if held is not None:
            yield from _text(f"{name}.{part}", held, Field("text", most=_ADDRESS[part]))


def _lines(name: str, value: object, _: Field) -> Iterator[Problem]:
    entries = items(value)
    if not isinstance(value, list):
        yield Problem("2110", f"{name} must be a list", name)
    for entry in entries:
        line = _inside(name, entry, _LINE)
        if line is None:
            yield Problem("2110", f"{name} must hold objects", name)
            continue
        yield from _line(line)


def _line(line: Json) -> Iterator[Problem]:
    for detail, known in DETAILS.values():
        _inside(detail, line.get(detail), known)
    yield from _text("Line.Description", line.get("Description") or "", Field("text", most=4000))
    amount = line.get("Amount")
    if amount is None:
        return
    wrong = list(_number("Line.Amount", amount, Field("number")))
    yield from wrong
    if not wrong and not _fits(Decimal(amount)):
        yield Problem("2090", "Line.Amount has more than 10 + 5 digits", "Line.Amount")


def _fits(amount: Decimal) -> bool:
    exponent = amount.normalize().as_tuple().exponent
    return abs(amount) < Decimal(10) ** _WHOLE_DIGITS and isinstance(exponent, int) and -exponent <= _FRACTION_DIGITS


def _any(_name: str, _value: object, _field: Field) -> Iterator[Problem]:
    return iter(())


_CHECKS: Final[Mapping[Shape, Callable[[str, object, Field], Iterator[Problem]]]] = {
    "text": _text,
    "flag": _flag,
    "number": _number,
    "date": _date,
    "moment": _any,
    "ref": _ref,
    "phone": _one_member,
    "email": _one_member,
    "web": _one_member,
    "memo": _one_member,
    "address": _address,
    "lines": _lines,
    "any": _any,
}

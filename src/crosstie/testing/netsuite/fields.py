"""The shapes of properties (fact sheet 3.1): what a client may send, and in which plain form it is kept.

Kept are: text, true or false, numbers as decimals, dates as ISO text, moments as whole seconds since 1970, references
and enums as ids, multiselects as lists of ids, subrecords as objects, sublists as lists of objects.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, Literal, TypeAlias

import attrs

from crosstie.testing.netsuite.codec import Json, items, members
from crosstie.testing.netsuite.refusals import Problem, Refusal

__all__ = ["Field", "Intake", "Policy", "Shape", "Sublist", "take_fields", "take_sublist"]

Shape: TypeAlias = Literal["text", "flag", "number", "whole", "date", "moment", "ref", "enum", "multi", "address"]
Policy: TypeAlias = Literal["error", "warning", "ignore"]
"""What an unknown property, or a value of the wrong shape, causes (2.2)."""


@attrs.frozen(kw_only=True)
class Field:
    """One property.

    Attributes:
        shape: What it holds.
        target: Which records or list a reference points at; the inner fields of an address are fixed.
        choices: The ids of an enum, with their labels; any text when empty.
        writable: Whether clients may set it; what they send is ignored otherwise.
        filterable: Whether ``q=`` knows it (``x-ns-filterable``).
    """

    shape: Shape
    target: str = ""
    choices: Mapping[str, str] = attrs.field(factory=dict[str, str])
    writable: bool = True
    filterable: bool = True


@attrs.frozen(kw_only=True)
class Sublist:
    """One sublist.

    Attributes:
        fields: The properties of a line.
        key: The property by which lines are told apart; an unkeyed sublist only ever appends (2.5).
        mandatory: Whether it needs at least one line.
    """

    fields: Mapping[str, Field]
    key: Literal["line", "id"] | None = "line"
    mandatory: bool = False


@attrs.define(kw_only=True, eq=False)
class Intake:
    """What became of the properties of one body.

    Attributes:
        names: What an unknown property causes; by default it is silently lost but for a warning (2.2).
        values: What a value of the wrong shape causes.
        problems: What the call is refused for.
        warnings: What was left out and is told in a header.
    """

    names: Policy = "warning"
    values: Policy = "error"
    problems: list[Problem] = attrs.field(factory=list[Problem])
    warnings: list[str] = attrs.field(factory=list[str])

    def unknown(self, path: str) -> None:
        """Take note of a property that there is none of."""
        self._report(self.names, path, "There is no such property.")

    def wrong(self, path: str, expected: str) -> None:
        """Take note of a value of the wrong shape."""
        self._report(self.values, path, f"The value is not {expected}.")

    def settle(self) -> None:
        """End the intake.

        Raises:
            Refusal: There are problems.
        """
        if self.problems:
            raise Refusal(*self.problems)

    def _report(self, policy: Policy, path: str, detail: str) -> None:
        if policy == "error":
            self.problems.append(Problem("INVALID_CONTENT", f"{path}: {detail}", path))
        elif policy == "warning":
            self.warnings.append(f"{path}: {detail}")


_ALWAYS: Final = frozenset({"id", "links", "refName"})
"""What replies hold besides their fields, and clients may therefore send back."""


def take_fields(fields: Mapping[str, Field], body: Json, intake: Intake, path: str = "") -> Json:
    """Take the properties that are fields, in the form they are kept in; a null stays ``None``."""
    taken: Json = {}
    for name, value in body.items():
        where = path + name
        field = fields.get(name)
        if field is None:
            if name not in _ALWAYS:
                intake.unknown(where)
        elif field.writable:
            try:
                taken[name] = None if value is None else _TAKE[field.shape](field, value, intake, where)
            except (TypeError, ValueError):
                intake.wrong(where, _EXPECTED[field.shape])
    return taken


def take_sublist(sublist: Sublist, value: object, intake: Intake, path: str) -> list[Json]:
    """Take the lines of ``{"items": [...]}``; the key of a line stays as it was sent."""
    holder = members(value)
    if holder is None or not isinstance(holder.get("items"), list):
        intake.wrong(path, "an object with a list of items")
        return []
    taken: list[Json] = []
    for place, entry in enumerate(items(holder["items"])):
        where = f"{path}.items[{place}]"
        line = members(entry)
        if line is None:
            intake.wrong(where, "an object")
            continue
        own = {name: held for name, held in line.items() if name != sublist.key}
        taken.append({**_key(sublist, line, intake, where), **take_fields(sublist.fields, own, intake, where + ".")})
    return taken


def _key(sublist: Sublist, line: Json, intake: Intake, path: str) -> Json:
    if sublist.key is None or line.get(sublist.key) is None:
        return {}
    key: Any = line[sublist.key]
    if isinstance(key, bool) or not str(key).isdigit():
        intake.wrong(f"{path}.{sublist.key}", "the key of a line")
        return {}
    return {sublist.key: int(key)}


# -- shapes ------------------------------------------------------------------------------------------------------------


def _text(_field: Field, value: Any, _intake: Intake, _path: str) -> str:  # noqa: ANN401 - whatever was sent
    if not isinstance(value, str):
        raise TypeError
    return value


def _flag(_field: Field, value: Any, _intake: Intake, _path: str) -> bool:  # noqa: ANN401 - whatever was sent
    if not isinstance(value, bool):
        raise TypeError
    return value


def _number(_field: Field, value: Any, _intake: Intake, _path: str) -> Decimal:  # noqa: ANN401 - whatever was sent
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise TypeError
    return Decimal(repr(float(value)))


def _whole(_field: Field, value: Any, _intake: Intake, _path: str) -> int:  # noqa: ANN401 - whatever was sent
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError
    return value


def _date(_field: Field, value: Any, _intake: Intake, _path: str) -> str:  # noqa: ANN401 - whatever was sent
    if date.fromisoformat(value).isoformat() != value:
        raise ValueError
    return str(value)


def _moment(_field: Field, value: Any, _intake: Intake, _path: str) -> int:  # noqa: ANN401 - whatever was sent
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError
    return int(moment.timestamp())


def _ref(_field: Field, value: Any, _intake: Intake, _path: str) -> str:  # noqa: ANN401 - whatever was sent
    identity = value["id"]
    if isinstance(identity, bool) or not isinstance(identity, int | str) or identity == "":
        raise TypeError
    return str(identity)


def _enum(field: Field, value: Any, _intake: Intake, _path: str) -> str:  # noqa: ANN401 - whatever was sent
    """Take ``{"id": …}``, ``{"refName": …}`` or the bare id (3.1)."""
    inside = members(value)
    said = value if inside is None else inside.get("id", inside.get("refName"))
    if not isinstance(said, str):
        raise TypeError
    if not field.choices or said in field.choices:
        return said
    return (
        next(key for key, label in field.choices.items() if label == said) if said in field.choices.values() else _no()
    )


def _no() -> str:
    raise ValueError


def _multi(field: Field, value: Any, intake: Intake, path: str) -> list[str]:  # noqa: ANN401 - whatever was sent
    return [_ref(field, entry, intake, path) for entry in value["items"]]


def _address(_field: Field, value: Any, intake: Intake, path: str) -> Json:  # noqa: ANN401 - whatever was sent
    inside = members(value)
    if inside is None:
        raise TypeError
    taken = take_fields(ADDRESS, inside, intake, path + ".")
    return {name: held for name, held in taken.items() if held is not None}


ADDRESS: Final[Mapping[str, Field]] = {
    **dict.fromkeys(("addr1", "addr2", "addr3", "city", "state", "zip"), Field(shape="text")),
    **dict.fromkeys(("addressee", "attention", "addrPhone", "addrText"), Field(shape="text")),
    "country": Field(shape="enum"),
    "override": Field(shape="flag"),
}
"""The properties of an address subrecord (3.2)."""

_TAKE: Final[Mapping[Shape, Callable[[Field, Any, Intake, str], Any]]] = {
    "text": _text,
    "flag": _flag,
    "number": _number,
    "whole": _whole,
    "date": _date,
    "moment": _moment,
    "ref": _ref,
    "enum": _enum,
    "multi": _multi,
    "address": _address,
}
_EXPECTED: Final[Mapping[Shape, str]] = {
    "text": "text",
    "flag": "true or false",
    "number": "a number",
    "whole": "a whole number",
    "date": "a date as YYYY-MM-DD",
    "moment": "an ISO 8601 moment with an offset",
    "ref": "a reference with an id",
    "enum": "one of the allowed ids",
    "multi": "an object with a list of references",
    "address": "an address object",
}

"""Filters, with encoding in one place (fact sheet: lightspeed.md, 2.3 and 2.4).

::

    field("description").like("%brake%") & field("category_id").equals("7")
    field("contact.email").equals("nora@example.com")  # loads the relation as well, which the search needs
    either(field("upc").equals("123"), field("ean").equals("123"))
    {"item_id": ["1", "2"], "archived": False}  # short for one_of and equals

Fields go by their Python names; a field of a relation stands behind the relation's name and a dot.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Final, Literal, TypeAlias, cast

import attrs

from crosstie.core.checks import aware, sendable
from crosstie.core.messages import quoted
from crosstie.errors import UsageError
from crosstie.models.plan import plan_of
from crosstie.systems.lightspeed.kinds import Kind

__all__ = ["Condition", "Field", "Operator", "Value", "Where", "WhereLike", "either", "field", "where", "wire_name"]

Operator: TypeAlias = Literal["=", ">", ">=", "<", "<=", "!=", "><", "~", "!~", "IN"]
Value: TypeAlias = str | bool | int | Decimal | datetime
"""What a field is compared with; datetimes must be aware.

Lightspeed's times are as fine as seconds (2.7). A bound with a fraction is widened to the whole second beyond it, so
that nothing within it is left out: what changed in that very second may come with it.
"""

_MOST: Final = 100
_UPPER: Final[Mapping[str, int]] = {"<": 0, "<=": 0, "><": 1}
"""Which value of an operator is an upper bound."""
_SECOND: Final = timedelta(seconds=1)
_LAST: Final = datetime.max.replace(microsecond=0, tzinfo=UTC)
_OPERATOR: Final = re.compile(r"(?:>=|<=|!=|><|!~|>|<|~|IN),")
_CONTACT_SEARCHES: Final[Mapping[str, str]] = {
    "email": "email",
    "phone_home": "phoneHome",
    "phone_work": "phoneWork",
    "mobile": "mobile",
    "pager": "pager",
    "fax": "fax",
}


@attrs.frozen
class Condition:
    """One condition.

    Attributes:
        path: The field, by its Python path.
        operator: How it is compared.
        values: With what; several for ``IN``, two for ``><``.
    """

    path: str
    operator: Operator
    values: tuple[Value, ...]

    def param(self, kind: Kind[Any]) -> tuple[str, str]:
        """Return the condition as a query parameter, not yet encoded.

        Raises:
            UsageError: The field is unknown, or a value does not fit.
        """
        return _wire_path(kind, self.path), self._text()

    def _text(self) -> str:
        upper = _UPPER.get(self.operator)
        texts = [_literal(self.path, value, upper=place == upper) for place, value in enumerate(self.values)]
        if self.operator == "=":
            if _OPERATOR.match(texts[0]):
                message = f"The value that {self.path} is compared with would be taken for an operator."
                raise UsageError(message, advice="Use like().")
            return texts[0]
        if self.operator == "IN" and not 0 < len(texts) <= _MOST:
            message = f"{self.path} can be compared with 1 to {_MOST} values, not with {len(texts)}."
            raise UsageError(message, advice="Ask in several calls.")
        if self.operator in {"IN", "><"} and any("," in text or "]" in text for text in texts):
            message = f"A value that {self.path} is compared with holds a comma or a bracket."
            raise UsageError(message, advice="Ask for it alone, with equals, at_least or at_most.")
        return f"IN,[{','.join(texts)}]" if self.operator == "IN" else f"{self.operator},{','.join(texts)}"

    @property
    def relation(self) -> str | None:
        """The relation that must be loaded for it."""
        relation, dot, _ = self.path.partition(".")
        return relation if dot else None


@attrs.frozen
class Where:
    """Conditions that must all hold, and alternatives of which one must; join them with ``&``."""

    conditions: tuple[Condition, ...] = ()
    alternatives: tuple[Condition, ...] = ()

    def __and__(self, other: Where) -> Where:
        """Return the conditions of both.

        Raises:
            UsageError: Both have alternatives.
        """
        if self.alternatives and other.alternatives:
            message = "Lightspeed takes one set of alternatives only."
            raise UsageError(message)
        return Where((*self.conditions, *other.conditions), self.alternatives or other.alternatives)

    def params(self, kind: Kind[Any]) -> tuple[tuple[str, str], ...]:
        """Return the query parameters, not yet encoded."""
        found = [condition.param(kind) for condition in self.conditions]
        names = [name for name, _ in found]
        repeated = next((name for name in names if names.count(name) > 1), None)
        if repeated is not None:
            message = f"{repeated} has two conditions, of which Lightspeed would see one."
            raise UsageError(message, advice="Use between() for a range.")
        if self.alternatives:
            # Encoded once more inside: the sign of equality and the bar separate the operands (2.4).
            operands = ("=".join(one.param(kind)) for one in self.alternatives)
            found.append(("or", "|".join(map(quoted, operands))))
        return tuple(found)

    @property
    def relations(self) -> tuple[str, ...]:
        """The relations that must be loaded."""
        every = (*self.conditions, *self.alternatives)
        return tuple(dict.fromkeys(one.relation for one in every if one.relation is not None))


WhereLike: TypeAlias = Where | Mapping[str, Value | Sequence[Value]]
"""Conditions, or a mapping of field to value (equals) or values (one of)."""


@attrs.frozen
class Field:
    """A field to compare; made by :func:`field`.

    Attributes:
        path: Its Python path.
    """

    path: str

    def equals(self, value: Value) -> Where:
        """The field has this value."""
        return self._where("=", value)

    def differs(self, value: Value) -> Where:
        """The field has another value."""
        return self._where("!=", value)

    def above(self, value: Value) -> Where:
        """The field is more than this."""
        return self._where(">", value)

    def at_least(self, value: Value) -> Where:
        """The field is this or more."""
        return self._where(">=", value)

    def below(self, value: Value) -> Where:
        """The field is less than this."""
        return self._where("<", value)

    def at_most(self, value: Value) -> Where:
        """The field is this or less."""
        return self._where("<=", value)

    def between(self, low: Value, high: Value) -> Where:
        """The field is one of these or between them."""
        return self._where("><", low, high)

    def like(self, pattern: str) -> Where:
        """The field is like a pattern, in which ``%`` stands for anything."""
        return self._where("~", pattern)

    def unlike(self, pattern: str) -> Where:
        """The field is not like a pattern."""
        return self._where("!~", pattern)

    def one_of(self, values: Iterable[Value]) -> Where:
        """The field has one of these values, a hundred at most."""
        return self._where("IN", *values)

    def _where(self, operator: Operator, *values: Value) -> Where:
        return Where((Condition(self.path, operator, values),))


def field(path: str) -> Field:
    """Return a field to compare, by its Python path."""
    return Field(path)


def either(*options: Where) -> Where:
    """Return a condition of which one part must hold; it costs extra drips where it concerns several fields.

    Raises:
        UsageError: There is nothing to choose from, or a part is more than one condition.
    """
    if not options or any(len(one.conditions) != 1 or one.alternatives for one in options):
        message = "Alternatives are single conditions, at least one."
        raise UsageError(message)
    return Where((), tuple(one.conditions[0] for one in options))


def where(given: WhereLike | None) -> Where:
    """Return conditions in their one form.

    Raises:
        UsageError: What a field is compared with is neither a value nor a list of them.
    """
    if given is None:
        return Where()
    if isinstance(given, Where):
        return given
    found = Where()
    for path, value in given.items():
        if isinstance(value, Iterable) and not isinstance(value, str | bytes):
            found &= field(path).one_of(value)
        else:
            found &= field(path).equals(cast("Value", value))  # anything else is refused where it is written
    return found


def _wire_path(kind: Kind[Any], path: str) -> str:
    relation, dot, inner = path.partition(".")
    if not dot:
        return "itemCode" if path == "item_code" and kind.name == "Item" else wire_name(kind.record, path)
    if relation not in kind.relations:
        message = f"{kind.name} has no relation {relation} to search by."
        raise UsageError(message, advice=f"It has: {', '.join(kind.relations) or 'none'}.")
    if relation == "contact":
        if inner not in _CONTACT_SEARCHES:
            message = f"A contact cannot be searched by {inner}."
            raise UsageError(message, advice=f"It can by: {', '.join(_CONTACT_SEARCHES)}.")
        return f"Contact.{_CONTACT_SEARCHES[inner]}"
    return f"{kind.relations[relation]}.{wire_name(_related(kind.record, relation), inner)}"


def wire_name(record: type[Any], name: str) -> str:
    """Return what a plain field is called on the wire.

    Raises:
        UsageError: The record has no such field, or it holds records.
    """
    for one in plan_of(record).fields:
        if one.name == name and one.kind is None:
            return one.wire
    message = f"{record.__name__} has no field {name} to search by."
    raise UsageError(message)


def _related(record: type[Any], relation: str) -> type[Any]:
    """Return the class of what a relation holds; a relation to many wraps a list of them."""
    wrapper = plan_of(record).field(relation).kind
    inner = [one.kind for one in plan_of(cast("type[Any]", wrapper)).fields if one.many]
    return cast("type[Any]", inner[0] if inner else wrapper)


def _literal(path: str, value: object, *, upper: bool) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        moment = aware(f"What {path} is compared with", value).astimezone(UTC)
        second = moment.replace(microsecond=0)
        return (second + _SECOND if upper and second < min(moment, _LAST) else second).isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, str):
        return sendable(f"The text that {path} is compared with", value)
    if not isinstance(value, int):
        message = f"{path} is compared with text, whole numbers, Decimals, flags or times, not with {value!r}."
        raise UsageError(message)
    return str(value)

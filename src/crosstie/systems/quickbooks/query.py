"""The query language, with escaping in one place (fact sheet: quickbooks.md, 4.1).

::

    field("display_name").equals("O'Hara Floors") & field("balance").above(0)
    field("meta_data.last_updated_time").at_least(since)
    {"active": [True, False], "customer_ref": "77"}  # short for equals and one_of

Fields go by their Python names. There is no OR and no "not equal"; conditions are joined by AND only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, Literal, TypeAlias, cast

import attrs

from crosstie.core.checks import aware, sendable
from crosstie.errors import UsageError
from crosstie.models.fields import Field as ModelField
from crosstie.models.plan import plan_of
from crosstie.systems.quickbooks.models import (
    EmailAddress,
    Entity,
    MemoRef,
    MetaData,
    Ref,
    TelephoneNumber,
    WebSiteAddress,
)

__all__ = ["Condition", "Field", "Operator", "Value", "Where", "WhereLike", "field", "literal", "where", "wire_path"]

Operator: TypeAlias = Literal["=", "IN", "<", ">", "<=", ">=", "LIKE"]
Value: TypeAlias = str | bool | int | Decimal | date | datetime
"""What a field is compared with; datetimes must be aware."""

_VALUES: Final[Mapping[type[Any], str]] = {
    Ref: "value",
    EmailAddress: "address",
    TelephoneNumber: "free_form_number",
    WebSiteAddress: "uri",
    MemoRef: "value",
}
"""Records of one value: a query names the field that holds them."""


@attrs.frozen
class Condition:
    """One condition.

    Attributes:
        path: The field, by its Python path.
        operator: How it is compared.
        values: With what; several only for ``IN``.
    """

    path: str
    operator: Operator
    values: tuple[Value, ...]

    def text(self, kind: type[Entity]) -> str:
        """Return the condition in the query language.

        Raises:
            UsageError: The field is unknown, or the operator or a value does not fit.
        """
        name = wire_path(kind, self.path)
        if name == "Id" and self.operator not in ("=", "IN"):
            message = f"An id is compared with equals and one_of only, not with {self.operator}."
            raise UsageError(message)
        if self.operator != "IN":
            return f"{name} {self.operator} {literal(self.values[0])}"
        if not self.values:
            message = f"There is nothing to compare {self.path} with."
            raise UsageError(message, advice="Do not ask when the list is empty: the answer is empty as well.")
        return f"{name} IN ({', '.join(map(literal, self.values))})"


@attrs.frozen
class Where:
    """Conditions that must all hold; join them with ``&``."""

    conditions: tuple[Condition, ...] = ()

    def __and__(self, other: Where) -> Where:
        """Return the conditions of both."""
        return Where((*self.conditions, *other.conditions))

    def names(self, path: str) -> bool:
        """Whether a condition is about this field."""
        return any(condition.path == path for condition in self.conditions)


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

    def one_of(self, values: Iterable[Value]) -> Where:
        """The field has one of these values."""
        return Where((Condition(self.path, "IN", tuple(values)),))

    def below(self, value: Value) -> Where:
        """The field is less than this."""
        return self._where("<", value)

    def above(self, value: Value) -> Where:
        """The field is more than this."""
        return self._where(">", value)

    def at_most(self, value: Value) -> Where:
        """The field is this or less."""
        return self._where("<=", value)

    def at_least(self, value: Value) -> Where:
        """The field is this or more."""
        return self._where(">=", value)

    def like(self, pattern: str) -> Where:
        """The text fits a pattern in which ``%`` stands for anything."""
        return self._where("LIKE", pattern)

    def starts_with(self, text: str, *, escape: str | None = None) -> Where:
        r"""The text starts with this one.

        Args:
            text: How it starts.
            escape: What to put before a ``%`` of the text. Nothing is documented for that; try ``"\\"`` in a sandbox.

        Raises:
            UsageError: The text holds ``%`` and no escape was given: it would stand for anything.
        """
        return self.like(_unpatterned(text, escape) + "%")

    def contains(self, text: str, *, escape: str | None = None) -> Where:
        """The text contains this one; see :meth:`starts_with`.

        Raises:
            UsageError: The text holds ``%`` and no escape was given.
        """
        return self.like(f"%{_unpatterned(text, escape)}%")

    def _where(self, operator: Operator, value: Value) -> Where:
        return Where((Condition(self.path, operator, (value,)),))


def field(path: str) -> Field:
    """Name a field, such as ``display_name`` or ``meta_data.last_updated_time``."""
    return Field(path)


def where(given: WhereLike | None) -> Where:
    """Return conditions from what a caller gave."""
    if given is None:
        return Where()
    if isinstance(given, Where):
        return given
    return Where(tuple(_equality(path, value) for path, value in given.items()))


def _equality(path: str, value: Value | Sequence[Value]) -> Condition:
    if isinstance(value, (list, tuple, set, frozenset)):
        return Condition(path, "IN", tuple(cast("Iterable[Value]", value)))
    return Condition(path, "=", (cast("Value", value),))


def literal(value: Value) -> str:
    r"""Return a value as the query language spells it.

    Text, dates and numbers in single quotes, booleans bare. An apostrophe is escaped by a backslash (documented), and
    so is a backslash itself (not documented; without it a text that ends in one would swallow what follows).

    >>> literal("O'Hara"), literal(True), literal(Decimal("12.50"))
    ("'O\\'Hara'", 'true', "'12.50'")

    Raises:
        UsageError: The value is of another type, not finite, or a datetime without a zone.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"'{_plain(value)}'"


def _plain(value: object) -> str:
    match value:
        case str():
            return sendable("The text", value).replace("\\", "\\\\").replace("'", "\\'")
        case datetime():
            return _instant(value)
        case date():
            return value.isoformat()
        case Decimal() if value.is_finite():
            return format(value, "f")
        case int():
            return str(value)
        case _:
            message = f"A query cannot compare with {value!r}."
            raise UsageError(message, advice="Use text, bool, int, Decimal, a date or an aware datetime.")


def _instant(value: datetime) -> str:
    moment = aware("What a field is compared with", value)
    return moment.isoformat(timespec="milliseconds" if moment.microsecond else "seconds")


def _unpatterned(text: str, escape: str | None) -> str:
    if "%" in text and escape is None:
        message = "The text holds %, which stands for anything in a pattern."
        raise UsageError(message, advice="Use like() to mean that, or give an escape.")
    return text.replace("%", f"{escape}%")


def wire_path(kind: type[Any], path: str) -> str:
    """Return what the query language calls a field.

    >>> from crosstie.systems.quickbooks.models import Customer
    >>> wire_path(Customer, "primary_email_addr.address"), wire_path(Customer, "meta_data.create_time")
    ('PrimaryEmailAddr', 'MetaData.CreateTime')

    Raises:
        UsageError: There is no such field, or it holds more than one value.
    """
    first, _, rest = path.partition(".")
    found = _field_of(kind, first, path)
    if found.kind is None:
        if rest:
            raise _unknown(kind, path)
        return found.wire
    if found.many:
        raise _unknown(kind, path)
    if found.kind is MetaData:
        return f"{found.wire}.{_field_of(MetaData, rest, path).wire}"
    if rest not in ("", _VALUES.get(found.kind)) or found.kind not in _VALUES:
        raise _unknown(kind, path)
    return found.wire


def _field_of(kind: type[Any], name: str, path: str) -> ModelField:
    found = next((one for one in plan_of(kind).fields if name in (one.name, one.wire)), None)
    if found is None:
        raise _unknown(kind, path)
    return found


def _unknown(kind: type[Any], path: str) -> UsageError:
    message = f"{kind.__name__} cannot be asked for {path!r}."
    return UsageError(message, advice="Use the Python name of a field that holds one value, or a path to one.")

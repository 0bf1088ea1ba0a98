"""Which field of one side is which of the other: declared once, used in both directions.

fields=[
    both("display_name", "name"),
    both("primary_email_addr.address", "email", as_=email),
    left_owns("balance", "open_balance", as_=money()),
    both("active", "status", convert=table({True: "open", False: "closed"})),
    computed("greeting", to="right", needs=("given_name",), by=lambda given: f"Dear {given}"),
    ref("customer_ref.value", "customer_id", pair="customers"),
    on_create("customer_type", "RESIDENTIAL", side="right"),
]
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, TypeAlias

import attrs

from crosstie.errors import UsageError
from crosstie.sync.canonical import Form, Unfit, code, text
from crosstie.sync.conflicts import Policy, name_of
from crosstie.sync.sides import Side

__all__ = [
    "Converter",
    "End",
    "Field",
    "Initial",
    "both",
    "computed",
    "convert",
    "left_owns",
    "on_create",
    "ref",
    "right_owns",
    "table",
]

Turn: TypeAlias = Callable[[Any], Any]
"""One value into another; never called with an empty value."""


@attrs.frozen
class Converter:
    """Turns the values of one side into those of the other.

    Attributes:
        name: What it is called; part of what a cursor belongs to, so change it when the functions change.
        to_right: From the left side's value to the right side's.
        to_left: The inverse; not needed where values flow to the right only.
    """

    name: str
    to_right: Turn | None = attrs.field(default=None, repr=False)
    to_left: Turn | None = attrs.field(default=None, repr=False)


@attrs.frozen(kw_only=True)
class End:
    """One field as one side has it.

    Attributes:
        reads: The paths it is read from.
        writes: The path it is written to; ``None`` when it is never written on this side.
        take: Turns the values read into the field's own value.
        give: Turns the field's own value into the one to be written.
        default: What a new record on this side gets when the value is empty.
    """

    reads: tuple[str, ...]
    writes: str | None
    take: Callable[..., Any] = attrs.field(repr=False)
    give: Turn = attrs.field(repr=False)
    default: Any = None


@attrs.frozen(kw_only=True)
class Field:
    """One field of a mapping, as :func:`both`, :func:`left_owns`, :func:`computed` and the others make it.

    Attributes:
        name: Its name in links, conflicts, plans and match keys.
        form: How its values are spelled and compared.
        left: The field on the left.
        right: The field on the right.
        owner: The side whose value counts, when only one may change it.
        policy: What decides when both sides changed it; the pair's when ``None``.
        refers: The pair whose links translate its values, for references.
        shape: What else tells this declaration from another one, for the fingerprint of cursors.
    """

    name: str
    form: Form
    left: End
    right: End
    owner: Side | None = None
    policy: Policy | None = None
    refers: str | None = None
    shape: str = ""

    def end(self, side: Side) -> End:
        """Return the field as one side has it."""
        return self.left if side == "left" else self.right

    @property
    def identity(self) -> tuple[str, ...]:
        """Everything about the declaration that a change of must be noticed."""
        ends = [f"{','.join(end.reads)}>{end.writes or ''}" for end in (self.left, self.right)]
        policy = name_of(self.policy) if self.policy else ""
        return (self.name, self.form.name, *ends, self.owner or "", self.refers or "", policy, self.shape)


@attrs.frozen(kw_only=True)
class Initial:
    """A value that new records on one side get, and that is not synced; made by :func:`on_create`.

    Attributes:
        side: The side.
        path: The path there.
        value: The value.
    """

    side: Side
    path: str
    value: Any = None


# -- converters --------------------------------------------------------------------------------------------------------


def convert(name: str, *, to_right: Turn | None = None, to_left: Turn | None = None) -> Converter:
    """Make a converter of two functions that are each other's inverse, or of one for a one-way field.

    Args:
        name: What it is called; change it when the functions change.
        to_right: From the left side's value to the right side's.
        to_left: The other way.
    """
    return Converter(name, to_right, to_left)


def table(rows: Mapping[Any, Any]) -> Converter:
    """Make a converter of a table, left values to right values.

    A value that is not in the table cannot be synced: the record is reported, and nothing is guessed.

    Raises:
        UsageError: Two left values have the same right value, so that the way back is unknown.
    """
    inverse: dict[Hashable, Any] = {right: left for left, right in rows.items()}
    if len(inverse) != len(rows):
        message = "Two entries of the table have the same right value, so that the way back is unknown."
        raise UsageError(message, advice="Use convert() with a function for each way.")
    return Converter(f"table {sorted(map(repr, rows.items()))}", _lookup(dict(rows)), _lookup(inverse))


def _lookup(rows: Mapping[Any, Any]) -> Turn:
    def turn(value: Any) -> Any:  # noqa: ANN401 - whatever the table holds
        if value not in rows:
            reason = "is not in the table of the mapping"
            raise Unfit(reason)
        return rows[value]

    return turn


# -- declarations ------------------------------------------------------------------------------------------------------


def both(
    left: str,
    right: str,
    *,
    as_: Form = text,
    convert: Converter | None = None,
    left_default: Any = None,  # noqa: ANN401 - of the field's own type
    right_default: Any = None,  # noqa: ANN401
    conflicts: Policy | None = None,
    named: str | None = None,
) -> Field:
    """Map a field that either side may change.

    Args:
        left: Its path on the left.
        right: Its path on the right.
        as_: How values are spelled and compared (in the left side's terms, when there is a converter).
        convert: Turns values of one side into those of the other.
        left_default: What a new left record gets when the value is empty.
        right_default: What a new right record gets.
        conflicts: What decides when both sides changed it; the pair's policy when not given.
        named: Its name; the right path when not given.

    Raises:
        UsageError: The converter has no inverse.
    """
    to_right, to_left = _turns(convert)
    if to_right is None or to_left is None:
        message = f"The field {named or right} flows both ways, but its converter knows one way only."
        raise UsageError(message, advice="Give to_left and to_right, or let one side own the field.")
    return Field(
        name=named or right,
        form=as_,
        left=End(reads=(left,), writes=left, take=_same, give=_same, default=left_default),
        right=End(reads=(right,), writes=right, take=_unless_empty(to_left), give=to_right, default=right_default),
        policy=conflicts,
        shape=convert.name if convert else "",
    )


def left_owns(
    left: str,
    right: str,
    *,
    as_: Form = text,
    convert: Converter | None = None,
    right_default: Any = None,  # noqa: ANN401 - of the field's own type
    named: str | None = None,
) -> Field:
    """Map a field that only the left side may change; what the right side changes is put back, and kept in history.

    When two records meet for the first time and the owner's field is empty, the other side fills it once.

    Args:
        left: Its path on the left.
        right: Its path on the right.
        as_: How values are spelled and compared, in the right side's terms.
        convert: Turns left values into right ones; no inverse needed.
        right_default: What a new right record gets when the value is empty.
        named: Its name; the right path when not given.

    Raises:
        UsageError: The converter does not lead to the right.
    """
    return _owned("left", left, right, as_, convert, right_default, named)


def right_owns(
    left: str,
    right: str,
    *,
    as_: Form = text,
    convert: Converter | None = None,
    left_default: Any = None,  # noqa: ANN401 - of the field's own type
    named: str | None = None,
) -> Field:
    """Map a field that only the right side may change; see :func:`left_owns`.

    Raises:
        UsageError: The converter does not lead to the left.
    """
    return _owned("right", right, left, as_, convert, left_default, named)


def computed(
    path: str,
    *,
    to: Side,
    needs: Sequence[str],
    by: Callable[..., Any],
    as_: Form = text,
    named: str | None = None,
) -> Field:
    """Map a field that is computed from the other side's values and flows one way.

    Args:
        path: Where it is written.
        to: The side that it is written to.
        needs: Paths of the other side; their values are the arguments of ``by``, ``None`` when empty.
        by: Computes the value.
        as_: How values are spelled and compared.
        named: Its name; the path when not given.
    """
    source = End(reads=tuple(needs), writes=None, take=by, give=_same)
    target = End(reads=(path,), writes=path, take=_same, give=_same)
    return Field(
        name=named or path,
        form=as_,
        left=target if to == "left" else source,
        right=source if to == "left" else target,
        owner="right" if to == "left" else "left",
        shape=f"computed {getattr(by, '__qualname__', '')}",
    )


def ref(left: str, right: str, *, pair: str, owner: Side | None = None, named: str | None = None) -> Field:
    """Map a reference to a record that another pair syncs: an invoice's customer.

    The ids differ, so they are translated through the links of that pair. A record whose reference is not linked yet
    waits, is reported, and is tried again in every run.

    Args:
        left: Path of the id on the left.
        right: Path of the id on the right.
        pair: The pair that links what is referred to.
        owner: The side that may change it; both when not given.
        named: Its name; the right path when not given.
    """
    return Field(
        name=named or right,
        form=code,
        left=End(reads=(left,), writes=left, take=_same, give=_same),
        right=End(reads=(right,), writes=right, take=_same, give=_same),
        owner=owner,
        refers=pair,
    )


def on_create(path: str, value: Any, *, side: Side) -> Initial:  # noqa: ANN401 - of the field's own type
    """Give new records on one side a value that is not synced, such as a type that the system asks for."""
    return Initial(side=side, path=path, value=value)


def _owned(
    owner: Side,
    owned: str,
    copied: str,
    form: Form,
    converter: Converter | None,
    default: Any,  # noqa: ANN401
    named: str | None,
) -> Field:
    to_right, to_left = _turns(converter)
    forward, back = (to_right, to_left) if owner == "left" else (to_left, to_right)
    right = copied if owner == "left" else owned
    if forward is None:
        message = f"The converter of the field {named or right} does not lead away from the side that owns it."
        raise UsageError(message)
    source = End(reads=(owned,), writes=owned if back else None, take=_unless_empty(forward), give=back or _same)
    target = End(reads=(copied,), writes=copied, take=_same, give=_same, default=default)
    return Field(
        name=named or right,
        form=form,
        left=source if owner == "left" else target,
        right=target if owner == "left" else source,
        owner=owner,
        shape=converter.name if converter else "",
    )


def _turns(converter: Converter | None) -> tuple[Turn | None, Turn | None]:
    return (_same, _same) if converter is None else (converter.to_right, converter.to_left)


def _same(value: Any) -> Any:  # noqa: ANN401 - the value itself
    return value


def _unless_empty(turn: Turn) -> Turn:
    def take(value: Any) -> Any:  # noqa: ANN401 - of the other side's type
        return None if value is None or value == "" else turn(value)

    return take

"""The host's own attrs classes as rows: which columns they ask for, how answers become them, what they write.

::

    @attrs.frozen(kw_only=True)
    class Customer:
        id: int | None = column(generated=True, default=None)
        full_name: str = column("customer_name")
        credit: Decimal = Decimal(0)
        updated_at: datetime | None = column(read_only=True, default=None)
        packages: tuple[Package, ...] = column(embed=embed("packages", "id", "remaining"), default=())
        rest: Mapping[str, object] = unknown_columns()

msgspec decodes such a class natively; a column with another name comes under an alias, so that nothing is renamed here.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final, Generic, TypeVar, cast, get_args, get_type_hints

import attrs
import msgspec

from crosstie.errors import UsageError
from crosstie.systems.supabase.columns import Column
from crosstie.systems.supabase.filters import Params
from crosstie.systems.supabase.instants import instants_of
from crosstie.systems.supabase.literals import name_of
from crosstie.systems.supabase.selecting import Embed, Item, asked_for, pick

__all__ = ["FieldPlan", "RowPlan", "column", "row_plan", "unknown_columns"]

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


@attrs.frozen(kw_only=True)
class _Rule:
    """What a field says about itself."""

    name: str | Column | None = None
    cast: str | None = None
    embed: Embed | None = None
    read_only: bool = False
    generated: bool = False
    unknown: bool = False


def column(
    name: str | Column | None = None,
    *,
    cast: str | None = None,
    embed: Embed | None = None,
    read_only: bool = False,
    generated: bool = False,
    default: Any = attrs.NOTHING,  # noqa: ANN401 - of the field's own type
    repr: bool = True,  # noqa: A002 - attrs' own word
) -> Any:  # noqa: ANN401 - a field specifier: the annotation beside it is the type
    """Describe one field of a row class; fields without a description are columns of the same name.

    Args:
        name: The column, or the place in a JSON column, where it is not called like the field.
        cast: The type to cast to when it is read; such a field is never written.
        embed: The related rows that it holds, instead of a column.
        read_only: The database computes it; it is never written.
        generated: The database fills it in when a row is inserted without it: it is left out while it is ``None``.
        default: The value where the class is made by hand.
        repr: Whether ``repr`` may show the value.
    """
    computed = read_only or embed is not None or cast is not None or isinstance(name, Column)
    rule = _Rule(name=name, cast=cast, embed=embed, read_only=computed, generated=generated)
    return attrs.field(default=default, repr=repr, metadata={_Rule: rule})


def unknown_columns() -> Any:  # noqa: ANN401 - a field specifier
    """Declare the field that keeps the columns which the class does not know; everything is asked for then.

    They are never written back: a write here changes only the columns that it names, so nothing is wiped.
    """
    return attrs.field(factory=dict[str, object], repr=False, metadata={_Rule: _Rule(unknown=True)})


@attrs.frozen(kw_only=True)
class FieldPlan:
    """One field of a row class.

    Attributes:
        name: The field, and what the answer calls it.
        column: The column; ``None`` for what is embedded or inside JSON.
        item: What is asked for.
        written: Whether writes send it.
        generated: Whether it is left out while it is ``None``.
    """

    name: str
    column: str | None
    item: Item
    written: bool
    generated: bool


@attrs.frozen(kw_only=True, eq=False)
class RowPlan(Generic[T_co]):
    """What is known about a row class.

    Attributes:
        kind: The class; ``None`` for plain mappings.
        asked: The parameters that ask for such rows.
        fields: Its fields, without the one for unknown columns.
        unknown: The field for unknown columns, if there is one.
        instants: The fields that hold datetimes, however deep.
        amounts: The columns of fields that are declared as Decimal, and not as float as well.
        decoder: Reads a list of rows.
    """

    kind: type[T_co] | None
    asked: Params
    fields: tuple[FieldPlan, ...] = ()
    unknown: str | None = None
    instants: tuple[str, ...] = ()
    amounts: frozenset[str] = frozenset()
    decoder: msgspec.json.Decoder[list[Any]] = attrs.field(repr=False)

    @property
    def label(self) -> str:
        """The class, as errors name it."""
        return "row" if self.kind is None else self.kind.__name__

    def answered_as(self, name: str) -> str:
        """Return what the answer calls a column."""
        return next((field.name for field in self.fields if field.column == name), name)

    def column_of(self, name: str) -> str:
        """Return the column that a field writes.

        Raises:
            UsageError: There is no such field, or it cannot be written.
        """
        if self.kind is None:
            return name
        for field in self.fields:
            if field.name == name and field.written and field.column is not None:
                return field.column
        message = f"{self.label} has no field {name} that can be written."
        raise UsageError(
            message, advice=f"Its columns are: {', '.join(one.name for one in self.fields if one.written)}."
        )

    def written(self, row: object) -> dict[str, object]:
        """Return the columns that a row writes, with their values.

        Raises:
            UsageError: It is no row of this class, and no mapping of column names, or an amount is a float.
        """
        if isinstance(row, Mapping):
            named = cast("Mapping[object, object]", row)
            return self.exact({str(name): value for name, value in named.items()})
        if self.kind is None or not isinstance(row, self.kind):
            message = f"A {type(row).__name__} is no {self.label}."
            raise UsageError(message, advice="Pass a row of the table's class, or a mapping of column names.")
        values = ((field, getattr(row, field.name)) for field in self.fields if field.written)
        return self.exact(
            {
                field.column: value
                for field, value in values
                if field.column is not None and not (field.generated and value is None)
            }
        )

    def exact(self, columns: dict[str, object]) -> dict[str, object]:
        """Return columns to write, as they are; amounts are exact.

        Raises:
            UsageError: A float stands where the class declares a Decimal.
        """
        for name in self.amounts & columns.keys():
            if isinstance(columns[name], float):
                message = f"{self.label}.{self.answered_as(name)} must be a Decimal: a float such as 0.1 is not exact."
                raise UsageError(message, advice="Write Decimal('0.1').")
        return columns


_PLAIN: Final = _Rule()


def row_plan(kind: type[T] | None) -> RowPlan[T]:
    """Return what is known about a row class, read once.

    Args:
        kind: The class; ``None`` or ``dict`` for plain mappings with Decimal for numbers with a fraction.

    Raises:
        UsageError: It is not made with attrs, or msgspec cannot decode a field's type.
    """
    return cast("RowPlan[T]", _plan_of(cast("Hashable", kind)))


@lru_cache(maxsize=256)
def _plan_of(kind: Hashable) -> RowPlan[Any]:
    if kind is None or kind is dict:
        decoder = msgspec.json.Decoder(list[dict[str, Any]], float_hook=Decimal)
        return RowPlan(kind=None, asked=asked_for(("*",)), decoder=decoder)
    if not isinstance(kind, type) or not attrs.has(kind):
        message = f"{getattr(kind, '__name__', kind)!r} is no class made with attrs."
        raise UsageError(message, advice="Decorate it with attrs.frozen or attrs.define, or leave the class out.")
    rules = [(field.name, cast("_Rule", field.metadata.get(_Rule, _PLAIN))) for field in attrs.fields(kind)]
    try:
        typed = msgspec.json.Decoder(list[kind], float_hook=Decimal)  # type: ignore[valid-type]
    except (TypeError, NameError) as error:
        message = f"{kind.__name__} has a field whose type cannot be read from JSON: {error}."
        raise UsageError(message) from error
    fields = tuple(_field(name, rule) for name, rule in rules if not rule.unknown)
    hints = get_type_hints(kind)
    unknown = next((name for name, rule in rules if rule.unknown), None)
    return RowPlan(
        kind=kind,
        asked=asked_for(_items(fields, everything=unknown is not None)),
        fields=fields,
        unknown=unknown,
        instants=instants_of(kind),
        amounts=frozenset(one.column for one in fields if one.column is not None and _is_amount(hints.get(one.name))),
        decoder=typed,
    )


def _is_amount(hint: object) -> bool:
    parts = get_args(hint) or (hint,)
    return Decimal in parts and float not in parts


def _items(fields: Iterable[FieldPlan], *, everything: bool) -> tuple[Item, ...]:
    items = tuple(field.item for field in fields)
    if everything:
        return ("*", *(item for item in items if not isinstance(item, str)))
    return items or ("*",)


def _field(name: str, rule: _Rule) -> FieldPlan:
    if rule.embed is not None:
        return FieldPlan(name=name, column=None, item=_under(rule.embed, name), written=False, generated=False)
    source = rule.name if rule.name is not None else name
    same = source == name and rule.cast is None
    return FieldPlan(
        name=name,
        column=None if isinstance(source, Column) else source,
        item=source if same and isinstance(source, str) else pick(source, alias=name, cast=rule.cast),
        written=not rule.read_only,
        generated=rule.generated,
    )


def _under(embedded: Embed, name: str) -> Embed:
    """Return an embed that the answer calls by the field's name."""
    if embedded.name == name_of(name):
        return embedded
    if ":" in embedded.text or embedded.text.startswith("..."):
        message = f"The related rows of field {name} come under another name."
        raise UsageError(message, advice="Leave the alias out: the field gives the name.")
    return embedded.called(name)

"""What a call asks for: columns, casts and embedded relations, and the rows in that shape."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import attrs

from crosstie.testing.supabase.conditions import holds, sort_key, value_at
from crosstie.testing.supabase.database import Database, Row, Table
from crosstie.testing.supabase.grammar import Field, Node, Scanner
from crosstie.testing.supabase.refusals import refuse

__all__ = ["Asked", "Embedded", "Ordering", "Picked", "Reading", "Shaper", "asked_of", "orderings_of"]

# Any: the values of columns, of whatever type those have.


@attrs.frozen(kw_only=True)
class Picked:
    """A column to be answered."""

    field: Field
    alias: str | None
    cast: str | None


@attrs.frozen(kw_only=True)
class Embedded:
    """A related table to be answered."""

    relation: str
    alias: str | None
    hint: str | None
    inner: bool
    spread: bool
    asked: Asked


@attrs.frozen
class Asked:
    """A selection: columns and related tables; ``everything`` for ``*``."""

    items: tuple[Picked | Embedded, ...]
    everything: bool = False


@attrs.frozen
class Ordering:
    """One column to sort by."""

    field: Field
    descending: bool
    nulls_first: bool


@attrs.define(kw_only=True)
class Reading:
    """Conditions, order and window of one relation, by the path of embeds that leads there."""

    nodes: list[Node] = attrs.field(factory=list[Node])
    orderings: tuple[Ordering, ...] = ()
    limit: int | None = None
    offset: int = 0


# -- reading the parameters --------------------------------------------------------------------------------------------


def asked_of(text: str) -> Asked:
    """Read a selection."""
    scanner = Scanner(text, "select parameter")
    found = _asked(scanner)
    if not scanner.done:
        raise scanner.fail()
    return found


def _asked(scanner: Scanner) -> Asked:
    items: list[Picked | Embedded] = []
    everything = False
    while not scanner.done and not scanner.peek(")"):
        if scanner.take("*"):
            everything = True
        else:
            items.append(_item(scanner))
        if not scanner.take(","):
            break
    return Asked(tuple(items), everything)


def _item(scanner: Scanner) -> Picked | Embedded:
    spread = scanner.take("...")
    field = scanner.field()
    alias: str | None = None
    if scanner.peek(":") and not scanner.peek("::"):
        scanner.take(":")
        alias, field = field.name, scanner.field()
    hints: list[str] = []
    while scanner.take("!"):
        hints.append(scanner.name())
    if scanner.take("("):
        below = _asked(scanner)
        if not scanner.take(")"):
            raise scanner.fail()
        hint = next((one for one in hints if one not in {"inner", "left"}), None)
        return Embedded(relation=field.name, alias=alias, hint=hint, inner="inner" in hints, spread=spread, asked=below)
    cast = scanner.name() if scanner.take("::") else None
    return Picked(field=field, alias=alias, cast=cast)


def orderings_of(text: str) -> tuple[Ordering, ...]:
    """Read an order."""
    scanner = Scanner(text, "order")
    found: list[Ordering] = []
    while True:
        field, words = scanner.field(), list[str]()
        while scanner.take("."):
            words.append(scanner.name())
        if not set(words) <= {"asc", "desc", "nullsfirst", "nullslast"}:
            raise scanner.fail()
        descending = "desc" in words
        first = "nullsfirst" in words or (descending and "nullslast" not in words)
        found.append(Ordering(field, descending, first))
        if not scanner.take(","):
            break
    if not scanner.done:
        raise scanner.fail()
    return tuple(found)


# -- answering ---------------------------------------------------------------------------------------------------------


@attrs.frozen(kw_only=True)
class Shaper:
    """Finds rows and puts them into the shape that was asked for.

    Attributes:
        database: Where related rows are.
        readings: Conditions, order and window by path of embeds.
        cap: The most rows of any relation, embedded ones included; ``None`` without a cap.
    """

    database: Database
    readings: Mapping[tuple[str, ...], Reading]
    cap: int | None

    def fitting(self, table: Table, rows: Sequence[Row], path: tuple[str, ...]) -> list[Row]:
        """Return the rows that fit, in order, all of them."""
        reading = self.readings.get(path) or Reading()
        for node in reading.nodes:
            holds(node, {}, table.types, table.name)  # what cannot be read is refused, whether there are rows or not
        found = [
            row for row in rows if all(holds(node, row, table.types, table.name) is True for node in reading.nodes)
        ]
        for ordering in reversed(reading.orderings):
            found = self._sorted(table, found, ordering)
        return found

    def _sorted(self, table: Table, rows: list[Row], ordering: Ordering) -> list[Row]:
        values = [(value_at(ordering.field, row, table.types, table.name)[0], row) for row in rows]
        if not rows:
            value_at(ordering.field, {}, table.types, table.name)  # an unknown column is refused all the same
        there = sorted(
            (pair for pair in values if pair[0] is not None),
            key=lambda pair: sort_key(pair[0]),
            reverse=ordering.descending,
        )
        empty = [row for value, row in values if value is None]
        full = [row for _, row in there]
        return empty + full if ordering.nulls_first else full + empty

    def window(self, rows: Sequence[Row], path: tuple[str, ...]) -> Sequence[Row]:
        """Return the part of the rows that the limit, the offset and the row cap leave."""
        reading = self.readings.get(path) or Reading()
        sizes = [size for size in (reading.limit, self.cap) if size is not None]
        end = reading.offset + min(sizes) if sizes else None
        return rows[reading.offset : end]

    def shaped(self, table: Table, row: Row, asked: Asked, path: tuple[str, ...] = ()) -> dict[str, Any] | None:
        """Return a row as it was asked for; ``None`` where an inner relation leaves it out."""
        shape: dict[str, Any] = {name: _plain(row.get(name)) for name in table.types} if asked.everything else {}
        for item in asked.items:
            if isinstance(item, Picked):
                name, value = self._picked(table, row, item)
                shape[name] = value
            elif not self._embedded(table, row, item, path, shape):
                return None
        return shape

    def _picked(self, table: Table, row: Row, item: Picked) -> tuple[str, Any]:
        value, _ = value_at(item.field, row, table.types, table.name)
        last = str(item.field.path[-1][1]) if item.field.path else item.field.name
        plain = _plain(value)
        if item.cast == "text" and plain is not None:
            plain = ("true" if plain else "false") if isinstance(plain, bool) else str(plain)
        return item.alias or last, plain

    def _embedded(self, table: Table, row: Row, item: Embedded, path: tuple[str, ...], shape: dict[str, Any]) -> bool:
        other, here, there, many = self.relation(table, item)
        name = item.alias or item.relation
        # Conditions name the alias; the relation's own name still works.
        below = next(
            (known for known in ((*path, name), (*path, item.relation)) if known in self.readings), (*path, name)
        )
        related = [one for one in other.rows if row.get(here) is not None and one.get(there) == row.get(here)]
        fitting = self.window(self.fitting(other, related, below), below)
        shaped = [one for one in (self.shaped(other, each, item.asked, below) for each in fitting) if one is not None]
        if item.inner and not shaped:
            return False
        if item.spread:
            empty = {one.alias or one.field.name: None for one in item.asked.items if isinstance(one, Picked)}
            shape.update(shaped[0] if shaped else empty)
        elif item.asked.items or item.asked.everything:
            shape[name] = shaped if many else (shaped[0] if shaped else None)
        return True

    def relation(self, table: Table, item: Embedded) -> tuple[Table, str, str, bool]:
        """Find the foreign key between two tables.

        Returns:
            The other table, the column here, the column there, and whether there may be many rows.

        Raises:
            RefusedError: There is none (PGRST200), or several and no hint (PGRST201).
        """
        schema = table.definition.schema
        found: list[tuple[str, str, Table, str, str, bool]] = []
        for column, target in table.definition.references.items():
            other, _, there = target.partition(".")
            if other == item.relation:
                key = f"{table.name}_{column}_fkey"
                found.append((key, column, self.database.table(schema, other), column, there, False))
        other_table = self.database.tables.get((schema, item.relation))
        for column, target in other_table.definition.references.items() if other_table is not None else ():
            where, _, here = target.partition(".")
            if where == table.name and other_table is not None:
                found.append((f"{other_table.name}_{column}_fkey", column, other_table, here, column, True))
        if item.hint is not None:
            found = [one for one in found if item.hint in one[:2]]
        if not found:
            text = f"Could not find a relationship between '{table.name}' and '{item.relation}' in the schema cache"
            raise refuse(400, "PGRST200", text)
        if len(found) > 1:
            text = (
                f"Could not embed because more than one relationship was found for '{table.name}' and '{item.relation}'"
            )
            details = [
                {"relationship": one[0], "cardinality": "one-to-many" if one[5] else "many-to-one"} for one in found
            ]
            raise refuse(300, "PGRST201", text, details=details, hint=f"Try '{item.relation}!{found[0][0]}'.")
        return found[0][2:]


def _plain(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal) and value.is_nan():
        return "NaN"
    return value

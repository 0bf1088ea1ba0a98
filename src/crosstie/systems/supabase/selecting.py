"""What is asked for: columns, aliases, casts and embedded relations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, TypeAlias

import attrs

from crosstie.errors import UsageError
from crosstie.systems.supabase.columns import Column, OrderLike, order_text
from crosstie.systems.supabase.filters import Filter, Params, params_of
from crosstie.systems.supabase.literals import name_of

__all__ = ["Embed", "Item", "Pick", "asked_for", "embed", "pick"]

_CAST: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_ ]*(\[\])?")


@attrs.frozen(kw_only=True)
class Pick:
    """One column, as it is written; made by :func:`pick`."""

    text: str


@attrs.frozen(kw_only=True)
class Embed:
    """A related table's rows inside each row; made by :func:`embed`.

    Attributes:
        text: Relation, hints and alias, as they are written.
        name: What conditions and orders call it.
        items: What is asked for of its rows.
        params: Conditions, order and limit of its rows.
    """

    text: str
    name: str
    items: tuple[Item, ...]
    params: Params = ()

    def called(self, alias: str) -> Embed:
        """Return the same relation under an alias."""
        name = name_of(alias)
        params = tuple((name + key.removeprefix(self.name), value) for key, value in self.params)
        return attrs.evolve(self, text=f"{name}:{self.text}", name=name, params=params)


Item: TypeAlias = "str | Column | Pick | Embed"
"""A column by its name (``*`` for all), a place in a JSON column, or one of :func:`pick` and :func:`embed`."""


def pick(column: str | Column, *, alias: str | None = None, cast: str | None = None) -> Pick:
    """Ask for a column under another name, or cast.

    Args:
        column: The column, or a place in a JSON column.
        alias: What it is called in the answer.
        cast: The type to cast to, such as ``text`` for numbers that other readers would round.

    Raises:
        UsageError: The cast is no type name.
    """
    text = column.text if isinstance(column, Column) else name_of(column)
    if cast is not None and not _CAST.fullmatch(cast):
        message = f"{cast!r} is no type to cast to."
        raise UsageError(message)
    before = "" if alias is None else f"{name_of(alias)}:"
    return Pick(text=f"{before}{text}{'' if cast is None else f'::{cast}'}")


def embed(
    relation: str,
    *items: Item,
    alias: str | None = None,
    via: str | None = None,
    inner: bool = False,
    spread: bool = False,
    where: Iterable[Filter] = (),
    order: Iterable[OrderLike] = (),
    limit: int | None = None,
) -> Embed:
    """Ask for related rows: an object or ``None`` for the one side of a foreign key, a list for the other.

    The server's row cap holds inside each list as well, silently: ask for a list of its own where one may be long.

    Args:
        relation: The related table or view.
        items: What to ask for of its rows; everything when nothing is named.
        alias: What it is called in the answer; two embeds of one relation need it.
        via: The foreign key, by its name or column, where several lead there.
        inner: Leave out rows that have no related rows (that pass ``where``).
        spread: Put the columns of a to-one relation into the row itself.
        where: Conditions on the related rows.
        order: Their order.
        limit: At most this many of them.

    Raises:
        UsageError: What is asked for cannot be said.
    """
    if spread and alias is not None:
        message = "A relation whose columns are spread has no name of its own."
        raise UsageError(message, advice="Leave the alias out.")
    if limit is not None and limit < 0:
        message = "A limit is not negative."
        raise UsageError(message)
    plain = name_of(relation)
    name = plain if alias is None else name_of(alias)
    text = "".join(
        (
            "..." if spread else "",
            "" if alias is None else f"{name}:",
            plain,
            "" if via is None else f"!{name_of(via)}",
            "!inner" if inner else "",
        )
    )
    params = [*params_of(where, f"{name}.")]
    ordered = order_text(order)
    if ordered:
        params.append((f"{name}.order", ordered))
    if limit is not None:
        params.append((f"{name}.limit", str(limit)))
    return Embed(text=text, name=name, items=items or ("*",), params=tuple(params))


def asked_for(items: Sequence[Item]) -> Params:
    """Return the parameters that ask for this: the selection, and what limits the embedded rows, however deep."""
    return (("select", _selection(items)), *_embedded_params(items, ""))


def _selection(items: Iterable[Item]) -> str:
    return ",".join(map(_item_text, items))


def _embedded_params(items: Iterable[Item], prefix: str) -> Iterator[tuple[str, str]]:
    for item in items:
        if isinstance(item, Embed):
            yield from ((f"{prefix}{name}", value) for name, value in item.params)
            yield from _embedded_params(item.items, f"{prefix}{item.name}.")


def _item_text(item: Item) -> str:
    if isinstance(item, str):
        return "*" if item == "*" else name_of(item)
    if isinstance(item, Embed):
        return f"{item.text}({_selection(item.items)})"
    return item.text

"""What becomes of the lines that a write holds: changed, added, or the whole sublist (fact sheet: netsuite.md, 2.5).

A line without its key is added, each time it is sent; so is every line of a sublist that has no keys. Nothing here
sends such a line unless it replaces the sublist, or the caller said that it is to be added.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final, cast

from crosstie.errors import UsageError
from crosstie.models import changes
from crosstie.systems.netsuite.models_lines import Item, Items

__all__ = ["check_lines", "is_sublist", "keyed", "line_changes", "sublists_of", "whole_lines"]

_KEYS: Final[Mapping[str, str]] = {"item": "line"}
"""The sublists whose keys are documented. Of others nobody knows whether they have any."""
_CUSTOM: Final = "cust"


def is_sublist(name: str, value: object) -> bool:
    """Tell whether a member holds lines. A custom field with items has several values: no custom sublist is shown."""
    if isinstance(value, Mapping):
        return "items" in value and not name.startswith(_CUSTOM)
    return isinstance(value, (list, tuple))


def sublists_of(members: Mapping[str, Any]) -> frozenset[str]:
    """Name the members that hold lines."""
    return frozenset(name for name, value in members.items() if is_sublist(name, value))


def keyed(name: str, value: object) -> bool:
    """Tell whether every line names the one it changes, so that a second time changes nothing."""
    key = _KEYS.get(name)
    return key is not None and all(line.get(key) is not None for line in _lines(value))


def check_lines(members: Mapping[str, Any], replace: Collection[str], append: Collection[str]) -> None:
    """Refuse lines that would be added by accident.

    Args:
        members: What is to be sent.
        replace: The sublists whose lines become those sent.
        append: The sublists that lines may be added to.

    Raises:
        UsageError: Lines would be added that nobody said should be, or two lines have one key.
    """
    unknown = {*replace, *append} - members.keys()
    if unknown or {*replace} & {*append}:
        message = "Each sublist to replace or to append to is among the members, and in one of the two."
        raise UsageError(message)
    for name, value in members.items():
        if not is_sublist(name, value):
            continue
        _check_keys(name, value)
        if name not in replace and name not in append and not keyed(name, value):
            message = f"The lines of {name} would be added to those that are there, each time they are sent."
            key = f"Give each line its {_KEYS[name]!r}, name" if name in _KEYS else "Name"
            raise UsageError(message, advice=f"{key} it in replace=, or in append= if that is what you want.")


def line_changes(new: Items, base: Items) -> list[dict[str, Any]] | None:
    """Return what differs, line by line with its key; ``None`` where lines were added or taken away.

    Raises:
        UsageError: A field differs that only NetSuite changes.
    """
    before = {item.line: item for item in base.items}
    keys = [item.line for item in new.items]
    if None in keys or len(keys) != len(before) or {*keys} != {*before}:
        return None
    found = [(item.line, _differing(item, before[item.line])) for item in new.items]
    return [{"line": line, **differing} for line, differing in found if differing]


def whole_lines(new: Items, base: Items | None) -> list[dict[str, Any]]:
    """Return all lines, without what only NetSuite sets.

    An amount that stands as it was read, beside another quantity or rate, is left out: it would be the old one.
    """
    before = {} if base is None else {item.line: item for item in base.items}
    return [_whole(item, before.get(item.line)) for item in new.items]


def _whole(item: Item, before: Item | None) -> dict[str, Any]:
    members = item.to_wire(writable=True)
    if before is not None and item.line is not None and item.amount == before.amount:
        same = (item.quantity, item.rate) == (before.quantity, before.rate)
        if not same:
            members.pop("amount", None)
    return members


def _differing(new: Item, base: Item) -> dict[str, Any]:
    custom = {
        name: new.extra.get(name)
        for name in {**base.extra, **new.extra}
        if name != "links" and new.extra.get(name) != base.extra.get(name)
    }
    return {**changes(new, base), **custom}


def _check_keys(name: str, value: object) -> None:
    key = _KEYS.get(name)
    keys = [line[key] for line in _lines(value) if key is not None and line.get(key) is not None]
    if len({*map(str, keys)}) != len(keys):
        message = f"Two lines of {name} have the same key."
        raise UsageError(message, advice="A line that is to be added has no key.")


def _lines(value: object) -> list[Mapping[str, Any]]:
    held: Any = cast("Mapping[str, Any]", value)["items"] if isinstance(value, Mapping) else value
    if not isinstance(held, (list, tuple)) or not all(isinstance(line, Mapping) for line in cast("list[Any]", held)):
        message = "The lines of a sublist are a list of mappings."
        raise UsageError(message)
    return list(cast("Sequence[Mapping[str, Any]]", held))

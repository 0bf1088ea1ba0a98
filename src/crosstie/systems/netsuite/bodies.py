"""What writes send: records or plain members, without what only answers hold (fact sheet: netsuite.md, 2.5)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from math import isfinite
from typing import Any, Final, TypeAlias, TypeVar, cast

from crosstie.errors import UsageError
from crosstie.models import changes, check_draft, check_record
from crosstie.models.codec import json_body
from crosstie.systems.netsuite.models_base import NetSuiteRecord
from crosstie.systems.netsuite.models_lines import Items
from crosstie.systems.netsuite.sublists import check_lines, is_sublist, keyed, line_changes, sublists_of, whole_lines

__all__ = ["Members", "changed", "encoded", "made", "repeatable", "upserted"]

Members: TypeAlias = Mapping[str, Any]
"""Members by wire name; Any, because a type has whatever fields its account gave it."""

R = TypeVar("R", bound=NetSuiteRecord)

_ANSWERED: Final = frozenset({"links", "totalResults", "count", "hasMore", "offset"})
_NAMING: Final = frozenset({"id", "externalId", "refName"})
_REFERENCE: Final = frozenset({"id", "refName", "externalId", "links"})


def made(given: NetSuiteRecord | Members) -> dict[str, Any]:
    """Return the members of a new record.

    Raises:
        UsageError: It is neither record nor mapping, or has an id already.
    """
    if isinstance(given, NetSuiteRecord):
        check_draft(given)
        members: Members = _slim(given.to_wire(writable=True))
    else:
        members = _mapping(given)
    if members.get("id") is not None:
        message = "A record that is to be created has no id yet."
        raise UsageError(message, advice="Use update(), or leave the id out.")
    return _sent(members)


def changed(
    given: R | Members, base: R | None, *, replace: Collection[str] = (), append: Collection[str] = ()
) -> tuple[dict[str, Any], frozenset[str]]:
    """Return the members of an update, and the sublists that are given whole.

    Args:
        given: The record as it should be, or the members to change as they are to be sent.
        base: The record as it was read.
        replace: With members: the sublists whose lines become those given.
        append: With members: the sublists that lines are to be added to.

    Raises:
        UsageError: Neither record nor mapping, a record without a base, a field differs that only NetSuite changes, or
            lines would be added that nobody said should be.
    """
    if not isinstance(given, NetSuiteRecord):
        members = _sent(_mapping(given))
        check_lines(members, replace, append)
        return members, frozenset(replace)
    if base is None or replace or append:
        message = "An update with a record needs the record as it was read, to tell what differs, and nothing else."
        raise UsageError(message, advice="Pass base, or only the members to change as a mapping.")
    check_record(NetSuiteRecord, given, base)
    check_draft(given, base=base)
    members, whole = _lines({**changes(given, base), **_custom(given, base)}, given, base)
    members = _sent(_slim(_emptied(members, base)))
    check_lines(members, whole, ())
    return members, whole


def upserted(
    given: NetSuiteRecord | Members, replace: Collection[str], append: Collection[str]
) -> tuple[dict[str, Any], frozenset[str]]:
    """Return the members of a record that may be there already, and the sublists that are given whole.

    The lines of a record are all that it should have. Members say so themselves.

    Raises:
        UsageError: It has an id already, or lines would be added that nobody said should be.
    """
    members = made(given)
    if isinstance(given, NetSuiteRecord):
        replace = {*replace, *sublists_of(members)} - {*append}
    check_lines(members, replace, append)
    return members, frozenset(replace)


def repeatable(members: Members, replaced: Collection[str]) -> bool:
    """Tell whether a write may be sent twice: no line is appended by it, so that none could be again."""
    return all(name in replaced or not is_sublist(name, value) or keyed(name, value) for name, value in members.items())


def encoded(members: Members) -> bytes:
    """Return the body.

    Raises:
        UsageError: A value is none of JSON.
    """
    return json_body("The record", members)


def _mapping(given: object) -> Members:
    if not isinstance(given, Mapping):
        message = f"What is written is a record, or a mapping of members by wire name, not {type(given).__name__}."
        raise UsageError(message)
    return cast("Members", given)


def _lines(members: dict[str, Any], new: NetSuiteRecord, base: NetSuiteRecord) -> tuple[dict[str, Any], frozenset[str]]:
    """Put in the lines that differ, or, where lines were added or taken away, all of them."""
    whole = {*sublists_of(members)}
    items, before = getattr(new, "item", None), getattr(base, "item", None)
    if "item" in members and isinstance(items, Items):
        known = before if isinstance(before, Items) else None
        lines = None if known is None else line_changes(items, known)
        if lines is None:
            members["item"] = {"items": whole_lines(items, known)}
        else:
            whole.discard("item")
            members["item"] = {"items": lines}
            if not lines:
                del members["item"]
    return members, frozenset(whole)


def _custom(new: NetSuiteRecord, base: NetSuiteRecord) -> dict[str, Any]:
    """Return what differs among the fields that the model does not know, such as custom ones; null for what is gone."""
    names = {*new.extra, *base.extra} - {"links"}
    return {name: new.extra.get(name) for name in sorted(names) if new.extra.get(name) != base.extra.get(name)}


def _emptied(members: dict[str, Any], base: NetSuiteRecord) -> dict[str, Any]:
    """Let a part of an address that is gone be null: nobody knows whether one that is left out would stay."""
    before = base.to_wire()
    return {name: _with_nulls(value, before.get(name)) for name, value in members.items()}


def _with_nulls(value: Any, before: Any) -> Any:  # noqa: ANN401 - JSON of any shape
    if not isinstance(value, dict) or not isinstance(before, dict):
        return cast("Any", value)
    members, old = cast("dict[str, Any]", value), cast("dict[str, Any]", before)
    # A reference names one record, whichever way; nulls beside it would take that back.
    if "items" in members or not members.keys().isdisjoint(_NAMING):
        return members
    return {**dict.fromkeys(old.keys() - members.keys() - {"links"}), **members}


def _slim(value: Any) -> Any:  # noqa: ANN401 - JSON of any shape
    """Let references name what they refer to by the id alone: the text beside it may be that of another record."""
    if isinstance(value, list):
        return [_slim(one) for one in value]  # pyright: ignore[reportUnknownVariableType] - JSON
    if not isinstance(value, dict):
        return value
    members = cast("dict[str, Any]", value)
    if members.get("id") is not None and members.keys() <= _REFERENCE:
        return {"id": members["id"]}
    return {name: _slim(one) for name, one in members.items()}


def _sent(members: Members) -> dict[str, Any]:
    return {name: _pruned(value) for name, value in members.items() if name != "links"}


def _pruned(value: Any) -> Any:  # noqa: ANN401 - JSON of any shape
    if isinstance(value, Mapping):
        members = cast("Members", value)
        dropped = _ANSWERED if "items" in members else frozenset({"links"})
        return {name: _pruned(one) for name, one in members.items() if name not in dropped}
    if isinstance(value, (float, Decimal)) and not isfinite(value):
        # msgspec writes a float that is none as null, which would clear the field.
        message = "The record holds a number that JSON cannot say, such as NaN."
        raise UsageError(message)
    return [_pruned(one) for one in cast("Sequence[Any]", value)] if isinstance(value, (list, tuple)) else value

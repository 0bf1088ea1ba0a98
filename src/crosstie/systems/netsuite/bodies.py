"""What writes send: records or plain members, without what only answers hold (fact sheet: netsuite.md, 2.5)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from math import isfinite
from typing import Any, Final, TypeAlias, TypeVar, cast

import msgspec

from crosstie.errors import UsageError
from crosstie.models import changes, check_draft
from crosstie.systems.netsuite.models_base import NetSuiteRecord

__all__ = ["Members", "changed", "encoded", "made", "repeatable"]

Members: TypeAlias = Mapping[str, Any]
"""Members by wire name; Any, because a type has whatever fields its account gave it."""

R = TypeVar("R", bound=NetSuiteRecord)

_ANSWERED: Final = frozenset({"links", "totalResults", "count", "hasMore", "offset"})
_encode: Final = msgspec.json.Encoder(decimal_format="number").encode


def made(given: NetSuiteRecord | Members) -> dict[str, Any]:
    """Return the members of a new record.

    Raises:
        UsageError: It has an id already.
    """
    if isinstance(given, NetSuiteRecord):
        check_draft(given)
        given = given.to_wire(writable=True)
    if given.get("id") is not None:
        message = "A record that is to be created has no id yet."
        raise UsageError(message, advice="Use update(), or leave the id out.")
    return _sent(given)


def changed(given: R | Members, base: R | None) -> tuple[dict[str, Any], frozenset[str]]:
    """Return the members of an update, and the sublists that are given whole.

    Args:
        given: The record as it should be, or the members to change as they are to be sent.
        base: The record as it was read.

    Raises:
        UsageError: A record without a base, or a field differs that only NetSuite changes.
    """
    if not isinstance(given, NetSuiteRecord):
        return _sent(given), frozenset()
    if base is None:
        message = "An update with a record needs the record as it was read, to tell what differs."
        raise UsageError(message, advice="Pass base, or only the members to change as a mapping.")
    check_draft(given, base=base)
    members = _sent(changes(given, base))
    return members, frozenset(name for name, value in members.items() if _is_sublist(value))


def repeatable(members: Members, replaced: Collection[str]) -> bool:
    """Tell whether a write may be sent twice: every sublist is replaced whole, so that no line is appended again."""
    return all(name in replaced or not _is_sublist(value) for name, value in members.items())


def encoded(members: Members) -> bytes:
    """Return the body.

    Raises:
        UsageError: A value is none of JSON.
    """
    try:
        return _encode(members)
    except (TypeError, ValueError, OverflowError) as error:
        message = f"The record holds what JSON cannot say: {error}."
        raise UsageError(message) from error


def _is_sublist(value: object) -> bool:
    return isinstance(value, (list, tuple)) or (isinstance(value, dict) and "items" in value)


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

"""Records as the mapping sees them: the values of each field, and their canonical spelling."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeAlias

import attrs

from crosstie.core.endpoint import Change, State, Values
from crosstie.errors import SyncError
from crosstie.storage import Link
from crosstie.storage.columns import Json
from crosstie.sync.canonical import Unfit, is_empty
from crosstie.sync.mapping import Field
from crosstie.sync.pair import Pair
from crosstie.sync.sides import Side, other

__all__ = ["Reading", "Translations", "assumed", "digest", "read", "references", "values_to_write"]

Translations: TypeAlias = Mapping[tuple[str, str], Link]
"""Links of other pairs, by pair and id on the side that is read."""


@attrs.frozen(kw_only=True)
class Reading:
    """One record of one side, read through the mapping.

    Attributes:
        id: Its id.
        version: The side's version token.
        time: When it was last changed.
        state: Whether it is in use.
        spelled: Canonical values by field name; every mapped field is there.
        values: The values themselves, by field name, as the mapping reads them.
        record: The record, if the endpoint gave it whole.
        assumed: Whether this is what the link remembers, and not what the side says now.
    """

    id: str
    version: str | None = None
    time: datetime | None = None
    state: State = "live"
    spelled: Mapping[str, Json] = attrs.field(factory=dict[str, Json], repr=False)
    values: Mapping[str, Any] = attrs.field(factory=dict[str, Any], repr=False)
    record: Any = attrs.field(default=None, repr=False)
    assumed: bool = False


def references(pair: Pair, side: Side, values: Values) -> set[tuple[str, str]]:
    """Return the pairs and ids that a record refers to."""
    found: set[tuple[str, str]] = set()
    for field in pair.mapped.values():
        if field.refers is not None:
            target = values[field.end(side).reads[0]]
            if target not in {None, ""}:
                found.add((field.refers, str(target)))
    return found


def read(pair: Pair, side: Side, change: Change, values: Values, links: Translations) -> Reading:
    """Read a record through the mapping.

    Args:
        pair: Whose mapping.
        side: Which side the record is on.
        change: The record.
        values: Its values by path.
        links: What translates its references.

    Raises:
        SyncError: A value does not fit its field, or a reference is not linked; the message names the field, never
            the value.
    """
    taken: dict[str, Any] = {}
    spelled: dict[str, Json] = {}
    for name, field in pair.mapped.items():
        try:
            value = _take(field, side, values, links)
            spelled[name] = value.id if isinstance(value, Link) else field.form.of(value)
        except SyncError:
            raise
        except Exception as error:
            raise _unreadable(pair, side, name, error) from error
        taken[name] = value
    return Reading(
        id=change.id,
        version=change.version,
        time=change.time,
        state=change.state,
        spelled=spelled,
        values=taken,
        record=change.record,
    )


def assumed(pair: Pair, side: Side, link: Link) -> Reading:
    """Return what a link remembers of one side, for a side that says nothing changed."""
    record_id = link.left_id if side == "left" else link.right_id
    spelled = {name: link.base.get(name) for name in pair.mapped}
    if side == "right":
        spelled |= {name: value for name, value in link.right_held.items() if name in spelled}
    return Reading(
        id=str(record_id),
        version=link.left_version if side == "left" else link.right_version,
        spelled=spelled,
        assumed=True,
    )


def digest(pair: Pair, spelled: Mapping[str, Json]) -> str:
    """Return a hash of the mapped values of a record, as they are compared."""
    folded = {name: field.form.fold(spelled.get(name)) for name, field in pair.mapped.items()}
    written = json.dumps(folded, sort_keys=True)
    return hashlib.blake2b(written.encode(), digest_size=16).hexdigest()


def values_to_write(pair: Pair, side: Side, values: Mapping[str, Any], *, creating: bool) -> dict[str, object]:
    """Turn field values into values by path, as one side takes them.

    Args:
        pair: Whose mapping.
        side: Which side they are for.
        values: Values by field name.
        creating: Whether a new record is made: then empty fields get their defaults, and what stays empty is left out.

    Raises:
        SyncError: A value cannot be turned into the side's own.
    """
    found: dict[str, object] = {}
    for name, value in values.items():
        field = pair.mapped[name]
        path = field.end(side).writes
        if path is not None:
            found[path] = None if is_empty(value) else _give(pair, side, field, value)
    if not creating:
        return found
    ends = [field.end(side) for field in pair.mapped.values()]
    defaults = {end.writes: end.default for end in ends if end.writes is not None}
    initials = {entry.path: entry.value for entry in pair.initials if entry.side == side}
    return {path: value for path, value in {**defaults, **initials, **_filled(found)}.items() if value is not None}


def _filled(values: Mapping[str, object]) -> dict[str, object]:
    return {path: value for path, value in values.items() if value is not None}


def _take(field: Field, side: Side, values: Values, links: Translations) -> Any:  # noqa: ANN401 - of the field's type
    end = field.end(side)
    value = end.take(*(values[path] for path in end.reads))
    if field.refers is None or value is None or value == "":
        return value
    link = links.get((field.refers, str(value)))
    if link is None or (link.right_id if side == "left" else link.left_id) is None:
        message = f"The field {field.name} refers to a record of {field.refers} that is not linked yet."
        raise SyncError(message, advice=f"Sync {field.refers} first; this record is tried again.", retry="safe")
    return link


def _give(pair: Pair, side: Side, field: Field, value: Any) -> object:  # noqa: ANN401 - of the field's type
    if isinstance(value, Link):
        return value.left_id if side == "left" else value.right_id
    try:
        return field.end(side).give(value)
    except Exception as error:
        message = f"The value of the field {field.name} cannot be turned into one of {pair.endpoint(side).name}: "
        raise SyncError(message + _reason(error)) from error


def _unreadable(pair: Pair, side: Side, name: str, error: Exception) -> SyncError:
    message = f"The field {name} of {pair.endpoint(side).name} cannot be read: {_reason(error)}"
    return SyncError(message, done=f"Nothing was written to {pair.endpoint(other(side)).name}.")


def _reason(error: Exception) -> str:
    # What other errors say might quote the value.
    return f"it {error}." if isinstance(error, Unfit) else f"{type(error).__name__}."

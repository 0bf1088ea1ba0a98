"""Which unlinked records belong together: exact keys, strongest first.

Two candidates are never resolved by luck: a key that several records of a side share makes all of them doubtful, and
somebody is asked. A key must hold at least one field that identifies (e-mail, phone, a code); a name alone is none,
unless the host vouches for it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence

import attrs

from crosstie.errors import UsageError
from crosstie.storage.columns import Json
from crosstie.sync.mapping import Field
from crosstie.sync.sides import Side

__all__ = ["Exact", "Group", "Pairing", "check_keys", "exact", "key_digests", "pair_up"]


@attrs.frozen
class Exact:
    """A key: fields whose values must all be equal, and none of them empty.

    Attributes:
        fields: The fields, by their names in the mapping.
        trusted: Whether the host vouches that the key identifies, although none of its fields does by its form.
    """

    fields: tuple[str, ...]
    trusted: bool = False


def exact(*fields: str, trusted: bool = False) -> Exact:
    """Match records whose fields are all equal.

    Args:
        fields: Names of fields of the mapping.
        trusted: Vouch for fields that do not identify by their form: ``exact("name", trusted=True)`` says that equal
            names are the same thing here.
    """
    return Exact(fields, trusted)


def check_keys(keys: Sequence[Exact], fields: Mapping[str, Field]) -> None:
    """Refuse keys that name unknown fields, or that identify nothing.

    Raises:
        UsageError: See above; the message names the key.
    """
    for key in keys:
        unknown = [name for name in key.fields if name not in fields]
        if unknown or not key.fields:
            message = f"A match key names {', '.join(unknown) or 'no field'}, which the mapping does not have."
            raise UsageError(message, advice=f"Its fields are: {', '.join(fields)}.")
        if not key.trusted and not any(fields[name].form.identifies for name in key.fields):
            message = f"The match key {' + '.join(key.fields)} identifies nobody: equal values can be a coincidence."
            raise UsageError(
                message,
                advice="Add an e-mail, phone or code, or vouch for it with exact(..., trusted=True).",
            )


def key_digests(
    keys: Sequence[Exact], fields: Mapping[str, Field], spelled: Mapping[str, Json]
) -> tuple[bytes | None, ...]:
    """Return a short digest of each key of a record; ``None`` where one of its fields is empty.

    Digests instead of values keep the index of a large side small, and personal data out of it.
    """
    return tuple(_digest(number, key, fields, spelled) for number, key in enumerate(keys))


def _digest(number: int, key: Exact, fields: Mapping[str, Field], spelled: Mapping[str, Json]) -> bytes | None:
    values = [fields[name].form.fold(spelled.get(name)) for name in key.fields]
    if any(value is None for value in values):
        return None
    written = json.dumps([number, values], ensure_ascii=True, sort_keys=True)
    return hashlib.blake2b(written.encode(), digest_size=16).digest()


# -- pairing up --------------------------------------------------------------------------------------------------------


@attrs.define
class Group:
    """Everybody who has one key.

    Attributes:
        left: Ids on the left.
        right: Ids on the right.
    """

    left: set[str] = attrs.field(factory=set[str])
    right: set[str] = attrs.field(factory=set[str])

    def side(self, side: Side) -> set[str]:
        """Return the ids of one side."""
        return self.left if side == "left" else self.right


@attrs.frozen
class Pairing:
    """Who belongs to whom.

    Attributes:
        matches: Left id and right id of each certain match, with the number of the key that found it.
        doubtful: By side and id: the ids on the other side that it may belong to.
    """

    matches: Sequence[tuple[str, str, int]]
    doubtful: Mapping[tuple[Side, str], tuple[str, ...]]


def pair_up(
    groups: Sequence[Mapping[bytes, Group]], taken: frozenset[tuple[Side, str]], suspect: frozenset[tuple[Side, str]]
) -> Pairing:
    """Pair records by their keys.

    Args:
        groups: For each key, strongest first: everybody by digest.
        taken: Records that are linked already; they are nobody's match, but they make their group doubtful.
        suspect: Records that were doubtful before: others with their key may be out of sight now, so only somebody's
            decision makes them certain.
    """
    matches: list[tuple[str, str, int]] = []
    doubtful: dict[tuple[Side, str], tuple[str, ...]] = {}
    settled: set[tuple[Side, str]] = set()
    for number, by_digest in enumerate(groups):
        for group in by_digest.values():
            everybody = _members(group) - settled
            free = everybody - taken
            lefts, rights = _ids(everybody, "left"), _ids(everybody, "right")
            if not (lefts and rights and free):
                continue
            if len(lefts) == len(rights) == 1 and free == everybody and not everybody & suspect:
                matches.append((lefts[0], rights[0], number))
            else:
                doubtful |= {name: rights if name[0] == "left" else lefts for name in free}
            settled |= free
    return Pairing(matches, doubtful)


def _members(group: Group) -> set[tuple[Side, str]]:
    members: set[tuple[Side, str]] = set()
    members.update(("left", name) for name in group.left)
    members.update(("right", name) for name in group.right)
    return members


def _ids(members: set[tuple[Side, str]], side: Side) -> tuple[str, ...]:
    return tuple(sorted(name for where, name in members if where == side))

"""What a write makes of a sublist: change, add, append, replace, empty (fact sheet 2.5)."""

from __future__ import annotations

from crosstie.testing.netsuite.codec import Json
from crosstie.testing.netsuite.fields import Sublist

__all__ = ["merged", "numbered"]


def merged(sublist: Sublist, old: list[Json], sent: list[Json], *, replace: bool) -> list[Json]:
    """Return the lines that will stand.

    A line whose key is known changes that line; any other is added, so that a line without its key, sent twice, is
    there twice. With ``replace`` the lines sent are the whole sublist.

    Args:
        sublist: Which sublist.
        old: The lines there are.
        sent: The lines sent, in the form they are kept in; a null clears.
        replace: Whether the lines sent become the whole sublist.
    """
    key = sublist.key
    if key is None:
        return [*([] if replace else old), *(_cleared({}, line) for line in sent)]
    known = {line[key]: line for line in old}
    changed = {line[key]: line for line in sent if line.get(key) in known}
    kept = [line for line in old if not replace or line[key] in changed]
    standing = [_cleared(line, changed.get(line[key], {})) for line in kept]
    added = [_cleared({}, line) for line in sent if line.get(key) not in known]
    return numbered(sublist, standing, added, beyond=max(known, default=0))


def numbered(sublist: Sublist, standing: list[Json], added: list[Json], *, beyond: int = 0) -> list[Json]:
    """Give added lines their keys, larger than all there were; a key of its own that is free is kept."""
    key = sublist.key
    if key is None:
        return [*standing, *added]
    taken = {line[key] for line in standing}
    last = max({beyond, *taken})
    lines = list(standing)
    for line in added:
        own = line.get(key)
        if own is None or own in taken:
            last += 1
            own = last
        taken.add(own)
        last = max(last, own)
        lines.append({**line, key: own})
    return lines


def _cleared(old: Json, sent: Json) -> Json:
    return {name: value for name, value in {**old, **sent}.items() if value is not None}

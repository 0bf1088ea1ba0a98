"""A pair: what is synced, between which two sides, by which fields, and by which rules."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from inspect import signature
from typing import Final, Literal, TypeAlias, cast, get_args

import attrs

from crosstie.core.endpoint import Endpoint, HasEndpoint
from crosstie.errors import UsageError
from crosstie.sync.conflicts import Policy, ask, name_of
from crosstie.sync.cursor import fingerprint
from crosstie.sync.mapping import Field, Initial
from crosstie.sync.matching import Exact, check_keys
from crosstie.sync.sides import SIDES, Side

__all__ = ["Deletes", "Direction", "Pair", "endpoint_of"]

Direction: TypeAlias = Literal["both", "to_right", "to_left"]
"""Which way values flow."""

Deletes: TypeAlias = Literal["ignore"]
"""What follows when a side says that a record is deleted or inactive.

``ignore``: it is reported as skipped, the other side keeps its record, and nothing is made anew.
"""

_MOST_CHARACTERS = 100
_MEMBERS: Final = ("name", "tenant", "abilities", "check", "changes", "read", "find", "values_of", "create", "update")
"""What every endpoint has."""


def endpoint_of(side: Endpoint | HasEndpoint) -> Endpoint:
    """Return the endpoint of a side: itself, or what the collection makes of itself.

    Raises:
        UsageError: It is neither, or the collection needs to be told something first, such as a shop.
    """
    make = getattr(side, "endpoint", None)
    if not callable(make):
        return _checked(side)
    try:
        signature(make).bind()
    except TypeError as error:
        message = f"A {type(side).__name__} cannot be a side just so: {error}."
        raise UsageError(message, advice="Call its .endpoint() with that, and pass what it returns.") from None
    return _checked(make())


def _checked(side: object) -> Endpoint:
    lacks = [name for name in _MEMBERS if not hasattr(side, name)]
    if lacks:
        message = f"A {type(side).__name__} is no endpoint: it has no {', '.join(lacks)}."
        raise UsageError(
            message,
            advice="A side is a client's collection that has .endpoint(), such as client.customers, what that returns, "
            "a table of the host (SqlTable, AsyncSqlTable), or an object of your own with all of sync.Endpoint.",
        )
    return cast("Endpoint", side)


def _keys(match: Sequence[Exact | str]) -> tuple[Exact, ...]:
    return tuple(Exact((key,)) if isinstance(key, str) else key for key in match)


@attrs.frozen(eq=False)
class Pair:
    """What is synced: an entity of a left and of a right side.

    Attributes:
        name: Its name in links, cursors and reports; links belong to it, so it must not change.
        left: The left side: an endpoint, or a client's collection.
        right: The right side.
        fields: The mapping; see :mod:`crosstie.sync.mapping`.
        match: Keys that tell which unlinked records belong together, strongest first; a field's name alone is a key
            too. Without keys nothing is matched, and every unlinked record is made anew on the other side.
        conflicts: What decides when both sides changed a field to different values; somebody is asked when not given.
        direction: Which way values flow.
        creates: The sides on which new records may be made.
        deletes: What follows from deletions and deactivations.
        home: The side that is the host's own: what is made there counts as imported, what is made across as exported.
        revision: Raise it when functions of the mapping changed, which nobody can see from outside: everything is then
            compared anew.

    Raises:
        UsageError: A side is no endpoint and has none, a name is given twice, a key identifies nothing, a side does not
            have one of the paths, or a direction, a side or what follows from deletions is none.
    """

    name: str
    left: Endpoint = attrs.field(converter=endpoint_of, kw_only=True)
    right: Endpoint = attrs.field(converter=endpoint_of, kw_only=True)
    fields: Sequence[Field | Initial] = attrs.field(kw_only=True, repr=False)
    match: Sequence[Exact] = attrs.field(default=(), converter=_keys, kw_only=True, repr=False)
    conflicts: Policy = attrs.field(factory=ask, kw_only=True, repr=False)
    direction: Direction = attrs.field(default="both", kw_only=True)
    creates: Collection[Side] = attrs.field(default=SIDES, kw_only=True)
    deletes: Deletes = attrs.field(default="ignore", kw_only=True)
    home: Side = attrs.field(default="right", kw_only=True)
    revision: int = attrs.field(default=1, kw_only=True)
    mapped: Mapping[str, Field] = attrs.field(init=False, repr=False)
    initials: Sequence[Initial] = attrs.field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Resolve the mapping and check everything that can be checked without I/O."""
        if not self.name or len(self.name) > _MOST_CHARACTERS:
            message = f"A pair needs a name of at most {_MOST_CHARACTERS} characters."
            raise UsageError(message)
        object.__setattr__(self, "initials", tuple(entry for entry in self.fields if isinstance(entry, Initial)))
        self._check_words()
        object.__setattr__(self, "mapped", self._resolve())
        check_keys(self.match, self.mapped)
        for side in SIDES:
            self.endpoint(side).check(self.paths(side) | {entry.path for entry in self.initials if entry.side == side})

    def endpoint(self, side: Side) -> Endpoint:
        """Return one side."""
        return self.left if side == "left" else self.right

    def paths(self, side: Side) -> frozenset[str]:
        """Return the paths that are read on one side."""
        return frozenset(path for field in self.mapped.values() for path in field.end(side).reads)

    def may_create(self, side: Side) -> bool:
        """Tell whether new records may be made on a side."""
        return side in self.creates and self.direction in {"both", f"to_{side}"}

    def holds(self, field: Field, side: Side) -> bool:
        """Tell whether a side can be given the values of a field."""
        path = field.end(side).writes
        return path is not None and path not in self.endpoint(side).abilities.cannot_hold

    def fingerprint(self, side: Side) -> str:
        """Return what the cursor of one side belongs to."""
        endpoint = self.endpoint(side)
        rules = (self.direction, name_of(self.conflicts), str(self.revision), ",".join(sorted(self.creates)))
        keys = [("key", *key.fields) for key in self.match]
        source = (endpoint.name, endpoint.abilities.query, endpoint.abilities.feed)
        return fingerprint([source, rules, *keys, *(field.identity for field in self.mapped.values())])

    def _check_words(self) -> None:
        """Refuse what is misspelt: a direction that is not known would let values flow the wrong way."""
        owners = [entry.owner for entry in self.fields if isinstance(entry, Field)]
        for what, given, known in (
            ("direction", [self.direction], get_args(Direction)),
            ("deletes", [self.deletes], get_args(Deletes)),
            ("home", [self.home], SIDES),
            ("creates", self.creates, SIDES),
            ("the side of on_create", [entry.side for entry in self.initials], SIDES),
            ("the owner of a field", owners, (None, *SIDES)),
        ):
            unknown = [word for word in given if word not in known]
            if unknown:
                message = f"The pair {self.name} says {unknown[0]!r} for {what}."
                raise UsageError(message, advice=f"It is one of: {', '.join(map(str, known))}.")

    def _resolve(self) -> Mapping[str, Field]:
        resolved: dict[str, Field] = {}
        for entry in self.fields:
            if isinstance(entry, Initial):
                continue
            if entry.name in resolved:
                message = f"The pair {self.name} maps two fields named {entry.name}."
                raise UsageError(message, advice="Give one of them another name with named=.")
            field = self._directed(self._adapted(entry))
            if field is not None:
                resolved[entry.name] = field
        if not resolved:
            message = f"The pair {self.name} maps no field."
            raise UsageError(message)
        return resolved

    def _adapted(self, field: Field) -> Field:
        """Compare without regard to case what a side re-cases."""
        recased = any(path in self.endpoint(side).abilities.recases for side in SIDES for path in field.end(side).reads)
        return attrs.evolve(field, form=field.form.ignoring_case()) if recased else field

    def _directed(self, field: Field) -> Field | None:
        """Let a one-way pair own every field at its source, and leave out what flows against it."""
        if self.direction == "both":
            return field
        source: Side = "left" if self.direction == "to_right" else "right"
        if field.owner not in {None, source}:
            return None
        kept = attrs.evolve(field.end(source), writes=None)
        if source == "left":
            return attrs.evolve(field, owner=source, left=kept)
        return attrs.evolve(field, owner=source, right=kept)

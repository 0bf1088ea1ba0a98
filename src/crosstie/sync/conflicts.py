"""What happens when both sides changed one field to different values: the policies, and what they are asked.

A policy is a function of a :class:`Clash`. The ready ones are :func:`newest`, :func:`left`, :func:`right` and
:func:`ask`; a host's own function is as good::

    def longer_wins(clash: Clash) -> Choice:
        return "left" if len(clash.left or "") > len(clash.right or "") else "right"

What it raises, and an answer that is no :data:`Choice`, is the error of the one record; nothing is written for it.

Whatever wins, the value that lost is kept as a resolved :class:`~crosstie.storage.Conflict`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final, Literal, TypeAlias

import attrs

__all__ = ["APART", "MATCH", "Apart", "Choice", "Chosen", "Clash", "LinkTo", "Policy", "ask", "left", "newest", "right"]

MATCH: Final = "(match)"
"""The field name of conflicts about which records belong together."""


@attrs.frozen(kw_only=True)
class Clash:
    """Both sides changed one field to different values.

    Attributes:
        pair: What is synced.
        field: The field, by its name in the mapping.
        base: What both sides last agreed on, canonical; ``None`` when they never did.
        left: The left side's value, as the mapping reads it.
        right: The right side's.
        left_at: When the left record was last changed, as its side tells.
        right_at: When the right record was.
    """

    pair: str
    field: str
    base: Any = None  # Any: of the field's own type, which only the mapping knows
    left: Any = None
    right: Any = None
    left_at: datetime | None = None
    right_at: datetime | None = None


@attrs.frozen
class Chosen:
    """Neither side's value, but this one.

    Attributes:
        value: The value, of the field's own type; ``None`` empties the field.
    """

    value: Any = None


Choice: TypeAlias = Literal["left", "right", "ask"] | Chosen
"""What a policy answers: a side wins, somebody is asked, or another value takes both places."""

Policy: TypeAlias = Callable[[Clash], Choice]


@attrs.frozen
class LinkTo:
    """The decision of a doubtful match: these two are the same thing.

    Attributes:
        record_id: The id of the record on the other side.
    """

    record_id: str


@attrs.frozen
class Apart:
    """The decision of a doubtful match: the record has no counterpart yet; make one."""


APART: Final = Apart()


@attrs.frozen
class _Named:
    """A ready policy, comparable and readable."""

    name: str
    decide: Callable[[Clash], Choice] = attrs.field(repr=False, eq=False)

    def __call__(self, clash: Clash) -> Choice:
        return self.decide(clash)


def left() -> Policy:
    """Let the left side win."""
    return _Named("left", lambda _clash: "left")


def right() -> Policy:
    """Let the right side win."""
    return _Named("right", lambda _clash: "right")


def ask() -> Policy:
    """Keep both values as an open conflict until somebody decides; the other fields of the record flow on."""
    return _Named("ask", lambda _clash: "ask")


def newest(otherwise: Policy | None = None) -> Policy:
    """Let the side win whose record was changed last.

    Args:
        otherwise: What decides when a side does not tell its times, or both are the same; :func:`ask` when not given.
            Nobody wins by luck.
    """
    fallback = otherwise or ask()

    def decide(clash: Clash) -> Choice:
        if clash.left_at is None or clash.right_at is None or clash.left_at == clash.right_at:
            return fallback(clash)
        return "left" if clash.left_at > clash.right_at else "right"

    return _Named(f"newest, else {name_of(fallback)}", decide)


def name_of(policy: Policy) -> str:
    """Return what a policy is called in the history."""
    if isinstance(policy, _Named):
        return policy.name
    return str(getattr(policy, "__qualname__", type(policy).__qualname__))

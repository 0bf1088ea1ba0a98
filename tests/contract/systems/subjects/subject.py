"""What the contract needs to know about a system: how to make, call, break and look into it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, TypeAlias

import attrs

from crosstie.errors import CrosstieError, SessionError
from crosstie.testing import Answer, FakeClock, Simulator

__all__ = ["Absent", "Call", "Json", "Money", "Renewal", "Subject", "Unknown"]

Json: TypeAlias = Any
"""A decoded body, or a part of it."""

Call: TypeAlias = Callable[..., Any]
"""Makes a call of a client of either world: answers a value, or an awaitable of it."""


@attrs.frozen
class Absent:
    """A promise that does not apply to a system.

    Attributes:
        reason: Why not, in a sentence.
        proof: Tells whether that is still so, where the test has no other way to see it.
    """

    reason: str
    proof: Callable[[], bool] = lambda: True


@attrs.frozen(kw_only=True)
class Renewal:
    """How sessions end and begin anew.

    Attributes:
        expire: Ends the session at the system; the grant stays.
        route: Where a new one is asked for.
    """

    expire: Callable[[Any], object]
    route: str


@attrs.frozen(kw_only=True)
class Unknown:
    """Where a member that no model knows can stand.

    Attributes:
        record: Finds the record in a decoded answer to the read.
        kept: Returns the unknown members of a record as it was read.
        read: Reads the record, where that is not the subject's own read of one record.
        read_route: The same.
        change: Changes one ordinary field of a record and writes it; or why that cannot be done.
        route: The write.
        sent: Finds the record in a decoded body of that write.
        whole: Whether the write replaces the record, so that the member must be sent back.
    """

    record: Callable[[Json], dict[str, Any]]
    kept: Callable[[Any], Mapping[str, Any]]
    change: Call | Absent
    route: str = ""
    read: Call | None = None
    read_route: str | None = None
    sent: Callable[[Json], dict[str, Any]] = lambda body: body
    whole: bool = False


@attrs.frozen(kw_only=True)
class Money:
    """An amount that can be written and read.

    Attributes:
        write: Writes an amount.
        route: The write.
        read: Reads what was written; takes the client and what the write answered.
        of: Finds the amount in what was read.
        largest: The largest one that is tried.
        why: What the vendor's own limit is, where it is below twelve trillion.
    """

    write: Call
    route: str
    read: Call
    of: Callable[[Any], Decimal | None]
    largest: Decimal = Decimal("12345678901234.56")
    why: str = ""


@attrs.frozen(kw_only=True)
class Subject:
    """One system, and one kind of connection to it.

    Attributes:
        name: Names it in the ids of tests.
        system: Its name in sessions.
        simulate: Makes the simulated system with 25 records of the kind that is read and written here.
        app: Makes the host's registration.
        client: The client.
        async_client: The same for asyncio.
        keys: What a connection is made with; ``None`` where a person must go to the provider and back.
        secrets: What must never show, apart from tokens, which the tap on the wire collects.
        read_route: The read of one record.
        list_route: The list.
        write_route: The creation.
        get: Reads one record.
        raw: Reads it with the exchange that it came from.
        listing: Returns the listing of all, with more than one page; or why there are no pages.
        create: Creates a record; nothing of it exists yet.
        count: Counts the records in the simulated system.
        keyed: Whether creations carry a key that the vendor honours, so that they are repeated after a doubt.
        never_begun: Statuses by which the system says that it did not even begin, so that writes are repeated.
        told_in_body: What became of a creation stands in the body of the answer; or why it does not.
        nothing: The answer of an empty list, where it is so bare that it could come from anybody.
        renewal: How sessions are renewed, or why they are not.
        end: Ends the grant, or takes the keys back: no session can be had any more.
        refusal: How the system refuses a session, or keys where there is none.
        refused: What the caller is told when new sessions are refused as well.
        pauses: Why there is no throttling with ``Retry-After``, where there is none.
        pauses_of_writes: Why throttled creations are not sent again, where they are not.
        unknown: A member that no model knows.
        money: An amount.
        mistakes: Calls that must not be sent, by what is wrong with them.
    """

    name: str
    system: str
    simulate: Callable[[FakeClock], Simulator]
    app: Callable[[Any], Any]
    client: Callable[[Any, Any], Any]
    async_client: Callable[[Any, Any], Any]
    keys: Callable[[Any], Mapping[str, str]] | None = None
    secrets: Callable[[Any], tuple[str, ...]]
    read_route: str
    list_route: str
    write_route: str
    get: Call
    raw: Call
    listing: Call | Absent
    create: Call
    count: Callable[[Any], int]
    keyed: bool = False
    never_begun: frozenset[int] = frozenset()
    told_in_body: Absent | None = None
    nothing: bytes | None = None
    renewal: Renewal | Absent
    end: Callable[[Any], object]
    refusal: Answer = attrs.field(factory=lambda: Answer(status=401))
    refused: type[CrosstieError] = SessionError
    pauses: Absent | None = None
    pauses_of_writes: Absent | None = None
    unknown: Unknown
    money: Money | Absent
    mistakes: Mapping[str, Call]

    def __repr__(self) -> str:
        """Name it: the rest is functions."""
        return f"Subject({self.name})"

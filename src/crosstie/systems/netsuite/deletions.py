"""What was deleted, by ``deletedrecord``: no operation of the API lists deletions (fact sheet: netsuite.md, 6)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

import attrs

from crosstie.core.exchange import Call
from crosstie.core.messages import Response
from crosstie.core.paging import Page
from crosstie.errors import DecodeError
from crosstie.models.excerpt import excerpt
from crosstie.systems.netsuite.paging import Row
from crosstie.systems.netsuite.settings import Settings
from crosstie.systems.netsuite.stamps import MASK, local_time
from crosstie.systems.netsuite.statements import Parameter, statement
from crosstie.systems.netsuite.tables import Table

__all__ = ["Deleted", "Trace", "present", "traces"]

_SHOWN: Final = "%Y-%m-%d %H:%M:%S"
_COLUMNS: Final = "recordid, recordtypeid, scriptid, type, name"


@attrs.frozen(kw_only=True)
class Trace:
    """One row of ``deletedrecord``.

    Attributes:
        id: The id that the record had; not unique over types.
        type_id: The number of its type.
        script_id: The type as scripts name it.
        type: The type as people name it, or a kind of entity.
        name: What the record was called.
        local: When it was deleted, by the clock of SuiteQL.
    """

    id: str
    local: datetime
    type_id: str | None = None
    script_id: str | None = None
    type: str | None = None
    name: str | None = attrs.field(default=None, repr=False)

    @property
    def place(self) -> str:
        """Where reading goes on: at this row, which comes again; its time and id are not unique."""
        return f"{self.local.strftime(_SHOWN)} {self.id}"

    def is_one_of(self, names: Collection[str]) -> bool:
        """Tell whether it is of a type that has these names, whatever their case and blanks."""
        return any(said is not None and _plain(said) in names for said in (self.script_id, self.type))


@attrs.frozen(kw_only=True)
class Deleted:
    """A record that is gone.

    Attributes:
        id: The id that it had.
        at: When it was deleted, in UTC; ``None`` in the hour that the clocks went back over, where nobody can tell.
        type: Its type, in NetSuite's words.
        name: What it was called.
    """

    id: str
    at: datetime | None = None
    type: str | None = None
    name: str | None = attrs.field(default=None, repr=False)


def traces(settings: Settings, *, since: datetime | None, after: str | None) -> Call[Page[Trace]]:
    """Read a page of deletions, oldest first, beyond the 100,000 that a query shows.

    The table has no id of its own, so a page goes on at the time and the id of the last row, and holds that row again.

    Args:
        settings: The size of pages.
        since: From when, by the clock of the rows; ``None`` for all there are.
        after: The ``next`` of the page before.
    """
    moment, _, identity = (after or "").rpartition(" ")
    parameter = f"TO_TIMESTAMP(?, '{MASK}')"
    values: list[Parameter] = []
    where = ""
    if after is not None:
        values = [moment, moment, int(identity)]
        where = f" WHERE deleteddate > {parameter} OR (deleteddate = {parameter} AND recordid >= ?)"
    elif since is not None:
        values = [since.strftime(_SHOWN)]
        where = f" WHERE deleteddate >= {parameter}"
    text = (
        f"SELECT {_COLUMNS}, TO_CHAR(deleteddate, '{MASK}') AS deleted FROM deletedrecord{where}"  # noqa: S608 - ours
        " ORDER BY deleteddate, recordid, recordtypeid, scriptid"
    )
    plain = statement(text, values, settings)(None)
    return Call(operation="deletions", request=plain.request, decode=lambda response: _page(response, plain, after))


def present(table: Table, ids: Sequence[str], settings: Settings) -> Call[Sequence[str]]:
    """Ask which ids the table still has: a deletion can be of another type that shares them."""
    named = ", ".join(ids)
    text = f"SELECT id FROM {table.name}{table.limited(f'id IN ({named})')} ORDER BY id"  # noqa: S608 - digits
    plain = statement(text, (), settings)(None)
    return Call(
        operation="deletions",
        request=plain.request,
        decode=lambda response: [str(row["id"]) for row in plain.decode(response).items],
    )


def _page(response: Response, plain: Call[Page[Row]], after: str | None) -> Page[Trace]:
    page = plain.decode(response)
    try:
        found = [_trace(row) for row in page.items]
    except (KeyError, ValueError) as error:
        message = "A row of deletedrecord has no id, or a time that is none."
        raise DecodeError(message, excerpt=excerpt(response.body)) from error
    following = found[-1].place if found and page.next is not None else None
    if following is not None and following == after:
        message = "A whole page of deletions has one time and one id, so that nothing can be read behind it."
        raise DecodeError(message, advice="Use larger pages.")
    return Page(items=found, next=following)


def _trace(row: Row) -> Trace:
    return Trace(
        id=str(int(row["recordid"])),
        local=local_time(row["deleted"]),
        type_id=row.get("recordtypeid"),
        script_id=row.get("scriptid"),
        type=row.get("type"),
        name=row.get("name"),
    )


def _plain(said: str) -> str:
    return "".join(letter for letter in said.lower() if letter.isalnum() or letter == "_")

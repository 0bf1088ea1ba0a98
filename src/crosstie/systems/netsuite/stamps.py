"""Which records changed, without their fields: rows of id and local time, by id (fact sheet: netsuite.md, 4.2, 4.4)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, Final, Protocol, TypeVar

import attrs
import msgspec

from crosstie.core.exchange import Call
from crosstie.core.messages import Request, Response
from crosstie.core.paging import Page
from crosstie.errors import DecodeError, UsageError
from crosstie.models.excerpt import excerpt
from crosstie.systems.netsuite.api import RECORDS, segment
from crosstie.systems.netsuite.paging import Row
from crosstie.systems.netsuite.settings import Settings
from crosstie.systems.netsuite.statements import Parameter, statement
from crosstie.systems.netsuite.tables import Table

__all__ = ["MASK", "Stamp", "changed", "local_time", "newest", "query", "server_time", "stamps_of", "true_time"]


class Named(Protocol):
    """A row with an id."""

    @property
    def id(self) -> str:
        """The id that its order goes by."""
        ...


N = TypeVar("N", bound=Named)

MASK: Final = "YYYY-MM-DD HH24:MI:SS"
"""How times are asked for and compared; without a mask, SuiteQL leaves the time of day out (4.1)."""
_ID: Final = re.compile(r"-?[0-9]{1,18}")
_SERVER_TIME: Final = "/services/rest/system/v1/serverTime"


@attrs.frozen(kw_only=True)
class Stamp:
    """A record as a row that tells when it was changed.

    Attributes:
        id: Its internal id.
        local: When, by a clock that the row does not name; ``None`` where it tells no time.
        off: Whether it is switched off or void, where the table tells.
    """

    id: str
    local: datetime | None
    off: bool = False


def changed(
    table: Table, settings: Settings, *, since: datetime | None, after: str | None, lines: bool
) -> Call[Page[Stamp]]:
    """Read a page of what changed, by id, so that no number of records is too many (4.2).

    A record that is changed meanwhile stays where it is in that order, and one that is made comes last: nothing is
    missed at the edges of pages.

    Args:
        table: Where.
        settings: The size of pages.
        since: From when, by the clock of the rows; ``None`` for all records.
        after: The last id of the page before.
        lines: Whether records count as changed when a line did: the header's time may stay as it was (4.4).
    """
    conditions: list[str] = []
    values: list[Parameter] = []
    if since is not None:
        late = f">= TO_TIMESTAMP(?, '{MASK}')"
        values.append(since.strftime("%Y-%m-%d %H:%M:%S"))
        header = f"lastmodifieddate {late}"
        if lines and table.lined:
            values += values
            by_lines = f"SELECT transaction FROM transactionline WHERE linelastmodifieddate {late}"  # noqa: S608 - ours
            header = f"({header} OR id IN ({by_lines}))"
        conditions.append(header)
    if after is not None:
        conditions.append("id > ?")
        values.append(_whole(after))
    return query("changes", f"{_select(table)}{table.limited(*conditions)} ORDER BY id", values, settings, _stamp)


def stamps_of(table: Table, ids: Sequence[str], settings: Settings) -> Call[Page[Stamp]]:
    """Read the rows of records by their ids, at most a page of them; those that are gone are not among them."""
    named = ", ".join(str(_whole(one)) for one in ids)
    return query("changes", f"{_select(table)}{table.limited(f'id IN ({named})')} ORDER BY id", (), settings, _stamp)


def newest(table: Table, settings: Settings) -> Call[Page[Stamp]]:
    """Read the row of the record that was changed last, by the clock of the rows."""
    one = attrs.evolve(settings, page_size=1)
    asked = f"{_select(table)}{table.limited()} ORDER BY lastmodifieddate DESC, id DESC"
    return query("changes", asked, (), one, _stamp)


def server_time() -> Call[datetime]:
    """Read the account's clock, in UTC; needs no permission (4.4)."""
    request = Request(method="GET", url=_SERVER_TIME, headers={"accept": "application/json"})
    return Call(operation="server_time", request=request, decode=lambda response: _utc(response, "serverTime"))


def true_time(kind: str, record_id: str) -> Call[datetime]:
    """Read when one record was changed, in UTC, as the record API tells it (3.1)."""
    request = Request(
        method="GET",
        url=f"{RECORDS}/{kind}/{segment(record_id)}",
        params=(("fields", "lastModifiedDate"),),
        headers={"accept": "application/json"},
    )
    return Call(operation=f"{kind}.time", request=request, decode=lambda response: _utc(response, "lastModifiedDate"))


def query(
    operation: str, text: str, values: Sequence[Parameter], settings: Settings, read: Callable[[Row], N]
) -> Call[Page[N]]:
    """Return the call for the first page of a query, its rows read; ``next`` is the id of the last one."""
    plain = statement(text, values, settings)(None)

    def decode(response: Response) -> Page[N]:
        page = plain.decode(response)
        try:
            items = [read(row) for row in page.items]
        except (KeyError, ValueError) as error:
            message = "A row has no id, or a time that is none."
            raise DecodeError(message, excerpt=excerpt(response.body)) from error
        return Page(items=items, next=items[-1].id if items and page.next is not None else None)

    return Call(operation=operation, request=plain.request, decode=decode)


def local_time(text: str) -> datetime:
    """Read a time that SuiteQL wrote by :data:`MASK`.

    Raises:
        ValueError: It is none.
    """
    found = datetime.fromisoformat(text)
    if found.tzinfo is not None:
        raise ValueError(text)
    return found


def _select(table: Table) -> str:
    off = f", {table.off} AS off" if table.off else ""
    return f"SELECT id, TO_CHAR(lastmodifieddate, '{MASK}') AS lastmodified{off} FROM {table.name}"  # noqa: S608 - checked names


def _stamp(row: Row) -> Stamp:
    told = row.get("lastmodified")
    local = None if told is None else local_time(told)
    return Stamp(id=str(_whole(row["id"])), local=local, off=row.get("off") == "T")


def _whole(text: Any) -> int:  # noqa: ANN401 - whatever was given or answered
    if not (isinstance(text, str) and _ID.fullmatch(text)):
        message = f"{text!r} is no internal id."
        raise UsageError(message)
    return int(text)


def _utc(response: Response, name: str) -> datetime:
    try:
        told = msgspec.json.decode(response.body)[name]
        moment = datetime.fromisoformat(told)
    except (msgspec.MsgspecError, UnicodeDecodeError, KeyError, TypeError, ValueError) as error:
        message = f"The answer has no {name}."
        raise DecodeError(message, excerpt=excerpt(response.body)) from error
    if moment.tzinfo is None:
        message = f"{name} tells no zone."
        raise DecodeError(message, excerpt=excerpt(response.body))
    return moment.astimezone(UTC)

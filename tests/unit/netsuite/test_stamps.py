"""Changes and deletions, as they are asked for and as rows are read."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from crosstie.core.messages import Request, Response
from crosstie.errors import DecodeError, UsageError
from crosstie.systems.netsuite import Settings, stamps
from crosstie.systems.netsuite.deletions import Trace, traces
from crosstie.systems.netsuite.places import Place
from crosstie.systems.netsuite.tables import table_of

SINCE = datetime(2026, 11, 1, 1, 30)  # noqa: DTZ001 - SuiteQL names no zone
INLINE = Settings(bound_parameters=False)


def asked(request: Request) -> str:
    """Return the query."""
    return str(msgspec.json.decode(request.body)["q"])


def rows(*items: dict[str, Any], more: bool = False) -> Response:
    """Return a page."""
    return Response(status=200, body=msgspec.json.encode({"items": list(items), "hasMore": more}))


def test_customers_are_asked_by_time_and_id() -> None:
    """The whole query, as an account before 2026.2 gets it."""
    call = stamps.changed(table_of("customer"), INLINE, since=SINCE, after="801", lines=True)
    assert asked(call.request) == (
        "SELECT id, TO_CHAR(lastmodifieddate, 'YYYY-MM-DD HH24:MI:SS') AS lastmodified, isinactive AS off FROM customer"
        " WHERE lastmodifieddate >= TO_TIMESTAMP('2026-11-01 01:30:00', 'YYYY-MM-DD HH24:MI:SS') AND id > 801"
        " ORDER BY id"
    )


def test_documents_are_asked_by_the_times_of_their_lines_too() -> None:
    """Of their own type only, and everything without a time."""
    call = stamps.changed(table_of("salesOrder"), INLINE, since=SINCE, after=None, lines=True)
    late = ">= TO_TIMESTAMP('2026-11-01 01:30:00', 'YYYY-MM-DD HH24:MI:SS')"
    by_lines = f"(SELECT transaction FROM transactionline WHERE linelastmodifieddate {late})"  # noqa: S608 - expected
    assert asked(call.request).endswith(
        f" FROM transaction WHERE type = 'SalesOrd' AND (lastmodifieddate {late} OR id IN {by_lines}) ORDER BY id"
    )
    everything = stamps.changed(table_of("vendor"), INLINE, since=None, after=None, lines=True)
    assert asked(everything.request).endswith(" AS lastmodified FROM vendor ORDER BY id")


def test_rows_are_read() -> None:
    """The next page begins behind the last id; a record without a time has none, and ids can be negative."""
    call = stamps.changed(table_of("employee"), INLINE, since=None, after=None, lines=False)
    page = call.decode(rows({"id": "-5"}, {"id": "17", "lastmodified": "2026-11-01 01:30:00"}, more=True))
    assert [(one.id, one.local) for one in page.items] == [("-5", None), ("17", SINCE)]
    assert page.next == "17"
    assert call.decode(rows()).next is None


@pytest.mark.parametrize(
    "row", [{}, {"id": "1", "lastmodified": "11/1/2026"}, {"id": "1", "lastmodified": "2026-11-01T01:30:00Z"}]
)
def test_rows_that_are_none_are_refused(row: dict[str, Any]) -> None:
    """A time in the user's format, or with a zone, is not what was asked for."""
    call = stamps.changed(table_of("customer"), INLINE, since=None, after=None, lines=False)
    with pytest.raises(DecodeError):
        call.decode(rows(row))
    with pytest.raises(DecodeError):
        traces(INLINE, since=None, after=None).decode(rows({"recordid": "1", "deleted": row.get("lastmodified", "")}))


@pytest.mark.parametrize(
    "body", [b"{}", b"[]", b"x", b'{"serverTime":"soon"}', b'{"serverTime":"2026-11-01T09:00:00"}']
)
def test_a_server_time_without_a_zone_is_refused(body: bytes) -> None:
    """Only the one in UTC is a time."""
    with pytest.raises(DecodeError):
        stamps.server_time().decode(Response(status=200, body=body))
    right = Response(status=200, body=b'{"serverTime":"2026-11-01T09:00:00Z"}')
    assert stamps.server_time().decode(right) == datetime(2026, 11, 1, 9, tzinfo=UTC)


def test_an_id_that_is_none_is_refused() -> None:
    """It would become part of a query."""
    for wrong in ("1 OR 1=1", "", "eid:A"):
        with pytest.raises(UsageError):
            stamps.stamps_of(table_of("customer"), ["801", wrong], INLINE)


def test_the_names_of_deleted_types_are_compared_without_case_and_blanks() -> None:
    """``Sales Order`` and ``salesorder`` are one; what is not named is none."""
    trace = Trace(id="1", local=SINCE, type="Sales Order", name="Somebody")
    assert trace.is_one_of({"salesorder"})
    assert not trace.is_one_of({"invoice"})
    assert not Trace(id="1", local=SINCE).is_one_of({"invoice"})
    assert "Somebody" not in repr(trace)


def test_a_place_is_read_as_it_was_written() -> None:
    """So that another process can go on."""
    clock = datetime(2026, 11, 1, 9, tzinfo=UTC)
    for place in (Place(clock=clock), Place(clock=clock, since=SINCE, after="801", phase="deleted")):
        assert Place.read(place.written()) == place

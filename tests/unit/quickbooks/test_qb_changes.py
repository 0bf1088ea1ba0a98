"""Change data beyond its cap: where the next question begins (fact sheet: quickbooks.md, 4.3)."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

import crosstie
from crosstie.core.messages import Response
from crosstie.systems.quickbooks import Deleted, Invoice
from crosstie.systems.quickbooks.api import Api
from crosstie.systems.quickbooks.api_changes import change_page, check_look_back
from crosstie.systems.quickbooks.kinds import INVOICE

START = datetime(2026, 11, 2, tzinfo=UTC)


def _record(number: int, second: int, **members: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    moment = (START + timedelta(seconds=second)).isoformat()
    return {"Id": str(number), "SyncToken": "0", "MetaData": {"LastUpdatedTime": moment}, **members}


def _answer(*records: dict[str, Any]) -> Response:
    inner = {"Invoice": list(records)} if records else {}
    return Response(status=200, body=json.dumps({"CDCResponse": [{"QueryResponse": [inner]}]}).encode())


def _asked_next(following: str | None) -> dict[str, str]:
    assert following is not None
    return dict(change_page(Api(), INVOICE, START, following).request.params)


def test_one_kind_is_asked_for_since_a_time() -> None:
    """With its zone, so that nobody takes it for local time."""
    call = change_page(Api(), INVOICE, START, None)
    assert (call.request.method, call.request.url, call.kind) == ("GET", "/cdc", "read")
    assert dict(call.request.params) == {
        "minorversion": "75",
        "entities": "Invoice",
        "changedSince": "2026-11-02T00:00:00+00:00",
    }


def test_nothing_changed_is_an_empty_object() -> None:
    """At the place of the kind."""
    page = change_page(Api(), INVOICE, START, None).decode(_answer())
    assert (list(page.items), page.next) == ([], None)


def test_deletions_are_typed() -> None:
    """With what is known of them."""
    gone = _record(2, 7, status="Deleted", domain="QBO")
    page = change_page(Api(), INVOICE, START, None).decode(_answer(_record(1, 5), gone))
    assert [type(item) for item in page.items] == [Invoice, Deleted]
    assert page.items[1] == Deleted(kind="Invoice", id="2", at=START + timedelta(seconds=7))


def test_a_full_answer_of_live_records_goes_on_at_the_newest() -> None:
    """What was handed over at that very time is left out."""
    records = [_record(number, number // 2) for number in range(1000)]
    page = change_page(Api(), INVOICE, START, None).decode(_answer(*records))
    assert len(page.items) == 1000
    assert _asked_next(page.next)["changedSince"] == "2026-11-02T00:08:19+00:00"
    following = change_page(Api(), INVOICE, START, page.next)
    rest = following.decode(_answer(_record(998, 499), _record(999, 499), _record(1000, 499), _record(1001, 500)))
    assert [item.id for item in rest.items] == ["1000", "1001"]


def test_a_full_answer_that_shows_deletions_goes_on_at_the_newest_of_them() -> None:
    """They stand behind all that is live, so what was cut off are further deletions."""
    live = [_record(number, number) for number in range(990)]
    gone = [_record(2000 + number, number, status="Deleted") for number in range(10)]
    page = change_page(Api(), INVOICE, START, None).decode(_answer(*live, *gone))
    assert _asked_next(page.next)["changedSince"] == "2026-11-02T00:00:09+00:00"


def test_the_look_back_is_checked_by_the_clock() -> None:
    """Thirty days to the second, and only with a zone."""
    check_look_back(START, START + timedelta(days=30), 30)
    with pytest.raises(crosstie.UsageError, match="remembers"):
        check_look_back(START, START + timedelta(days=30, seconds=1), 30)
    with pytest.raises(crosstie.UsageError, match="zone"):
        check_look_back(datetime(2026, 11, 2), START, 30)  # noqa: DTZ001 - what is refused

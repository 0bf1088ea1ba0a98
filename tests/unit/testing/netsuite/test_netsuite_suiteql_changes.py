"""What changed and what was deleted, asked by SuiteQL, against fact sheet sections 4.4 and 6."""

# ruff: noqa: S608 - the queries go to a simulator, and their parts are written here

from __future__ import annotations

from datetime import datetime, timedelta, timezone, tzinfo
from decimal import Decimal
from typing import TYPE_CHECKING

from crosstie.testing import FakeClock

if TYPE_CHECKING:
    from tests.unit.testing.netsuite.conftest import Caller, Office

STAMP = "TO_CHAR(lastmodifieddate, 'YYYY-MM-DD HH24:MI:SS')"


# -- changes and time --------------------------------------------------------------------------------------------------


def test_changes_are_found_by_a_literal_of_the_session_zone(netsuite: Caller, clock: FakeClock) -> None:
    """4.4: a literal that was taken for UTC misses what changed in the hours between."""
    netsuite.customer("Old")
    clock.advance(3600)
    netsuite.customer("New")
    query = (
        f"SELECT id, {STAMP} AS stamp FROM customer "
        "WHERE lastmodifieddate >= TO_TIMESTAMP('{}', 'YYYY-MM-DD HH24:MI:SS') ORDER BY lastmodifieddate, id"
    )
    assert netsuite.rows(query.format("2026-11-02 10:00:00")) == []
    assert netsuite.rows(query.format("2026-11-02 02:00:00")) == [{"id": "802", "stamp": "2026-11-02 02:00:00"}]


def test_zone_is_calibrated_from_one_record_read_twice(netsuite: Caller) -> None:
    """4.4: the difference of the two readings is the session's offset."""
    identity = netsuite.customer()
    utc = datetime.fromisoformat(netsuite.get(f"customer/{identity}").body["lastModifiedDate"])
    (row,) = netsuite.rows(f"SELECT {STAMP} AS stamp FROM customer WHERE id = ?", identity)
    local = datetime.fromisoformat(row["stamp"]).replace(tzinfo=utc.tzinfo)
    assert local - utc == timedelta(hours=-8)


class _WithSummer(tzinfo):
    """A zone whose clocks go back on 1 November 2026 at 09:00 UTC."""

    def utcoffset(self, moment: datetime | None) -> timedelta:
        assert moment is not None
        return timedelta(hours=-7 if moment.replace(tzinfo=None) < datetime(2026, 11, 1, 2) else -8)  # noqa: DTZ001

    def dst(self, moment: datetime | None) -> timedelta:
        return self.utcoffset(moment) + timedelta(hours=8)

    def tzname(self, _moment: datetime | None) -> str:
        return "Composed"


def test_offset_of_the_session_changes_with_the_season(office: Office, clock: FakeClock) -> None:
    """4.4: a calibration does not last: the same account shows another offset after the clocks went back."""
    clock.set(datetime(2026, 10, 31, 20, tzinfo=timezone.utc))  # noqa: UP017 - plain
    netsuite = office.open(zone=_WithSummer())
    netsuite.customer("Summer")
    clock.advance(48 * 3600)
    netsuite.customer("Winter")
    stamps = netsuite.rows(f"SELECT {STAMP} AS stamp FROM customer ORDER BY id")
    assert stamps == [{"stamp": "2026-10-31 13:00:00"}, {"stamp": "2026-11-02 12:00:00"}]


def test_date_is_compared_with_text_in_the_users_format_only(netsuite: Caller) -> None:
    """4.1, 4.4: an ISO text is refused, the user's own format works; TO_DATE is the safe way."""
    netsuite.customer()
    assert netsuite.rows("SELECT id FROM customer WHERE lastmodifieddate >= '11/2/2026'") == [{"id": "801"}]
    assert netsuite.sql("SELECT id FROM customer WHERE lastmodifieddate >= '2026-11-02'").status == 400
    safe = "SELECT id FROM customer WHERE lastmodifieddate >= TO_DATE('2026-11-02', 'YYYY-MM-DD')"
    assert netsuite.rows(safe) == [{"id": "801"}]


def test_payment_moves_neither_header_nor_lines_unless_by_rule(office: Office, clock: FakeClock) -> None:
    """4.4, open question 10: the invoice changed, and its lastmodifieddate did not."""
    for moves, stamp in ((False, "2026-11-02 01:00:00"), (True, "2026-11-02 02:00:00")):
        clock.set(datetime(2026, 11, 2, 9, tzinfo=timezone.utc))  # noqa: UP017 - plain
        netsuite = office.open(payment_moves_invoice=moves)
        invoice = netsuite.document("invoice", netsuite.customer(), ("INSTALL", 1))
        clock.advance(3600)
        netsuite.simulator.pay(invoice)
        assert netsuite.rows(f"SELECT status, {STAMP} AS stamp FROM transaction WHERE id = {invoice}") == [
            {"status": "B", "stamp": stamp}
        ]


def test_line_edit_may_leave_the_header_where_it_was(office: Office, clock: FakeClock) -> None:
    """4.4: by rule, only ``linelastmodifieddate`` of the changed line moves."""
    netsuite = office.open(line_edit_moves_header=False)
    order = netsuite.document("salesOrder", netsuite.customer(), ("TILE-98", 1), ("INSTALL", 1))
    clock.advance(3600)
    netsuite.patch(f"salesOrder/{order}", {"item": {"items": [{"line": 2, "quantity": 5}]}})
    assert netsuite.rows(f"SELECT {STAMP} AS stamp FROM transaction") == [{"stamp": "2026-11-02 01:00:00"}]
    stamp = STAMP.replace("last", "linelast")
    rows = netsuite.rows(f"SELECT {stamp} AS stamp FROM transactionline WHERE mainline = 'F' ORDER BY id")
    assert rows == [{"stamp": "2026-11-02 01:00:00"}, {"stamp": "2026-11-02 02:00:00"}]
    netsuite.patch(f"salesOrder/{order}", {"memo": "x"})
    assert netsuite.rows(f"SELECT {STAMP} AS stamp FROM transaction") == [{"stamp": "2026-11-02 02:00:00"}]


# -- deletions ---------------------------------------------------------------------------------------------------------


def test_deleted_records_are_rows_without_a_unique_id(netsuite: Caller, clock: FakeClock) -> None:
    """6: recordid, recordtypeid and scriptid together are the key; who and how stands beside."""
    customer = netsuite.customer()
    order = netsuite.document("salesOrder", customer, ("INSTALL", 1))
    netsuite.delete(f"salesOrder/{order}")
    clock.advance(3600)
    netsuite.simulator.remove("customer", customer)
    query = (
        "SELECT recordid, scriptid, type, name, context, iscustomrecord, "
        "TO_CHAR(deleteddate, 'YYYY-MM-DD HH24:MI:SS') AS gone FROM deletedrecord ORDER BY deleteddate"
    )
    assert netsuite.rows(query) == [
        {
            "recordid": order,
            "scriptid": "salesorder",
            "type": "Sales Order",
            "name": "Sales Order #SO1001",
            "context": "RESTWEBSERVICES",
            "iscustomrecord": "F",
            "gone": "2026-11-02 01:00:00",
        },
        {
            "recordid": customer,
            "scriptid": "customer",
            "type": "Customer",
            "name": "C0001 Castillo Homes",
            "context": "UIF",
            "iscustomrecord": "F",
            "gone": "2026-11-02 02:00:00",
        },
    ]
    types = netsuite.rows("SELECT DISTINCT recordtypeid FROM deletedrecord")
    assert len(types) == 2


def test_deleted_rows_may_be_forgotten(office: Office, clock: FakeClock) -> None:
    """Open question 11: retention is a rule."""
    netsuite = office.open(deleted_kept=timedelta(days=1))
    netsuite.delete(f"customer/{netsuite.customer()}")
    assert len(netsuite.rows("SELECT recordid FROM deletedrecord")) == 1
    clock.advance(86_401)
    assert netsuite.rows("SELECT recordid, CURRENT_TIMESTAMP AS now FROM deletedrecord") == []


def test_merge_leaves_a_deletion_and_moves_the_documents(netsuite: Caller) -> None:
    """6: what belonged to the one belongs to the other."""
    keep, gone = netsuite.customer("Keep"), netsuite.customer("Gone")
    order = netsuite.document("salesOrder", gone, ("INSTALL", 1))
    netsuite.simulator.merge_customers(keep, gone)
    assert netsuite.get(f"customer/{gone}").status == 404
    assert netsuite.whole(f"salesOrder/{order}")["entity"]["id"] == keep
    assert netsuite.rows("SELECT recordid FROM deletedrecord") == [{"recordid": gone}]


def test_void_keeps_the_row(sold: Caller) -> None:
    """6: ``voided='T'``, status V, and nothing in deletedrecord; the order can be billed again."""
    sold.simulator.void("invoice", "60003")
    assert sold.rows("SELECT status, voided FROM transaction WHERE id = 60003") == [{"status": "V", "voided": "T"}]
    assert sold.rows("SELECT recordid FROM deletedrecord") == []
    assert sold.whole("salesOrder/60002")["status"]["id"] == "Pending Billing"


def test_money_stays_exact(netsuite: Caller) -> None:
    """6: what goes in as 0.1 comes out as 0.1."""
    items = [{"item": netsuite.item("TRIM-1"), "quantity": 3, "rate": Decimal("0.1")}]
    body = {"entity": {"id": netsuite.customer()}, "item": {"items": items}}
    invoice = netsuite.post("invoice", body).made
    assert netsuite.whole(f"invoice/{invoice}")["total"] == Decimal("0.3")
    assert netsuite.rows("SELECT foreigntotal FROM transaction") == [{"foreigntotal": "0.3"}]

"""Pages of the usual form are read without Python for each record; what they hold does not depend on that."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from decimal import Decimal
from typing import ClassVar
from zoneinfo import ZoneInfo

import pytest

from crosstie.errors import DecodeError
from crosstie.models import Record, decode_list, decode_page, decode_record
from crosstie.models.plan import plan_of
from crosstie.models.recast import Recast
from crosstie.systems.rfms.models import Customer, CustomerRow
from crosstie.systems.smsit.models import Contact
from crosstie.systems.suitedash.models import Contact as Client

NEW_YORK = ZoneInfo("America/New_York")
ROW = (
    b'{"id":23,"name":"Ada","birthday":"1990-12-10","number":"12025550123","subscriber":"No",'
    b'"date":"2026-07-05 10:00:00","odd":1.50}'
)


def _swift(record: Record) -> bool:
    """Tell whether a record was read in the quick way."""
    narrow = plan_of(type(record)).swift
    return narrow is not None and isinstance(record._wire, narrow.struct)


def test_a_page_of_the_usual_form_holds_what_each_record_alone_does() -> None:
    """Both ways give equal records, unknown members included, and the same values."""
    page = decode_list(Contact, b"[" + ROW + b"," + ROW.replace(b"1990-12-10", b"") + b"]", zone=NEW_YORK)
    alone = decode_record(Contact, ROW, zone=NEW_YORK)
    assert [_swift(one) for one in (*page, alone)] == [True, True, False]
    assert page[0] == alone
    assert (page[0].birthday, page[1].birthday) == (date(1990, 12, 10), None)
    assert page[0].created == datetime(2026, 7, 5, 14, tzinfo=UTC)
    assert page[0].subscribed is False
    assert page[0].extra == {"odd": Decimal("1.50")}
    assert page[0].to_wire() == alone.to_wire()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"No"', b'" no "'),
        (b'"2026-07-05 10:00:00"', b'""'),
        (b'"2026-07-05 10:00:00"', b'" 2026-07-05 10:00:00 "'),
        (b'"2026-07-05 10:00:00"', b'"2026-07-05"'),
    ],
)
def test_a_page_of_another_form_is_read_as_ever(old: bytes, new: bytes) -> None:
    """One record of another form is enough, and costs nothing but time."""
    odd = ROW.replace(old, new)
    page = decode_list(Contact, b"[" + ROW + b"," + odd + b"]", zone=NEW_YORK)
    assert not _swift(page[0])
    assert page == [decode_record(Contact, ROW, zone=NEW_YORK), decode_record(Contact, odd, zone=NEW_YORK)]


@pytest.mark.parametrize("wrong", ["1990-02-30", "1990-W10-1", "19901210", "10/12/1990", "soon"])
def test_what_is_wrong_is_told_with_its_place(wrong: str) -> None:
    """The same error as without the quick way."""
    page = b"[" + ROW + b"," + ROW.replace(b"1990-12-10", wrong.encode()) + b"]"
    with pytest.raises(DecodeError, match="birthday"):
        decode_list(Contact, page)
    found = decode_page(Contact, page, isolate=True)
    assert [(one.id, place) for one, (place, _) in zip(found.records, found.unreadable, strict=True)] == [("23", 1)]


@pytest.mark.parametrize("zone", [None, NEW_YORK, timezone(timedelta(hours=3))])
def test_instants_keep_the_zone_that_their_page_was_read_in(zone: tzinfo | None) -> None:
    """Pages of one process may be read in several zones; an offset that was sent goes before them."""
    told = ROW.replace(b"10:00:00", b"10:00:00+05:00")
    page = decode_list(Contact, b"[" + ROW + b"," + told + b"]", zone=zone)
    assert _swift(page[0])
    assert page[0].created == datetime(2026, 7, 5, 10, tzinfo=zone or UTC)
    assert page[1].created == datetime(2026, 7, 5, 5, tzinfo=UTC)


class Plain(tzinfo):
    """A zone that cannot be hashed, as some libraries have them."""

    __hash__: ClassVar[None] = None  # type: ignore[assignment]

    def utcoffset(self, dt: datetime | None) -> timedelta:
        """Return an hour."""
        del dt
        return timedelta(hours=1)

    def dst(self, dt: datetime | None) -> None:
        """Return nothing: it is not known."""
        del dt


def test_any_zone_will_do() -> None:
    """One that cannot be hashed is read in the ordinary way."""
    (one,) = decode_list(Contact, b"[" + ROW + b"]", zone=Plain())
    assert not _swift(one)
    assert one.created == datetime(2026, 7, 5, 9, tzinfo=UTC)


def test_no_records_and_no_list_are_what_they_were() -> None:
    """An empty list is one, and null is none."""
    assert decode_list(Contact, b"[]") == []
    with pytest.raises(DecodeError):
        decode_list(Contact, b"null")


def test_numbers_and_flags_of_rfms_are_read_when_they_are_looked_at() -> None:
    """Blank texts are missing, in both ways; amounts stay exact."""
    row = b'{"customerSourceId":1,"termDays":"","defaultStore":12,"active":"true","useSoldToBusinessName":"",%b}'
    usual, blank = row % b'"creditLimit":"1,250.50"', row % b'"creditLimit":" ","updatedDate":""'
    for body, quick in ((usual, True), (blank, False)):
        (one,) = decode_list(CustomerRow, b"[" + body + b"]")
        assert _swift(one) is quick
        assert (one.term_days, one.default_store, one.active, one.use_sold_to_business_name) == (None, 12, True, None)
        assert one.customer().store_number == 12
        assert one.customer().credit_limit == (Decimal("1250.50") if quick else None)
    with pytest.raises(DecodeError, match="creditLimit"):
        decode_list(CustomerRow, b'[{"creditLimit":"NaN"}]')


def test_suitedashs_flag_comes_as_a_number() -> None:
    """Or as a text, or as what it is."""
    page = decode_list(Client, b'[{"active":1},{"active":"0"},{"active":true},{"active":""},{"active":null}]')
    assert _swift(page[0])
    assert [one.active for one in page] == [True, False, True, None, None]


def test_a_recast_record_keeps_the_zone_of_the_page() -> None:
    """Its instants are those of the record that it was made of."""
    recast = Recast(CustomerRow, Customer, {"date_created": "created_date"})
    (row,) = decode_list(CustomerRow, b'[{"createdDate":"2026-07-05T10:00:00"}]', zone=NEW_YORK)
    assert _swift(row)
    assert recast(row).date_created == row.created_date == datetime(2026, 7, 5, 14, tzinfo=UTC)


def test_a_nested_record_of_a_recast_one_is_made_once() -> None:
    """As a nested record of any other."""
    (row,) = decode_list(CustomerRow, b'[{"customerCity":"SALEM"}]')
    customer = row.customer()
    assert customer.customer_address is customer.customer_address

"""Records as SMS-iT writes them, and what a text has to be before it is sent (smsit.md, 3.1, 3.4, 4, 6.2)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from crosstie.core.messages import Response
from crosstie.errors import CrosstieError, DecodeError, Invalid, NotFound, UsageError
from crosstie.models import check_draft, decode_record
from crosstie.systems.smsit import Contact, GatewayMessage, Settings
from crosstie.systems.smsit import api_panel as panel
from crosstie.systems.smsit.account import Account
from crosstie.systems.smsit.texts import checked_text

NEW_YORK = ZoneInfo("America/New_York")
PANEL = Account(dialect="cloud", sender="12025550199", settings=Settings(zone=NEW_YORK))

ROW = (
    b'{"id": 23, "name": "Ada Byron", "birthday": "", "email": "", "number": "12025550123", "group": "Leads",'
    b' "subscriber": "No", "source": "SMS", "carrier": "", "date": "2026-07-05 10:00:00", "odd": "kept"}'
)


@pytest.mark.parametrize("shape", [b"%b", b" [%b]"])
def test_contacts_are_read_from_the_very_bytes(shape: bytes) -> None:
    """In an object or a list of one, with numbers that the model does not know as exact as they came."""
    told = b'{"status": "0", "contacts": [' + ROW.replace(b'"kept"', b"1.10") + b"]}"
    page = panel.contacts(PANEL, panel.ContactFilter())(None).decode(Response(status=200, body=shape % told))
    assert [one.extra for one in page.items] == [{"odd": Decimal("1.10")}]
    assert str(page.items[0].extra["odd"]) == "1.10"
    assert page.next == "2"


@pytest.mark.parametrize(("status", "error"), [("-2", NotFound), ("-99", Invalid)])
def test_a_complaint_goes_before_contacts(status: str, error: type[CrosstieError]) -> None:
    """A negative status is no, whatever stands beside it."""
    told = b'{"contacts": [' + ROW + b'], "status": "' + status.encode() + b'"}'
    with pytest.raises(error):
        panel.contacts(PANEL, panel.ContactFilter())(None).decode(Response(status=200, body=told))


def test_a_contact_is_read() -> None:
    """Digits become E.164, Yes and No become flags, an empty birthday is none, local time is the account's."""
    contact = decode_record(Contact, ROW, zone=NEW_YORK)
    assert (contact.id, contact.number, contact.subscribed, contact.birthday) == ("23", "+12025550123", False, None)
    assert contact.created == datetime(2026, 7, 5, 14, tzinfo=UTC)
    assert contact.extra == {"odd": "kept"}
    assert contact.to_wire(writable=True)["number"] == "12025550123"
    assert decode_record(Contact, ROW.replace(b'"birthday": ""', b'"birthday": "1990-12-10"')).birthday == date(
        1990, 12, 10
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"No"', b'"Perhaps"'),
        (b'"birthday": ""', b'"birthday": "10/12/1990"'),
        (b'"2026-07-05 10:00:00"', b'"soon"'),
        (b'"2026-07-05 10:00:00"', b"17"),
    ],
)
def test_a_contact_of_another_shape_is_refused(old: bytes, new: bytes) -> None:
    """A guess would be a wrong date, or a text to somebody who left."""
    with pytest.raises(DecodeError):
        decode_record(Contact, ROW.replace(old, new))


def test_a_contact_needs_number_and_group() -> None:
    """Before anything is sent; and the number has to be one."""
    with pytest.raises(UsageError, match="number is needed; group is needed"):
        check_draft(Contact(name="Ada"))
    with pytest.raises(UsageError):
        Contact(number="911", group="Leads")


def test_a_gateways_message_does_not_show_what_it_says() -> None:
    """Logs print records."""
    row = b'{"ID": "42", "number": "+12025550123", "message": "private", "sentDate": "2026-01-05T10:00:00-05:00"}'
    message = decode_record(GatewayMessage, row)
    assert "private" not in repr(message)
    assert message.sent == datetime(2026, 1, 5, 15, tzinfo=UTC)


def test_a_gateways_message_may_not_have_been_delivered_nor_have_a_group() -> None:
    """Both are null then; ids are text (3.4)."""
    message = decode_record(GatewayMessage, b'{"ID": "42", "simSlot": "0", "deliveredDate": null, "groupID": null}')
    assert (message.id, message.sim_slot, message.delivered, message.group_id) == ("42", "0", None, None)


def test_braces_are_kept_back_where_they_would_be_altered() -> None:
    """Spin text belongs to the control panel; other dialects send it as it is, and so does who allows it."""
    for text in ("{hello|hi} Ada", "Dear {name}", "}"):
        with pytest.raises(UsageError, match="braces"):
            checked_text(text, "cloud", Settings())
        assert checked_text(text, "crm_v2", Settings()).segments == 1
        assert checked_text(text, "decentralized", Settings(spin="allow")).segments == 1


def test_long_and_empty_texts_are_kept_back() -> None:
    """A slip costs credits for each recipient; the message says which characters made it so long."""
    with pytest.raises(UsageError, match="no text"):
        checked_text(" \n", "cloud", Settings())
    with pytest.raises(UsageError, match="11 segments, 10 are allowed"):
        checked_text("a" * 1531, "cloud", Settings())
    with pytest.raises(UsageError, match="Without ж more"):
        checked_text("ж" + "a" * 700, "cloud", Settings())
    assert checked_text("a" * 1530, "cloud", Settings()).segments == 10

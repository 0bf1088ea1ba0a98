"""The device gateway: sending one, many and to a list, phones, reading, resending, lists, balance (2.2, 3.4)."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import attrs
import pytest

from crosstie.testing import FakeClock
from crosstie.testing.smsit import GATEWAY_KEY, SmsItCaller, SmsItSimulator

ADA, BRUNO = "+12025550100", "+12025550101"
ONE = {"number": ADA, "message": "hi"}


def _done(caller: SmsItCaller, service: str, fields: dict[str, str]) -> list[dict[str, str | None]]:
    told = caller.gateway(service, fields)
    assert (told["success"], told["error"]) == (True, None), told
    messages: list[dict[str, str | None]] = told["data"]["messages"]
    return messages


def _many(*texts: str) -> dict[str, str]:
    return {"messages": json.dumps([{"number": ADA, "message": text} for text in texts])}


def _slots(messages: Sequence[dict[str, str | None]]) -> list[tuple[str | None, str | None]]:
    return [(message["deviceID"], message["simSlot"]) for message in messages]


# -- the envelope ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("service", ["send", "read-messages", "resend", "manage-contacts", "get-devices"])
@pytest.mark.parametrize("key", ["", "wrong"])
def test_a_bad_key_is_told_in_the_envelope(caller: SmsItCaller, service: str, key: str) -> None:
    """2.2: success is false, and error has a message."""
    told = caller.gateway(service, {"key": key})
    assert told == {"success": False, "data": None, "error": {"message": "Key is not valid."}}


def test_the_gateway_takes_posts_to_its_own_files(caller: SmsItCaller, simulator: SmsItSimulator) -> None:
    """1: on its own host, below /smsgateway/services/."""
    caller.gateway("get-devices")
    request = simulator.log[-1].request
    assert simulator.handle(attrs.evolve(request, method="GET")).status == 405
    assert simulator.handle(attrs.evolve(request, url=request.url.replace("www", "controlpanel"))).status == 404
    assert simulator.handle(attrs.evolve(request, url=request.url.replace("devices", "lists"))).status == 404
    assert simulator.counts == {"smsgateway/services/get-devices.php": 2, "unknown": 2}


def test_the_key_alone_asks_for_the_balance(caller: SmsItCaller, simulator: SmsItSimulator) -> None:
    """2.2: null means unlimited."""
    assert caller.gateway("send")["data"] == {"credits": None}
    simulator.gateway.credits = 5
    caller.gateway("send", ONE)
    assert caller.gateway("send")["data"] == {"credits": 4}
    assert simulator.sent[0].credits == 1


# -- sending -----------------------------------------------------------------------------------------------------------


def test_a_message_has_the_members_of_the_record(caller: SmsItCaller) -> None:
    """3.4: ids are text, dates have an offset, and a message that still waits has no date of delivery."""
    assert _done(caller, "send", ONE) == [
        {
            "ID": "1",
            "number": ADA,
            "message": "hi",
            "deviceID": "1",
            "simSlot": "0",
            "userID": "1",
            "status": "Pending",
            "type": "sms",
            "attachments": "",
            "sentDate": "2026-11-02T09:00:03-05:00",
            "deliveredDate": None,
            "groupID": None,
        }
    ]


def test_a_message_is_delivered_after_a_while(caller: SmsItCaller, simulator: SmsItSimulator, clock: FakeClock) -> None:
    """3.4: then it has its second date."""
    _done(caller, "send", ONE)
    clock.advance(1)
    [message] = _done(caller, "read-messages", {"id": "1"})
    assert (message["status"], message["deliveredDate"]) == ("Delivered", "2026-11-02T09:00:04-05:00")
    [text] = simulator.sent
    assert (text.surface, text.to, text.text, text.status) == ("gateway", ADA, "hi", "Delivered")


def test_many_messages_share_a_group(caller: SmsItCaller) -> None:
    """2.2: ``messages`` is JSON text, and each has its own id."""
    messages = _done(caller, "send", _many("one", "two"))
    assert [(message["ID"], message["message"], message["groupID"]) for message in messages] == [
        ("1", "one", "1"),
        ("2", "two", "1"),
    ]
    assert [message["groupID"] for message in _done(caller, "send", _many("three"))] == ["2"]


def test_a_picture_has_links(caller: SmsItCaller) -> None:
    """2.2: mms, with links that have commas between them."""
    links = "https://example.com/a.png,https://example.com/b.png"
    [message] = _done(caller, "send", ONE | {"type": "mms", "attachments": links})
    assert (message["type"], message["attachments"]) == ("mms", links)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"message": "hi"}, "Number and message are needed."),
        ({"number": ADA}, "Number and message are needed."),
        (ONE | {"type": "fax"}, "Type must be sms or mms."),
        (ONE | {"schedule": "tomorrow"}, "Schedule must be a unix time."),
        (ONE | {"schedule": "9" * 30}, "Schedule must be a unix time."),
        (ONE | {"option": "3"}, "Option must be 0, 1 or 2."),
        (ONE | {"devices": "7"}, "Device does not exist."),
        (ONE | {"devices": "[1, 7]"}, "Device does not exist."),
        (ONE | {"devices": "[1"}, "devices must be a JSON array."),
        ({"messages": "{}"}, "messages must be a JSON array."),
        ({"messages": "[7]"}, "Number and message are needed."),
        ({"messages": '[{"number": "1"}]'}, "Number and message are needed."),
        ({"listID": "7", "message": "hi"}, "List does not exist."),
        (_many("one", "two", "three"), "Not enough credits."),
    ],
    ids=range(14),
)
def test_what_cannot_be_sent_is_refused_whole(
    caller: SmsItCaller, simulator: SmsItSimulator, fields: dict[str, str], words: str
) -> None:
    """2.2: an error has words, and no code."""
    simulator.gateway.credits = 2
    assert caller.gateway("send", fields) == {"success": False, "data": None, "error": {"message": words}}
    assert (simulator.gateway.messages, simulator.gateway.credits) == ({}, 2)


def test_a_message_can_wait_for_its_time(caller: SmsItCaller, simulator: SmsItSimulator, clock: FakeClock) -> None:
    """2.2: schedule is a unix time, so that no zone matters."""
    at = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)
    [message] = _done(caller, "send", ONE | {"schedule": str(int(at.timestamp()))})
    assert (message["status"], simulator.sent) == ("Pending", ())
    clock.set(at)
    assert [(text.at, text.planned) for text in simulator.sent] == [(at, at)]


# -- phones ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "slots"),
    [
        ({}, [("1", "0"), ("1", "0"), ("1", "0")]),
        ({"devices": "2"}, [("2", "0"), ("2", "0"), ("2", "0")]),
        ({"devices": "[2, 1]"}, [("2", "0"), ("1", "0"), ("2", "0")]),
        ({"devices": '["2"]', "option": "0"}, [("2", "0"), ("2", "0"), ("2", "0")]),
        ({"option": "1"}, [("1", "0"), ("2", "0"), ("1", "0")]),
        ({"option": "2"}, [("1", "0"), ("2", "0"), ("2", "1")]),
        ({"option": "2", "useRandomDevice": "1"}, [("1", "0"), ("1", "0"), ("1", "0")]),
    ],
    ids=range(7),
)
def test_phones_take_turns(
    caller: SmsItCaller, simulator: SmsItSimulator, fields: dict[str, str], slots: list[tuple[str, str]]
) -> None:
    """2.2: option 0 uses the given phones, 1 all of them, 2 all SIM cards; a random one is what the test chooses."""
    assert simulator.add_device("Phone 2", sims=2) == 2
    assert _slots(_done(caller, "send", _many("a", "b", "c") | fields)) == slots


def test_phones_can_be_listed(caller: SmsItCaller, simulator: SmsItSimulator) -> None:
    """2.2: data has devices; of their members only the ID is sure."""
    simulator.add_device("Phone 2")
    told = caller.gateway("get-devices")
    assert [device["ID"] for device in told["data"]["devices"]] == ["1", "2"]


def test_without_a_phone_nothing_can_be_sent(caller: SmsItCaller, simulator: SmsItSimulator) -> None:
    """The gateway is only as good as the phones behind it."""
    simulator.gateway.devices.clear()
    assert caller.gateway("send", ONE)["error"] == {"message": "There is no device."}


# -- reading and resending ---------------------------------------------------------------------------------------------


def test_messages_are_read_by_id_group_or_status(caller: SmsItCaller, simulator: SmsItSimulator) -> None:
    """2.2: and what came in is among them, as Received."""
    simulator.add_device("Phone 2", sims=2)
    _done(caller, "send", _many("a", "b", "c") | {"option": "2"})
    simulator.inbound(ADA.removeprefix("+"), "yes")

    def ids(**fields: str) -> list[str | None]:
        return [message["ID"] for message in _done(caller, "read-messages", fields)]

    assert ids(id="2") == ["2"]
    assert ids(id="7") == []
    assert ids(groupId="1") == ["1", "2", "3"]
    assert ids(status="Received") == ["4"]
    assert ids(status="Pending", deviceID="2") == ["2", "3"]
    assert ids(status="Pending", deviceID="2", simSlot="1") == ["3"]


def test_messages_are_read_by_time(caller: SmsItCaller, clock: FakeClock) -> None:
    """2.2: both ends are unix times, and belong to the time between them."""
    begin = int(clock.now().timestamp())
    for _ in range(3):
        _done(caller, "send", ONE)
        clock.advance(60)

    def ids(**fields: str) -> list[str | None]:
        return [message["ID"] for message in _done(caller, "read-messages", {"status": "Delivered", **fields})]

    assert ids(startTimestamp=str(begin + 60)) == ["2", "3"]
    assert ids(endTimestamp=str(begin + 60)) == ["1", "2"]
    assert ids(startTimestamp=str(begin + 1), endTimestamp=str(begin + 119)) == ["2"]


@pytest.mark.parametrize("service", ["read-messages", "resend"])
@pytest.mark.parametrize("fields", [{}, {"status": "Pending", "startTimestamp": "now"}], ids=["none", "no time"])
def test_messages_must_be_selected(caller: SmsItCaller, service: str, fields: dict[str, str]) -> None:
    """2.2: both calls take the same selectors, and need one."""
    assert caller.gateway(service, fields)["success"] is False


def test_a_message_is_sent_again_under_its_number(
    caller: SmsItCaller, simulator: SmsItSimulator, clock: FakeClock
) -> None:
    """2.2: the person gets it twice, and it is paid for twice; what came in stays where it is."""
    simulator.gateway.credits = 2
    _done(caller, "send", ONE)
    simulator.inbound(ADA.removeprefix("+"), "yes")
    simulator.report(simulator.sent[0], "Failed")
    clock.advance(60)
    assert [text.status for text in simulator.sent] == ["Failed"]
    [message] = _done(caller, "resend", {"status": "Failed"})
    assert (message["ID"], message["status"]) == ("1", "Pending")
    assert _done(caller, "resend", {"status": "Received"}) == []
    assert (len(simulator.sent), simulator.gateway.credits) == (2, 0)
    assert caller.gateway("resend", {"id": "1"})["error"] == {"message": "Not enough credits."}


# -- lists -------------------------------------------------------------------------------------------------------------


def test_a_list_is_sent_to_its_subscribers(caller: SmsItCaller, simulator: SmsItSimulator) -> None:
    """2.2: listID and message; who left gets nothing."""
    list_id = simulator.add_list()
    for number in (ADA, BRUNO):
        assert caller.gateway("manage-contacts", {"listID": list_id, "number": number})["success"] is True
    caller.gateway("manage-contacts", {"listID": list_id, "number": BRUNO, "unsubscribe": "1"})
    [message] = _done(caller, "send", {"listID": list_id, "message": "to all"})
    assert (message["number"], message["message"], message["groupID"]) == (ADA, "to all", "1")
    assert [text.text for text in simulator.sent_to("12025550100")] == ["to all"]


def test_who_left_a_list_comes_back_only_on_purpose(caller: SmsItCaller) -> None:
    """2.2: resubscribe is a field of its own."""

    def told(**fields: str) -> tuple[str, bool]:
        contact = caller.gateway("manage-contacts", {"listID": "1", "number": ADA, **fields})["data"]["contact"]
        return contact["name"], contact["subscribed"]

    assert told(name="Ada") == ("Ada", True)
    assert told(unsubscribe="1") == ("Ada", False)
    assert told(name="Ada Byron") == ("Ada Byron", False)
    assert told(resubscribe="1") == ("Ada Byron", True)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"number": ADA}, "List does not exist."),
        ({"listID": "7", "number": ADA}, "List does not exist."),
        ({"listId": "1", "number": ADA}, "List does not exist."),
        ({"listID": "1"}, "Number is needed."),
        ({"listID": "1", "number": ADA, "unsubscribe": "1"}, "Contact does not exist."),
    ],
)
def test_a_contact_that_cannot_be_managed(caller: SmsItCaller, fields: dict[str, str], words: str) -> None:
    """2.2: the spelling of the list's field matters."""
    assert caller.gateway("manage-contacts", fields)["error"] == {"message": words}


def test_the_field_of_a_list_may_be_spelled_otherwise(opened: Callable[..., SmsItCaller]) -> None:
    """2.2: clients in use disagree about it."""
    caller = opened(gateway_list_field="listId")
    assert caller.gateway("manage-contacts", {"listId": "1", "number": ADA})["success"] is True
    assert caller.gateway("manage-contacts", {"listID": "1", "number": ADA})["success"] is False


def test_the_key_stays_out_of_reprs(caller: SmsItCaller, simulator: SmsItSimulator) -> None:
    """A test's output holds no key."""
    caller.gateway("send", ONE)
    assert GATEWAY_KEY not in f"{simulator.rules!r} {simulator.gateway!r} {simulator.log!r}"

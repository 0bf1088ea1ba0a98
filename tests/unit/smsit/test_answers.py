"""HTTP 200 and a negative status is an error, another one in each call (smsit.md, 3.2, 3.3, 4)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import attrs
import pytest

from crosstie.core.calls import Call
from crosstie.core.messages import Response
from crosstie.errors import (
    Conflict,
    CredentialsRejected,
    CrosstieError,
    DecodeError,
    Forbidden,
    Invalid,
    NotFound,
    OutcomeUnknown,
    QuotaExhausted,
    RateLimited,
    ServerFault,
    UsageError,
)
from crosstie.systems.smsit import DIALECTS, Contact, CrmTask, Dialect, Settings, measure
from crosstie.systems.smsit import api_crm as crm
from crosstie.systems.smsit import api_gateway as gateway
from crosstie.systems.smsit import api_panel as panel
from crosstie.systems.smsit.account import Account
from crosstie.systems.smsit.answers import opened, said
from crosstie.systems.smsit.codes import complaint
from crosstie.systems.smsit.dialect import SmsItDialect
from crosstie.systems.smsit.outgoing import Outgoing

NEW_YORK = ZoneInfo("America/New_York")
SETTINGS = Settings(zone=NEW_YORK, experimental=True)
PANEL = Account(dialect="cloud", sender="12025550199", settings=SETTINGS)
GATEWAY = Account(dialect="gateway", settings=SETTINGS)
CRM = Account(dialect="crm_v2", sender="12025550199", settings=SETTINGS)
HELLO = Outgoing(to="+12025550123", text="Hello", size=measure("Hello"))
NOON = datetime(2026, 11, 2, 17, tzinfo=UTC)


def _answer(call: Call[object], told: object, *, status: int = 200) -> object:
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    return call.decode(Response(status=status, body=body))


CODES: list[tuple[str, int, type[CrosstieError]]] = [
    *[("contacts.add", code, Invalid) for code in (-2, -3, -4)],
    ("contacts.add", -5, NotFound),
    ("contacts.add", -6, ServerFault),
    ("contacts.list", -2, NotFound),
    *[("contacts.list", code, Invalid) for code in (-3, -4, -5, -6)],
    *[("messages.send", code, Invalid) for code in (-2, -4, -5, -8, -9, -10, -11)],
    *[("messages.send", code, Forbidden) for code in (-3, -6, -7)],
    ("messages.send", -12, QuotaExhausted),
    ("messages.send", -16, ServerFault),
    *[("messages.send_to_group", code, Invalid) for code in (-2, -4, -5, -8, -9, -10, -11, -12, -13, -15)],
    *[("messages.send_to_group", code, Forbidden) for code in (-3, -7)],
    ("messages.send_to_group", -6, NotFound),
    ("messages.send_to_group", -14, QuotaExhausted),
    ("messages.send_to_group", -16, ServerFault),
    *[("appointments.add", code, Invalid) for code in (-2, -3, -4, -5, -6)],
    ("appointments.add", -7, NotFound),
    ("appointments.add", -8, Conflict),
    ("appointments.add", -9, ServerFault),
    ("balance.get", -2, Invalid),
    ("delivery.latest", -2, Invalid),
    ("delivery.latest", -3, NotFound),
    ("delivery.of_group", -2, Invalid),
    ("delivery.of_group", -3, NotFound),
]


@pytest.mark.parametrize(("operation", "code", "error"), CODES)
def test_a_code_means_what_it_means_in_its_call(operation: str, code: int, error: type[CrosstieError]) -> None:
    """The table of the fact sheet, line by line; the code and the vendor's words are in the error."""
    found = complaint(operation, {"status": str(code), "msg": "vendor words"})
    assert type(found) is error
    assert found.code == str(code)
    assert "vendor words" in found.message
    assert found.retry == ("unknown" if error is ServerFault else "unsafe")


def test_the_codes_of_schedules_are_those_of_sends() -> None:
    """A schedule goes to the same path."""
    for code in range(-16, 0):
        answer = {"status": code}
        assert type(complaint("messages.schedule", answer)) is type(complaint("messages.send", answer))


def test_a_code_that_is_not_known_is_an_error_all_the_same() -> None:
    """Negative is no."""
    found = complaint("balance.get", {"status": "-99", "msg": "something"})
    assert isinstance(found, Invalid)
    assert found.code == "-99"
    assert "taken for one" in str(found.advice)


@pytest.mark.parametrize("answer", [{"status": "0"}, {"status": "77"}, {"status": 0}, {}, {"status": "Success"}])
def test_what_is_not_negative_is_no_complaint(answer: Mapping[str, object]) -> None:
    """Group sends answer their id, balances no status at all."""
    assert complaint("messages.send", answer) is None


# -- shapes ------------------------------------------------------------------------------------------------------------


def test_an_array_around_one_object_is_unwrapped() -> None:
    """The server's source has it, the documents do not (3.2)."""
    assert opened(b'[{"status": "0"}]') == opened(b'{"status": "0"}') == {"status": "0"}
    assert opened(b"[]") == opened(b"[{}]") == {}


@pytest.mark.parametrize("body", [b"", b"<html>", b'"0"', b"[1]", b'[{"a":1},{"b":2}]', b"\xff", b"null"])
def test_what_is_neither_is_no_answer(body: bytes) -> None:
    """Pages, texts, several objects."""
    with pytest.raises(DecodeError):
        opened(body)


def test_words_of_any_shape_become_one_redacted_line() -> None:
    """An object of reasons by field is stringified; secrets in it are masked; a novel is cut."""
    assert said({"from": ["number not found"]}) == '{"from":["number not found"]}'
    assert said(None) == said("") == said([]) == "it gave no reason"
    assert "Zx9-kq.Tr4" not in said("apikey=Zx9-kq.Tr4 is\n wrong")
    assert len(said("word " * 200)) < 320


@pytest.mark.parametrize(
    "told",
    [[{}], [], {}, [{"msg": "ok"}], [{"status": "queued"}], [{"status": None}], b"<html>", b"", {"status": True}],
)
def test_a_send_without_a_status_is_in_doubt(told: object) -> None:
    """It happens after a failure inside of SMS-iT; whether the text left, nobody knows (4)."""
    for call in (panel.send(PANEL, HELLO), panel.send_to_group(PANEL, HELLO)):
        with pytest.raises(OutcomeUnknown):
            _answer(call, told)


@pytest.mark.parametrize("told", [[], {}, {"status": "0"}, {"status": "0", "contacts": {"id": "1"}}, b"oops"])
def test_a_list_without_contacts_is_no_empty_list(told: object) -> None:
    """Nothing is wiped because an answer was broken; only -7 means that there is nobody."""
    with pytest.raises(DecodeError):
        _answer(panel.contacts(PANEL, panel.ContactFilter())(None), told)


def test_nobody_is_an_answer() -> None:
    """-7 of ``getcontacts`` is an empty last page."""
    page = panel.contacts(PANEL, panel.ContactFilter())("4").decode(
        Response(status=200, body=b'{"status": "-7", "msg": "none"}')
    )
    assert (page.items, page.next) == ([], None)


def test_already_there_is_success() -> None:
    """-7 of ``addcontact`` is what was wanted."""
    call = panel.add_contact(PANEL, Contact(number="+12025550123", group="Leads"))
    assert _answer(call, [{"status": "0"}]) is True
    assert _answer(call, [{"status": "-7", "msg": "already in Leads"}]) is False
    with pytest.raises(OutcomeUnknown):
        _answer(call, [{}])


def test_delivery_and_balance_are_read() -> None:
    """Numbers come as text, and a good answer has no status."""
    assert _answer(panel.balance(PANEL, "sms"), [{"creditbalancenumber": "145", "msg": "ok"}]) == panel.Balance(
        credits=Decimal(145)
    )
    report = _answer(panel.latest_delivery(PANEL, "+12025550123"), {"smsstatus": "Delivered", "errormsg": ""})
    assert isinstance(report, panel.Delivery)
    assert (report.delivered, report.error) == (True, "")
    totals = panel.GroupDelivery(successful=9, failed=1)
    assert _answer(panel.group_delivery(PANEL, "77"), {"successful": "9", "failed": "1"}) == totals
    for call in (panel.balance(PANEL, "voice"), panel.latest_delivery(PANEL, "+1"), panel.group_delivery(PANEL, "7")):
        with pytest.raises(DecodeError):
            _answer(call, {"msg": "ok"})


def test_one_time_codes() -> None:
    """Only a success is known to look like one; the code shows in no log."""
    made = _answer(panel.generate_code(PANEL), {"status": "Success", "msg": "ok", "otp": "a1b2c3"})
    assert isinstance(made, panel.OneTimeCode)
    assert made.code == "a1b2c3"
    assert "a1b2c3" not in repr(made)
    with pytest.raises(OutcomeUnknown):
        _answer(panel.generate_code(PANEL), {"status": "Success"})
    check = panel.validate_code(PANEL, "a1b2c3")
    told: list[object] = [{"status": "Success"}, {"status": "0"}, {"status": "-2"}, {"status": "Failed"}]
    assert [_answer(check, one) for one in told] == [True, True, False, False]
    with pytest.raises(OutcomeUnknown):
        _answer(check, {})


@pytest.mark.parametrize("status", ["1", "77", 5])
def test_a_status_that_no_document_has_is_no_success(status: object) -> None:
    """Only group sends answer an id; in any other write it leaves the outcome in doubt (3.2)."""
    calls = (
        panel.send(PANEL, HELLO),
        panel.add_contact(PANEL, Contact(number="+12025550123", group="Leads")),
        panel.add_appointment(PANEL, "+12025550123", NOON, "confirmed"),
    )
    for call in calls:
        with pytest.raises(OutcomeUnknown):
            _answer(call, [{"status": status}])


def test_what_a_group_send_may_say_beside_its_text() -> None:
    """Numbers that take turns, the pace of each, a name instead of the number: only where they are given (2.1)."""
    plain = panel.send_to_group(PANEL, attrs.evolve(HELLO, to="Leads")).request.body
    assert plain == b"from=12025550199&to=Leads&message=Hello"
    named = attrs.evolve(HELLO, to="Leads", alpha_sender="ACME")
    full = panel.send_to_group(PANEL, named, rotate=True, throttle=6).request.body
    assert full == plain + b"&alphasender=ACME&rotate=1&throttle=6"


def test_a_group_send_tells_its_id_unless_it_is_scheduled() -> None:
    """``status`` is the id of a send at once and 0 of a scheduled one."""
    at_once = _answer(panel.send_to_group(PANEL, HELLO), [{"status": "77"}])
    later = _answer(panel.send_to_group(PANEL, HELLO), [{"status": "0"}])
    assert isinstance(at_once, panel.Sent)
    assert isinstance(later, panel.Sent)
    assert (at_once.group_send_id, later.group_send_id) == ("77", None)


# -- gateway and CRM ---------------------------------------------------------------------------------------------------


def test_a_gateway_that_names_no_message_leaves_a_send_in_doubt() -> None:
    """``success`` alone is not the message that was asked for."""
    for data in ({}, {"messages": None}, {"messages": []}):
        with pytest.raises(OutcomeUnknown):
            _answer(gateway.send(GATEWAY, HELLO), {"success": True, "data": data})


@pytest.mark.parametrize("told", [{}, [], {"success": True}, {"success": "yes", "data": {}}, b"<html>", {"data": {}}])
def test_a_gateway_that_says_neither_leaves_a_send_in_doubt(told: object) -> None:
    """``success`` has to be true, and data has to be there."""
    with pytest.raises(OutcomeUnknown):
        _answer(gateway.send(GATEWAY, HELLO), told)
    with pytest.raises(DecodeError):
        _answer(gateway.devices(GATEWAY), told)


def test_a_gateways_balance_may_be_unlimited() -> None:
    """Null is unlimited, and missing is not null."""
    call = gateway.balance(GATEWAY)
    unlimited = _answer(call, {"success": True, "data": {"credits": None}})
    assert isinstance(unlimited, gateway.Balance)
    assert unlimited.unlimited
    assert _answer(call, {"success": True, "data": {"credits": "12.5"}}) == gateway.Balance(credits=Decimal("12.5"))
    for data in ({}, {"credits": "many"}):
        with pytest.raises(DecodeError):
            _answer(call, {"success": True, "data": data})


def test_a_gateways_messages_are_asked_for_in_one_way() -> None:
    """By id, by group or by status; bounds with a zone and only with a status."""
    for wrong in (
        gateway.MessageFilter(),
        gateway.MessageFilter(id="1", status="Received"),
        gateway.MessageFilter(id="1", device="2"),
        gateway.MessageFilter(status="Received", since=datetime(2026, 1, 1)),  # noqa: DTZ001 - that is what is wrong
    ):
        with pytest.raises(UsageError):
            gateway.messages(GATEWAY, wrong)
    fine = gateway.MessageFilter(status="Received", since=NOON).fields()
    assert (fine["status"], fine["startTimestamp"], fine["endTimestamp"]) == ("Received", "1793638800", None)


def test_a_gateway_sends_from_its_devices() -> None:
    """A number to send from is refused, not ignored."""
    with pytest.raises(UsageError, match="devices"):
        gateway.send(GATEWAY, Outgoing(to="+12025550123", text="x", size=measure("x"), sender="+12025550199"))


def test_the_crm_answers_true_and_names_what_it_made() -> None:
    """``success`` has to be true; ids come as numbers or text."""
    call = crm.send(CRM, HELLO)
    told = {"success": True, "msg": "sent", "json_arr": {"message": "queued", "contact": {"id": 501}, "log_id": "9001"}}
    sent = _answer(call, told)
    assert isinstance(sent, crm.Sent)
    assert (sent.contact_id, sent.log_id, sent.to) == ("501", "9001", "+12025550123")
    for doubtful in ({"msg": "sent"}, {"success": 1}, [], b"<html>"):
        with pytest.raises(OutcomeUnknown):
            _answer(call, doubtful)


def test_a_text_of_the_crm_stands_in_the_query_and_has_no_body() -> None:
    """The one call of it that is known to work: digits without a plus, and a type although there is no body (2.3)."""
    request = crm.send(CRM, HELLO).request
    assert (request.method, request.url, request.body) == ("POST", "/smscontact", b"")
    assert request.params == (("from", "12025550199"), ("to", "12025550123"), ("message", "Hello"))
    assert request.headers["content-type"] == "application/json"


def test_a_task_of_the_crm_is_written_as_json() -> None:
    """Instants with their offset; what is not given is left out."""
    assert json.loads(crm.create_task(CRM, CrmTask(title="Call", due_date=NOON)).request.body) == {
        "title": "Call",
        "due_date": "2026-11-02T17:00:00+00:00",
    }
    with pytest.raises(UsageError, match="name"):
        crm.send(CRM, Outgoing(to="+12025550123", text="x", size=measure("x"), alpha_sender="ACME"))


# -- by HTTP -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "body", "error", "retry"),
    [
        (200, b'[{"status": "-1"}]', CredentialsRejected, "unsafe"),
        (200, b'{"status": "-20", "msg": "no"}', Forbidden, "unsafe"),
        (401, b'{"message": "Unauthenticated."}', CredentialsRejected, "unsafe"),
        (403, b"<html>", Forbidden, "unsafe"),
        (404, b"<html>", NotFound, "unsafe"),
        (404, b'{"message": "Not Found."}', NotFound, "unsafe"),
        (422, b'{"message": "bad", "errors": {"to": ["is required"]}}', Invalid, "unsafe"),
        (429, b"", RateLimited, "safe"),
        (302, b"", DecodeError, "unsafe"),
        (500, b"<html>", ServerFault, "unknown"),
        (408, b"", ServerFault, "unknown"),
    ],
)
def test_what_http_says(status: int, body: bytes, error: type[CrosstieError], retry: str) -> None:
    """Statuses mean something in the CRM, and two negative ones mean the same in every call of the panel."""
    found = SmsItDialect(product="cloud").error(Response(status=status, body=body))
    assert type(found) is error
    assert found.retry == retry


@pytest.mark.parametrize(
    "body",
    [
        b"<html>-1</html>",
        b'[{"status": "-6"}]',
        b'{"status": "-6", "contact": {"status": "-1"}}',
        b"",
        b"[]",
        b'{"success": false, "x": "-"}',
    ],
)
def test_what_the_call_has_to_judge_itself(body: bytes) -> None:
    """Any other answer with 200 means something in its own call only."""
    assert SmsItDialect(product="cloud").error(Response(status=200, body=body)) is None


@pytest.mark.parametrize("dialect", DIALECTS)
def test_only_the_control_panel_is_known_to_show_its_key_on_a_page(dialect: Dialect) -> None:
    """``/users/api`` is a page of the panel (1): who uses the gateway or the CRM is not sent there."""
    found = SmsItDialect(product=dialect).error(Response(status=401, body=b'{"message": "Unauthenticated."}'))
    assert isinstance(found, CredentialsRejected)
    panel = dialect in {"cloud", "decentralized"}
    assert ("/users/api" in str(found), "account send" in found.message) == (panel, panel)
    assert "onnect again" in str(found.advice)


def test_a_throttled_write_is_not_safe_to_repeat() -> None:
    """Nobody has said that it was surely not accepted; the pause is told all the same."""
    response = Response(status=429, headers={"retry-after": "7", "cf-ray": "abc"})
    found = SmsItDialect(product="cloud", repeats_throttled=False).error(response)
    assert isinstance(found, RateLimited)
    assert (found.retry, found.retry_after) == ("unsafe", 7)
    assert "nothing was accepted" in str(found.advice)
    assert SmsItDialect(product="cloud").request_id(response) == "abc"


def test_problems_by_field_are_told() -> None:
    """As a Laravel server writes them, and nothing where they are of another shape."""
    body = b'{"message": "bad", "errors": {"to": ["is required", "is odd"], "from": "is wrong"}}'
    found = SmsItDialect(product="cloud").error(Response(status=422, body=body))
    assert isinstance(found, Invalid)
    assert [(one.field, one.message) for one in found.fields] == [
        ("to", "is required"),
        ("to", "is odd"),
        ("from", "is wrong"),
    ]
    other = SmsItDialect(product="cloud").error(Response(status=422, body=b'{"errors": ["odd"]}'))
    assert isinstance(other, Invalid)
    assert other.fields == ()


def test_filters_that_mean_nothing_are_refused() -> None:
    """The vendor's own words only, and its inverted flag is turned round."""
    with pytest.raises(UsageError):
        panel.ContactFilter(source="Fax").fields()  # type: ignore[arg-type]
    with pytest.raises(UsageError):
        panel.ContactFilter(sort_by="age").fields()  # type: ignore[arg-type]
    with pytest.raises(UsageError):
        panel.balance(PANEL, "fax")  # type: ignore[arg-type]
    with pytest.raises(UsageError):
        panel.add_appointment(PANEL, "+12025550123", NOON, "perhaps")  # type: ignore[arg-type]
    with pytest.raises(UsageError):
        panel.send_to_group(PANEL, HELLO, throttle=7)
    with pytest.raises(UsageError):
        panel.contacts(PANEL, panel.ContactFilter())("second")
    assert panel.ContactFilter(number="+1 202").fields()["number"] == "1 202"
    assert panel.ContactFilter(subscribed=True).fields()["subscribed"] == "0"
    assert panel.ContactFilter(subscribed=False).fields()["subscribed"] == "1"

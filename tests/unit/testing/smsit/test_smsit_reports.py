"""The control panel's reports: delivery of the latest text only, totals of a group send, credits, codes (2.1, 3.2)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from crosstie.testing import FakeClock
from crosstie.testing.smsit import SENDER, SmsItCaller, SmsItSimulator

ADA, BRUNO = "12025550100", "12025550101"
ONE = {"from": SENDER, "to": ADA, "message": "hi"}
ALL = {"from": SENDER, "to": "Leads", "message": "hi"}


@pytest.mark.parametrize(
    ("call", "fields", "code"),
    [
        ("getcontactsmsdeliveryreport", {}, "-2"),
        ("getcontactsmsdeliveryreport", {"number": ADA}, "-3"),
        ("getcontactsmsdeliveryreport", {"number": "12025550155"}, "-3"),
        ("getbulksmsdeliveryreport", {}, "-2"),
        ("getbulksmsdeliveryreport", {"groupsmsid": "77"}, "-3"),
        ("getbulksmsdeliveryreport", {"groupsmsid": "None"}, "-3"),
    ],
)
def test_a_report_about_nothing_has_a_code(caller: SmsItCaller, call: str, fields: dict[str, str], code: str) -> None:
    """3.3: a known contact who was sent nothing is as unknown as a stranger."""
    told = caller.panel(call, fields)
    assert (told["status"], set(told)) == (code, {"status", "msg"})


@pytest.mark.parametrize("fields", [{}, {"type": "0"}, {"type": "sms"}])
def test_a_balance_of_no_type_has_a_code(caller: SmsItCaller, fields: dict[str, str]) -> None:
    """3.3: -2."""
    assert caller.panel("getcreditbalance", fields)[0]["status"] == "-2"


def test_a_balance_has_no_status(caller: SmsItCaller) -> None:
    """3.2: a success without the member that a client would look at; the number is text."""
    assert caller.panel("getcreditbalance", {"type": "1"}) == [{"creditbalancenumber": "1000", "msg": "ok"}]


def test_only_the_latest_text_to_a_number_can_be_asked_about(caller: SmsItCaller, simulator: SmsItSimulator) -> None:
    """4: two quick texts to one number cannot be told apart."""
    caller.panel("smscontact", ONE | {"message": "first"})
    caller.panel("smscontact", ONE | {"message": "second"})
    simulator.report(simulator.sent[0], "undelivered", "30003")
    told = caller.panel("getcontactsmsdeliveryreport", {"number": ADA})
    assert told == {"smsstatus": "delivered", "errormsg": ""}
    simulator.report(simulator.sent[1], "undelivered", "30003")
    told = caller.panel("getcontactsmsdeliveryreport", {"number": ADA})
    assert told == {"smsstatus": "undelivered", "errormsg": "30003"}


def test_delivery_takes_its_time(opened: Callable[..., SmsItCaller], clock: FakeClock) -> None:
    """Until then there is another word, which the vendor does not tell (8, question 8)."""
    caller = opened(delivery_seconds=30.0, waiting_status="under way")
    caller.panel("smscontact", ONE)
    assert caller.panel("getcontactsmsdeliveryreport", {"number": ADA})["smsstatus"] == "under way"
    clock.advance(30)
    assert caller.panel("getcontactsmsdeliveryreport", {"number": ADA})["smsstatus"] == "delivered"


def test_a_number_that_cannot_be_reached(caller: SmsItCaller, simulator: SmsItSimulator, clock: FakeClock) -> None:
    """3.2: the reason stands beside the status; a group's totals count it as failed."""
    simulator.fail_to(BRUNO, "carrier blocked it")
    group = caller.panel("smsgroup", ALL)[0]["status"]
    assert caller.panel("getbulksmsdeliveryreport", {"groupsmsid": group}) == {"successful": "1", "failed": "0"}
    clock.advance(60)
    assert caller.panel("getbulksmsdeliveryreport", {"groupsmsid": group}) == {"successful": "2", "failed": "1"}
    told = caller.panel("getcontactsmsdeliveryreport", {"number": BRUNO})
    assert told == {"smsstatus": "failed", "errormsg": "carrier blocked it"}
    assert [text.status for text in simulator.sent] == ["delivered", "failed", "delivered"]


def test_totals_are_of_one_group_send(caller: SmsItCaller, clock: FakeClock) -> None:
    """2.1: its id is the status of the answer to the send."""
    caller.panel("smsgroup", ALL)
    second = caller.panel("smsgroup", ALL | {"to": "Clients"})[0]["status"]
    clock.advance(60)
    assert caller.panel("getbulksmsdeliveryreport", {"groupsmsid": second}) == {"successful": "1", "failed": "0"}


def test_a_code_is_six_characters_and_good_once(caller: SmsItCaller) -> None:
    """3.2: the status is the word Success; answers to the check were never recorded, so that those are ours."""
    made = caller.panel("generateOTP")
    assert (made["status"], len(made["otp"]), set(made["otp"]) <= set("0123456789abcdef")) == ("Success", 6, True)
    assert caller.panel("generateOTP")["otp"] != made["otp"]
    assert caller.panel("validateOtp", {"otp": "nothing"})["status"] == "Failed"
    assert caller.panel("validateOtp", {"otp": made["otp"]})["status"] == "Success"
    assert caller.panel("validateOtp", {"otp": made["otp"]})["status"] == "Failed"


def test_a_code_can_grow_old(opened: Callable[..., SmsItCaller], clock: FakeClock) -> None:
    """How long it is good is not known; the rules can say."""
    caller = opened(otp_seconds=60.0)
    codes = [caller.panel("generateOTP")["otp"] for _ in range(2)]
    clock.advance(59)
    assert caller.panel("validateOtp", {"otp": codes[0]})["status"] == "Success"
    clock.advance(1)
    assert caller.panel("validateOtp", {"otp": codes[1]})["status"] == "Failed"

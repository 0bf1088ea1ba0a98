"""The control panel's two sends at once: codes, consent, credits, spin text, pace, delivery (2.1, 3.3, 4, 6)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstie.testing import FakeClock
from crosstie.testing.smsit import SENDER, SmsItCaller, SmsItRules, SmsItSimulator
from crosstie.testing.smsit.credits import credits_for, first_of, spun

ADA, BRUNO, CARLA = "12025550100", "12025550101", "12025550102"
SECOND = "12025550198"
ONE = {"from": SENDER, "to": ADA, "message": "hi"}
ALL = {"from": SENDER, "to": "Leads", "message": "hi"}


def _status(caller: SmsItCaller, call: str, fields: dict[str, str]) -> str:
    return str(caller.panel(call, fields)[0]["status"])


# -- codes -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"from": ""}, "-2"),
        ({"from": "12025550111"}, "-3"),
        ({"from": f"+{SENDER}"}, "-3"),
        ({"message": ""}, "-4"),
        ({"to": ""}, "-5"),
        ({"to": "12025550155"}, "-6"),
        ({"to": "ada"}, "-6"),
        ({"alphasender": "Crosstie"}, "-7"),
        ({"recurring": "2"}, "-8"),
        ({"recurring": "1", "repeat": "daily"}, "-9"),
        ({"recurring": "1"}, "-9"),
        ({"recurring": "1", "repeat": "Daily", "frequency": "0"}, "-10"),
        ({"recurring": "1", "repeat": "Daily", "frequency": "31"}, "-10"),
        ({"recurring": "1", "repeat": "Daily", "frequency": "1"}, "-11"),
        ({"recurring": "1", "repeat": "Daily", "frequency": "1", "enddate": "soon"}, "-16"),
        ({"recurring": "1", "repeat": "Daily", "frequency": "1", "enddate": "01-12-2026 10:00"}, "-16"),
        ({"sendondate": "2026-12-01 10:00"}, "-16"),
        ({"message": "x" * 161}, "-12"),
    ],
)
def test_a_text_to_a_contact_that_is_refused_has_a_code(
    caller: SmsItCaller, simulator: SmsItSimulator, change: dict[str, str], code: str
) -> None:
    """3.3: what each number means in smscontact; nothing is sent and nothing charged."""
    simulator.set_balance(1)
    assert _status(caller, "smscontact", ONE | change) == code
    assert (simulator.sent, simulator.planned, simulator.balance()) == ((), (), 1)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"from": ""}, "-2"),
        ({"from": "12025550111"}, "-3"),
        ({"message": ""}, "-4"),
        ({"to": ""}, "-5"),
        ({"to": "leads"}, "-6"),
        ({"alphasender": "Crosstie"}, "-7"),
        ({"rotate": "2"}, "-8"),
        ({"throttle": "0"}, "-9"),
        ({"throttle": "7"}, "-9"),
        ({"recurring": "x"}, "-10"),
        ({"recurring": "1", "repeat": "Hourly"}, "-11"),
        ({"recurring": "1", "repeat": "Daily", "frequency": "x"}, "-12"),
        ({"recurring": "1", "repeat": "Daily", "frequency": "30"}, "-13"),
        ({"sendondate": "tomorrow"}, "-16"),
        ({}, "-14"),
        ({"to": "VIP"}, "-15"),
    ],
)
def test_a_text_to_a_group_that_is_refused_has_a_code(
    caller: SmsItCaller, simulator: SmsItSimulator, change: dict[str, str], code: str
) -> None:
    """3.3: the same numbers mean other things than in smscontact."""
    simulator.add_group("VIP")
    simulator.set_balance(2)
    assert _status(caller, "smsgroup", ALL | change) == code
    assert (simulator.sent, simulator.planned, simulator.balance()) == ((), (), 2)


@pytest.mark.parametrize(("call", "fields"), [("smscontact", ONE), ("smsgroup", ALL)])
def test_an_account_that_may_not_send_looks_like_a_bad_key(
    opened: Callable[..., SmsItCaller], call: str, fields: dict[str, str]
) -> None:
    """4: -1 in the send calls also covers an account that is not allowed to send; reads go on."""
    caller = opened(may_send=False)
    assert _status(caller, call, fields) == "-1"
    assert caller.panel("getcontacts")["status"] == "0"


# -- whom it reaches ---------------------------------------------------------------------------------------------------


def test_a_text_to_a_contact_goes_out_at_once(caller: SmsItCaller, simulator: SmsItSimulator, clock: FakeClock) -> None:
    """2.1 and 3.2: status 0, and no id."""
    assert caller.panel("smscontact", ONE) == [{"status": "0", "msg": "message sent"}]
    [text] = simulator.sent
    assert (text.surface, text.sender, text.to, text.text, text.credits) == ("panel", SENDER, ADA, "hi", 1)
    assert (text.at, text.planned, text.group_send) == (clock.now(), None, None)


@pytest.mark.parametrize("to", [f"+{ADA}", "1-202-555-0100", "2025550100", f" {ADA}"])
def test_nothing_is_stripped_from_the_recipient_of_a_text(caller: SmsItCaller, to: str) -> None:
    """4: ``to`` must be the stored digits exactly, unlike the number of addcontact."""
    assert _status(caller, "smscontact", ONE | {"to": to}) == "-6"


@pytest.mark.parametrize("word", ["STOP", "stop", "Stop"])
def test_stop_unsubscribes_from_all_groups(caller: SmsItCaller, simulator: SmsItSimulator, word: str) -> None:
    """6.3: all of the person's groups, in any case; later texts fail with -6, also to a group."""
    assert simulator.inbound(CARLA, word).reaction == "stop"
    assert [place.subscribed for place in simulator.contacts[2].groups.values()] == [False, False]
    assert _status(caller, "smscontact", ONE | {"to": CARLA}) == "-6"
    assert _status(caller, "smsgroup", ALL | {"to": "Clients"}) == "-15"
    caller.panel("smsgroup", ALL)
    simulator.clock.advance(60)
    assert (len(simulator.sent), simulator.sent_to(CARLA)) == (2, ())


@pytest.mark.parametrize("words", ["STOP please", "Stop.", " STOP", "UNSUBSCRIBE", "quit", "END"])
def test_only_the_exact_word_stops(caller: SmsItCaller, simulator: SmsItSimulator, words: str) -> None:
    """6.3: the software overlooks every other way to revoke consent, so that the host has to hear them."""
    assert simulator.inbound(ADA, words).reaction == ""
    assert _status(caller, "smscontact", ONE) == "0"


def test_help_is_the_other_word_that_is_heard(simulator: SmsItSimulator) -> None:
    """6.3: it unsubscribes nobody."""
    received = simulator.inbound(ADA, "Help")
    assert (received.reaction, received.to) == ("help", SENDER)
    assert simulator.contacts[0].subscribed
    assert simulator.received == (received,)


def test_a_stranger_who_says_stop_changes_nothing(simulator: SmsItSimulator) -> None:
    """6.3: there are no groups to leave."""
    assert simulator.inbound("12025550155", "STOP").reaction == "stop"
    assert all(contact.subscribed for contact in simulator.contacts)


def test_a_group_send_has_an_id_and_reaches_each_subscriber(caller: SmsItCaller, simulator: SmsItSimulator) -> None:
    """3.2: the id stands in ``status``; it is what the report is asked with."""
    simulator.inbound(BRUNO, "STOP")
    first, second = _status(caller, "smsgroup", ALL), _status(caller, "smsgroup", ALL | {"to": "Clients"})
    assert (first, second) == ("1", "2")
    simulator.clock.advance(60)
    assert [(text.to, text.group_send) for text in simulator.sent] == [(ADA, 1), (CARLA, 1), (CARLA, 2)]


# -- credits and texts -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "credits"),
    [
        ("x", 1),
        ("x" * 160, 1),
        ("x" * 161, 2),
        ("x" * 320, 2),
        ("{}[]^~|\\" * 20, 1),
        ("é" + "x" * 69, 1),
        ("é" + "x" * 70, 2),
        ("x" * 1600, 10),
        ("x" * 5000, 10),
        ("é" + "x" * 5000, 23),
        ("x" * 1600 + "é", 23),
    ],
    ids=range(11),
)
def test_credits_are_a_flat_division(text: str, credits: int) -> None:  # noqa: A002 - the vendor's word
    """6.2: by 160, or by 70 with any non-ASCII character, without the smaller parts; 1600 characters are counted."""
    assert credits_for(text) == credits


def test_each_recipient_of_a_group_is_charged(caller: SmsItCaller, simulator: SmsItSimulator) -> None:
    """6.2: three subscribers, two credits each."""
    simulator.set_balance(6)
    assert _status(caller, "smsgroup", ALL | {"message": "é" * 71}) == "1"
    assert simulator.balance() == 0


def test_voice_credits_are_another_account(caller: SmsItCaller, simulator: SmsItSimulator) -> None:
    """2.1: type 1 is for texts, 2 for voice."""
    simulator.set_balance(0, "voice")
    assert _status(caller, "smscontact", ONE) == "0"
    assert (simulator.balance("sms"), simulator.balance("voice")) == (999, 0)


def test_credits_are_counted_for_what_is_left_of_a_spin_text(caller: SmsItCaller, simulator: SmsItSimulator) -> None:
    """4: the text that goes out is the one that is paid for."""
    simulator.set_balance(1)
    assert _status(caller, "smscontact", ONE | {"message": "{" + "a" * 100 + "|" + "b" * 100 + "}"}) == "0"
    assert simulator.sent[0].text == "a" * 100


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("{hello|hi} Ada", "hello Ada"),
        ("{a|b} and {c|d}", "a and c"),
        ("{{a|b} x|y}", "a x"),
        ("{|late} early", " early"),
        ("Dear {name}", "Dear name"),
        ("a | b", "a | b"),
        ("{ open", "{ open"),
    ],
)
def test_braces_are_expanded(caller: SmsItCaller, simulator: SmsItSimulator, text: str, read: str) -> None:
    """4: literal braces of a user's text are altered as well."""
    caller.panel("smscontact", ONE | {"message": text})
    assert simulator.sent[0].text == read


def test_who_tests_chooses_the_alternative(clock: FakeClock) -> None:
    """4: the real choice is random; here it is whatever the test says, once for all recipients of a send."""
    asked: list[Sequence[str]] = []

    def last(alternatives: Sequence[str]) -> str:
        asked.append(alternatives)
        return alternatives[-1]

    simulator = SmsItSimulator(clock=clock, choose=last)
    simulator.seed(3)
    SmsItCaller(simulator).panel("smsgroup", ALL | {"message": "{hello|hi}"})
    simulator.clock.advance(60)
    assert {text.text for text in simulator.sent} == {"hi"}
    assert asked == [["hello", "hi"]]


@given(st.text(alphabet="ab{}|", max_size=30))
def test_expanding_a_text_ends_and_leaves_nothing_to_expand(text: str) -> None:
    """Whatever the braces, a second time changes nothing."""
    once = spun(text, first_of)
    assert spun(once, first_of) == once


@given(st.text(alphabet="xyz é\n", max_size=400))
def test_a_longer_text_never_costs_less(text: str) -> None:
    """The price grows with the text, and an empty one is free."""
    assert credits_for(text) <= credits_for(text + "x")
    assert (credits_for(text) == 0) == (text == "")


# -- pace --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("throttle", "seconds"), [("", 1), ("1", 1), ("6", 6)])
def test_texts_to_a_group_go_out_one_after_the_other(
    caller: SmsItCaller, simulator: SmsItSimulator, clock: FakeClock, throttle: str, seconds: int
) -> None:
    """1: one text in 1 to 6 seconds for each of the account's numbers; all are charged at once."""
    begin = clock.now()
    caller.panel("smsgroup", ALL | {"throttle": throttle})
    assert (len(simulator.sent), simulator.balance()) == (1, 997)
    clock.advance(60)
    assert [(text.at - begin).total_seconds() for text in simulator.sent] == [0, seconds, 2 * seconds]


def test_rotation_uses_all_numbers_of_the_account(
    caller: SmsItCaller, simulator: SmsItSimulator, clock: FakeClock
) -> None:
    """2.1: each number keeps its own pace, so that two are twice as fast."""
    begin = clock.now()
    caller.panel("smsgroup", ALL | {"rotate": "1", "throttle": "4"})
    clock.advance(60)
    told = [(text.sender, text.at - begin) for text in simulator.sent]
    assert told == [(SENDER, timedelta(0)), (SECOND, timedelta(0)), (SENDER, timedelta(seconds=4))]


@pytest.mark.parametrize(
    ("name", "code"), [("Crosstie", "0"), ("A1", "0"), ("12345", "-7"), ("TwelveLetter", "-7"), ("Cross tie", "-7")]
)
def test_a_name_may_stand_for_the_number_where_it_is_allowed(
    opened: Callable[..., SmsItCaller], name: str, code: str
) -> None:
    """6.1: 1 to 11 letters or digits, at least one letter, and not in every country."""
    caller = opened(alpha_sender_allowed=True)
    assert _status(caller, "smscontact", ONE | {"alphasender": name}) == code
    assert [text.sender for text in caller.simulator.sent] == ([name] if code == "0" else [])


def test_a_group_may_be_sent_to_under_a_name(opened: Callable[..., SmsItCaller], clock: FakeClock) -> None:
    """2.1: smsgroup takes a name as well; without one, the number stays."""
    caller = opened(alpha_sender_allowed=True)
    caller.panel("smsgroup", ALL | {"to": "Clients", "alphasender": "Crosstie"})
    caller.panel("smsgroup", ALL | {"to": "Clients"})
    clock.advance(60)
    assert [text.sender for text in caller.simulator.sent] == ["Crosstie", SENDER]


def test_rules_can_change_in_the_middle(caller: SmsItCaller, simulator: SmsItSimulator) -> None:
    """A test may take the account's number away."""
    simulator.rules = SmsItRules(senders=(SECOND,))
    assert _status(caller, "smscontact", ONE) == "-3"

"""The gateway and the CRM say no in words, and the list of them is not known (smsit.md, 2.2, 3.5)."""

from __future__ import annotations

import json

import pytest

from crosstie.core.calls import Call
from crosstie.core.messages import Response
from crosstie.errors import CredentialsRejected, CrosstieError, FieldProblem, Invalid, OutcomeUnknown, QuotaExhausted
from crosstie.systems.smsit import Settings, measure
from crosstie.systems.smsit import api_crm as crm
from crosstie.systems.smsit import api_gateway as gateway
from crosstie.systems.smsit.account import Account
from crosstie.systems.smsit.outgoing import Outgoing

GATEWAY = Account(dialect="gateway")
CRM = Account(dialect="crm_v2", sender="12025550199", settings=Settings(experimental=True))
HELLO = Outgoing(to="+12025550123", text="Hello", size=measure("Hello"))
SENDS: dict[str, Call[object]] = {
    "gateway": gateway.send(GATEWAY, HELLO),
    "crm": crm.send(CRM, HELLO),
    "crm, experimental": crm.send_by_body(CRM, HELLO, None),
}


def _answer(call: Call[object], told: object) -> object:
    return call.decode(Response(status=200, body=json.dumps(told).encode()))


def _no(dialect: str, words: object) -> object:
    if dialect == "gateway":
        return {"success": False, "data": None, "error": {"message": words}}
    return {"success": False, "json_arr": {"message": words}}


@pytest.mark.parametrize("dialect", SENDS)
@pytest.mark.parametrize(
    ("words", "error"),
    [
        ("Not enough credits.", QuotaExhausted),
        ("not enough credits", QuotaExhausted),
        ("You don't have enough SMS credits", QuotaExhausted),
        ("Your credit balance is too low", QuotaExhausted),
        ("No credits left", QuotaExhausted),
        ("API key is not valid.", CredentialsRejected),
        ("Key is not valid.", CredentialsRejected),
        ("invalid api_key given", CredentialsRejected),
        ("Wrong key!", CredentialsRejected),
        ("Your API key has been revoked by the administrator", CredentialsRejected),
    ],
)
def test_credits_and_keys_are_told_by_words(dialect: str, words: str, error: type[CrosstieError]) -> None:
    """Both are refused before anything is sent."""
    with pytest.raises(error):
        _answer(SENDS[dialect], _no(dialect, words))


@pytest.mark.parametrize("dialect", SENDS)
@pytest.mark.parametrize(
    "words",
    [
        "Device does not exist.",
        "Duplicate entry 5 for key PRIMARY",
        "Duplicate entry '5' for key 'api_key'",
        "Invalid key 'devices' in request",
        "Undefined array key: number",
        "A foreign key constraint fails",
        "Sent, but the credits could not be charged",
        "1 credit was charged; the answer of the device did not come",
        "something went wrong",
        {"exception": "lock wait timeout"},
        {"message": "lock wait timeout"},
        {"to": ["sent"], "exception": ["lock wait timeout"]},
        ["odd"],
        "",
        None,
    ],
    ids=str,
)
def test_a_text_refused_in_unknown_words_is_neither_sent_nor_not_sent(dialect: str, words: object) -> None:
    """They may tell of a failure in the middle; the error has them, so that a person can judge."""
    with pytest.raises(OutcomeUnknown) as caught:
        _answer(SENDS[dialect], _no(dialect, words))
    if isinstance(words, str):
        assert words in caught.value.message


def test_reasons_by_field_are_a_refusal_of_the_values() -> None:
    """An object of reasons by field is told before anything goes out (3.5); the error has them by field."""
    with pytest.raises(Invalid, match="number not found") as caught:
        _answer(SENDS["crm"], _no("crm", {"from": ["number not found"]}))
    assert caught.value.fields == (FieldProblem(message='["number not found"]', field="from"),)


@pytest.mark.parametrize("words", ["List does not exist.", "something went wrong", None])
def test_what_reaches_nobody_is_simply_refused(words: str | None) -> None:
    """Reading, and changing a list: to try again harms nobody."""
    for call in (gateway.devices(GATEWAY), gateway.unsubscribe(GATEWAY, "1", "+12025550123"), gateway.balance(GATEWAY)):
        with pytest.raises(Invalid):
            _answer(call, _no("gateway", words))
    with pytest.raises(Invalid):
        _answer(crm.tag(CRM, "501", "VIP"), {"success": False, "message": words})


# -- the CRM's unverified calls ----------------------------------------------------------------------------------------


def test_experimental_answers_are_taken_as_they_are() -> None:
    """Nobody knows their shape; an id is looked for where one might be."""
    shapes: list[object] = [{"id": 7}, {"data": {"id": "7"}}, {"ok": True}, {"success": True}]
    found = [_answer(crm.tag(CRM, "501", "VIP"), one) for one in shapes]
    assert [one.id for one in found if isinstance(one, crm.CrmAnswer)] == ["7", "7", None, None]


@pytest.mark.parametrize("told", [{"success": "no"}, {"success": 0}, {"success": None, "errors": ["odd"]}, [1], "no"])
def test_experimental_answers_that_tell_of_a_failure_are_no_success(told: object) -> None:
    """A ``success`` that is not true, an error of any shape, no object at all."""
    with pytest.raises((Invalid, OutcomeUnknown)):
        _answer(crm.tag(CRM, "501", "VIP"), told)


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"ok": True},
        {"message": "blocked"},
        {"error": "blocked"},
        {"success": None},
        {"errors": {"x": "odd"}, "id": 7},
    ],
    ids=str,
)
def test_an_experimental_send_that_names_nothing_is_in_doubt(told: object) -> None:
    """It says neither ``success`` nor which message it made."""
    with pytest.raises(OutcomeUnknown):
        _answer(SENDS["crm, experimental"], told)
    assert _answer(SENDS["crm, experimental"], {"data": {"id": 7}}) == HELLO.sent(log_id="7")
    assert _answer(SENDS["crm, experimental"], {"success": True}) == HELLO.sent()

# @generated from tests/contract/systems/test_contract_records_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""Every client: what it does with members it does not know, with money, and with mistakes of its caller."""

# ruff: noqa: ANN401 - clients and simulators of all systems

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import attrs
import pytest
from subjects import Absent, Subject, Tap

import crosstie
from crosstie.core.messages import Request, Response

NAME, VALUE = "contractMember", {"kept": ["as", 1.5, None]}
"""A member that no vendor has today and no model knows."""

AMOUNTS = (
    Decimal("0.1") + Decimal("0.2"),
    Decimal("1.10"),
    Decimal("1234567890.12"),
)
"""Those that binary numbers cannot hold, or only with luck, and one with a zero at its end."""


def _inject(subject: Subject, simulator: Any) -> Callable[[Request, Response], Response]:
    """Return what puts the unknown member into every answer to the read."""

    def rewrite(request: Request, response: Response) -> Response:
        route = subject.unknown.read_route or subject.read_route
        if simulator.route_of(request) != route or response.status != 200:
            return response
        body = json.loads(response.body, parse_float=Decimal)
        subject.unknown.record(body)[NAME] = VALUE
        return attrs.evolve(response, body=json.dumps(body, default=float).encode())

    return rewrite


def _accept(subject: Subject, simulator: Any) -> Callable[[Request], Request]:
    """Return what plays a vendor who knows the member: the simulated system, which does not, never sees it."""

    def forward(request: Request) -> Request:
        if simulator.route_of(request) != subject.unknown.route:
            return request
        body = json.loads(request.body, parse_float=Decimal)
        subject.unknown.sent(body).pop(NAME, None)
        return attrs.evolve(request, body=json.dumps(body, default=float).encode())

    return forward


def test_an_unknown_member_is_kept(subject: Subject, client: Any, simulator: Any, tap: Tap) -> None:
    """Whatever a vendor adds can be read, with its numbers exact."""
    tap.rewrite = _inject(subject, simulator)
    kept = subject.unknown.kept((subject.unknown.read or subject.get)(client))[NAME]
    assert kept == {"kept": ["as", Decimal("1.5"), None]}
    assert isinstance(kept["kept"][1], Decimal)


def test_an_unknown_member_is_not_wiped_by_an_update(
    subject: Subject, client: Any, simulator: Any, tap: Tap
) -> None:
    """It is sent back where the write replaces the record, and not spoken of where it does not."""
    if isinstance(subject.unknown.change, Absent):
        assert subject.unknown.change.proof(), subject.unknown.change.reason
        return
    tap.rewrite, tap.forward = _inject(subject, simulator), _accept(subject, simulator)
    record = subject.get(client)
    subject.unknown.change(client, record)
    sent = [request for request in tap.sent if simulator.route_of(request) == subject.unknown.route]
    assert len(sent) == 1
    members = subject.unknown.sent(json.loads(sent[0].body))
    assert members.get(NAME, "unspoken") == (VALUE if subject.unknown.whole else "unspoken")


# -- money -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("amount", [*AMOUNTS, None], ids=str)
def test_money_is_exact_there_and_back(
    subject: Subject, client: Any, simulator: Any, tap: Tap, amount: Decimal | None
) -> None:
    """Digit by digit in the body that is sent, and as the same Decimal when it is read again."""
    if isinstance(subject.money, Absent):
        assert subject.money.proof(), subject.money.reason
        return
    wanted = subject.money.largest if amount is None else amount
    written = subject.money.write(client, wanted)
    (sent,) = (request for request in tap.sent if simulator.route_of(request) == subject.money.route)
    assert str(wanted) in sent.body.decode()
    found = subject.money.of(subject.money.read(client, written))
    assert isinstance(found, Decimal)
    assert found == wanted


# -- mistakes ----------------------------------------------------------------------------------------------------------


def test_a_mistake_of_the_caller_is_found_before_anything_is_sent(
    subject: Subject, client: Any, attempt: Any, tap: Tap
) -> None:
    """Each of them is a UsageError that says what is wrong."""
    assert subject.mistakes
    for name, call in subject.mistakes.items():
        error = attempt(call, client)
        assert isinstance(error, crosstie.UsageError), name
        assert str(error), name
        assert not tap.sent, name


def test_a_timeout_that_is_none_is_a_mistake(client: Any) -> None:
    """Options are checked when they are set."""
    with pytest.raises((crosstie.UsageError, ValueError)):
        client.with_options(timeout=0)


# -- the client itself -------------------------------------------------------------------------------------------------


def test_other_options_make_another_client_of_the_same_account(
    subject: Subject, client: Any, simulator: Any, tap: Tap
) -> None:
    """What is given is added to what was given before, everything else stays, and the first client is as it was."""
    first = client.with_options(headers={"X-First": "1"})
    second = first.with_options(headers={"X-Second": "2"}, timeout=7.0)
    for each in (client, first, second):
        subject.get(each)
    reads = [request for request in tap.sent if simulator.route_of(request) == subject.read_route]
    seen = [sorted(name for name in request.headers if name in {"X-First", "X-Second"}) for request in reads]
    assert seen == [[], ["X-First"], ["X-First", "X-Second"]]
    assert (type(second), repr(second)) == (type(client), repr(client))
    before = subject.count(simulator)
    subject.create(second)
    assert subject.count(simulator) == before + 1


def test_leaving_a_client_closes_nothing(subject: Subject, client: Any) -> None:
    """It has nothing of its own: it is itself inside, and goes on working outside."""
    with client as inside:
        assert inside is client
        read = subject.get(inside)
    assert subject.get(client) == read

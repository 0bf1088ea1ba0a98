"""Token-based authentication against fact sheet section 1.5: signatures, nonces, time, the lock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstie.core.messages import Request, Response
from crosstie.testing import FakeClock
from crosstie.testing.netsuite import NetSuiteRules, NetSuiteSimulator

if TYPE_CHECKING:
    from tests.unit.testing.netsuite.conftest import Signer

HOST = "https://9990001-sb1.suitetalk.api.netsuite.com"
CUSTOMERS = Request(method="GET", url=f"{HOST}/services/rest/record/v1/customer")
VECTOR_TIME = datetime.fromtimestamp(1_795_000_000, UTC)
FILTER = (("limit", "2"), ("q", 'email START_WITH "a b"'))


def _vector_header(signature: str) -> str:
    return (
        'OAuth realm="9990001_SB1",oauth_consumer_key="ck-example",oauth_token="tk-example",'
        'oauth_signature_method="HMAC-SHA256",oauth_timestamp="1795000000",oauth_nonce="composedNonce0123456",'
        f'oauth_version="1.0",oauth_signature="{signature}"'
    )


def _causes(simulator: NetSuiteSimulator) -> list[str]:
    return [entry.cause for entry in simulator.logins.trail]


def _ask(simulator: NetSuiteSimulator, signer: Signer, nonce: str = "nonce-0001") -> Response:
    return simulator.handle(signer.sign(CUSTOMERS, nonce))


def test_published_vector_of_a_query_with_parameters_in_its_address() -> None:
    """The sheet's first signature is accepted: limit and offset are signed, the JSON body is not (1.5)."""
    simulator = NetSuiteSimulator(clock=FakeClock(VECTOR_TIME))
    signature = _vector_header("IJr1%2Fu2rbnGrFxSn54kOQCEirBMxzaZjcPDH56Jw2B4%3D")
    request = Request(
        method="POST",
        url=f"{HOST}/services/rest/query/v1/suiteql",
        params=(("limit", "1000"), ("offset", "0")),
        headers={"Authorization": signature, "Prefer": "transient"},
        body=b'{"q":"SELECT id FROM customer"}',
    )
    assert simulator.handle(request).status == 200


def test_published_vector_of_a_filter_that_is_encoded_twice() -> None:
    """The sheet's second signature, whose q holds a blank and quotes, is accepted (1.5: ``%2520``)."""
    simulator = NetSuiteSimulator(clock=FakeClock(VECTOR_TIME))
    headers = {"Authorization": _vector_header("%2BvMCFHGRLvQuqyVze9GdaUlweqlsEyQNJCvZz0zMD3Q%3D")}
    assert simulator.handle(attrs.evolve(CUSTOMERS, params=FILTER, headers=headers)).status == 200


def test_vector_with_one_letter_changed_is_refused() -> None:
    """A signature that is not exactly right does not pass (1.5)."""
    simulator = NetSuiteSimulator(clock=FakeClock(VECTOR_TIME))
    headers = {"Authorization": _vector_header("%2BvMCFHGRLvQuqyVze9GdaUlweqlsEyQNJCvZz0zMD3q%3D")}
    assert simulator.handle(attrs.evolve(CUSTOMERS, params=FILTER, headers=headers)).status == 401
    assert _causes(simulator) == ["InvalidSignature"]


@given(value=st.text(max_size=12), name=st.text("abc~_-. &=%", min_size=1, max_size=6))
def test_any_parameter_that_is_signed_by_the_rules_passes(
    make_signer: Callable[[], Signer], value: str, name: str
) -> None:
    """Two implementations of RFC 5849 agree on hostile names and values."""
    signer = make_signer()
    simulator = NetSuiteSimulator(clock=signer.clock)
    request = attrs.evolve(CUSTOMERS, params=(("limit", "5"), (name, value)))
    assert simulator.handle(signer.sign(request, "nonce-0001")).status == 200
    assert _causes(simulator) == []


def test_parameters_are_part_of_what_is_signed(clock: FakeClock, signer: Signer) -> None:
    """Another limit under the same signature is refused; another body is not (1.5)."""
    simulator = NetSuiteSimulator(clock=clock)
    signed = signer.sign(attrs.evolve(CUSTOMERS, params=(("limit", "5"),)), "nonce-0001")
    assert simulator.handle(attrs.evolve(signed, params=(("limit", "6"),))).status == 401
    assert simulator.handle(attrs.evolve(signed, body=b"{}")).status == 200


def test_nonce_is_good_once(clock: FakeClock, signer: Signer) -> None:
    """The same header twice is refused (fact 10); the same nonce at another second is another pair (1.5)."""
    simulator = NetSuiteSimulator(clock=clock)
    assert _ask(simulator, signer).status == 200
    assert _ask(simulator, signer).status == 401
    assert _causes(simulator) == ["NonceUsed"]
    clock.advance(1)
    assert _ask(simulator, signer).status == 200


def test_refused_signature_does_not_use_its_nonce_up(clock: FakeClock, signer: Signer) -> None:
    """A forger cannot burn somebody else's nonces (1.5)."""
    simulator = NetSuiteSimulator(clock=clock)
    assert _ask(simulator, attrs.evolve(signer, token=("tk-example", "wrong"))).status == 401
    assert _ask(simulator, signer).status == 200


@pytest.mark.parametrize(("seconds", "status"), [(-301, 401), (-300, 200), (300, 200), (301, 401)])
def test_timestamp_is_within_five_minutes(clock: FakeClock, signer: Signer, seconds: int, status: int) -> None:
    """A clock that is off by more than five minutes either way is refused (1.5)."""
    simulator = NetSuiteSimulator(clock=clock)
    stamp = str(int(clock.now().timestamp()) + seconds)
    assert _ask(simulator, attrs.evolve(signer, timestamp=stamp)).status == status
    assert _causes(simulator) == ([] if status == 200 else ["InvalidTimestamp"])


@pytest.mark.parametrize(
    ("wrong", "cause"),
    [
        ({"consumer": ("ck-other", "cs-example")}, "consumer_key_unknown"),
        ({"token": ("tk-other", "ts-example")}, "token_rejected"),
        ({"consumer": ("ck-example", "cs-wrong")}, "InvalidSignature"),
        ({"token": ("tk-example", "ts-wrong")}, "InvalidSignature"),
        ({"method": "HMAC-SHA1"}, "InvalidSignature"),
        ({"version": "1.0a"}, "InvalidSignature"),
        ({"timestamp": "yesterday"}, "InvalidTimestamp"),
        ({"realm": "9990001-sb1"}, "token_rejected"),
        ({"realm": "9990001_sb1"}, "token_rejected"),
        ({"realm": ""}, "InvalidSignature"),
    ],
)
def test_what_is_wrong_stands_in_the_login_audit_trail_only(
    clock: FakeClock, signer: Signer, wrong: dict[str, object], cause: str
) -> None:
    """SHA-1, another version, and a realm that is not the id in its original form are refused alike (1.1, 1.5, 1.6)."""
    simulator = NetSuiteSimulator(clock=clock)
    answer = _ask(simulator, attrs.evolve(signer, **wrong))
    assert answer.status == 401
    assert b'"o:errorCode":"INVALID_LOGIN"' in answer.body
    assert cause.encode() not in answer.body
    assert _causes(simulator) == [cause]
    assert "www-authenticate" not in answer.headers


def test_nonce_needs_six_characters(clock: FakeClock, signer: Signer) -> None:
    """Five characters are too few (1.5)."""
    simulator = NetSuiteSimulator(clock=clock)
    assert _ask(simulator, signer, "abcde").status == 401
    assert _ask(simulator, signer, "abcdef").status == 200


@pytest.mark.parametrize("header", ["OAuth nonsense", 'OAuth realm="9990001_SB1"', "OAuth "])
def test_header_that_cannot_be_read_is_refused(clock: FakeClock, header: str) -> None:
    """A header without the parameters is a failed login (1.6)."""
    simulator = NetSuiteSimulator(clock=clock)
    assert simulator.handle(CUSTOMERS.with_headers({"Authorization": header})).status in {400, 401}
    assert len(_causes(simulator)) == 1


def test_five_failures_lock_the_user_for_half_an_hour(clock: FakeClock, signer: Signer) -> None:
    """After five failed logins even right signatures are refused for 30 minutes (1.5: never loop on 401)."""
    simulator = NetSuiteSimulator(clock=clock)
    wrong = attrs.evolve(signer, token=("tk-example", "wrong"))
    for number in range(5):
        assert not simulator.logins.locked
        assert _ask(simulator, wrong, f"nonce-{number:04d}").status == 401
    assert simulator.logins.locked
    assert _ask(simulator, signer, "nonce-good").status == 401
    assert _causes(simulator)[-1] == "temporary_locked"
    clock.advance(1800)
    assert _ask(simulator, signer, "nonce-good").status == 200


def test_success_forgets_earlier_failures(clock: FakeClock, signer: Signer) -> None:
    """Only failures in a row count."""
    simulator = NetSuiteSimulator(clock=clock, rules=NetSuiteRules(lock_after=2))
    wrong = attrs.evolve(signer, token=("tk-example", "wrong"))
    for place, who in enumerate([wrong, signer, wrong, signer]):
        _ask(simulator, who, f"nonce-{place:04d}")
    assert not simulator.logins.locked


def test_blocked_integration_is_refused(clock: FakeClock, signer: Signer) -> None:
    """An administrator who blocks the integration shuts every token of it out (1.6)."""
    simulator = NetSuiteSimulator(clock=clock)
    simulator.logins.blocked = True
    assert _ask(simulator, signer).status == 401
    assert _causes(simulator) == ["consumer_key_refused"]


def test_call_that_is_blocked_for_concurrency_has_used_its_nonce_up(clock: FakeClock, signer: Signer) -> None:
    """The login comes first, so that a retry after 429 must be signed anew (fact 10, 6)."""
    simulator = NetSuiteSimulator(clock=clock, rules=NetSuiteRules(concurrency=1))
    simulator.enter()
    assert _ask(simulator, signer).status == 429
    simulator.leave()
    assert _ask(simulator, signer).status == 401
    assert _causes(simulator) == ["NonceUsed"]
    assert _ask(simulator, signer, "nonce-0002").status == 200


def test_used_nonces_are_tidied_and_still_refused(
    clock: FakeClock, signer: Signer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Forgetting old nonces opens no door: their timestamps are too old by then."""
    monkeypatch.setattr("crosstie.testing.netsuite.signatures._MOST_KEPT", 2)
    simulator = NetSuiteSimulator(clock=clock)
    first = signer.sign(CUSTOMERS, "nonce-0000")
    assert simulator.handle(first).status == 200
    clock.advance(700)
    for number in range(1, 5):
        assert _ask(simulator, signer, f"nonce-{number:04d}").status == 200
    assert len(simulator.logins._signatures._used) < 5
    assert simulator.handle(first).status == 401

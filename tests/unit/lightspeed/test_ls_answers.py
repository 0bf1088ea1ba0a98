"""What answers mean: refusals, limits, next pages (fact sheet: lightspeed.md, 2.5, 5)."""

from __future__ import annotations

import json

import pytest

import crosstie
from crosstie.core.messages import Response
from crosstie.core.pace import Pace
from crosstie.systems.lightspeed import Settings, api, kinds
from crosstie.systems.lightspeed.dialect import LightspeedDialect
from crosstie.systems.lightspeed.query import where
from crosstie.systems.lightspeed.settings import rest

DIALECT = LightspeedDialect()


def _refused(status: int, body: bytes = b"", **headers: str) -> crosstie.CrosstieError:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    error = DIALECT.error(Response(status=status, headers=named, body=body))
    assert error is not None
    return error


def _page(following: object) -> Response:
    body = {"@attributes": {"next": following, "previous": ""}, "Shop": {"shopID": "1"}}
    return Response(status=200, body=json.dumps(body).encode())


def test_a_success_complains_of_nothing() -> None:
    """Any 2xx (2.1)."""
    assert DIALECT.error(Response(status=200, body=b"{}")) is None
    assert DIALECT.error(Response(status=201)) is None


def test_both_shapes_of_errors_are_read_whatever_the_type_says() -> None:
    """``message`` of one, ``error_description`` and ``hint`` of the other (the eighth surprise)."""
    body = b'{"httpCode":"400","httpMessage":"Bad Request","message":"No such sort.","errorClass":"Exception"}'
    plain = _refused(400, body, content_type="text/html; charset=UTF-8")
    assert ("No such sort." in str(plain), plain.code) == (True, "Exception")
    oauth = b'{"error":"invalid_request","error_description":"Not complete.","hint":"Check it"}'
    assert "Not complete. Check it" in str(_refused(400, oauth))
    assert "invalid_request" in str(_refused(400, oauth))


@pytest.mark.parametrize("body", [b"", b"<html>Bad gateway</html>", b"[1]", b"not json", b'{"message":null}'])
def test_bodies_that_say_nothing_do_no_harm(body: bytes) -> None:
    """A page of HTML is not shown (5.4)."""
    error = _refused(400, body)
    assert isinstance(error, crosstie.Invalid)
    assert "gateway" not in str(error)


def test_a_400_of_the_moment_is_the_servers_fault() -> None:
    """Seen by one client: it says to try again later (5.4)."""
    error = _refused(400, b'{"message":"Busy. Please try again later."}')
    assert isinstance(error, crosstie.ServerFault)
    assert error.retry == "unknown"


def test_a_redirect_is_not_understood() -> None:
    """The API documents none."""
    assert isinstance(_refused(302), crosstie.DecodeError)


def test_a_401_is_the_end_of_the_session() -> None:
    """What is left after the one renewal that the exchange tried: the grant is good, the session is not."""
    error = _refused(401, b'{"error":"access_denied"}')
    assert isinstance(error, crosstie.ReconnectRequired)
    assert error.reason == "refused"


def test_a_429_names_its_limiter_and_pause() -> None:
    """Seconds, one at least; the setting where the header is missing (5.4)."""
    leaky = _refused(429, retry_after="3", x_ls_api_ratelimit_type="api-leaky-bucket")
    assert isinstance(leaky, crosstie.RateLimited)
    assert (leaky.retry_after, leaky.code) == (3.0, "api-leaky-bucket")
    assert _refused(429, retry_after="0").retry_after == 1.0
    patient = LightspeedDialect(Settings(pause=7)).error(Response(status=429))
    assert patient is not None
    assert patient.retry_after == 7.0
    assert "one second" in str(_refused(429, x_ls_api_ratelimit_type="api-burst-limiter"))


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 0),
        ({"x-ls-api-bucket-level": "10/90", "x-ls-api-drip-rate": "1"}, 0),
        ({"x-ls-api-bucket-level": "89/90", "x-ls-api-drip-rate": "1"}, 0),
        ({"x-ls-api-bucket-level": "89.5/90", "x-ls-api-drip-rate": "1"}, 0.5),
        ({"x-ls-api-bucket-level": "91.67/90", "x-ls-api-drip-rate": "0.5"}, 5.34),
        ({"x-ls-api-bucket-level": "85/90", "x-ls-api-drip-rate": "1", "x-ls-api-request-cost": "10"}, 5),
        ({"x-ls-api-bucket-level": "95/90"}, 0),
        ({"x-ls-api-bucket-level": "full", "x-ls-api-drip-rate": "1"}, 0),
        ({"x-ls-api-bucket-level": "inf/90", "x-ls-api-drip-rate": "1"}, 0),
        ({"x-ls-api-bucket-level": "95/90", "x-ls-api-drip-rate": "0"}, 0),
        ({"x-ls-api-burst-level": "19/20"}, 0),
        ({"x-ls-api-burst-level": "20/20"}, 1),
    ],
)
def test_how_long_to_rest(headers: dict[str, str], seconds: float) -> None:
    """Until another call like this one fits; levels are floats, headers may be missing (5.3)."""
    assert rest(Response(status=200, headers=headers)) == pytest.approx(seconds)


def test_one_account_has_one_pace() -> None:
    """Whoever asks for it gets the same, so that all clients of an account rest together."""
    pace = Settings().pace("4711")
    assert pace is Settings(pause=9).pace("4711")
    assert (pace.key, pace.concurrent, pace.rest) == ("lightspeed/4711", 8, rest)
    assert Pace("x").rest is None


def test_the_next_page_keeps_to_this_host() -> None:
    """Only the parameters of ``next`` are used: the token goes nowhere else (2.5)."""
    pages = api.pages(kinds.SHOP, api.selection(kinds.SHOP, where(None)))
    there = "https://elsewhere.example.com/API/V3/Account/9/Shop.json?sort=shopID&limit=2&after=WzJd%3D"
    page = pages(None).decode(_page(there))
    assert page.next == "sort=shopID&limit=2&after=WzJd%3D"
    request = pages(page.next).request
    assert (request.url, request.params) == (
        "/Shop.json",
        (("sort", "shopID"), ("limit", "2"), ("after", "WzJd=")),
    )
    assert pages(None).decode(_page("")).next is None


@pytest.mark.parametrize("there", ["https://x.example.com/API/V3/Account/9/Sale.json?after=a", "https://x/Shop.json"])
def test_a_next_page_of_something_else_is_an_error(there: str) -> None:
    """Another resource, or no parameters at all."""
    with pytest.raises(crosstie.DecodeError):
        api.pages(kinds.SHOP, api.selection(kinds.SHOP, where(None)))(None).decode(_page(there))


def test_a_cursor_of_something_else_is_refused() -> None:
    """Before anything is sent."""
    with pytest.raises(crosstie.UsageError):
        api.pages(kinds.SHOP, api.selection(kinds.SHOP, where(None)))("3")


@pytest.mark.parametrize("body", [b"{}", b'{"@attributes":{"count":"many"}}', b"[]", b"<html>"])
def test_a_count_without_a_number_is_an_error(body: bytes) -> None:
    """Never zero."""
    call = api.count(kinds.SHOP, api.selection(kinds.SHOP, where(None)))
    with pytest.raises(crosstie.DecodeError):
        call.decode(Response(status=200, body=body))

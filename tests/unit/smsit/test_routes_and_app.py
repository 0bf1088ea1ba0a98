"""One table of paths, and one static key on the way to each (smsit.md, 1 and 2)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from crosstie.core.messages import Request, Response
from crosstie.errors import ReconnectRequired, UsageError
from crosstie.sessions.apps import Misconfigured
from crosstie.sessions.manager import SessionManager
from crosstie.sessions.tokens import Session
from crosstie.storage.memory import MemoryStorage
from crosstie.systems.smsit import BASE_URLS, DIALECTS, ROUTES, App, Dialect, Route, Settings
from crosstie.systems.smsit.account import Account

KEY = "composed key".replace(" ", "-") + "+/="
CHECKED = {"dialect": "cloud", "api_key": KEY}


def _session(dialect: str, **given: str) -> Session:
    enrolment = App().enrol({"dialect": dialect, "api_key": KEY, **given})
    key = ("acme", "smsit", "default")
    return Session(key=key, account=enrolment.account, credentials=enrolment.credentials, settings=enrolment.settings)


def _signed(dialect: str, path: str, body: bytes = b"a=1", **given: str) -> Request:
    return App().sign(Request(method="POST", url=path, body=body, params=(("to", "1"),)), _session(dialect, **given))


def test_the_control_panels_key_stands_in_no_address() -> None:
    """It is a field of the form, encoded, although the vendor takes it in the query too."""
    signed = _signed("cloud", "/getcontacts/")
    assert signed.url == "https://controlpanel.smsit.ai/apis/getcontacts/"
    assert signed.body == b"apikey=composed-key%2B%2F%3D&a=1"
    assert KEY not in signed.url + str(signed.params) + repr(signed)


@pytest.mark.parametrize(
    ("dialect", "path", "url"),
    [
        ("decentralized", "/addcontact/", "https://decontrolpanel.smsit.ai/apis/addcontact/"),
        ("gateway", "/send.php", "https://www.smsit.ai/smsgateway/services/send.php"),
        ("crm_v2", "/smscontact", "https://aicpanel.smsit.ai/api/v2/smscontact"),
    ],
)
def test_each_dialect_has_its_own_host(dialect: str, path: str, url: str) -> None:
    """Three products, four addresses (1)."""
    assert _signed(dialect, path).url == url


def test_the_gateway_calls_its_key_otherwise() -> None:
    """``key``, and alone where the form is empty."""
    assert _signed("gateway", "/send.php", b"").body == b"key=composed-key%2B%2F%3D"


def test_the_crms_key_travels_in_the_query_or_as_bearer() -> None:
    """In the query where that is known to work, as a header in the calls that nobody has confirmed."""
    known, other = _signed("crm_v2", "/smscontact"), _signed("crm_v2", "/tasks")
    assert known.params == (("apikey", KEY), ("to", "1"))
    assert other.headers["authorization"] == f"Bearer {KEY}"
    assert KEY not in repr(known) + repr(other)
    assert other.params == (("to", "1"),)


def test_a_connection_may_have_an_address_of_its_own() -> None:
    """A slash at its end does no harm, and loopback may be without TLS."""
    assert _signed("cloud", "/addcontact/", base_url="https://sms.example.com/apis/").url == (
        "https://sms.example.com/apis/addcontact/"
    )
    assert _signed("gateway", "/send.php", base_url="http://127.0.0.1:9/services").url.startswith("http://127.0.0.1:9/")


@pytest.mark.parametrize("url", ["sms.example.com/apis", "http://sms.example.com/apis", "https://sms.example.com/?a=b"])
def test_an_apps_own_addresses_are_checked_when_it_is_made(url: str) -> None:
    """Not when the first call is signed; a slash at the end does no harm there either."""
    with pytest.raises(UsageError):
        App(base_urls={**BASE_URLS, "cloud": url})
    assert (
        App(base_urls={"cloud": "https://sms.example.com/apis/"}).base_urls["cloud"] == "https://sms.example.com/apis"
    )


def test_a_request_of_another_dialect_is_not_signed() -> None:
    """A client that was told the wrong dialect sends its key nowhere."""
    with pytest.raises(UsageError, match=r"has no /send\.php"):
        _signed("cloud", "/send.php")


def test_a_connection_without_key_signs_nothing() -> None:
    """Somebody has to connect it first."""
    with pytest.raises(ReconnectRequired):
        App().sign(Request(method="POST", url="/send.php"), Session(key=("acme", "smsit", "default")))


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"dialect": "cloud"},
        {"api_key": KEY},
        {"dialect": "cloud", "api_key": "  "},
        {"dialect": "v3", "api_key": KEY},
        {**CHECKED, "token": "x"},
        {"dialect": "cloud", "api_key": "two words"},
        {"dialect": "cloud", "api_key": "schlüssel"},
        {**CHECKED, "sender": "555"},
        {**CHECKED, "base_url": "sms.example.com"},
        {**CHECKED, "base_url": "http://sms.example.com"},
        {**CHECKED, "base_url": "https://me:word@sms.example.com"},
    ],
)
def test_keys_that_cannot_be_good_are_refused_before_any_call(given: Mapping[str, str]) -> None:
    """Missing, unknown, malformed, or on their way over an open line; the key is not repeated."""
    with pytest.raises(UsageError) as caught:
        App().enrol(given)
    assert KEY not in str(caught.value)


def test_what_is_connected_is_sorted() -> None:
    """The key is secret; dialect and number are not; the account is the host's own name for it."""
    found = App().enrol({**CHECKED, "sender": "+1 202 555 0199", "account": "main"})
    assert (found.account, found.settings) == ("main", {"dialect": "cloud", "sender": "12025550199"})
    assert found.credentials == {"api_key": KEY}
    assert KEY not in repr(found)
    assert App().enrol(CHECKED).account == "cloud"


def test_nothing_is_ever_renewed_or_revoked() -> None:
    """Keys are static; 401 and the status -1 say that one is not good."""
    app, session = App(), _session("cloud")
    assert app.renewal(session) is None
    assert app.revocation(session) is None
    assert isinstance(app.judge(Response(status=200), session, datetime(2026, 11, 2, tzinfo=UTC)), Misconfigured)
    bodies = [b'[{"status": "-1", "msg": "key"}]', b'{"status":-1}', b'[{"status": "-12"}]', b"<p>-1</p>", b"[]"]
    bodies += [b'{"status": "0", "x": {"status": "-1"}}', b'{"status": "-20"}', b'"status": "-1"']
    assert [app.refused(Response(status=200, body=body)) for body in bodies] == [True, True, *[False] * 6]
    assert [app.refused(Response(status=status)) for status in (401, 403, 500)] == [True, False, False]
    assert app.system == "smsit"


# -- the table ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_route_has_one_place_for_the_key(dialect: Dialect) -> None:
    """Operations that share a path agree where it travels, or signing would be a matter of luck."""
    for route in ROUTES.table[dialect].values():
        assert ROUTES.auth_of(dialect, route.path) == route.auth
        assert route.path.startswith("/")
    assert dialect in BASE_URLS


def test_what_a_dialect_lacks_is_refused_with_those_that_have_it() -> None:
    """The caller learns where to go."""
    with pytest.raises(UsageError) as caught:
        ROUTES.route("crm_v2", "appointments.add")
    assert caught.value.advice == "These have it: cloud, decentralized."
    assert caught.value.operation == "appointments.add"
    with pytest.raises(UsageError, match="none"):
        ROUTES.route("cloud", "faxes.send")


def test_what_is_unverified_has_to_be_allowed() -> None:
    """Experimental calls need a setting, and a corrected route does not."""
    with pytest.raises(UsageError, match="experimental"):
        ROUTES.route("crm_v2", "crm.tag")
    assert ROUTES.route("crm_v2", "crm.tag", experimental=True).path == "/tags"
    corrected = ROUTES.corrected("crm_v2", "crm.tag", Route("/contact-tags", "seen", "bearer"))
    assert corrected.route("crm_v2", "crm.tag").path == "/contact-tags"
    assert corrected.auth_of("crm_v2", "/contact-tags") == "bearer"
    assert ROUTES.table["crm_v2"]["crm.tag"].path == "/tags"


def test_only_the_crms_bearer_calls_are_unverified() -> None:
    """The fact sheet's marks, kept in the table."""
    unverified = {
        (dialect, name)
        for dialect, table in ROUTES.table.items()
        for name, route in table.items()
        if route.evidence == "unverified"
    }
    assert unverified == {("crm_v2", name) for name in ROUTES.table["crm_v2"] if name.startswith("crm.")}


def test_a_correction_that_contradicts_another_route_is_refused() -> None:
    """One path cannot take the key in two places."""
    with pytest.raises(UsageError):
        ROUTES.corrected("crm_v2", "crm.send", Route("/smscontact", "seen", "bearer"))
    fine = ROUTES.corrected("crm_v2", "messages.send", Route("/smscontact", "seen", "bearer"))
    assert fine.auth_of("crm_v2", "/smscontact") == "bearer"


# -- moments on the account's clock ------------------------------------------------------------------------------------

NEW_YORK = ZoneInfo("America/New_York")
PANEL = Account(dialect="cloud", settings=Settings(zone=NEW_YORK))


def test_a_moment_is_told_on_the_accounts_clock() -> None:
    """``DD-MM-YYYY HH:MM``, whatever zone it was given in."""
    assert PANEL.wall_clock(datetime(2026, 7, 4, 16, 30, tzinfo=UTC)) == "04-07-2026 12:30"
    assert PANEL.wall_clock(datetime(2026, 12, 4, 16, 30, tzinfo=UTC)) == "04-12-2026 11:30"


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 7, 4, 16, 30),  # noqa: DTZ001 - that is what is wrong with it
        datetime(2026, 7, 4, 16, 30, 15, tzinfo=UTC),
        datetime(2026, 11, 1, 5, 30, tzinfo=UTC),
        datetime(2026, 11, 1, 6, 30, tzinfo=UTC),
    ],
)
def test_a_moment_that_the_wire_cannot_tell_is_refused(moment: datetime) -> None:
    """No zone, no full minute, or half past one in the night in which it comes twice."""
    with pytest.raises(UsageError):
        PANEL.wall_clock(moment)


def test_an_hour_that_the_clock_leaps_over_is_the_moment_that_it_stands_for() -> None:
    """Half past two in that night is half past three on the clock, not a time that comes twice."""
    assert PANEL.wall_clock(datetime(2027, 3, 14, 2, 30, tzinfo=NEW_YORK)) == "14-03-2027 03:30"


def test_a_wrong_dialect_is_answered_with_those_there_are() -> None:
    """What is connected with is masked in errors, so that the word itself is not quoted, nor part of another masked."""
    with SessionManager(MemoryStorage(), [App()]) as sessions, pytest.raises(UsageError) as refused:
        sessions.connect("smsit", tenant="acme", dialect="crm", api_key="EXAMPLE")
    assert refused.value.message == "The dialect is none of SMS-iT's: cloud, decentralized, gateway, crm_v2."


def test_around_the_repeated_hour_moments_can_be_told() -> None:
    """Only the hour itself is ambiguous, not what is before and after, nor the gap in spring."""
    assert PANEL.wall_clock(datetime(2026, 11, 1, 4, 59, tzinfo=UTC)) == "01-11-2026 00:59"
    assert PANEL.wall_clock(datetime(2026, 11, 1, 7, 0, tzinfo=UTC)) == "01-11-2026 02:00"
    assert PANEL.wall_clock(datetime(2026, 3, 8, 7, 0, tzinfo=UTC)) == "08-03-2026 03:00"
    assert PANEL.wall_clock(datetime(2026, 3, 8, 6, 59, tzinfo=UTC) + timedelta(0)) == "08-03-2026 01:59"


def test_the_accounts_zone_is_not_guessed() -> None:
    """No call tells it."""
    with pytest.raises(UsageError, match="time zone"):
        Account(dialect="cloud").wall_clock(datetime(2026, 7, 4, 16, 30, tzinfo=UTC))


def test_a_sender_has_to_be_known() -> None:
    """From the call, or from the connection."""
    assert Account(dialect="cloud", sender="12025550199").sender_of(None) == "12025550199"
    assert Account(dialect="cloud").sender_of("+1 202 555 0198") == "12025550198"
    with pytest.raises(UsageError, match="send from"):
        Account(dialect="cloud").sender_of(None)

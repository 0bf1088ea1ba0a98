"""Simulators over real HTTP on loopback: the protocol, the faults on the wire, and a process of its own."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import httpx
import pytest

from crosstie.core.messages import Request, Response
from crosstie.errors import UsageError
from crosstie.testing import (
    Answer,
    BrokenJson,
    Html,
    Refused,
    Reset,
    Simulator,
    Slow,
    Timeout,
    Truncated,
)
from crosstie.testing.faults import Fault
from crosstie.testing.lightspeed import LightspeedSimulator
from crosstie.testing.quickbooks import CLIENT_ID, CLIENT_SECRET, REALM, QuickBooksSimulator
from crosstie.testing.serve import build, main, serve, serve_all

PATIENCE = 0.25


class Mirror(Simulator):
    """Answers what it was asked."""

    def __init__(self) -> None:
        """Begin unbroken."""
        super().__init__()
        self.effects = 0

    def route_of(self, request: Request) -> str:
        """Name a call by its verb."""
        return request.method

    def answer(self, request: Request) -> Response:
        """Mirror the request."""
        if request.url.endswith("/broken"):
            message = "a mistake in a simulator"
            raise ValueError(message)
        self.effects += 1
        told = {
            "method": request.method,
            "url": request.url,
            "params": request.params,
            "x-id": request.headers.get("x-id"),
            "body": request.body.decode(),
        }
        return Response(status=200, headers={"content-type": "application/json"}, body=json.dumps(told).encode())

    def refusal(self, fault: Answer) -> Response:
        """Answer an error."""
        return Response(status=fault.status, body=b"{}")

    def seed(self, customers: int) -> None:
        """Have no customers."""


@contextmanager
def _served() -> Iterator[tuple[Mirror, str, httpx.Client]]:
    mirror = Mirror()
    with serve(mirror) as url, httpx.Client(timeout=PATIENCE) as client:
        yield mirror, url, client


def test_request_arrives_whole() -> None:
    """Verb, path, decoded query, headers in any case and a body in pieces reach the simulator."""
    with _served() as (_, url, client):
        body = (piece for piece in (b"one ", b"two"))
        told = client.post(f"{url}/a%20b?q=x%26y&q=+", headers={"X-ID": "7"}, content=body).json()
    assert told["method"] == "POST"
    assert told["url"] == f"{url}/a%20b"
    assert told["params"] == [["q", "x&y"], ["q", " "]]
    assert (told["x-id"], told["body"]) == ("7", "one two")


def test_connections_are_kept_and_pipelined() -> None:
    """One connection carries many requests, even when they come all at once; answers keep their order."""
    with _served() as (mirror, url, _):
        host, port = url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=5) as raw:
            raw.sendall(b"".join(b"GET /call-%d HTTP/1.1\r\nhost: h\r\n\r\n" % number for number in range(5)))
            received = b""
            while received.count(b'"body"') < 5:
                received += raw.recv(65_536)
        assert re.findall(rb"/call-(\d)", received) == [b"0", b"1", b"2", b"3", b"4"]
        assert mirror.effects == 5


def test_head_has_the_length_and_no_body() -> None:
    """HEAD answers the headers of GET, so that the connection can go on."""
    with _served() as (_, url, client):
        head = client.head(f"{url}/a")
        assert (head.content, int(head.headers["content-length"]) > 0) == (b"", True)
        assert client.get(f"{url}/a").status_code == 200


def test_connection_close_is_honoured() -> None:
    """A client that asks to close gets its answer, and then the end."""
    with _served() as (_, url, client):
        answer = client.get(f"{url}/a", headers={"connection": "close"})
        assert answer.headers["connection"] == "close"
        assert client.get(f"{url}/a").status_code == 200


def test_broken_http_is_400() -> None:
    """What is no HTTP is answered with 400 and closed."""
    with _served() as (_, url, _client):
        host, port = url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=5) as raw:
            raw.sendall(b"this is no http\r\n\r\n")
            assert raw.recv(1024).startswith(b"HTTP/1.1 400 Bad Request")
            assert raw.recv(1024) == b""


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_mistake_in_a_simulator_is_told_apart() -> None:
    """A simulator that fails itself answers 500 and names the exception; the server lives on."""
    with _served() as (_, url, client):
        broken = client.get(f"{url}/broken")
        assert (broken.status_code, broken.headers["x-simulator-error"]) == (500, "ValueError")
        assert client.get(f"{url}/a").status_code == 200


@pytest.mark.parametrize(
    ("fault", "error", "effects"),
    [
        (Timeout(), httpx.ReadTimeout, 0),
        (Timeout(after_effect=True), httpx.ReadTimeout, 1),
        (Reset(), httpx.ReadError, 0),
        (Reset(after_effect=True), httpx.ReadError, 1),
        (Refused(), httpx.ReadError, 0),
        (Truncated(), httpx.RemoteProtocolError, 1),
        (Slow(seconds=60), httpx.ReadTimeout, 1),
    ],
)
def test_faults_really_happen_on_the_wire(fault: Fault, error: type[Exception], effects: int) -> None:
    """The socket really stays silent, is really reset, really ends early; the next call is answered."""
    with _served() as (mirror, url, client):
        mirror.faults.add(fault)
        with pytest.raises(error):
            client.get(f"{url}/a")
        assert mirror.effects == effects
        assert client.get(f"{url}/a").status_code == 200


def test_spoilt_answers_really_arrive() -> None:
    """Half a JSON text, HTML, an error with Retry-After and a slow body arrive as they were asked for."""
    with _served() as (mirror, url, client):
        for fault in (BrokenJson(), Html(), Answer(status=429, retry_after="3"), Slow(seconds=0.02)):
            mirror.faults.add(fault)
        with pytest.raises(json.JSONDecodeError):
            client.get(f"{url}/a").json()
        assert client.get(f"{url}/a").text.startswith("<!DOCTYPE html>")
        refused = client.get(f"{url}/a")
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "3")
        assert client.get(f"{url}/a").json()["method"] == "GET"


def test_latency_holds_answers_back_without_holding_up_others() -> None:
    """With a latency, calls on several connections are under way together."""
    mirror = Mirror()
    mirror.latency = 0.05
    with serve(mirror) as url, httpx.Client(timeout=5) as client:
        watched: list[int] = []
        original = mirror.answer
        mirror.answer = lambda request: (watched.append(mirror.in_flight), original(request))[1]  # type: ignore[method-assign]
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda _: client.get(f"{url}/a").status_code, range(16)))
    assert answers == [200] * 16
    assert max(watched) > 1
    assert mirror.in_flight == 0


def test_clients_that_leave_are_not_counted_as_waiting() -> None:
    """A call that was given up, silent or slow, is over when its connection is."""
    with _served() as (mirror, url, client):
        for fault in (Timeout(), Slow(seconds=30)):
            mirror.faults.add(fault)
            with pytest.raises(httpx.ReadTimeout):
                client.get(f"{url}/a")
            client.get(f"{url}/a")
    assert mirror.in_flight == 0


def test_many_connections_at_once_lose_nothing() -> None:
    """Sixteen threads and their connections: every call is answered and counted."""
    with _served() as (mirror, url, client), ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda n: client.get(f"{url}/{n}", timeout=30).json()["url"], range(400)))
        assert answers == [f"{url}/{number}" for number in range(400)]
        assert mirror.effects == 400


def test_several_simulators_live_under_one_roof() -> None:
    """Each has an address of its own, and all end together."""
    one, two = Mirror(), Mirror()
    with serve_all({"one": one, "two": two}) as urls, httpx.Client() as client:
        client.get(urls["one"])
        client.get(urls["two"])
        client.get(urls["two"])
    assert (one.effects, two.effects) == (1, 2)
    with pytest.raises(httpx.ConnectError):
        httpx.get(urls["one"])


def test_port_in_use_is_told() -> None:
    """A port that cannot be had is a UsageError that says what to do."""
    with serve(Mirror()) as url:
        port = int(url.rpartition(":")[2])
        with pytest.raises(UsageError, match="cannot be served") as caught, serve(Mirror(), port=port):
            pass
    assert "free" in str(caught.value)


def test_unknown_system_is_told() -> None:
    """A name without a simulator is a UsageError that lists the names there are."""
    with pytest.raises(UsageError, match="no simulator named sandwiches") as caught:
        build("sandwiches")
    assert "quickbooks" in str(caught.value)


def test_items_come_with_stock() -> None:
    """A simulator that composes items has them in stock; asked of another one, it is the caller's mistake."""
    made = build("lightspeed", customers=2, items=3)
    assert isinstance(made, LightspeedSimulator)
    assert [len(made.records(kind)) for kind in ("Customer", "Item")] == [2, 3]
    assert all(made.on_hand(item, shop) > 0 for item in (1, 2, 3) for shop in (1, 2))
    with pytest.raises(UsageError, match="quickbooks composes no items"):
        build("quickbooks", items=3)


def test_items_are_asked_of_a_system_that_has_some(capsys: pytest.CaptureFixture[str]) -> None:
    """The command does not serve an empty shop in silence."""
    with pytest.raises(SystemExit):
        main(["quickbooks", "--items", "3"])
    assert "--items is for: lightspeed" in capsys.readouterr().err


def test_quickbooks_over_http_from_consent_to_query() -> None:
    """A browser's round, the exchange, a page of customers with an apostrophe in the query: all over real HTTP."""
    simulator = QuickBooksSimulator()
    simulator.seed(3)
    simulator.add("Customer", {"DisplayName": "O'Hara Floors & Sons"})
    redirect = "http://localhost:1/callback"
    asked = {"client_id": CLIENT_ID, "response_type": "code", "scope": "com.intuit.quickbooks.accounting", "state": "s"}
    with serve(simulator) as url, httpx.Client(base_url=url) as client:
        page = client.get("/connect/oauth2", params={**asked, "redirect_uri": redirect})
        code = httpx.URL(page.headers["location"]).params["code"]
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect}
        tokens = client.post("/oauth2/v1/tokens/bearer", data=form, auth=(CLIENT_ID, CLIENT_SECRET)).json()
        client.headers.update({"authorization": f"Bearer {tokens['access_token']}", "accept": "application/json"})
        text = r"SELECT * FROM Customer WHERE DisplayName = 'O\'Hara Floors & Sons'"
        found = client.get(f"/v3/company/{REALM}/query", params={"query": text, "minorversion": "75"}).json()
    assert [one["DisplayName"] for one in found["QueryResponse"]["Customer"]] == ["O'Hara Floors & Sons"]


def test_ampersand_and_plus_must_be_encoded() -> None:
    """A bare & cuts the statement off (4000), a bare + is a blank in the offset (4001): fact sheet 4.1, 4.2."""
    simulator = QuickBooksSimulator()
    headers = {"authorization": f"Bearer {simulator.connect().access}", "accept": "application/json"}
    with serve(simulator) as url, httpx.Client(headers=headers) as client:
        base = f"{url}/v3/company/{REALM}/query?query=SELECT%20*%20FROM%20Customer%20WHERE%20"
        cut = client.get(base + "DisplayName%20=%20'A&B'").json()
        blank = client.get(base + "MetaData.LastUpdatedTime%3E'2026-11-01T00:00:00+01:00'").json()
    assert [answer["Fault"]["Error"][0]["code"] for answer in (cut, blank)] == ["4000", "4001"]


def test_simulators_run_in_a_process_of_their_own() -> None:
    """The command prints the addresses as one line of JSON, serves seeded data, and ends on SIGTERM.

    Items go to the systems that have some.
    """
    named = ("quickbooks", "lightspeed", "--customers", "5", "--items", "2")
    command = [sys.executable, "-m", "crosstie.testing.serve", *named]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:  # noqa: S603 - our own
        try:
            assert process.stdout is not None
            urls = json.loads(process.stdout.readline())
            assert set(urls) == {"quickbooks", "lightspeed"}
            assert httpx.get(f"{urls['quickbooks']}/v3/company/{REALM}/customer/1").status_code == 401
        finally:
            process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 0

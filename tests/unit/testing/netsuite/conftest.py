"""NetSuite simulators of any setting, and a caller that speaks to them in the fewest words."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import attrs
import pytest

from crosstie.core.messages import Request, Response
from crosstie.testing import FakeClock
from crosstie.testing.netsuite import NetSuiteRules, NetSuiteSimulator
from crosstie.testing.netsuite.codec import encode

HOST = "https://9990001-sb1.suitetalk.api.netsuite.com"


@attrs.frozen
class Reply:
    """An answer with its body decoded."""

    response: Response

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.response.status

    @property
    def headers(self) -> dict[str, str]:
        """The headers."""
        return dict(self.response.headers)

    @property
    def body(self) -> dict[str, Any]:
        """The JSON body, money exact."""
        found: dict[str, Any] = json.loads(self.response.body, parse_float=Decimal)
        return found

    @property
    def items(self) -> list[dict[str, Any]]:
        """The items of a page."""
        return list(self.body["items"])

    @property
    def error(self) -> dict[str, Any]:
        """The first entry of ``o:errorDetails``."""
        found: dict[str, Any] = self.body["o:errorDetails"][0]
        return found

    @property
    def code(self) -> str:
        """The first ``o:errorCode``."""
        return str(self.error["o:errorCode"])

    @property
    def made(self) -> str:
        """The id in ``Location``."""
        assert self.status in {201, 204}, self.response.body
        return self.headers["location"].rsplit("/", 1)[-1]


@attrs.define
class Caller:
    """Calls the API, each time with a fresh token, so that tests may let hours pass."""

    simulator: NetSuiteSimulator

    def send(
        self,
        method: str,
        path: str,
        body: object = None,
        params: tuple[tuple[str, str], ...] = (),
        **headers: str,
    ) -> Reply:
        """Make a call; an underscore in a header's name stands for a dash."""
        sent = {"authorization": f"Bearer {self.simulator.connect().access}"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        content = body if isinstance(body, bytes) else b"" if body is None else encode(body)
        url = f"{HOST}/services/rest/{path}"
        return Reply(self.simulator.handle(Request(method=method, url=url, params=params, headers=sent, body=content)))

    def get(self, path: str, *params: tuple[str, str], **headers: str) -> Reply:
        """Read below the record API."""
        return self.send("GET", f"record/v1/{path}", None, params, **headers)

    def post(self, path: str, body: object = None, *params: tuple[str, str], **headers: str) -> Reply:
        """Post below the record API."""
        return self.send("POST", f"record/v1/{path}", body, params, **headers)

    def patch(self, path: str, body: object, *params: tuple[str, str], **headers: str) -> Reply:
        """Patch below the record API."""
        return self.send("PATCH", f"record/v1/{path}", body, params, **headers)

    def put(self, path: str, body: object, *params: tuple[str, str], **headers: str) -> Reply:
        """Put below the record API."""
        return self.send("PUT", f"record/v1/{path}", body, params, **headers)

    def delete(self, path: str, *params: tuple[str, str], **headers: str) -> Reply:
        """Delete below the record API."""
        return self.send("DELETE", f"record/v1/{path}", None, params, **headers)

    def whole(self, path: str) -> dict[str, Any]:
        """Read a record that must be there, expanded."""
        answer = self.get(path, ("expandSubResources", "true"))
        assert answer.status == 200, answer.response.body
        return answer.body

    def sql(self, query: str, *params: object, limit: int = 1000, offset: int = 0) -> Reply:
        """Ask a query."""
        body = {"q": query, "params": list(params)} if params else {"q": query}
        window = (("limit", str(limit)), ("offset", str(offset)))
        return self.send("POST", "query/v1/suiteql", body, window, prefer="transient")

    def rows(self, query: str, *params: object) -> list[dict[str, Any]]:
        """Ask a query that must work, and return its rows without their links."""
        answer = self.sql(query, *params)
        assert answer.status == 200, answer.response.body
        return [{name: value for name, value in row.items() if name != "links"} for row in answer.items]

    # -- shortcuts ----------------------------------------------------------------------------------------------------

    def customer(self, name: str = "Castillo Homes", **fields: object) -> str:
        """Make a customer; return its id."""
        return self.post("customer", {"companyName": name, "subsidiary": {"id": "1"}, **fields}).made

    def item(self, name: str) -> dict[str, str]:
        """Return a reference to one of the items there are."""
        found = self.simulator.account.named("item", name)
        assert found is not None
        return {"id": str(found.id)}

    def document(self, kind: str, customer: str, *lines: tuple[str, int], **fields: object) -> str:
        """Make an estimate, order or invoice with lines of item and quantity; return its id."""
        items = [{"item": self.item(name), "quantity": quantity} for name, quantity in lines]
        body = {"entity": {"id": customer}, "item": {"items": items}, **fields}
        return self.post(kind, body).made


@attrs.define
class Office:
    """Makes connected callers on simulators of any setting."""

    clock: FakeClock

    def open(self, **rules: Any) -> Caller:  # noqa: ANN401 - the rules have many types
        """Start a simulator with these rules and connect."""
        return Caller(NetSuiteSimulator(clock=self.clock, rules=NetSuiteRules(**rules)))


@attrs.frozen(kw_only=True)
class Signer:
    """Signs by hand, after RFC 5849 and from nothing but hashlib, so that two implementations must agree."""

    clock: FakeClock
    consumer: tuple[str, str] = ("ck-example", "cs-example")
    token: tuple[str, str] = ("tk-example", "ts-example")
    realm: str = "9990001_SB1"
    method: str = "HMAC-SHA256"
    version: str = "1.0"
    timestamp: str | None = None
    base: Callable[[str], str] = lambda base: base

    def sign(self, request: Request, nonce: str) -> Request:
        """Return the request with its Authorization header."""
        own = {
            "oauth_consumer_key": self.consumer[0],
            "oauth_token": self.token[0],
            "oauth_signature_method": self.method,
            "oauth_timestamp": self.timestamp or str(int(self.clock.now().timestamp())),
            "oauth_nonce": nonce,
            "oauth_version": self.version,
        }
        pairs = sorted((_enc(name), _enc(value)) for name, value in [*request.params, *own.items()])
        normal = "&".join(f"{name}={value}" for name, value in pairs)
        text = self.base("&".join(_enc(part) for part in (request.method, request.url, normal)))
        key = f"{_enc(self.consumer[1])}&{_enc(self.token[1])}".encode()
        signature = base64.b64encode(hmac.new(key, text.encode(), hashlib.sha256).digest()).decode()
        told = {"realm": self.realm, **own, "oauth_signature": signature}
        header = "OAuth " + ",".join(f'{name}="{_enc(value)}"' for name, value in told.items())
        return request.with_headers({"Authorization": header})


def _enc(text: str) -> str:
    return quote(text, safe="-._~")


@pytest.fixture
def clock() -> FakeClock:
    """The time of the simulator."""
    return FakeClock()


@pytest.fixture
def office(clock: FakeClock) -> Office:
    """Simulators of any setting, on the test's clock."""
    return Office(clock)


@pytest.fixture
def netsuite(office: Office) -> Caller:
    """A connected caller on a simulator as it comes."""
    return office.open()


@pytest.fixture
def sold(netsuite: Caller) -> Caller:
    """Customer 801 with estimate 60001, order 60002 and invoice 60003, each made from the one before."""
    customer = netsuite.customer(terms={"id": "2"}, email="a@example.com")
    estimate = netsuite.document("estimate", customer, ("TILE-98", 2), ("INSTALL", 3), otherRefNum="PO-77")
    netsuite.post(f"estimate/{estimate}/!transform/salesOrder")
    netsuite.simulator.fulfil("60002")
    netsuite.post("salesOrder/60002/!transform/invoice")
    return netsuite


@pytest.fixture
def signer(clock: FakeClock) -> Signer:
    """Signs calls with the right secrets."""
    return Signer(clock=clock)


@pytest.fixture(scope="session")
def make_signer() -> Callable[[], Signer]:
    """Makes signers, each with a clock of its own, for examples that are drawn."""
    return lambda: Signer(clock=FakeClock())


@pytest.fixture(scope="session")
def make_caller() -> Callable[[], Caller]:
    """Makes connected callers on new simulators, for examples that are drawn."""
    return lambda: Caller(NetSuiteSimulator(clock=FakeClock()))

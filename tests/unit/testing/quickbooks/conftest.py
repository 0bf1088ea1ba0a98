"""A connected QuickBooks simulator, and a caller that speaks to it in the fewest words."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import attrs
import pytest

from crosstie.core.messages import Request, Response
from crosstie.testing import FakeClock
from crosstie.testing.quickbooks import REALM, Limits, QuickBooksSimulator, Rules
from crosstie.testing.quickbooks.codec import encode

JSON = {"accept": "application/json"}


@attrs.frozen
class Answer:
    """An answer with its body decoded."""

    response: Response

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.response.status

    @property
    def body(self) -> dict[str, Any]:
        """The JSON body, money exact."""
        found: dict[str, Any] = json.loads(self.response.body, parse_float=Decimal)
        return found

    @property
    def codes(self) -> list[str]:
        """The fault codes of a service fault."""
        return [error["code"] for error in self.body["Fault"]["Error"]]

    @property
    def error(self) -> dict[str, Any]:
        """The first error of a service fault."""
        found: dict[str, Any] = self.body["Fault"]["Error"][0]
        return found


@attrs.define
class Caller:
    """Calls the API of one company, each time with a fresh token, so that tests may let hours pass."""

    simulator: QuickBooksSimulator
    realm: str = REALM

    def send(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        params: tuple[tuple[str, str], ...] = (),
        headers: dict[str, str] = JSON,
    ) -> Answer:
        """Make a call."""
        url = f"https://quickbooks.example.com/v3/company/{self.realm}/{path}"
        sent = {"authorization": f"Bearer {self.simulator.connect(self.realm).access}", **headers}
        request = Request(method=method, url=url, params=params, headers=sent, body=body)
        return Answer(self.simulator.handle(request))

    def get(self, path: str, *params: tuple[str, str]) -> Answer:
        """Read."""
        return self.send("GET", path, params=params)

    def post(self, path: str, body: dict[str, Any], *params: tuple[str, str]) -> Answer:
        """Write."""
        return self.send("POST", path, encode(body), params)

    def made(self, path: str, body: dict[str, Any], *params: tuple[str, str]) -> dict[str, Any]:
        """Write something that must work, and return it."""
        answer = self.post(path, body, *params)
        assert answer.status == 200, answer.response.body
        (found,) = [value for name, value in answer.body.items() if name != "time"]
        return dict(found)

    def read(self, path: str) -> dict[str, Any]:
        """Read something that must be there."""
        answer = self.get(path)
        assert answer.status == 200, answer.response.body
        (found,) = [value for name, value in answer.body.items() if name != "time"]
        return dict(found)

    def query(self, text: str) -> Answer:
        """Ask a query."""
        return self.get("query", ("query", text))

    def sell(self, customer: str = "1", amount: object = 100, item: str = "1") -> dict[str, Any]:
        """Make an invoice of one line, and return it."""
        detail = {"ItemRef": {"value": item}}
        line = {"Amount": amount, "DetailType": "SalesItemLineDetail", "SalesItemLineDetail": detail}
        return self.made("invoice", {"CustomerRef": {"value": customer}, "Line": [line]})

    def names(self, text: str) -> list[str]:
        """Ask a query for customers, and return their display names."""
        return [found["DisplayName"] for found in self.query(text).body["QueryResponse"].get("Customer", [])]


@attrs.define
class Books:
    """Makes connected callers on simulators of any setting."""

    clock: FakeClock

    def open(self, rules: Rules | None = None, limits: Limits | None = None) -> Caller:
        """Start a simulator and connect."""
        return Caller(QuickBooksSimulator(clock=self.clock, rules=rules, limits=limits))


@pytest.fixture
def clock() -> FakeClock:
    """The time of the simulator."""
    return FakeClock()


@pytest.fixture
def books(clock: FakeClock) -> Books:
    """Simulators of any setting, on the test's clock."""
    return Books(clock)


@pytest.fixture
def qbo(books: Books) -> Caller:
    """A connected caller on a simulator as it comes."""
    return books.open()


@pytest.fixture
def shop(qbo: Caller) -> Caller:
    """The same, with customer 1, and with item 1 at 5.50."""
    qbo.made("customer", {"DisplayName": "Castillo Homes"})
    qbo.made("item", {"Name": "Oak plank", "IncomeAccountRef": {"value": "2"}, "UnitPrice": Decimal("5.5")})
    return qbo

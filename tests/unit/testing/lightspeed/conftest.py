"""A connected Lightspeed simulator, and a caller that speaks to it in the fewest words."""

from __future__ import annotations

import json
from typing import Any

import attrs
import pytest

from crosstie.core.messages import Request, Response
from crosstie.testing import FakeClock
from crosstie.testing.lightspeed import ACCOUNT, LightspeedSimulator, Limits, Rules


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
        """The JSON body."""
        found: dict[str, Any] = json.loads(self.response.body)
        return found

    @property
    def message(self) -> str:
        """The words of a refusal."""
        return str(self.body["message"])

    def header(self, name: str) -> str:
        """A header."""
        return self.response.headers[name]


@attrs.define
class Caller:
    """Calls the API of one account, each time with a token that is good."""

    simulator: LightspeedSimulator
    account: str = ACCOUNT
    scopes: tuple[str, ...] = ("employee:all",)

    def send(
        self, method: str, path: str, body: object = None, headers: dict[str, str] | None = None, **params: str
    ) -> Answer:
        """Make a call; ``path`` is below the account."""
        token = self.simulator.connect(self.account, scopes=self.scopes).access
        request = Request(
            method=method,
            url=f"https://api.lightspeedapp.com/API/V3/Account/{self.account}/{path}",
            params=tuple(params.items()),
            headers={"authorization": f"Bearer {token}", **(headers or {})},
            body=b"" if body is None else json.dumps(body).encode(),
        )
        return Answer(self.simulator.handle(request))

    def get(self, path: str, **params: str) -> Answer:
        """Read."""
        return self.send("GET", path, **params)

    def ids(self, kind: str, **params: str) -> list[str]:
        """List the ids of a kind."""
        found = self.get(f"{kind}.json", **params).body.get(kind, [])
        key = f"{kind[0].lower()}{kind[1:]}ID"
        return [one[key] for one in (found if isinstance(found, list) else [found])]

    def made(self, kind: str, body: dict[str, Any], **params: str) -> dict[str, Any]:
        """Make a record that must be accepted, and return it."""
        answer = self.send("POST", f"{kind}.json", body, **params)
        assert answer.status == 200, answer.response.body
        found: dict[str, Any] = answer.body[kind]
        return found


@attrs.define
class Shops:
    """Makes connected callers on simulators of any setting."""

    clock: FakeClock

    def open(self, rules: Rules | None = None, limits: Limits | None = None) -> Caller:
        """Start a simulator with 4 items and 5 customers, and connect."""
        simulator = LightspeedSimulator(clock=self.clock, rules=rules, limits=limits)
        simulator.seed(5)
        simulator.seed_items(4)
        return Caller(simulator)


@pytest.fixture
def clock() -> FakeClock:
    """The time of the simulator."""
    return FakeClock()


@pytest.fixture
def shops(clock: FakeClock) -> Shops:
    """Simulators of any setting, on the test's clock."""
    return Shops(clock)


@pytest.fixture
def shop(shops: Shops) -> Caller:
    """A connected caller on a simulator as it comes."""
    return shops.open()

"""Call the simulator by hand: the bare wire, for tests that look at answers before any client has touched them."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import attrs

from crosstie.core.messages import NO_HEADERS, Request, Response
from crosstie.testing.rfms.simulator import RfmsSimulator

__all__ = ["RfmsCaller"]


@attrs.define
class RfmsCaller:
    """A caller with the store's credentials and, after :meth:`begin`, a token.

    Attributes:
        simulator: Whom it calls.
        token: The session token of its calls.
    """

    simulator: RfmsSimulator
    token: str = attrs.field(default="", repr=False)

    @classmethod
    def begun(cls, simulator: RfmsSimulator) -> RfmsCaller:
        """Return a caller that has a session."""
        caller = cls(simulator)
        caller.begin()
        return caller

    def begin(self) -> Any:  # noqa: ANN401 - the wire
        """Begin a session and use its token from now on; returns the decoded answer."""
        response = self.send("POST", "session/begin", password=self.simulator.rules.api_key)
        answer = json.loads(response.body)
        self.token = answer["sessionToken"]
        return answer

    def send(
        self,
        verb: str,
        path: str,
        body: object = None,
        *,
        params: tuple[tuple[str, str], ...] = (),
        headers: Mapping[str, str] = NO_HEADERS,
        user: str | None = None,
        password: str | None = None,
    ) -> Response:
        """Make one call under ``/v2/``; queue and token are the credentials unless others are given."""
        name = self.simulator.rules.store_queue if user is None else user
        pair = f"{name}:{self.token if password is None else password}"
        basic = base64.b64encode(pair.encode()).decode()
        return self.simulator.handle(
            Request(
                method=verb,
                url=f"https://rfms.example.com/v2/{path}",
                params=params,
                headers={"authorization": f"Basic {basic}", **headers},
                body=b"" if body is None else json.dumps(body).encode(),
            )
        )

    def get(self, path: str, *params: tuple[str, str]) -> Any:  # noqa: ANN401 - the wire
        """Read something and decode the answer; numbers with a point become decimals."""
        return json.loads(self.send("GET", path, params=params).body, parse_float=Decimal)

    def post(self, path: str, body: object, *, headers: Mapping[str, str] = NO_HEADERS) -> Any:  # noqa: ANN401 - the wire
        """Post something and decode the answer."""
        return json.loads(self.send("POST", path, body, headers=headers).body, parse_float=Decimal)

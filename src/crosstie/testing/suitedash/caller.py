"""Call the simulator by hand: the bare wire, for tests that look at answers before any client has touched them."""

from __future__ import annotations

import json
from typing import Any

import attrs

from crosstie.core.messages import Request, Response
from crosstie.testing.suitedash.simulator import SuiteDashSimulator

__all__ = ["SuiteDashCaller"]


@attrs.define
class SuiteDashCaller:
    """A caller with the account's keys.

    Attributes:
        simulator: Whom it calls.
        public_id: The public id of its calls; the account's own when ``None``.
        secret: The secret of its calls; the account's first when ``None``.
    """

    simulator: SuiteDashSimulator
    public_id: str | None = None
    secret: str | None = attrs.field(default=None, repr=False)

    def send(self, verb: str, path: str, body: object = None, *, params: tuple[tuple[str, str], ...] = ()) -> Response:
        """Make one call under ``/secure-api/``; bytes are sent as they are."""
        rules = self.simulator.rules
        encoded = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        return self.simulator.handle(
            Request(
                method=verb,
                url=f"https://app.suitedash.com/secure-api/{path}",
                params=params,
                headers={
                    "X-Public-ID": rules.public_id if self.public_id is None else self.public_id,
                    "X-Secret-Key": rules.secret_keys[0] if self.secret is None else self.secret,
                },
                body=encoded,
            )
        )

    def told(self, verb: str, path: str, body: object = None, *, params: tuple[tuple[str, str], ...] = ()) -> Any:  # noqa: ANN401 - the wire
        """Make one call and decode the answer."""
        return json.loads(self.send(verb, path, body, params=params).body)

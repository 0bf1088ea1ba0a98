"""Call the simulator by hand: the bare wire, for tests that look at answers before any client has touched them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

import attrs

from crosstie.core.messages import Request, Response
from crosstie.testing.smsit.simulator import SmsItSimulator

__all__ = ["SmsItCaller"]

_CRM: Final = "https://aicpanel.smsit.ai/api/"


@attrs.define
class SmsItCaller:
    """A caller with the keys of the accounts.

    Attributes:
        simulator: Whom it calls.
        host: The control panel's host.
    """

    simulator: SmsItSimulator
    host: str = "controlpanel.smsit.ai"

    def panel(self, call: str, fields: Mapping[str, str] | None = None, /, *, verb: str = "POST") -> Any:  # noqa: ANN401 - the wire
        """Call the control panel, with its key unless ``fields`` has one, and decode the answer."""
        return json.loads(self.panel_response(call, fields, verb=verb).body)

    def panel_response(self, call: str, fields: Mapping[str, str] | None = None, /, *, verb: str = "POST") -> Response:
        """Call the control panel with a form, or with a query when the verb is GET."""
        sent = {"apikey": self.simulator.rules.api_key, **(fields or {})}
        url = f"https://{self.host}/apis/{call}/"
        if verb == "GET":
            return self.simulator.handle(Request(method=verb, url=url, params=tuple(sent.items())))
        return self.simulator.handle(_form(verb, url, sent))

    def gateway(self, service: str, fields: Mapping[str, str] | None = None, /) -> Any:  # noqa: ANN401 - the wire
        """Call the device gateway, with its key unless ``fields`` has one, and decode the answer."""
        sent = {"key": self.simulator.rules.gateway_key, **(fields or {})}
        url = f"https://www.smsit.ai/smsgateway/services/{service}.php"
        return json.loads(self.simulator.handle(_form("POST", url, sent)).body)

    def crm(self, fields: Mapping[str, str], /) -> Response:
        """Call the CRM's ``smscontact``, with its key in the query unless ``fields`` has one."""
        return self.simulator.handle(
            Request(
                method="POST",
                url=f"{_CRM}v2/smscontact",
                params=tuple({"apikey": self.simulator.rules.crm_key, **fields}.items()),
                headers={"content-type": "application/json"},
            )
        )

    def crm_unverified(self, verb: str, path: str, body: object = None, /, **params: str) -> Response:
        """Make a call of the CRM that no recorded answer backs, with the key as a Bearer token."""
        return self.simulator.handle(
            Request(
                method=verb,
                url=f"{_CRM}{path}",
                params=tuple(params.items()),
                headers={"authorization": f"Bearer {self.simulator.rules.crm_key}"},
                body=b"" if body is None else json.dumps(body).encode(),
            )
        )


def _form(verb: str, url: str, fields: Mapping[str, str]) -> Request:
    return Request(
        method=verb,
        url=url,
        headers={"content-type": "application/x-www-form-urlencoded"},
        body=urlencode(fields).encode(),
    )

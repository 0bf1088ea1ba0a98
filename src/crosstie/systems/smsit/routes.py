"""Every path of every dialect, in one table (fact sheet: smsit.md, 1 and 2).

Most of the CRM's calls are known from code that nobody is known to have run with success, and the vendor's reference
was not at hand. Who reads it corrects a line here, or in the host: ``App(routes=ROUTES.corrected(...))``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

import attrs

from crosstie.errors import UsageError

__all__ = ["BASE_URLS", "DIALECTS", "KEY_PAGES", "ROUTES", "Auth", "Dialect", "Evidence", "Route", "Routes"]

Dialect = Literal["cloud", "decentralized", "gateway", "crm_v2"]
Auth = Literal["form", "query", "bearer"]
Evidence = Literal["documented", "seen", "unverified"]

DIALECTS: Final[tuple[Dialect, ...]] = ("cloud", "decentralized", "gateway", "crm_v2")

BASE_URLS: Final[Mapping[Dialect, str]] = {
    "cloud": "https://controlpanel.smsit.ai/apis",
    "decentralized": "https://decontrolpanel.smsit.ai/apis",
    "gateway": "https://www.smsit.ai/smsgateway/services",
    "crm_v2": "https://aicpanel.smsit.ai/api/v2",
}
KEY_PAGES: Final[Mapping[Dialect, str]] = {
    "cloud": "/users/api",
    "decentralized": "/users/api",
}
"""The page of its own host that shows an account's key; where the other dialects show theirs is not known (1)."""


@attrs.frozen
class Route:
    """Where a call goes.

    Attributes:
        path: Behind the base URL.
        evidence: ``documented`` by the vendor, ``seen`` in use, or ``unverified``: experimental.
        auth: Where the key travels. The control panel takes it in the address as well, where logs would keep it.
    """

    path: str
    evidence: Evidence = "seen"
    auth: Auth = "form"


_PANEL: Final[Mapping[str, Route]] = {
    "contacts.add": Route("/addcontact/", "documented"),
    "contacts.list": Route("/getcontacts/", "documented"),
    "messages.send": Route("/smscontact/", "documented"),
    "messages.schedule": Route("/smscontact/", "documented"),
    "messages.send_to_group": Route("/smsgroup/", "documented"),
    "messages.schedule_to_group": Route("/smsgroup/", "documented"),
    "delivery.latest": Route("/getcontactsmsdeliveryreport/"),
    "delivery.of_group": Route("/getbulksmsdeliveryreport/"),
    "balance.get": Route("/getcreditbalance/"),
    "appointments.add": Route("/addappointment/"),
    "codes.generate": Route("/generateOTP/"),
    "codes.validate": Route("/validateOtp/"),
}
_GATEWAY: Final[Mapping[str, Route]] = {
    "messages.send": Route("/send.php"),
    "messages.schedule": Route("/send.php"),
    "balance.get": Route("/send.php"),
    "gateway.messages": Route("/read-messages.php"),
    "gateway.subscribe": Route("/manage-contacts.php"),
    "gateway.unsubscribe": Route("/manage-contacts.php"),
    "gateway.devices": Route("/get-devices.php"),
}
_CRM: Final[Mapping[str, Route]] = {
    "messages.send": Route("/smscontact", "seen", "query"),
    "crm.save_contact": Route("/contacts", "unverified", "bearer"),
    "crm.add_to_group": Route("/group", "unverified", "bearer"),
    "crm.tag": Route("/tags", "unverified", "bearer"),
    "crm.create_task": Route("/tasks", "unverified", "bearer"),
    "crm.send": Route("/messages", "unverified", "bearer"),
}


@attrs.frozen
class Routes:
    """The routes of all dialects, by operation.

    Attributes:
        table: Route by operation by dialect.
    """

    table: Mapping[Dialect, Mapping[str, Route]]

    def route(self, dialect: Dialect, operation: str, *, experimental: bool = False) -> Route:
        """Return where an operation goes.

        Raises:
            UsageError: The dialect does not have it; the message names those that do. Or it is experimental, and not
                allowed.
        """
        found = self.table[dialect].get(operation)
        if found is None:
            having = [other for other in DIALECTS if operation in self.table[other]]
            message = f"The dialect {dialect} of SMS-iT has no {operation}."
            raise UsageError(message, advice=f"These have it: {', '.join(having) or 'none'}.", operation=operation)
        if found.evidence == "unverified" and not experimental:
            message = f"{operation} is experimental: nobody is known to have called {found.path} with success."
            advice = "Compare it with the vendor's reference, try it, and allow it with Settings(experimental=True)."
            raise UsageError(message, advice=advice, operation=operation)
        return found

    def auth_of(self, dialect: Dialect, path: str) -> Auth:
        """Return where the key travels on the way to a path.

        Raises:
            UsageError: The dialect has no such path: the connection is of another one than the client.
        """
        for route in self.table[dialect].values():
            if route.path == path:
                return route.auth
        message = f"The connection speaks the dialect {dialect}, which has no {path}."
        raise UsageError(message, advice="Give the client the connection itself, or the dialect that it was made with.")

    def corrected(self, dialect: Dialect, operation: str, route: Route) -> Routes:
        """Return the routes with one of them replaced or added; a corrected route is best marked ``seen``.

        Raises:
            UsageError: The new route and another one of the dialect take the key of one path in different places.
        """
        others = {name: other for name, other in self.table[dialect].items() if name != operation}
        if any(other.path == route.path and other.auth != route.auth for other in others.values()):
            message = f"Another operation of {dialect} takes the key to {route.path} elsewhere."
            raise UsageError(message)
        return Routes({**self.table, dialect: {**others, operation: route}})


ROUTES: Final = Routes({"cloud": _PANEL, "decentralized": _PANEL, "gateway": _GATEWAY, "crm_v2": _CRM})
"""The routes as far as they are known."""

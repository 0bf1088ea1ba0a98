"""Signs the calls of one connection with the session that the renewal protocol lends."""

from __future__ import annotations

import attrs

from crosstie.core.effects import Flow
from crosstie.core.messages import Request, Response
from crosstie.sessions.apps import App
from crosstie.sessions.renewal import Lent, Renewal
from crosstie.sessions.tokens import ConnectionKey

__all__ = ["SessionAuthenticator"]


@attrs.frozen
class SessionAuthenticator:
    """An :class:`~crosstie.core.exchange.Authenticator` for one connection.

    Attributes:
        key: The connection.
        app: The rules of its system.
        renewal: Lends and renews its sessions.
        label: The connection, as errors name it.
    """

    key: ConnectionKey
    app: App
    renewal: Renewal
    label: str

    def grant(self) -> Flow[Lent]:
        """Return a session to sign with; renews first where that is due."""
        return self.renewal.lend(self.key)

    def sign(self, request: Request, grant: Lent) -> Request:
        """Return the signed request."""
        return self.app.sign(request, grant.session)

    def refused(self, grant: Lent) -> Flow[Lent | None]:
        """Return another session to try once; ``None`` when there can be no other."""
        return self.renewal.refused(self.key, grant)

    def rejected(self, grant: Lent, detail: str) -> Flow[None]:
        """Note that a refusal was final, so that nothing is renewed over and over."""
        return self.renewal.rejected(grant, detail)

    def is_refusal(self, response: Response) -> bool:
        """Tell whether the answer says that the session is not good."""
        return self.app.refused(response)

    def accepted(self) -> Flow[None]:
        """Note that the session was good."""
        return self.renewal.accepted(self.key)

"""What can be set on the Lightspeed simulator: the app, limits, and what the fact sheet leaves open."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

import attrs

__all__ = ["ACCOUNT", "CLIENT_ID", "CLIENT_SECRET", "Costs", "Limits", "Rules"]

CLIENT_ID: Final = "composed-lightspeed-client"
"""The app's client id, unless set otherwise."""
CLIENT_SECRET: Final = "composed-lightspeed-secret"  # noqa: S105 - composed, and of no use anywhere
"""The app's client secret, unless set otherwise."""
ACCOUNT: Final = "4711"
"""The id of the first account."""

Costs: TypeAlias = Literal["2026", "classic"]
"""How requests are priced: 1 plus extras, as announced for March 2026, or 1 for reads and 10 for writes, as before."""


@attrs.frozen(kw_only=True)
class Limits:
    """The two limiters of one account and app (fact sheet 5.1).

    Attributes:
        size: Drips that the leaky bucket holds; 90 for one register, 10 more for each further one.
        drip: Drips that leave it each second; 1 for one register, 0.5 more for each further one.
        burst: Requests in one second; ``None`` for no such limit.
        costs: How requests are priced (5.2).
    """

    size: float = 90.0
    drip: float = 1.0
    burst: int | None = 20
    costs: Costs = "2026"


@attrs.frozen(kw_only=True)
class Rules:
    """The app, the lifetimes, and the behaviours that the fact sheet marks as open; each default is its safe reading.

    Attributes:
        client_id: The app's id.
        client_secret: The app's secret.
        public: Whether the app is publicly distributed: then PKCE is required and the secret may be missing (1.3).
        redirect_uri: The registered address; the one that is used when a request names none (1.3).
        access_seconds: Life of an access token (1.2).
        idle_seconds: After this long without use a refresh token is dead (1.6).
        code_seconds: Life of an authorization code (1.3).
        grace: Whether a used refresh token lives on until the new access token is first used, as since 2026-01-15
            (1.6); otherwise it is dead at once.
        refreshes_per_minute: How often the same refresh token may be presented in a minute (1.6).
        reuse_revokes: Whether presenting a dead refresh token ends the whole grant (9, question 4).
        html_errors: Whether 400 and 404 claim to be ``text/html`` (2.6, 5.4).
        blank_relations: Whether an empty relation of a contact is ``""`` instead of missing (2.6).
        single_as_object: Whether a list of one is an object (2.6).
        archive_moves_stamp: Whether archiving moves ``timeStamp`` (9, question 9).
        write_relations: Whether the answer to a write holds the relations that it asked for.
    """

    client_id: str = CLIENT_ID
    client_secret: str = attrs.field(default=CLIENT_SECRET, repr=False)
    public: bool = False
    redirect_uri: str = "https://app.example.com/callback"
    access_seconds: int = 3600
    idle_seconds: int = 30 * 86_400
    code_seconds: int = 60
    grace: bool = True
    refreshes_per_minute: int = 5
    reuse_revokes: bool = False
    html_errors: bool = True
    blank_relations: bool = True
    single_as_object: bool = True
    archive_moves_stamp: bool = True
    write_relations: bool = True

"""The sign-in service: users, sessions, refresh tokens that rotate (postgrest.md, 11)."""

from __future__ import annotations

import base64
import hashlib
import itertools
import json
import uuid
from collections.abc import Mapping
from typing import Any, Final, cast

import attrs

from crosstie.core.messages import Request, Response
from crosstie.testing.clock import MovableClock
from crosstie.testing.reading import bearer_token, param_of
from crosstie.testing.supabase.refusals import auth_refusal, json_response

__all__ = ["GoTrue", "Login", "User"]

_SPACE: Final = uuid.UUID("5b0c9a52-1f0e-4f7d-9b7e-2f6f5c1f2a10")


@attrs.define(kw_only=True, eq=False)
class User:
    """Somebody who can sign in.

    Attributes:
        email: Who.
        password: With what.
        phone: Or by this.
        role: The database role of the tokens.
        confirmed: Whether the address was confirmed.
        banned: Whether the account is shut.
    """

    email: str
    password: str = attrs.field(repr=False)
    phone: str | None = None
    role: str = "authenticated"
    confirmed: bool = True
    banned: bool = False

    @property
    def id(self) -> str:
        """The user's id."""
        return str(uuid.uuid5(_SPACE, self.email))


@attrs.define(kw_only=True, eq=False)
class Login:
    """One session of a user: the refresh tokens form a chain, of which the last is active.

    Attributes:
        user: Whose.
        chain: The refresh tokens, oldest first, and when each was replaced.
        ended: Whether it is over.
    """

    user: User
    chain: dict[str, float | None] = attrs.field(factory=dict[str, float | None], repr=False)
    ended: bool = False

    @property
    def active(self) -> str:
        """The refresh token that is good."""
        return next(reversed(self.chain))


@attrs.frozen
class _Access:
    login: Login
    ends: float


class GoTrue:
    """The sign-in service of a project.

    Attributes:
        users: Who can sign in, by e-mail.
        lifetime: Seconds that an access token lives.
        reuse_interval: Seconds in which a replaced refresh token is still answered, with the active one.
        enabled: Whether signing in with a password is switched on.
        sign_ins: How many sign-ins succeeded.
        refreshes: How many refreshes succeeded.
    """

    def __init__(self, clock: MovableClock) -> None:
        """Begin without users."""
        self._clock = clock
        self._numbers = itertools.count(1)
        self._logins: list[Login] = []
        self._access: dict[str, _Access] = {}
        self.users: dict[str, User] = {}
        self.lifetime = 3600
        self.reuse_interval: float = 10.0
        self.enabled = True
        self.sign_ins: int = 0
        self.refreshes: int = 0

    # -- calls ---------------------------------------------------------------------------------------------------------

    def answer(self, request: Request, what: str) -> Response:
        """Carry out a call.

        Raises:
            RefusedError: It is refused.
        """
        if what == "token" and request.method == "POST":
            return self._token(request)
        if what == "logout" and request.method == "POST":
            self._held(request).login.ended = True
            return Response(status=204)
        if what == "user" and request.method == "GET":
            return json_response(200, _shown(self._held(request).login.user))
        if what == "health" and request.method == "GET":
            return json_response(200, {"name": "GoTrue", "version": "v2.186.0"})
        raise auth_refusal(404, "not_found", "There is nothing at this address")

    def _token(self, request: Request) -> Response:
        body = _members(request.body)
        match param_of(request, "grant_type"):
            case "password":
                return self._granted(self._sign_in(body))
            case "refresh_token":
                return self._granted(self._refresh(str(body.get("refresh_token", ""))))
            case _:
                text = {"error": "unsupported_grant_type", "error_description": "Unknown grant type"}
                return json_response(400, text)

    def _sign_in(self, body: Mapping[str, Any]) -> Login:
        if not self.enabled:
            raise auth_refusal(422, "email_provider_disabled", "Email logins are disabled")
        if bool(body.get("email")) is bool(body.get("phone")):
            raise auth_refusal(400, "validation_failed", "Only an email address or phone number should be provided")
        user = next((one for one in self.users.values() if body.get("email") == one.email), None) or next(
            (one for one in self.users.values() if one.phone and body.get("phone") == one.phone), None
        )
        if user is None or user.password != body.get("password"):
            raise auth_refusal(400, "invalid_credentials", "Invalid login credentials")
        _check_account(user)
        login = Login(user=user)
        self._logins.append(login)
        self.sign_ins += 1
        self._rotate(login)
        return login

    def _refresh(self, token: str) -> Login:
        login = next((one for one in self._logins if token in one.chain), None)
        if login is None:
            raise auth_refusal(400, "refresh_token_not_found", "Invalid Refresh Token: Refresh Token Not Found")
        if login.ended:
            raise auth_refusal(400, "session_not_found", "Invalid Refresh Token: Session Not Found")
        _check_account(login.user)
        if token == login.active:
            login.chain[token] = self._clock.monotonic()
            self._rotate(login)
        elif not self._forgiven(login, token):
            login.ended = True
            raise auth_refusal(400, "refresh_token_already_used", "Invalid Refresh Token: Already Used")
        self.refreshes += 1
        return login

    def _forgiven(self, login: Login, token: str) -> bool:
        """Tell whether a replaced token may be used once more: soon after, or by whoever lost the answer."""
        replaced = login.chain[token]
        parent = list(login.chain)[-2] == token
        return parent or (replaced is not None and self._clock.monotonic() - replaced <= self.reuse_interval)

    def _granted(self, login: Login) -> Response:
        access = self._mint_access(login.user)
        self._access[access] = _Access(login, self._clock.monotonic() + self.lifetime)
        ends = int(self._clock.now().timestamp()) + self.lifetime
        body = {
            "access_token": access,
            "token_type": "bearer",
            "expires_in": self.lifetime,
            "expires_at": ends,
            "refresh_token": login.active,
            "user": _shown(login.user),
        }
        return json_response(200, body)

    # -- tokens --------------------------------------------------------------------------------------------------------

    def role_of(self, access: str) -> str | None:
        """Return the role of an access token; ``None`` when it has expired.

        Raises:
            KeyError: It was never granted.
        """
        held = self._access[access]
        # PostgREST asks nobody: a signed token is good until it expires, even when its session is over.
        return held.login.user.role if self._clock.monotonic() < held.ends else None

    def expire_access(self) -> int:
        """Let every access token expire now; returns how many there were."""
        now = self._clock.monotonic()
        alive = [token for token, held in self._access.items() if held.ends > now]
        for token in alive:
            self._access[token] = attrs.evolve(self._access[token], ends=now)
        return len(alive)

    def end_sessions(self) -> None:
        """End every session: no refresh token is good any more."""
        for login in self._logins:
            login.ended = True

    def _held(self, request: Request) -> _Access:
        held = self._access.get(bearer_token(request) or "")
        if held is None or held.ends <= self._clock.monotonic():
            raise auth_refusal(403, "bad_jwt", "invalid JWT: unable to parse or verify signature")
        if held.login.ended:
            raise auth_refusal(403, "session_not_found", "Session from session_id claim in JWT does not exist")
        return held

    def _rotate(self, login: Login) -> None:
        login.chain[f"rt-composed-{next(self._numbers):04d}"] = None

    def _mint_access(self, user: User) -> str:
        """Compose a token that looks like a JWT; its signature means nothing to anybody else."""
        number = next(self._numbers)
        claims = {"sub": user.id, "role": user.role, "jti": f"composed-{number}"}
        parts = [_encoded({"alg": "HS256", "typ": "JWT"}), _encoded(claims)]
        signature = hashlib.sha256(".".join(parts).encode()).digest()
        return ".".join([*parts, base64.urlsafe_b64encode(signature).decode().rstrip("=")])


def _check_account(user: User) -> None:
    if not user.confirmed:
        raise auth_refusal(400, "email_not_confirmed", "Email not confirmed")
    if user.banned:
        raise auth_refusal(400, "user_banned", "User is banned")


def _encoded(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def _shown(user: User) -> dict[str, Any]:
    return {"id": user.id, "aud": "authenticated", "role": user.role, "email": user.email, "phone": user.phone or ""}


def _members(body: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(body)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise auth_refusal(400, "bad_json", "Could not parse request body as JSON")
    return cast("dict[str, Any]", found)

"""The gateway before a project: which key a call carries, and as which role it goes on (postgrest.md, 2)."""

from __future__ import annotations

import base64
import json
from typing import Final

import attrs

from crosstie.core.messages import Request
from crosstie.testing.reading import bearer_token, header_of, param_of
from crosstie.testing.supabase.gotrue import GoTrue
from crosstie.testing.supabase.refusals import gateway_refusal, refuse

__all__ = ["ANON_KEY", "PUBLISHABLE_KEY", "SECRET_KEY", "SERVICE_KEY", "Gateway", "Keys"]


def _legacy(role: str) -> str:
    def part(value: object) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    return f"{part({'alg': 'HS256', 'typ': 'JWT'})}.{part({'role': role, 'iss': 'composed'})}.Y29tcG9zZWQ"


PUBLISHABLE_KEY: Final = "sb_publishable_composed0000000000000000"
SECRET_KEY: Final = "sb_secret_composed00000000000000000000"  # noqa: S105 - composed
ANON_KEY: Final = _legacy("anon")
SERVICE_KEY: Final = _legacy("service_role")


@attrs.define(kw_only=True)
class Keys:
    """The keys of a project.

    Attributes:
        opaque: New keys and the roles that they stand for.
        legacy: Legacy keys and their roles.
        legacy_enabled: Whether those are still accepted; both are switched off together.
    """

    opaque: dict[str, str] = attrs.field(factory=lambda: {PUBLISHABLE_KEY: "anon", SECRET_KEY: "service_role"})
    legacy: dict[str, str] = attrs.field(factory=lambda: {ANON_KEY: "anon", SERVICE_KEY: "service_role"})
    legacy_enabled: bool = True


@attrs.frozen
class Gateway:
    """Checks the key of a call and finds its role.

    Attributes:
        keys: The keys that are good.
        auth: Knows the access tokens.
    """

    keys: Keys
    auth: GoTrue

    def key_of(self, request: Request) -> str:
        """Return the key of a call.

        Raises:
            RefusedError: There is none, or it is not good; the body has no code.
        """
        key = header_of(request, "apikey") or param_of(request, "apikey")
        if key is None:
            raise gateway_refusal(401, "No API key found in request", hint="No `apikey` request header was found.")
        if key in self.keys.legacy and not self.keys.legacy_enabled:
            raise gateway_refusal(401, "Legacy API keys are disabled")
        if key not in self.keys.opaque and key not in self.keys.legacy:
            hint = "Double check your Supabase `anon` or `service_role` API key."
            raise gateway_refusal(401, "Invalid API key", hint=hint)
        agent = header_of(request, "user-agent") or ""
        if self.keys.opaque.get(key) == "service_role" and agent.startswith("Mozilla/"):
            raise gateway_refusal(401, "Forbidden use of secret API key in browser")
        return key

    def role_of(self, request: Request) -> str:
        """Return the role that a call runs as.

        PostgREST sees only ``Authorization``: with a legacy key in ``apikey`` alone the call goes on as ``anon``.

        Raises:
            RefusedError: The key or the token is not good.
        """
        key = self.key_of(request)
        token = bearer_token(request)
        if key in self.keys.opaque and (token is None or token.startswith("sb_")):
            return self.keys.opaque[key]
        if token is None:
            return "anon"
        return self._role_of_token(token)

    def _role_of_token(self, token: str) -> str:
        if token in self.keys.legacy and self.keys.legacy_enabled:
            return self.keys.legacy[token]
        if token.count(".") != 2:  # noqa: PLR2004 - a JWT has three parts
            parts = token.count(".") + 1
            raise refuse(
                401, "PGRST301", f"JWSError (CompactDecodeError Invalid number of parts: Expected 3 parts; got {parts})"
            )
        try:
            role = self.auth.role_of(token)
        except KeyError:
            raise refuse(401, "PGRST301", "JWSError JWSInvalidSignature") from None
        if role is None:
            header = {"www-authenticate": 'Bearer error="invalid_token", error_description="JWT expired"'}
            raise refuse(401, "PGRST303", "JWT expired", headers=header)
        return role

"""The error answers of PostgREST, of GoTrue and of the gateway before both."""

from __future__ import annotations

from typing import Any

import attrs
import msgspec

from crosstie.core.messages import Response

__all__ = ["RefusedError", "auth_refusal", "gateway_refusal", "json_response", "refuse"]

_TYPE = {"content-type": "application/json; charset=utf-8"}
_encoder = msgspec.json.Encoder(decimal_format="number")


@attrs.define(eq=False, slots=False)
class RefusedError(Exception):
    """The call ends here with this answer."""

    response: Response


def json_response(status: int, value: object, headers: dict[str, str] | None = None) -> Response:
    """Return an answer with a JSON body."""
    return Response(status=status, headers={**_TYPE, **(headers or {})}, body=_encoder.encode(value))


def refuse(
    status: int,
    code: str,
    message: str,
    *,
    details: object = None,
    hint: str | None = None,
    headers: dict[str, str] | None = None,
) -> RefusedError:
    """Refuse as PostgREST does: four members, whatever the cause."""
    body = {"code": code, "details": details, "hint": hint, "message": message}
    return RefusedError(json_response(status, body, headers))


def gateway_refusal(status: int, message: str, **more: Any) -> RefusedError:  # noqa: ANN401 - further members as they are
    """Refuse as the gateway does: without a code."""
    return RefusedError(json_response(status, {"message": message, **more}))


def auth_refusal(status: int, code: str, message: str) -> RefusedError:
    """Refuse as GoTrue does."""
    body = {"code": status, "error_code": code, "msg": message}
    return RefusedError(json_response(status, body, {"x-sb-error-code": code}))

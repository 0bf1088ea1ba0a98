"""One call of SMS-iT: its request, and how its answer is taken apart (fact sheet: smsit.md, 2 and 3)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, Literal, TypeVar
from urllib.parse import urlencode

from crosstie.core.checks import sendable
from crosstie.core.exchange import Call
from crosstie.core.messages import Request, Response
from crosstie.errors import DecodeError
from crosstie.models import Record, decode_page
from crosstie.models.codec import json_body
from crosstie.models.excerpt import excerpt
from crosstie.systems.doubt import surely_done
from crosstie.systems.smsit.account import Account
from crosstie.systems.smsit.answers import encoded, opened, status_of
from crosstie.systems.smsit.codes import complaint
from crosstie.systems.smsit.refusals import reason_of, refusal

__all__ = ["crm_call", "crm_query", "gateway_call", "panel_call", "panel_list"]

T = TypeVar("T")
R = TypeVar("R", bound=Record)

_FORM: Final[Mapping[str, str]] = {
    "accept": "application/json",
    "content-type": "application/x-www-form-urlencoded",
}
_JSON: Final[Mapping[str, str]] = {"accept": "application/json", "content-type": "application/json"}
Kind = Literal["read", "write"]
Decode = Callable[[Mapping[str, Any]], T]


def _call(operation: str, request: Request, decode: Callable[[bytes], T], kind: Kind) -> Call[T]:
    def read(response: Response) -> T:
        return decode(response.body)

    return Call(operation=operation, request=request, decode=surely_done(read) if kind == "write" else read, kind=kind)


def _form(path: str, fields: Mapping[str, str | None]) -> Request:
    given = {name: value for name, value in fields.items() if value is not None}
    return Request(method="POST", url=path, headers=_FORM, body=urlencode(_sendable(given)).encode())


def _sendable(fields: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((name, sendable(f"The field {name}", value)) for name, value in fields.items())


# -- the control panel -------------------------------------------------------------------------------------------------


def panel_call(
    account: Account,
    operation: str,
    fields: Mapping[str, str | None],
    decode: Decode[T],
    kind: Kind = "read",
    *,
    tolerates: int | None = None,
    any_status: bool = False,
) -> Call[T]:
    """Build a call of the control panel: a POST with a form, so that the key stands in no address.

    Args:
        account: Whose call it is.
        operation: Its name.
        fields: The fields; what is ``None`` is left out.
        decode: Reads the object of an answer that complains of nothing.
        kind: A ``write`` is never sent twice, and an answer to it that cannot be read leaves it in doubt.
        tolerates: The negative status that is an answer like any other in this call.
        any_status: Whether every negative one is: in calls whose codes are not known.

    Raises:
        UsageError: The dialect does not have the operation, or a field cannot be sent.
    """

    def read(body: bytes) -> T:
        answer = opened(body)
        wrong = complaint(operation, answer)
        if wrong is not None and not any_status and status_of(answer) != tolerates:
            raise wrong
        return decode(answer)

    return _call(operation, _form(account.route(operation).path, fields), read, kind)


def panel_list(
    account: Account,
    operation: str,
    fields: Mapping[str, str | None],
    records: tuple[type[R], str],
    decode: Callable[[list[R]], T],
    *,
    empty: int,
) -> Call[T]:
    """Build a call of the control panel that answers a list of records.

    Args:
        account: Whose call it is.
        operation: Its name.
        fields: The fields; what is ``None`` is left out.
        records: The model, and the member that holds the list.
        decode: Is given the records.
        empty: The negative status that means that there are none.

    Raises:
        UsageError: The dialect does not have the operation, or a field cannot be sent.
    """
    kind, name = records
    zone = account.settings.zone

    def read(body: bytes) -> T:
        if body.lstrip().startswith(b"["):
            body = encoded(opened(body))  # around contacts it is in no document (3.2), but around other answers
        page = decode_page(kind, body, (name,), beside=("status", "msg"), zone=zone)
        wrong = complaint(operation, page.beside)
        if wrong is not None:
            if status_of(page.beside) != empty:
                raise wrong
            return decode([])
        if not page.records and not isinstance(opened(body).get(name), list):
            message = f"The answer of SMS-iT holds no list of {name}."
            raise DecodeError(message, excerpt=excerpt(body))
        return decode(page.records)

    return _call(operation, _form(account.route(operation).path, fields), read, "read")


# -- the gateway -------------------------------------------------------------------------------------------------------


def gateway_call(
    account: Account, operation: str, fields: Mapping[str, str | None], decode: Decode[T], kind: Kind = "read"
) -> Call[T]:
    """Build a call of the device gateway; ``decode`` reads the ``data`` of its answer.

    Raises:
        UsageError: The dialect does not have the operation, or a field cannot be sent.
    """

    def read(body: bytes) -> T:
        answer = opened(body)
        if answer.get("success") is False:
            raise refusal(operation, reason_of(answer))
        data = answer.get("data")
        if answer.get("success") is not True or not isinstance(data, dict):
            message = "The gateway neither accepted nor refused the call."
            raise DecodeError(message, excerpt=excerpt(body))
        return decode(data)  # pyright: ignore[reportUnknownArgumentType] - JSON of any shape

    return _call(operation, _form(account.route(operation).path, fields), read, kind)


# -- the CRM -----------------------------------------------------------------------------------------------------------


def crm_query(account: Account, operation: str, params: Mapping[str, str], decode: Decode[T]) -> Call[T]:
    """Build the one call of the CRM that is known to work: all in the address, with an empty body (2.3).

    Raises:
        UsageError: The dialect does not have the operation, or a field cannot be sent.
    """
    path = account.route(operation).path
    request = Request(method="POST", url=path, params=_sendable(params), headers=_JSON)
    return _call(operation, request, _crm_reader(operation, decode), "write")


def crm_call(account: Account, operation: str, body: Mapping[str, Any], decode: Decode[T]) -> Call[T]:
    """Build an experimental call of the CRM: a POST with JSON.

    Raises:
        UsageError: The dialect does not have the operation, it is not allowed, or the body cannot be written as JSON.
    """
    path = account.route(operation).path
    return _call(
        operation,
        Request(method="POST", url=path, headers=_JSON, body=json_body(operation, body)),
        _crm_reader(operation, decode, sure=False),
        "write",
    )


def _crm_reader(operation: str, decode: Decode[T], *, sure: bool = True) -> Callable[[bytes], T]:
    """Return what reads an answer of the CRM.

    Args:
        operation: Its name.
        decode: Reads an accepted one.
        sure: Whether an accepted answer is known to say ``success: true`` (3.5); if not, one that says neither this nor
            anything of an error is read as well.
    """

    def read(body: bytes) -> T:
        answer = opened(body)
        success = answer.get("success")
        if success is False or (success is None and (answer.get("error") or answer.get("errors"))):
            raise refusal(operation, reason_of(answer))
        if success is not True and (sure or success is not None):
            message = "The CRM neither accepted nor refused the call."
            raise DecodeError(message, excerpt=excerpt(body))
        return decode(answer)

    return read

"""One call of SMS-iT: its request, and how its answer is taken apart (fact sheet: smsit.md, 2 and 3)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import tzinfo
from typing import Any, Final, Literal, TypeVar
from urllib.parse import urlencode

import msgspec

from crosstie.core.exchange import Call
from crosstie.core.messages import Request, Response
from crosstie.errors import CredentialsRejected, CrosstieError, DecodeError, Invalid, QuotaExhausted, UsageError
from crosstie.models import Record, decode_list, decode_page
from crosstie.models.excerpt import excerpt
from crosstie.systems.doubt import surely_done
from crosstie.systems.smsit.account import Account
from crosstie.systems.smsit.answers import alone, member, opened, said, status_of
from crosstie.systems.smsit.codes import complaint

__all__ = ["crm_call", "crm_query", "gateway_call", "panel_call", "panel_list"]

T = TypeVar("T")
R = TypeVar("R", bound=Record)

_FORM: Final[Mapping[str, str]] = {
    "accept": "application/json",
    "content-type": "application/x-www-form-urlencoded",
}
_JSON: Final[Mapping[str, str]] = {"accept": "application/json", "content-type": "application/json"}
_encode = msgspec.json.Encoder(decimal_format="number").encode
_KEY_WORDS: Final = re.compile(
    r"(?i)^\W*(?:the |your )?(?:api[ _-]?)?key (?:is |was |has been )?"
    r"(?:invalid|incorrect|inactive|wrong|expired|disabled|revoked"
    r"|not (?:valid|correct|accepted|active|authori[sz]ed))\b"
    r"|\b(?:invalid|incorrect|inactive|wrong|bad|expired|disabled|revoked|unknown|missing) api[ _-]?key\b"
    r"|^\W*(?:invalid|incorrect|inactive|wrong|bad|expired|disabled|revoked) key\W*$"
)
"""Words for a refused key. A key of a table or of an object may be told of, too: the word alone means nothing."""
_CREDIT_WORDS: Final = re.compile(r"(?i)\bcredits?\b")

Kind = Literal["read", "write"]
Decode = Callable[[Mapping[str, Any]], T]


def _call(operation: str, request: Request, decode: Callable[[bytes], T], kind: Kind) -> Call[T]:
    def read(response: Response) -> T:
        return decode(response.body)

    return Call(operation=operation, request=request, decode=surely_done(read) if kind == "write" else read, kind=kind)


def _form(path: str, fields: Mapping[str, str | None]) -> Request:
    given = [(name, value) for name, value in fields.items() if value is not None]
    return Request(method="POST", url=path, headers=_FORM, body=urlencode(given).encode())


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
        UsageError: The dialect does not have the operation.
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
        UsageError: The dialect does not have the operation.
    """
    kind, name = records
    zone = account.settings.zone

    def rows(body: bytes) -> list[R]:
        found = _rows(kind, body, name, zone)
        if found:
            return found
        # Whatever is not simply a list of records: an answer without any, a complaint, one that cannot be read.
        answer = opened(body)
        wrong = complaint(operation, answer)
        if wrong is None:
            return decode_list(kind, _encode(answer.get(name)), zone=zone)
        if status_of(answer) != empty:
            raise wrong
        return []

    return _call(operation, _form(account.route(operation).path, fields), lambda body: decode(rows(body)), "read")


def _rows(kind: type[R], body: bytes, name: str, zone: tzinfo | None) -> list[R]:
    """Return the records of an answer that has some, can be read and complains of nothing; none of any other."""
    try:
        found = decode_page(kind, alone(body), (name,), beside=("status",), zone=zone)
    except DecodeError:
        return []
    return found.records if (status_of(found.beside) or 0) >= 0 else []


# -- the gateway -------------------------------------------------------------------------------------------------------


def gateway_call(
    account: Account, operation: str, fields: Mapping[str, str | None], decode: Decode[T], kind: Kind = "read"
) -> Call[T]:
    """Build a call of the device gateway; ``decode`` reads the ``data`` of its answer.

    Raises:
        UsageError: The dialect does not have the operation.
    """

    def read(body: bytes) -> T:
        answer = opened(body)
        if answer.get("success") is False:
            raise _refused(member(answer, "error", "message") or answer.get("error"))
        data = answer.get("data")
        if answer.get("success") is not True or not isinstance(data, dict):
            message = "The gateway neither accepted nor refused the call."
            raise DecodeError(message, excerpt=excerpt(body))
        return decode(data)  # pyright: ignore[reportUnknownArgumentType] - JSON of any shape

    return _call(operation, _form(account.route(operation).path, fields), read, kind)


def _refused(told: object) -> CrosstieError:
    """Return the error of a refusal that has no code: its words are all there is, and the list of them is not known."""
    words = said(told)
    if _CREDIT_WORDS.search(words):
        return QuotaExhausted(
            f"The credits of the account do not last for this. SMS-iT says: {words}", done="Nothing was sent."
        )
    if _KEY_WORDS.search(words):
        return CredentialsRejected(f"SMS-iT does not accept the key: {words}", advice="Connect again with a good one.")
    return Invalid(f"SMS-iT refused the call: {words}")


# -- the CRM -----------------------------------------------------------------------------------------------------------


def crm_query(account: Account, operation: str, params: Mapping[str, str], decode: Decode[T]) -> Call[T]:
    """Build the one call of the CRM that is known to work: all in the address, with an empty body (2.3).

    Raises:
        UsageError: The dialect does not have the operation.
    """
    path = account.route(operation).path
    request = Request(method="POST", url=path, params=tuple(params.items()), headers=_JSON)
    return _call(operation, request, _crm_reader(decode), "write")


def crm_call(account: Account, operation: str, body: Mapping[str, Any], decode: Decode[T]) -> Call[T]:
    """Build an experimental call of the CRM: a POST with JSON.

    Raises:
        UsageError: The dialect does not have the operation, it is not allowed, or the body cannot be written as JSON.
    """
    path = account.route(operation).path
    try:
        content = _encode(body)
    except (TypeError, ValueError, OverflowError) as error:
        message = f"{operation} was given what JSON cannot say: {error}."
        raise UsageError(message) from error
    return _call(
        operation,
        Request(method="POST", url=path, headers=_JSON, body=content),
        _crm_reader(decode, sure=False),
        "write",
    )


def _crm_reader(decode: Decode[T], *, sure: bool = True) -> Callable[[bytes], T]:
    """Return what reads an answer of the CRM.

    Args:
        decode: Reads an accepted one.
        sure: Whether an accepted answer is known to say ``success: true`` (3.5).
    """

    def read(body: bytes) -> T:
        answer = opened(body)
        if answer.get("success") is False:
            # A text or an object of texts by field (3.5).
            raise _refused(member(answer, "json_arr", "message") or answer.get("msg") or answer.get("message"))
        if sure and answer.get("success") is not True:
            message = "The CRM neither accepted nor refused the message."
            raise DecodeError(message, excerpt=excerpt(body))
        return decode(answer)

    return read

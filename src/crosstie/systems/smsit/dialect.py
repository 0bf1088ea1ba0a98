"""How SMS-iT says no by HTTP and in any call; what depends on the call is read with its answer (smsit.md, 3, 4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, cast

import attrs

from crosstie.core.messages import Response
from crosstie.errors import (
    CredentialsRejected,
    CrosstieError,
    DecodeError,
    FieldProblem,
    Forbidden,
    Invalid,
    NotFound,
    RateLimited,
    ServerFault,
)
from crosstie.http.headers import retry_after
from crosstie.http.redaction import redact
from crosstie.models.excerpt import excerpt
from crosstie.systems.smsit.answers import NO_API, account_refused, opened, said
from crosstie.systems.smsit.refusals import reason_of
from crosstie.systems.smsit.routes import KEY_PAGES
from crosstie.systems.smsit.routes import Dialect as Product

__all__ = ["SmsItDialect"]

_THROTTLED: Final = (
    "No document says that nothing was accepted: look for it, as in the delivery report, before you repeat it."
)


@attrs.frozen(kw_only=True)
class SmsItDialect:
    """Reads the errors of SMS-iT; a :class:`~crosstie.core.exchange.Dialect`.

    Attributes:
        product: Which of SMS-iT's products answers.
        repeats_throttled: Whether a call that was turned away with 429 may be made again.
    """

    product: Product
    repeats_throttled: bool = True

    def error(self, response: Response) -> CrosstieError | None:
        """Return what an answer complains of; ``None`` when the call has to look for itself."""
        if 200 <= response.status < 300:  # noqa: PLR2004 - success
            return self._refused_with_success(response.body)
        return self._by_status(response)

    def request_id(self, response: Response) -> str | None:
        """Return the id that Cloudflare gives to requests, where one passed it."""
        return response.headers.get("cf-ray")

    def _by_status(self, response: Response) -> CrosstieError:
        status = response.status
        if status == 401:  # noqa: PLR2004 - unauthorized
            return self._bad_key()
        if status == 429:  # noqa: PLR2004 - too many
            return RateLimited(
                "SMS-iT asks for a pause.",
                retry_after=retry_after(response),
                retry="safe" if self.repeats_throttled else "unsafe",
                done=None if self.repeats_throttled else "It was not sent again.",
                advice=None if self.repeats_throttled else _THROTTLED,
            )
        if status == 408 or status >= 500:  # noqa: PLR2004 - the server's own
            return ServerFault(f"SMS-iT failed with {status}.", retry_after=retry_after(response), code=str(status))
        if status < 400:  # noqa: PLR2004 - a redirect
            message = f"SMS-iT answered {status}."
            return DecodeError(message, advice="Check the base URL.", excerpt=excerpt(response.body))
        return _by_words(response)

    def _refused_with_success(self, body: bytes) -> CrosstieError | None:
        status = account_refused(body)
        if status == NO_API:
            advice = "Take a plan with API access; accounts of the lowest level have none."
            return Forbidden("The account's plan has no API.", code=str(status), advice=advice)
        return None if status is None else self._bad_key()

    def _bad_key(self) -> CredentialsRejected:
        page = KEY_PAGES.get(self.product)
        done = "The call was not repeated with the same key."
        if page is None:
            message = "SMS-iT does not accept the key."
            return CredentialsRejected(message, done=done, advice="Connect again with a good one.")
        message = "SMS-iT does not accept the key, or does not let the account send."  # -1 is either, in sends (4)
        return CredentialsRejected(
            message, done=done, advice=f"Copy the key from the page {page} of the control panel, and connect again."
        )


def _by_words(response: Response) -> CrosstieError:
    status = response.status
    try:
        answer = opened(response.body)
    except DecodeError:
        answer = dict[str, Any]()
    words = said(reason_of(answer))
    if status == 403:  # noqa: PLR2004 - forbidden
        advice = "It may be the key's rights, or the firewall before SMS-iT."
        return Forbidden(f"SMS-iT does not allow this: {words}", advice=advice)
    if status == 404:  # noqa: PLR2004 - not found
        where = None if answer else "The answer was no JSON: check the base URL, and the path in the table of routes."
        return NotFound(f"SMS-iT has no such thing: {words}", advice=where)
    problems = tuple(_problems(answer.get("errors")))
    return Invalid(f"SMS-iT refused the call: {words}", code=str(status), fields=problems)


def _problems(errors: object) -> Iterator[FieldProblem]:
    """Read ``errors``, an object of words by field as this kind of server writes it; not documented."""
    if not isinstance(errors, dict):
        return
    for name, words in cast("Mapping[str, object]", errors).items():
        entries = cast("list[object]", words) if isinstance(words, list) else [words]
        yield from (FieldProblem(message=redact(str(entry)), field=name) for entry in entries)

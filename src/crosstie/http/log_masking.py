"""Keep keys that travel in addresses out of the log of the HTTP library, which writes down every address.

Few systems want that (SMS-iT's CRM does). A process that never calls one of them is left alone.
"""

from __future__ import annotations

import logging
from typing import Final

from crosstie.core.messages import Request
from crosstie.http.redaction import MASK, redact

__all__ = ["keep_out_of_log"]

_SECRET: Final = frozenset({"access_token", "api_key", "apikey", "auth", "key", "password", "secret", "token"})


class _Addresses(logging.Filter):
    """Masks the query of every logged address that holds a key; drops no record."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let the record through, with its arguments masked."""
        if isinstance(record.args, tuple):
            record.args = tuple(map(_masked, record.args))
        return True


def _masked(argument: object) -> object:
    if isinstance(argument, (int, float)):
        return argument
    address, mark, query = str(argument).partition("?")
    if not mark or redact(f"?{query}") == f"?{query}":
        return argument
    # All of it: what stands beside a key is a message to a person, and their number.
    return f"{address}?{MASK}"


_ADDRESSES: Final = _Addresses()


def keep_out_of_log(library: str, request: Request) -> None:
    """See to it that the library's log does not show the key of a request, where that is in its address.

    Args:
        library: ``httpx`` or ``httpx2``; its logger has the same name.
        request: What is about to be sent.
    """
    if any(name.lower() in _SECRET for name, _ in request.params):
        logging.getLogger(library).addFilter(_ADDRESSES)  # adding it again changes nothing

"""One table or function as calls see it: where it is, what is asked for, and how a request to it is put together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import tzinfo
from itertools import chain
from typing import Final, Generic, Literal, TypeAlias, TypeVar

import attrs

from crosstie.core.checks import sendable
from crosstie.core.messages import Request, quoted, quoted_length
from crosstie.errors import UsageError
from crosstie.systems.supabase.filters import Params
from crosstie.systems.supabase.rows import RowPlan

__all__ = ["LONGEST_URL", "Counting", "Method", "Target", "path_of"]

T_co = TypeVar("T_co", covariant=True)

Counting: TypeAlias = Literal["exact", "planned", "estimated"]
"""How rows are counted: one by one; from statistics, which may be far off; exactly up to the row cap, else planned."""

Method: TypeAlias = Literal["GET", "HEAD", "POST", "PATCH", "DELETE"]

LONGEST_URL: Final = 8000
"""Characters that an address may have on its way through gateways (postgrest.md, 13)."""


@attrs.frozen(kw_only=True)
class Target(Generic[T_co]):
    """A table, view or function.

    Attributes:
        path: Its address below the data API, percent-encoded.
        name: What operations and errors call it.
        schema: The schema; the server's default when ``None``.
        plan: What its rows are.
        asked: The parameters that ask for its rows.
        key: The columns that name a row; lists are paged by them.
        zone: The zone of ``timestamp`` columns, which have none.
        longest_url: How long an address may become.
    """

    path: str
    name: str
    schema: str | None
    plan: RowPlan[T_co]
    asked: Params
    key: tuple[str, ...] = ()
    zone: tzinfo | None = None
    longest_url: int = LONGEST_URL

    def request(
        self,
        method: Method,
        params: Params = (),
        *,
        body: bytes = b"",
        prefer: Iterable[str] = (),
        selects: bool = True,
    ) -> Request:
        """Put a request together.

        Args:
            method: The verb.
            params: Conditions, order and so on.
            body: The encoded body.
            prefer: What the server should do in one way or another.
            selects: Whether rows come back.

        Raises:
            UsageError: The address would be too long for the way.
        """
        request = Request(
            method=method,
            url=self.path,
            params=(*self.asked, *params) if selects else params,
            headers=self._headers(method, ",".join(prefer), has_body=bool(body)),
            body=body,
        )
        self._check_length(request)
        return request

    def _headers(self, method: Method, prefer: str, *, has_body: bool) -> Mapping[str, str]:
        headers = {"Accept": "application/json"}
        if has_body:
            headers["Content-Type"] = "application/json"
        if prefer:
            headers["Prefer"] = prefer
        if self.schema is not None:
            # The wrong one of the two is ignored: the call would silently go to the default schema.
            headers["Accept-Profile" if method in {"GET", "HEAD"} else "Content-Profile"] = self.schema
        return headers

    def _check_length(self, request: Request) -> None:
        quoted = quoted_length("".join(chain.from_iterable(request.params)))
        length = len(request.url) + quoted + 2 * len(request.params)
        if length > self.longest_url:
            message = f"The address of this call of {self.name} would have {length} characters."
            advice = "Split long lists of values, or pass them to a function (rpc) in the body."
            raise UsageError(message, advice=advice)


def path_of(name: str, *, function: bool = False) -> str:
    """Return the address of a table or function below the data API.

    Raises:
        UsageError: There is no name, or no address can hold it.
    """
    if not name:
        message = "A table or function needs a name."
        raise UsageError(message)
    part = quoted(sendable("The name of a table or function", name))
    return f"/rpc/{part}" if function else f"/{part}"

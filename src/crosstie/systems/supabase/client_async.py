"""The client of one project: a small object that holds no connection of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from typing import Any, Final, Self, TypeVar, overload

from crosstie.core.exchange import RetryPolicy
from crosstie.core.pace import Pace
from crosstie.sessions.manager_async import AsyncSessionManager
from crosstie.sessions.tokens import ConnectionKey
from crosstie.storage.records import Connection
from crosstie.systems.account import account_of, app_of
from crosstie.systems.caller_async import AsyncCaller, async_entered, async_left
from crosstie.systems.options import CallOptions
from crosstie.systems.supabase.app import App
from crosstie.systems.supabase.bodies import Rows
from crosstie.systems.supabase.columns import OrderLike
from crosstie.systems.supabase.faults import DIALECT
from crosstie.systems.supabase.filters import Filter
from crosstie.systems.supabase.rows import row_plan
from crosstie.systems.supabase.rpc import Arguments, function_call, rows_call
from crosstie.systems.supabase.table_async import AsyncTable
from crosstie.systems.supabase.target import LONGEST_URL, Counting, Target, path_of

__all__ = ["AsyncClient"]

T = TypeVar("T")

# Above the 60 seconds that the platform gives a call, so that the server's own error arrives first.
_OPTIONS: Final = CallOptions(timeout=65.0)
_IN_FLIGHT: Final = 10


class AsyncClient:
    """Speaks with the database of one project; cheap, and made whenever one is needed.

    Args:
        sessions: The host's AsyncSessionManager, with ``supabase.App()`` among its apps.
        connection: Which project, with which key.
        schema: The schema of tables and functions; the project's default when not given.
        timeout: Seconds for one attempt of a call.
        headers: Added to every request.
        retry: How often and how patiently a call is repeated where that is safe.
        concurrent: How many calls may be in flight; PostgREST has ten database connections unless told otherwise.
        longest_url: How long an address may become on its way through gateways.

    Raises:
        UsageError: The connection is of another system, or the sessions have no Supabase app.

    Example:
        ``customers = AsyncClient(sessions, connection).table("customers", Customer)``
    """

    __slots__ = ("_caller", "_connection", "_longest_url", "_schema")

    def __init__(
        self,
        sessions: AsyncSessionManager,
        connection: Connection | ConnectionKey,
        *,
        schema: str | None = None,
        timeout: float | None = None,
        headers: Mapping[str, str] | None = None,
        retry: RetryPolicy | None = None,
        concurrent: int = _IN_FLIGHT,
        longest_url: int = LONGEST_URL,
    ) -> None:
        """Take what calls are made with; nothing is sent or opened."""
        auth = sessions.authenticator(connection)
        app_of(auth, App)
        self._connection = connection
        self._schema = schema
        self._longest_url = longest_url
        self._caller = AsyncCaller(
            sessions=sessions,
            auth=auth,
            dialect=DIALECT,
            pace=Pace(f"supabase/{account_of(connection, auth)}", concurrent=concurrent),
            options=_OPTIONS.changed(timeout=timeout, headers=headers, retry=retry),
        )

    # -- tables --------------------------------------------------------------------------------------------------------

    @overload
    def table(
        self, name: str, kind: None = None, *, key: str | Sequence[str] = "id", zone: tzinfo | None = None
    ) -> AsyncTable[dict[str, Any]]: ...

    @overload
    def table(
        self, name: str, kind: type[T], *, key: str | Sequence[str] = "id", zone: tzinfo | None = None
    ) -> AsyncTable[T]: ...

    def table(
        self, name: str, kind: type[Any] | None = None, *, key: str | Sequence[str] = "id", zone: tzinfo | None = None
    ) -> AsyncTable[Any]:
        """Return a table or view.

        Args:
            name: Its name in the database.
            kind: An attrs class of the host for its rows; plain mappings with Decimals when not given.
            key: The column that names a row, or several; empty where there is none. Lists are paged by it.
            zone: The zone of ``timestamp`` columns; without it a time that has none is refused.

        Raises:
            UsageError: The class is not made with attrs, or contradicts itself.
        """
        return AsyncTable(self._caller, self._target(name, kind, key=key, zone=zone))

    # -- functions -----------------------------------------------------------------------------------------------------

    async def rpc(
        self,
        name: str,
        arguments: Arguments | None = None,
        *,
        returns: type[T],
        read_only: bool = False,
        get: bool = False,
    ) -> T:
        """Call a function of the database and return its value.

        Args:
            name: The function.
            arguments: Its arguments by name.
            returns: The type of the value, such as ``int``, ``Decimal``, ``dict`` or an attrs class; ``type(None)`` for
                a function that answers nothing.
            read_only: That it changes nothing, so that the call may be repeated when an answer is lost.
            get: Send it as GET, for functions declared ``stable`` or ``immutable``; implies ``read_only``.

        Raises:
            ApiError: There is no such function with these arguments.
            OutcomeUnknown: No answer came, and it may have changed something.
        """
        target = self._target(name, None, key=(), zone=None, function=True)
        call = function_call(target, arguments or {}, returns, read_only=read_only, get=get)
        value: T = await self._caller.value(call)
        return value

    async def rpc_rows(  # noqa: PLR0913 - one keyword for each thing that can be asked of rows
        self,
        name: str,
        arguments: Arguments | None,
        kind: type[T],
        *filters: Filter,
        order: Sequence[OrderLike] = (),
        limit: int | None = None,
        offset: int | None = None,
        count: Counting | None = None,
        read_only: bool = False,
        zone: tzinfo | None = None,
    ) -> Rows[T]:
        """Call a function that returns rows; the server's row cap may cut them short, silently.

        Args:
            name: The function.
            arguments: Its arguments by name.
            kind: An attrs class of the host for the rows; ``dict`` for plain mappings.
            *filters: Which of the rows.
            order: Columns to sort by.
            limit: At most so many.
            offset: Leave out so many first.
            count: Count all rows that fit as well.
            read_only: That the function changes nothing, so that the call may be repeated when an answer is lost.
            zone: The zone of ``timestamp`` columns.
        """
        target = self._target(name, kind, key=(), zone=zone, function=True)
        call = rows_call(
            target,
            arguments or {},
            filters,
            order=order,
            limit=limit,
            offset=offset,
            count=count,
            read_only=read_only,
        )
        return await self._caller.value(call)

    # -- options -------------------------------------------------------------------------------------------------------

    def schema(self, name: str | None) -> Self:
        """Return a client for another schema of the same project; it must be exposed there."""
        return self._again(self._caller.options, name)

    def with_options(
        self,
        *,
        timeout: float | None = None,
        headers: Mapping[str, str] | None = None,
        retry: RetryPolicy | None = None,
    ) -> Self:
        """Return a client of the same project with other options; what is not given stays, headers are added."""
        return self._again(self._caller.options.changed(timeout=timeout, headers=headers, retry=retry), self._schema)

    def _again(self, options: CallOptions, schema: str | None) -> Self:
        return type(self)(
            self._caller.sessions,
            self._connection,
            schema=schema,
            timeout=options.timeout,
            headers=options.headers,
            retry=options.retry,
            concurrent=self._caller.pace.concurrent,
            longest_url=self._longest_url,
        )

    def _target(
        self,
        name: str,
        kind: type[Any] | None,
        *,
        key: str | Sequence[str],
        zone: tzinfo | None,
        function: bool = False,
    ) -> Target[Any]:
        plan = row_plan(kind)
        return Target(
            path=path_of(name, function=function),
            name=name,
            schema=self._schema,
            plan=plan,
            asked=plan.asked,
            key=(key,) if isinstance(key, str) else tuple(key),
            zone=zone,
            longest_url=self._longest_url,
        )

    __aenter__ = async_entered
    __aexit__ = async_left

    def __repr__(self) -> str:
        """Name the connection."""
        return f"{type(self).__name__}({self._caller.auth.label})"

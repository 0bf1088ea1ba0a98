"""The Supabase simulator: a project with its gateway, its sign-in service and its data API."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final
from urllib.parse import unquote

from crosstie.core.messages import Request, Response
from crosstie.errors import UsageError
from crosstie.testing.clock import MovableClock
from crosstie.testing.faults import Answer
from crosstie.testing.reading import header_of, path_of
from crosstie.testing.simulator import Simulator
from crosstie.testing.supabase.calling import call_function
from crosstie.testing.supabase.database import Database, Row, Table
from crosstie.testing.supabase.gateway import Gateway, Keys
from crosstie.testing.supabase.gotrue import GoTrue, User
from crosstie.testing.supabase.refusals import RefusedError, auth_refusal, gateway_refusal, refuse
from crosstie.testing.supabase.rest import Api
from crosstie.testing.supabase.schema import Function, Returns, TableDefinition
from crosstie.testing.supabase.seeds import CUSTOMERS, composed_customer

__all__ = ["SupabaseSimulator"]

_REST: Final = "/rest/v1/"
_AUTH: Final = "/auth/v1/"
_WORDS: Final[Mapping[int, tuple[str, str]]] = {
    503: ("PGRST002", "Could not query the database for the schema cache. Retrying."),
    504: ("PGRST003", "Timed out acquiring connection from connection pool."),
}


class SupabaseSimulator(Simulator):
    """One simulated project: ``/rest/v1`` as PostgREST 12.0 answers, ``/auth/v1`` as GoTrue does.

    It begins with an empty table ``customers``. Routes are named by verb and target, such as ``GET customers``,
    ``POST rpc/get_packages`` or ``POST auth/token``; ``unknown`` is any other.

    Args:
        clock: The time it lives by.
        row_cap: The most rows that one answer has; ``None`` for no cap.
        schemas: The exposed schemas; the first is the default.
        keep: How many of the latest calls the log keeps.

    Attributes:
        keys: The keys of the project.
        auth: Its users and their sessions.
        row_cap: The row cap; change it in the middle of a test.
    """

    def __init__(
        self,
        *,
        clock: MovableClock | None = None,
        row_cap: int | None = 1000,
        schemas: Sequence[str] = ("public",),
        keep: int = 1000,
    ) -> None:
        """Begin with an empty table of customers."""
        super().__init__(clock=clock, keep=keep)
        self.keys: Keys = Keys()
        self.auth: GoTrue = GoTrue(self.clock)
        self.row_cap = row_cap
        self._schemas = tuple(schemas)
        self._database = Database(self.clock)
        self._gateway = Gateway(self.keys, self.auth)
        self._closed: dict[str, set[str]] = {"anon": set()}
        self._open: dict[str, set[str]] = {"anon": set()}
        self.define(CUSTOMERS)

    # -- what a test sets up -------------------------------------------------------------------------------------------

    def define(self, *tables: TableDefinition) -> None:
        """Add tables, or put new ones in place of old ones."""
        with self._lock:
            for definition in tables:
                self._database.tables[definition.schema, definition.name] = Table(definition)

    def function(
        self,
        name: str,
        body: Callable[..., Any],
        *,
        arguments: Sequence[str] = (),
        returns: Returns = "scalar",
        volatile: bool = True,
        schema: str = "public",
    ) -> None:
        """Add a database function.

        Args:
            name: Its name.
            body: What it does, given its arguments by keyword; for ``rows`` it returns mappings.
            arguments: Their names.
            returns: What it answers.
            volatile: Whether it may change something; then it cannot be called with GET.
            schema: Its schema.
        """
        made = Function(
            name=name, body=body, arguments=tuple(arguments), returns=returns, volatile=volatile, schema=schema
        )
        with self._lock:
            self._database.functions[schema, name] = made

    def add_user(self, email: str, password: str, *, phone: str | None = None, role: str = "authenticated") -> User:
        """Add somebody who can sign in."""
        user = User(email=email, password=password, phone=phone, role=role)
        self.auth.users[email] = user
        return user

    def allow(self, role: str, *tables: str) -> None:
        """Let a role use tables; ``service_role`` and ``authenticated`` may use all unless :meth:`forbid` says no."""
        self._open.setdefault(role, set()).update(tables)

    def forbid(self, role: str, *tables: str) -> None:
        """Take the right to use tables away from a role, as a missing GRANT does."""
        self._closed.setdefault(role, set()).update(tables)

    # -- rows behind the API's back ------------------------------------------------------------------------------------

    def seed(self, customers: int) -> None:
        """Add composed customers, the same ones every time."""
        self.load("customers", (composed_customer(number) for number in range(1, customers + 1)))

    def load(self, table: str, rows: Iterable[Mapping[str, Any]], *, schema: str = "public") -> None:
        """Insert rows, as JSON would bring them; defaults and constraints hold.

        Raises:
            UsageError: The table is unknown or a row does not fit.
        """
        with self._lock:
            try:
                found = self._database.table(schema, table)
                for row in rows:
                    self._database.insert(found, [row], tuple(row), defaults=True, merge=None)
            except RefusedError as refusal:
                message = f"The rows do not fit: {refusal.response.body.decode()}"
                raise UsageError(message) from refusal

    def rows(self, table: str, *, schema: str = "public") -> tuple[Row, ...]:
        """Return copies of a table's rows, in the order of insertion."""
        with self._lock:
            return tuple(dict(row) for row in self._database.tables[schema, table].rows)

    # -- the machine ---------------------------------------------------------------------------------------------------

    def route_of(self, request: Request) -> str:
        """Name what is called."""
        path = path_of(request)
        for prefix, name in ((_REST, ""), (_AUTH, "auth/")):
            if path.startswith(prefix) and path != prefix:
                return f"{request.method} {name}{unquote(path.removeprefix(prefix))}"
        return "unknown"

    def answer(self, request: Request) -> Response:
        """Carry out one call."""
        path = path_of(request)
        try:
            if path.startswith(_AUTH):
                self._gateway.key_of(request)
                response = self.auth.answer(request, path.removeprefix(_AUTH))
            elif path.startswith(_REST):
                response = self._rest(request, unquote(path.removeprefix(_REST)))
            else:
                raise gateway_refusal(404, "no Route matched with those values")
        except RefusedError as refusal:
            response = refusal.response
        date = self.clock.now().strftime("%a, %d %b %Y %H:%M:%S GMT")
        body = b"" if request.method == "HEAD" else response.body
        return Response(status=response.status, headers={**response.headers, "date": date}, body=body)

    def _rest(self, request: Request, name: str) -> Response:
        role = self._gateway.role_of(request)
        schema = self._schema(request)
        api = Api(database=self._database, cap=self.row_cap)
        if name.startswith("rpc/"):
            return call_function(api, request, schema, name.removeprefix("rpc/"))
        writes = request.method not in {"GET", "HEAD"}
        self._check_right(role, self._database.table(schema, name, writes=writes).name)
        return api.answer(request, schema, name)

    def _schema(self, request: Request) -> str:
        """Return the schema: the header for the other kind of verb is ignored, without a word."""
        header = "accept-profile" if request.method in {"GET", "HEAD"} else "content-profile"
        schema = header_of(request, header) or self._schemas[0]
        if schema not in self._schemas:
            text = f"The schema must be one of the following: {', '.join(self._schemas)}"
            raise refuse(406, "PGRST106", text)
        return schema

    def _check_right(self, role: str, table: str) -> None:
        closed = table in self._closed.get(role, ()) or (role == "anon" and table not in self._open["anon"])
        if closed:
            # The status tells only whether the role was anon.
            hint = f"Grant the required privileges to the current role with: GRANT SELECT ON public.{table} TO {role};"
            raise refuse(401 if role == "anon" else 403, "42501", f"permission denied for table {table}", hint=hint)

    def refusal(self, fault: Answer) -> Response:
        """Answer a fault as the part that would: PostgREST its own outages, the gateway everything else."""
        if fault.body is not None:
            return Response(status=fault.status, headers={"content-type": "application/json"}, body=fault.body)
        if fault.status in _WORDS:
            return refuse(fault.status, *_WORDS[fault.status]).response
        if fault.status == 409:  # noqa: PLR2004 - the sign-in service's answer to a storm of refreshes
            return auth_refusal(409, "conflict", "Too many concurrent token refresh requests").response
        return gateway_refusal(fault.status, "The request could not be served").response

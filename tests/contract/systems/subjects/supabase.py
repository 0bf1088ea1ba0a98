"""Supabase, connected with a secret key, or with a service user who signs in."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import attrs

from crosstie.systems.supabase import App, AsyncClient, Client, col, column, unknown_columns
from crosstie.testing import Answer, FakeClock
from crosstie.testing.supabase import PUBLISHABLE_KEY, SECRET_KEY, SupabaseSimulator
from subjects.subject import Absent, Money, Renewal, Subject, Unknown

__all__ = ["SUPABASE", "SUPABASE_USER"]

_URL = "https://project.example.com"
_USER = {"email": "service@example.com", "password": "composed-password"}


@attrs.frozen(kw_only=True)
class Customer:
    """A row as a host would declare it."""

    id: int | None = column(generated=True, default=None)
    customer_name: str
    credit: Decimal = Decimal(0)
    rest: Mapping[str, object] = unknown_columns()


def _simulate(clock: FakeClock) -> SupabaseSimulator:
    project = SupabaseSimulator(clock=clock, row_cap=10)
    project.seed(25)
    project.add_user(**_USER)
    return project


def _table(client: Any) -> Any:  # noqa: ANN401 - of either world
    return client.table("customers", Customer)


def _row(answer: Any) -> dict[str, Any]:  # noqa: ANN401 - an array of rows, or one row
    row: dict[str, Any] = answer[0] if isinstance(answer, list) else answer
    return row


def _end_user(project: SupabaseSimulator) -> None:
    """Sign the user out everywhere, and change the password."""
    project.auth.end_sessions()
    project.auth.expire_access()
    project.auth.users[_USER["email"]].password = "another"


SUPABASE = Subject(
    name="supabase",
    system="supabase",
    simulate=_simulate,
    app=lambda _: App(),
    client=Client,
    async_client=AsyncClient,
    keys=lambda _: {"url": _URL, "key": SECRET_KEY},
    secrets=lambda _: (SECRET_KEY,),
    read_route="GET customers",
    list_route="GET customers",
    write_route="POST customers",
    get=lambda client: _table(client).get(1),
    raw=lambda client: _table(client).raw.get(1),
    listing=lambda client: _table(client).list(page_size=10),
    create=lambda client: _table(client).insert(Customer(customer_name="Contract Floors")),
    count=lambda project: len(project.rows("customers")),
    # PostgREST has no schema cache yet: nothing was begun (9).
    never_begun=frozenset({503}),
    nothing=b"[]",
    renewal=Absent("A key alone signs every call; there is nothing to renew (2)."),
    end=lambda project: project.keys.opaque.clear(),
    unknown=Unknown(
        record=_row,
        kept=lambda row: row.rest,
        change=lambda client, row: _table(client).update({"customer_name": "Contract"}, col("id").eq(row.id)),
        route="PATCH customers",
        whole=False,
    ),
    money=Money(
        write=lambda client, amount: _table(client).insert(Customer(customer_name="Contract", credit=amount)),
        route="POST customers",
        read=lambda client, made: _table(client).get(made.id),
        of=lambda row: row.credit,
    ),
    mistakes={
        "half a character": lambda client: _table(client).insert(Customer(customer_name="Ida \ud83d")),
        "half a character in a key": lambda client: _table(client).get("\ud83d"),
        "an update of everything": lambda client: _table(client).update({"customer_name": "x"}),
        "a number that is none": lambda client: _table(client).insert({"customer_name": "x", "credit": Decimal("NaN")}),
        "no value to compare with": lambda client: _table(client).get(None),
        "a text for the size of a page": lambda client: _table(client).list(page_size="5").all(),
        "a text for the most rows to change": lambda client: _table(client).delete(col("id").eq(1), max_affected="1"),
        "a text for a limit": lambda client: _table(client).select(limit="5"),
        "another class of rows": lambda client: _table(client).insert(object()),
    },
)
"""A key alone."""

SUPABASE_USER = attrs.evolve(
    SUPABASE,
    name="supabase user",
    keys=lambda _: {"url": _URL, "key": PUBLISHABLE_KEY, **_USER},
    secrets=lambda _: (_USER["password"],),
    renewal=Renewal(expire=lambda project: project.auth.expire_access(), route="POST auth/token"),
    # Without a code it is the project's key that is refused, which no new session would help (2, 9).
    refusal=Answer(status=401, body=b'{"code":"PGRST301","details":null,"hint":null,"message":"JWT expired"}'),
    end=_end_user,
)
"""A service user."""

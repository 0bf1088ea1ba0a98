"""A list of packages is replaced in a CRM behind Supabase, and no reader ever sees it empty.

Without credentials it simulates a project on this machine, over real HTTP. With these in the environment it counts the
rows of a table of a real project instead, and writes nothing there::

    SUPABASE_URL, SUPABASE_KEY (a secret or legacy key), SUPABASE_TABLE
"""

from __future__ import annotations

import os
import sys
from datetime import date
from decimal import Decimal

import attrs

import crosstie
from crosstie.storage.memory import MemoryStorage
from crosstie.systems import supabase
from crosstie.systems.supabase import col
from crosstie.testing.serve import serve
from crosstie.testing.supabase import SECRET_KEY, SupabaseSimulator, TableDefinition


@attrs.frozen(kw_only=True)
class Package:
    """What a customer has bought."""

    crm_package_id: str
    customer: str
    remaining_hours: Decimal
    expiration_date: date


def composed_project() -> SupabaseSimulator:
    """Return a project with the table that is kept in step."""
    project = SupabaseSimulator()
    project.define(
        TableDefinition(
            name="crm_packages",
            columns={
                "crm_package_id": "text",
                "customer": "text",
                "remaining_hours": "numeric",
                "expiration_date": "date",
            },
            primary_key=("customer", "crm_package_id"),
        )
    )
    return project


def replace(packages: supabase.Table[Package], customer: str, rows: list[Package]) -> tuple[int, int]:
    """Write the packages of a customer, then remove those that are gone: no reader ever sees an empty list."""
    written = packages.silent.upsert_many(rows) if rows else 0
    kept = col("crm_package_id").in_([row.crm_package_id for row in rows])
    return written, packages.silent.delete(col("customer").eq(customer), ~kept)


def keep_in_step(crm: supabase.Client) -> None:
    """Write twice, the second time with one package less."""
    packages = crm.table("crm_packages", Package, key=("customer", "crm_package_id"))
    bought = [
        Package(
            crm_package_id=str(number),
            customer="Maple, Nora",
            remaining_hours=Decimal("6.50") - number,
            expiration_date=date(2027, number, 5),
        )
        for number in (1, 2, 3)
    ]
    for rows in (bought, bought[1:]):
        written, removed = replace(packages, "Maple, Nora", rows)
        print(f"{written} written, {removed} removed")
    for package in packages.list(col("remaining_hours").gt(4)):
        print(f"{package.customer}: {package.remaining_hours} hours until {package.expiration_date}")


def connected(sessions: crosstie.SessionManager, url: str, key: str) -> supabase.Client:
    """Return a client of a project."""
    return supabase.Client(sessions, sessions.connect("supabase", tenant="acme", name="crm", url=url, key=key))


def main() -> int:
    """Run against a real project where there are credentials, else against a simulated one."""
    storage = MemoryStorage(keys=crosstie.SealingKeys.generate())
    if "SUPABASE_URL" in os.environ:
        with crosstie.SessionManager(storage, [supabase.App()]) as sessions:
            table = os.environ["SUPABASE_TABLE"]
            rows = connected(sessions, os.environ["SUPABASE_URL"], os.environ["SUPABASE_KEY"]).table(table).count()
            print(f"{table} has {rows} rows.")
        return 0
    project = composed_project()
    with serve(project) as url, crosstie.SessionManager(storage, [supabase.App()], clock=project.clock) as sessions:
        keep_in_step(connected(sessions, url, SECRET_KEY))
    return 0


if __name__ == "__main__":
    sys.exit(main())

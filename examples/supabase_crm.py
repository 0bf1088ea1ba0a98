"""Keep a list of packages in step with a CRM behind Supabase, on a simulated project.

Run it with ``python examples/supabase_crm.py``. For a real project leave ``transport`` and ``clock`` out, and connect
with the project's own address and key.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import attrs

import crosstie
from crosstie.storage.memory import MemoryStorage
from crosstie.systems import supabase
from crosstie.systems.supabase import col
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


def main() -> None:
    """Write twice, the second time with one package less."""
    project = composed_project()
    storage = MemoryStorage()
    with crosstie.SessionManager(
        storage, [supabase.App()], transport=project.transport(), clock=project.clock
    ) as sessions:
        connection = sessions.connect(
            "supabase", tenant="acme", name="booking", url="https://project.example.com", key=SECRET_KEY
        )
        packages = supabase.Client(sessions, connection).table(
            "crm_packages", Package, key=("customer", "crm_package_id")
        )
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


if __name__ == "__main__":
    main()

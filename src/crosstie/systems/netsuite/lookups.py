"""Look records up by the values of their columns (fact sheet: netsuite.md, 4.3)."""

from __future__ import annotations

from collections.abc import Mapping

from crosstie.core.exchange import Call
from crosstie.core.messages import Response
from crosstie.core.paging import Page
from crosstie.errors import UsageError
from crosstie.models.plan import plan_of
from crosstie.systems.netsuite.models_base import NetSuiteRecord
from crosstie.systems.netsuite.settings import Settings
from crosstie.systems.netsuite.statements import statement
from crosstie.systems.netsuite.tables import Table

__all__ = ["holders"]


def holders(table: Table, model: type[NetSuiteRecord], asked: Mapping[str, str], settings: Settings) -> Call[Page[str]]:
    """Ask for the ids of records in use that have all these values, without regard to letter case and blanks around.

    Raises:
        UsageError: A path is no plain field.
    """
    conditions = [f"LOWER(TRIM({_column(model, path)})) = ?" for path in asked]
    if table.off:
        conditions.append(f"{table.off} = 'F'")
    text = f"SELECT id FROM {table.name}{table.limited(*conditions)} ORDER BY id"  # noqa: S608 - names of columns
    plain = statement(text, [value.strip().lower() for value in asked.values()], settings)(None)

    def decode(response: Response) -> Page[str]:
        return Page(items=[str(row["id"]) for row in plain.decode(response).items])

    return Call(operation="find", request=plain.request, decode=decode)


def _column(model: type[NetSuiteRecord], path: str) -> str:
    """Return the column of a field: its wire name in lower case (4.1)."""
    for field in plan_of(model).fields:
        if field.name == path and field.kind is None:
            return field.wire.lower()
    message = f"{model.__name__} has no column for {path}."
    raise UsageError(message)

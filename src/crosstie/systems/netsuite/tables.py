"""Where the records of a type are in SuiteQL, and what deletions call them (fact sheet: netsuite.md, 4.3 and 6)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeAlias

import attrs

__all__ = ["DELETED_AS", "DeletedNames", "Table", "table_of"]

DeletedNames: TypeAlias = Mapping[str, frozenset[str]]
"""By record type in lower case: what ``scriptid`` and ``type`` of its deletions may say, without case and blanks."""

_CODES: Final[Mapping[str, str]] = {
    "estimate": "Estimate",
    "salesorder": "SalesOrd",
    "invoice": "CustInvc",
    "customerpayment": "CustPymt",
    "creditmemo": "CustCred",
    "cashsale": "CashSale",
}

DELETED_AS: Final[DeletedNames] = {
    "customer": frozenset({"customer", "entity"}),
    **{name: frozenset({name, code.lower()}) for name, code in _CODES.items()},
}
"""The names that are known or likely: the fact sheet knows only that customers are listed as kinds of entities (6)."""


@attrs.frozen(kw_only=True)
class Table:
    """The rows of one record type.

    Attributes:
        kind: The record type, as the record API names it.
        name: The table.
        where: What sets the type's rows apart from others in the table; empty where nothing must.
        off: The column that says ``T`` where a record is switched off or void; empty where it is not known.
        lined: Whether the rows have lines with times of their own.
    """

    kind: str
    name: str
    where: str = ""
    off: str = ""
    lined: bool = False

    def limited(self, *conditions: str) -> str:
        """Return the ``WHERE`` that holds the table's own condition and these; empty when there is none."""
        every = [condition for condition in (self.where, *conditions) if condition]
        return f" WHERE {' AND '.join(every)}" if every else ""


def table_of(kind: str) -> Table:
    """Return the table of a record type.

    Transactions share one table. Other types are taken to have one with their own name in lower case, an ``id`` and a
    ``lastmodifieddate``; where that is wrong, NetSuite says so.
    """
    known = kind.lower()
    if known in _CODES:
        return Table(kind=kind, name="transaction", where=f"type = '{_CODES[known]}'", off="voided", lined=True)
    return Table(kind=kind, name=known, off="isinactive" if known == "customer" else "")

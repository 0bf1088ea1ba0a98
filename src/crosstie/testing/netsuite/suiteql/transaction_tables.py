"""The tables of transactions, their lines, links and addresses (fact sheet 4.3)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any, Final

import attrs

from crosstie.testing.netsuite.account import Account
from crosstie.testing.netsuite.codec import Json, number
from crosstie.testing.netsuite.records import Record
from crosstie.testing.netsuite.suiteql.entity_tables import address_fields, converter, custom_fields, local, spread
from crosstie.testing.netsuite.suiteql.scope import Field, Table
from crosstie.testing.netsuite.suiteql.values import Value

__all__ = ["TransactionTables"]

_TEXTS: Final = ("tranId", "transactionNumber", "memo", "status", "approvalStatus")
_OTHERS: Final = {"tranDate": "date", "dueDate": "date", "exchangeRate": "number"}
_REFS: Final = {"currency": "currency", "terms": "term", "postingPeriod": "accountingPeriod"}
_POSTING: Final = frozenset({"invoice", "customerPayment"})
_COST_LINES: Final = 2


@attrs.frozen(kw_only=True)
class Line:
    """One row of ``transactionline``: the main line, an item line, a tax line, or a cost line of an invoice.

    Attributes:
        record: The transaction.
        number: The line's id; 0 is the main line.
        kind: What it is.
        amount: Its amount: positive on the main line, negative on lines of sales (6).
        data: The item line it belongs to.
    """

    record: Record
    number: int
    kind: str
    amount: Decimal
    data: Json


class TransactionTables:
    """Makes the tables, and keeps the lines of transactions that have not changed."""

    def __init__(self, account: Account) -> None:
        """Show this account."""
        self._account = account
        self._lines: dict[int, tuple[bytes, list[Line]]] = {}

    def tables(self) -> Iterator[Table]:
        """Return the tables."""
        yield self._transaction()
        yield Table(name="transactionline", columns=self._line_columns(), rows=self._all_lines)
        yield from self._links()
        for name, inner in (
            ("transactionbillingaddress", "billingAddress"),
            ("transactionshippingaddress", "shippingAddress"),
        ):
            yield self._addresses(name, inner)

    # -- headers ------------------------------------------------------------------------------------------------------

    def _transaction(self) -> Table:
        account = self._account
        shelf = account.families["transaction"]
        invoice = account.types["invoice"].fields
        columns = spread(account, "createddate")
        columns |= {name.lower(): self._plain(name, "text") for name in _TEXTS}
        columns["status"] = Field(get=columns["status"].get, display=lambda record: _state(account, record))
        columns |= {name.lower(): self._plain(name, shape) for name, shape in _OTHERS.items()}
        columns |= {name.lower(): attrs.evolve(self._plain(name, "ref"), target=at) for name, at in _REFS.items()}
        columns |= custom_fields(account, invoice)
        columns |= {
            "type": Field(get=lambda record: record.type.code, display=lambda record: record.type.label),
            "recordtype": Field(get=lambda record: record.type.name.lower()),
            "entity": Field(get=lambda record: _entity(account.data(record)), target="customer"),
            "foreigntotal": Field(get=lambda record: number(account.data(record)["total"])),
            "posting": Field(get=lambda record: "T" if record.type.name in _POSTING else "F"),
            **dict.fromkeys(("void", "voided"), Field(get=lambda record: _flag(account.data(record).get("_voided")))),
            "billingaddress": Field(get=lambda record: _holds(account, record, "billingAddress")),
            "shippingaddress": Field(get=lambda record: _holds(account, record, "shippingAddress")),
        }
        return Table(
            name="transaction",
            columns=columns,
            rows=shelf.all,
            by_id=lambda identity: [found] if (found := shelf.get(identity)) is not None else [],
            beyond_id=shelf.beyond,
        )

    def _plain(self, name: str, shape: Any) -> Field:  # noqa: ANN401 - one of the shapes
        account, convert = self._account, converter(shape, self._account.rules.zone)

        def get(record: Record) -> Value:
            held = account.data(record).get(name)
            return None if held is None else convert(held)

        return Field(get=get)

    def _addresses(self, name: str, inner: str) -> Table:
        account = self._account

        def rows() -> Sequence[Record]:
            everything = account.families["transaction"].all()
            return [record for record in everything if account.data(record).get(inner)]

        columns = address_fields(lambda record: account.data(record)[inner])
        return Table(name=name, columns={"nkey": Field(get=lambda record: record.id), **columns}, rows=rows)

    # -- links --------------------------------------------------------------------------------------------------------

    def _links(self) -> Iterator[Table]:
        """One row per document in the one table, one per line in the other: a join over it repeats documents."""
        account = self._account

        def made_from() -> list[Record]:
            everything = account.families["transaction"].all()
            return [record for record in everything if account.data(record).get("createdFrom")]

        def by_line() -> list[Record]:
            return [record for record in made_from() for _ in account.data(record).get("item", [None])]

        columns = {
            "previousdoc": Field(get=lambda record: int(account.data(record)["createdFrom"]), target="transaction"),
            "nextdoc": Field(get=lambda record: record.id, target="transaction"),
        }
        yield Table(name="previoustransactionlink", columns=columns, rows=made_from)
        yield Table(name="nexttransactionlinelink", columns=columns, rows=by_line)

    # -- lines --------------------------------------------------------------------------------------------------------

    def _all_lines(self) -> Sequence[Line]:
        return [line for record in self._account.families["transaction"].all() for line in self._lines_of(record)]

    def _lines_of(self, record: Record) -> list[Line]:
        kept = self._lines.get(record.id)
        if kept is None or kept[0] is not record.body:
            kept = self._lines[record.id] = (record.body, list(_lines(record, self._account.copy(record))))
        return kept[1]

    def _line_columns(self) -> dict[str, Field]:
        account = self._account
        zone = account.rules.zone
        sign = -1 if account.rules.negative_line_quantity else 1

        def of_item(get: Callable[[Json], Value], target: str = "") -> Field:
            return Field(get=lambda line: None if line.kind == "main" else get(line.data), target=target)

        def inherited(name: str, target: str) -> Field:
            def get(line: Line) -> Value:
                held = line.data.get(name) or account.data(line.record).get(name)
                return None if held is None else int(held)

            return Field(get=get, target=target)

        return {
            "transaction": Field(get=lambda line: line.record.id, target="transaction"),
            "id": Field(get=lambda line: line.number),
            "linesequencenumber": Field(get=lambda line: line.number),
            "uniquekey": Field(get=lambda line: line.record.id * 1000 + line.number),
            "item": of_item(lambda data: _whole(data.get("item")), "item"),
            "itemtype": of_item(lambda data: data.get("itemType")),
            "quantity": of_item(lambda data: sign * number(data["quantity"]) if "quantity" in data else None),
            "rate": of_item(lambda data: number(data["rate"]) if "rate" in data else None),
            "netamount": Field(get=lambda line: line.amount),
            "foreignamount": Field(get=lambda line: line.amount),
            "mainline": Field(get=lambda line: _flag(line.kind == "main")),
            "taxline": Field(get=lambda line: _flag(line.kind == "tax")),
            "iscogs": Field(get=lambda line: _flag(line.kind == "cost")),
            "assemblycomponent": Field(get=lambda _line: "F"),
            "isclosed": Field(get=lambda line: _flag(line.data.get("isClosed"))),
            "createdfrom": Field(get=lambda line: _whole(_source(account, line)), target="transaction"),
            "location": inherited("location", "location"),
            "subsidiary": inherited("subsidiary", "subsidiary"),
            "quantitybilled": of_item(lambda data: number(data.get("quantityBilled"))),
            "quantityshiprecv": of_item(lambda data: number(data.get("quantityFulfilled"))),
            "linelastmodifieddate": Field(
                get=lambda line: local(line.data.get("_modified", line.record.modified), zone)
            ),
        }


def _lines(record: Record, data: Json) -> Iterator[Line]:
    yield Line(record=record, number=0, kind="main", amount=number(data["total"]), data={})
    last = 0
    for held in data.get("item", []):
        last = max(last, held["line"])
        yield Line(record=record, number=held["line"], kind="item", amount=-number(held["amount"]), data=held)
    if record.type.name == "invoice":
        # Goods that are sold move their cost: two more lines each, which a sum must leave out (4.3).
        for held in [held for held in data["item"] if held.get("itemType") == "InvtPart"]:
            for side in range(_COST_LINES):
                last += 1
                amount = number(held["amount"]) / 2 * (1 if side else -1)
                yield Line(record=record, number=last, kind="cost", amount=amount, data=held)
    if number(data.get("taxTotal")):
        yield Line(record=record, number=last + 1, kind="tax", amount=-number(data["taxTotal"]), data={})


def _source(account: Account, line: Line) -> str | None:
    source: str | None = account.data(line.record).get("createdFrom")
    return None if line.kind == "main" else source


def _state(account: Account, record: Record) -> str:
    """Name a status as people see it: one letter means another thing on each type (3.5)."""
    return f"{record.type.label} : {record.type.statuses[account.data(record)['status']]}"


def _entity(data: Json) -> Value:
    return int(data.get("entity") or data["customer"])


def _holds(account: Account, record: Record, name: str) -> Value:
    return record.id if account.data(record).get(name) else None


def _flag(held: object) -> str:
    return "T" if held else "F"


def _whole(held: str | None) -> Value:
    return None if held is None else int(held)

"""The tables of customers, their addresses, items, and what was deleted (fact sheet 4.3, 6)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from typing import Any, Final

import attrs

from crosstie.testing.netsuite.account import Account
from crosstie.testing.netsuite.codec import Json
from crosstie.testing.netsuite.fields import Field as Property
from crosstie.testing.netsuite.fields import Shape
from crosstie.testing.netsuite.record_types import RECORD_TYPES
from crosstie.testing.netsuite.records import DeletedRow, Record
from crosstie.testing.netsuite.suiteql.scope import Field, Table
from crosstie.testing.netsuite.suiteql.values import Value

__all__ = ["address_fields", "converter", "custom_fields", "entity_tables", "local", "record_field", "spread"]

_CUSTOMER_FIELDS: Final = (
    *("entityId", "altName", "companyName", "isPerson", "email", "phone", "currency", "category", "entityStatus"),
    *("searchStage", "salesRep", "creditLimit", "isInactive"),
)
_CUSTOMER: Final = {**{name.lower(): name for name in _CUSTOMER_FIELDS}, "fullname": "altName"}
_ADDRESS: Final = ("addr1", "addr2", "addr3", "city", "state", "zip", "country", "addressee", "attention", "addrPhone")
_TYPE_IDS: Final = {name: str(-(100 + place)) for place, name in enumerate(RECORD_TYPES)}
_SLOTS: Final = 100


@attrs.frozen
class AddressRow:
    """A line of an address book."""

    customer: int
    line: int
    data: Json

    @property
    def key(self) -> int:
        """The key of the address."""
        return self.customer * _SLOTS + self.line


def entity_tables(account: Account) -> Iterator[Table]:
    """Return the tables."""
    yield _customer(account)
    yield _employee(account)
    yield _item(account)
    yield from _address_book(account)
    yield _deleted(account)


# -- values ------------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def local(moment: int, zone: tzinfo) -> datetime:
    """Return a moment as SuiteQL has it: in the session's zone, which the value does not tell (4.4)."""
    return datetime.fromtimestamp(moment, zone).replace(tzinfo=None)


def converter(shape: Shape, zone: tzinfo) -> Callable[[Any], Value]:
    """Return what makes a SuiteQL value of a property: ids are numbers, true and false are letters (4.1)."""
    if shape == "flag":
        return lambda held: "T" if held else "F"
    if shape == "date":
        return lambda held: datetime.strptime(held, "%Y-%m-%d").replace(tzinfo=UTC).replace(tzinfo=None)
    if shape == "moment":
        return lambda held: local(held, zone)
    if shape == "ref":
        return int
    return lambda held: held or None if isinstance(held, str) else held


def record_field(account: Account, name: str, known: Property) -> Field:
    """Return a column that shows a property of a record."""
    convert = converter(known.shape, account.rules.zone)

    def get(record: Record) -> Value:
        held = account.data(record).get(name)
        return None if held is None else convert(held)

    return Field(get=get, target=known.target)


def custom_fields(account: Account, fields: Mapping[str, Property]) -> dict[str, Field]:
    """Return the columns of custom fields; how one with several values would look is not in the facts."""
    shown = {name: known for name, known in fields.items() if name.startswith("cust") and known.shape != "multi"}
    return {name: record_field(account, name, known) for name, known in shown.items()}


def spread(account: Account, created: str) -> dict[str, Field]:
    """Return the columns that need no look inside a record."""
    zone = account.rules.zone
    return {
        "id": Field(get=lambda record: record.id),
        "externalid": Field(get=lambda record: record.external or None),
        created: Field(get=lambda record: local(record.created, zone)),
        "lastmodifieddate": Field(get=lambda record: local(record.modified, zone)),
    }


def address_fields(get: Callable[[Any], Json]) -> dict[str, Field]:
    """Return the columns of an address."""

    def column(name: str) -> Field:
        return Field(get=lambda row: get(row).get(name))

    return {name.lower(): column(name) for name in _ADDRESS}


# -- records -----------------------------------------------------------------------------------------------------------


def _of_type(account: Account, name: str, columns: dict[str, Field]) -> Table:
    shelf = account.shelves[name]
    return Table(
        name=name.lower(),
        columns=columns,
        rows=shelf.all,
        by_id=lambda identity: [found] if (found := shelf.get(identity)) is not None else [],
        beyond_id=shelf.beyond,
    )


def _customer(account: Account) -> Table:
    fields = account.types["customer"].fields
    columns = spread(account, "datecreated")
    columns |= {column: record_field(account, name, fields[name]) for column, name in _CUSTOMER.items()}
    columns |= custom_fields(account, fields)
    columns["defaultbillingaddress"] = Field(get=lambda record: _default(account, record, "defaultBilling"))
    columns["defaultshippingaddress"] = Field(get=lambda record: _default(account, record, "defaultShipping"))
    return _of_type(account, "customer", columns)


def _default(account: Account, record: Record, flag: str) -> Value:
    book: list[Json] = account.data(record).get("addressBook", [])
    return next((AddressRow(record.id, line["id"], line).key for line in book if line.get(flag)), None)


def _employee(account: Account) -> Table:
    fields = account.types["employee"].fields
    columns = spread(account, "datecreated")
    for name in ("entityId", "firstName", "lastName", "email", "isInactive"):
        columns[name.lower()] = record_field(account, name, fields[name])
    return _of_type(account, "employee", columns)


def _item(account: Account) -> Table:
    fields = account.types["serviceSaleItem"].fields
    columns = spread(account, "createddate")
    for name in ("itemId", "displayName", "isInactive"):
        columns[name.lower()] = record_field(account, name, fields[name])
    columns["itemtype"] = Field(get=lambda record: record.type.code)
    return Table(name="item", columns=columns, rows=account.families["item"].all)


# -- addresses ---------------------------------------------------------------------------------------------------------


def _address_book(account: Account) -> Iterator[Table]:
    def rows() -> Sequence[AddressRow]:
        return [
            AddressRow(record.id, line["id"], line)
            for record in account.shelves["customer"].all()
            for line in account.data(record).get("addressBook", [])
        ]

    book = {
        "entity": Field(get=lambda row: row.customer, target="customer"),
        "internalid": Field(get=lambda row: row.line),
        "addressbookaddress": Field(get=lambda row: row.key),
        "label": Field(get=lambda row: row.data.get("label")),
        "defaultbilling": Field(get=lambda row: _flag(row, "defaultBilling")),
        "defaultshipping": Field(get=lambda row: _flag(row, "defaultShipping")),
    }
    yield Table(name="customeraddressbook", columns=book, rows=rows)
    inner = address_fields(lambda row: row.data.get("addressBookAddress", {}))
    columns = {"nkey": Field(get=lambda row: row.key), **inner}
    yield Table(name="customeraddressbookentityaddress", columns=columns, rows=rows)


def _flag(row: AddressRow, name: str) -> str:
    return "T" if row.data.get(name) else "F"


# -- deleted records ---------------------------------------------------------------------------------------------------


def _deleted(account: Account) -> Table:
    zone = account.rules.zone

    def rows() -> Sequence[DeletedRow]:
        kept = account.rules.deleted_kept
        if kept is None:
            return account.deleted
        horizon = account.clock.now().timestamp() - kept.total_seconds()
        return [row for row in account.deleted if row.at >= horizon]

    never = Field(get=lambda _row: "F")
    columns = {
        "recordid": Field(get=lambda row: row.id),
        "recordtypeid": Field(get=lambda row: _TYPE_IDS[row.type.name]),
        "scriptid": Field(get=lambda row: row.type.name.lower()),
        "type": Field(get=lambda row: row.type.label),
        "name": Field(get=lambda row: row.name),
        "deleteddate": Field(get=lambda row: local(row.at, zone)),
        "deletedby": Field(get=lambda _row: 17, target="employee"),
        "context": Field(get=lambda row: "RESTWEBSERVICES" if row.by == "api" else "UIF"),
        **dict.fromkeys(("iscustomrecord", "iscustomlist", "iscustomtransaction"), never),
    }
    return Table(name="deletedrecord", columns=columns, rows=rows)

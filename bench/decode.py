"""What typed records cost: decoding a page of 1,000 QuickBooks customers, beside other ways to read the same bytes.

Run it alone (``python bench/decode.py [--json FILE]``) or call :func:`measure`. All rows of a run read the same page in
turns, so that a slow moment of the machine meets all of them; the best turn of each counts.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import sys
import time
import tracemalloc
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import attrs
import msgspec
import pydantic
from quickbooks.objects.customer import Customer as QuickbooksCustomer

from crosstie.models import Record, decode_list, heads
from crosstie.models.fields import Field
from crosstie.models.forms import KEY
from crosstie.models.plan import Plan, plan_of
from crosstie.systems.quickbooks.models import Customer

RECORDS = 1_000
PATH = ("QueryResponse", "Customer")
_STREETS = ("Harbor Lane", "Mill Road", "Juniper Court", "Station Street", "Orchard Way")
_TOWNS = (("Salem", "OR", "973"), ("Dayton", "OH", "454"), ("Albany", "NY", "122"), ("Boise", "ID", "837"))


@attrs.frozen
class Row:
    """One measured way.

    Attributes:
        name: What was done.
        milliseconds: Its best turn.
        ratio: In terms of msgspec into plain Structs.
        limit: What the ratio must not pass, where there is a promise.
    """

    name: str
    milliseconds: float
    ratio: float
    limit: float | None = None


def customer(number: int, chance: random.Random) -> dict[str, Any]:
    """Compose one customer as QuickBooks sends it, about a kilobyte."""
    town, state, post = chance.choice(_TOWNS)

    def address(kind: int) -> dict[str, Any]:
        return {
            "Id": str(number * 3 + kind),
            "Line1": f"{chance.randrange(1, 9999)} {chance.choice(_STREETS)}",
            "City": town,
            "CountrySubDivisionCode": state,
            "PostalCode": f"{post}{chance.randrange(100):02d}",
        }

    name = f"Maple & Daughters {number}"
    owed = f"{chance.randrange(0, 500_000) / 100:.2f}"
    return {
        "Taxable": chance.random() < 0.5,
        "BillAddr": address(1),
        "ShipAddr": address(2),
        "Job": False,
        "BillWithParent": False,
        "Balance": Decimal(owed),
        "BalanceWithJobs": Decimal(owed),
        "CurrencyRef": {"value": "USD", "name": "United States Dollar"},
        "PreferredDeliveryMethod": "Print",
        "IsProject": False,
        "domain": "QBO",
        "sparse": False,
        "Id": str(number),
        "SyncToken": str(number % 7),
        "MetaData": {"CreateTime": "2026-01-05T16:48:43-08:00", "LastUpdatedTime": "2026-03-18T13:39:32-07:00"},
        "GivenName": "Nora",
        "FamilyName": f"Maple {number}",
        "FullyQualifiedName": name,
        "CompanyName": name,
        "DisplayName": name,
        "PrintOnCheckName": name,
        "Active": True,
        "PrimaryPhone": {"FreeFormNumber": f"(503) 555-01{number % 100:02d}"},
        "PrimaryEmailAddr": {"Address": f"nora{number}@example.com"},
        "DefaultTaxCodeRef": {"value": "2"},
        "SalesTermRef": {"value": "3", "name": "Net 30"},
        "AFieldOfNextYear": {"Flavour": "plain", "Weight": Decimal("1.50")},
    }


def page(records: int = RECORDS) -> bytes:
    """Compose the answer of a query; the same bytes in every run."""
    chance = random.Random(20261120)
    answer = {
        "QueryResponse": {
            "Customer": [customer(number, chance) for number in range(1, records + 1)],
            "startPosition": 1,
            "maxResults": records,
        },
        "time": "2026-11-20T10:00:00.123-08:00",
    }
    return msgspec.json.Encoder(decimal_format="number").encode(answer)


def _plain(plan: Plan, known: dict[str, Any], *, gc_tracked: bool) -> Any:  # noqa: ANN401
    """The Struct a careful user of msgspec would write for a model: the same fields and types, nothing else."""
    name = plan.kind.__name__
    if name not in known:
        members = [(field.wire, _plain_type(field, known, gc_tracked=gc_tracked), None) for field in plan.fields]
        known[name] = msgspec.defstruct(name, members, gc=gc_tracked)
    return known[name]


def _plain_type(field: Field, known: dict[str, Any], *, gc_tracked: bool) -> Any:  # noqa: ANN401
    if field.kind is not None:
        inner = _plain(plan_of(field.kind), known, gc_tracked=gc_tracked)
    else:
        inner = str if field.form is KEY or field.form is None else field.form.accepts
    return (list[inner] if field.many else inner) | None


def _pydantic(plan: Plan, known: dict[str, Any], extra: Literal["allow", "ignore"]) -> Any:  # noqa: ANN401
    name = plan.kind.__name__
    if name not in known:
        members: dict[str, Any] = {}
        for field in plan.fields:
            if field.kind is not None:
                inner = _pydantic(plan_of(field.kind), known, extra)
            else:
                inner = str if field.form is KEY or field.form is None else _python_type(field.form.accepts)
            kind = (list[inner] if field.many else inner) | None
            members[field.name] = (kind, pydantic.Field(None, alias=field.wire))
        known[name] = pydantic.create_model(name, __config__=pydantic.ConfigDict(extra=extra), **members)
    return known[name]


def _pydantic_answer(plan: Plan, extra: Literal["allow", "ignore"]) -> Any:  # noqa: ANN401
    inner = pydantic.create_model("QueryResponse", Customer=(list[_pydantic(plan, {}, extra)], ...))
    return pydantic.create_model("Answer", QueryResponse=(inner, ...))


def _python_type(accepts: Any) -> Any:  # noqa: ANN401
    # The Struct's check for a zone, in pydantic's words.
    return pydantic.AwareDatetime if hasattr(accepts, "__metadata__") else accepts


def _envelope(record: Any) -> Any:  # noqa: ANN401
    inner = msgspec.defstruct("QueryResponse", [("Customer", list[record], msgspec.field(default_factory=list))])
    return msgspec.json.Decoder(msgspec.defstruct("Answer", [("QueryResponse", inner)]))


def _touch(record: object, names: dict[type, tuple[str, ...]]) -> None:
    """Read every field of a record and of the records in it."""
    for name in names[type(record)]:
        value = getattr(record, name)
        if value.__class__ in names:
            _touch(value, names)
        elif value.__class__ in (tuple, list):
            for item in value:
                _touch(item, names)


def _models(kind: type[Record]) -> set[type[Record]]:
    """Return a model and all models that it holds."""
    return {kind}.union(*(_models(field.kind) for field in plan_of(kind).fields if field.kind is not None))


def _ways(body: bytes) -> dict[str, Callable[[], Any]]:
    plan = plan_of(Customer)
    structs: dict[str, Any] = {}
    plain = _envelope(_plain(plan, structs, gc_tracked=True))
    in_structs = {kind: kind.__struct_fields__ for kind in structs.values()}
    in_records = {kind: tuple(field.name for field in plan_of(kind).fields) for kind in _models(Customer)}
    untracked = _envelope(_plain(plan, {}, gc_tracked=False))
    keeping, dropping = _pydantic_answer(plan, "allow"), _pydantic_answer(plan, "ignore")
    some = ("id", "sync_token", "display_name", "balance", "active", "company_name")

    def some_touched() -> None:
        for record in decode_list(Customer, body, PATH):
            for name in some:
                getattr(record, name)
            _ = record.bill_addr and record.bill_addr.city
            _ = record.primary_email_addr and record.primary_email_addr.address

    return {
        "msgspec, plain Structs": lambda: plain.decode(body),
        "msgspec, plain Structs, every field read": lambda: [
            _touch(record, in_structs) for record in plain.decode(body).QueryResponse.Customer
        ],
        "msgspec, Structs without gc": lambda: untracked.decode(body),
        "crosstie, records": lambda: decode_list(Customer, body, PATH),
        "crosstie, records, 10 fields read": some_touched,
        "crosstie, records, every field read": lambda: [
            _touch(record, in_records) for record in decode_list(Customer, body, PATH)
        ],
        "crosstie, records, extra read": lambda: [record.extra for record in decode_list(Customer, body, PATH)],
        "crosstie, heads": lambda: heads(Customer, body, PATH),
        "json.loads (no types)": lambda: json.loads(body),
        "pydantic, unknown fields kept": lambda: keeping.model_validate_json(body),
        "pydantic, unknown fields dropped": lambda: dropping.model_validate_json(body),
        "python-quickbooks, from_json": lambda: [
            QuickbooksCustomer.from_json(member) for member in json.loads(body)["QueryResponse"]["Customer"]
        ],
    }


_LIMITS = {"crosstie, records": 2.5}
_SLOW = ("pydantic", "python-quickbooks")


def measure(turns: int = 40) -> list[Row]:
    """Measure all ways in turns."""
    body = page()
    ways = _ways(body)
    best = dict.fromkeys(ways, float("inf"))
    for turn in range(turns):
        for name, way in ways.items():
            if name.startswith(_SLOW) and turn % 4:
                continue
            started = time.process_time()
            kept = way()
            best[name] = min(best[name], time.process_time() - started)
            del kept
    floor = best["msgspec, plain Structs"]
    return [Row(name, took * 1e3, took / floor, _LIMITS.get(name)) for name, took in best.items()]


def sizes() -> dict[str, float]:
    """Measure what a record weighs: bytes held, and objects the garbage collector has to look at."""
    body = page()
    decode_list(Customer, body, PATH)
    gc.collect()
    tracked = len(gc.get_objects())
    tracemalloc.start()
    records = decode_list(Customer, body, PATH)
    held = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    gc.collect()
    return {
        "page, bytes": len(body),
        "held per record, bytes": held / len(records),
        "tracked objects per record": (len(gc.get_objects()) - tracked) / len(records),
    }


def main() -> int:
    """Print the table; fail when a promise is not kept."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--turns", type=int, default=40)
    arguments.add_argument("--json", type=Path)
    options = arguments.parse_args()
    rows, weights = measure(options.turns), sizes()
    for row in rows:
        promise = f"  limit {row.limit}" if row.limit else ""
        print(f"{row.name:42} {row.milliseconds:9.2f} ms  {row.ratio:7.2f} x{promise}")
    for name, value in weights.items():
        print(f"{name:42} {value:9.2f}")
    if options.json:
        options.json.write_text(json.dumps({"rows": [attrs.asdict(row) for row in rows], "sizes": weights}, indent=2))
    ours = next(row for row in rows if row.name == "crosstie, records")
    slower = [row.name for row in rows if row.name.startswith(_SLOW) and row.milliseconds < 3 * ours.milliseconds]
    broken = [row.name for row in rows if row.limit and row.ratio > row.limit]
    for name in (*broken, *slower):
        print(f"promise not kept: {name}")
    return 1 if broken or slower else 0


if __name__ == "__main__":
    sys.exit(main())

"""Two-way sync: pairs, field mapping, matching, three-way merge, conflicts, plans and reports.

from crosstie import sync

pair = sync.Pair(
    "customers",
    left=qbo.customers,
    right=sync.SqlTable(database, customers),
    match=["email"],
    fields=[
        sync.both("display_name", "name"),
        sync.both("primary_email_addr.address", "email", as_=sync.email),
    ],
    conflicts=sync.newest(),
)
engine = sync.Engine(storage)
print(engine.plan(pair, tenant="acme"))
report = engine.run(pair, tenant="acme")
"""

from __future__ import annotations

import importlib
from importlib.util import find_spec
from typing import TYPE_CHECKING

from crosstie.errors import MissingExtra
from crosstie.sync.canonical import (
    Form,
    Unfit,
    code,
    day,
    email,
    flag,
    instant,
    money,
    phone,
    phone_digits,
    text,
    whole,
    words,
)
from crosstie.sync.conflicts import APART, Apart, Choice, Chosen, Clash, LinkTo, Policy, ask, left, newest, right
from crosstie.sync.endpoint import (
    Abilities,
    AtDate,
    AtTime,
    AtToken,
    BatchEndpoint,
    Change,
    ChangePage,
    Creation,
    Endpoint,
    Feed,
    HasEndpoint,
    Position,
    Revision,
    Scanned,
    Shape,
    State,
    Values,
)
from crosstie.sync.engine import Engine
from crosstie.sync.engine_async import AsyncEngine
from crosstie.sync.events import BatchSettled, PageRead, RunBegan, RunEnded
from crosstie.sync.mapping import (
    Converter,
    Field,
    Initial,
    both,
    computed,
    convert,
    left_owns,
    on_create,
    ref,
    right_owns,
    table,
)
from crosstie.sync.matching import Exact, exact
from crosstie.sync.pair import Pair
from crosstie.sync.plan import FieldChange, Plan, Step
from crosstie.sync.report import Altered, Counts, Notice, RecordError, Report, Skip, Unheld
from crosstie.sync.resolving import Resolution
from crosstie.sync.run.context import Settings
from crosstie.sync.sides import SIDES, Side, other
from crosstie.sync.status import Standing, SyncStatus

if TYPE_CHECKING:
    from crosstie.sync.sql_table import SqlTable
    from crosstie.sync.sql_table_async import AsyncSqlTable

__all__ = [
    "APART",
    "SIDES",
    "Abilities",
    "Altered",
    "Apart",
    "AsyncEngine",
    "AsyncSqlTable",
    "AtDate",
    "AtTime",
    "AtToken",
    "BatchEndpoint",
    "BatchSettled",
    "Change",
    "ChangePage",
    "Choice",
    "Chosen",
    "Clash",
    "Converter",
    "Counts",
    "Creation",
    "Endpoint",
    "Engine",
    "Exact",
    "Feed",
    "Field",
    "FieldChange",
    "Form",
    "HasEndpoint",
    "Initial",
    "LinkTo",
    "Notice",
    "PageRead",
    "Pair",
    "Plan",
    "Policy",
    "Position",
    "RecordError",
    "Report",
    "Resolution",
    "Revision",
    "RunBegan",
    "RunEnded",
    "Scanned",
    "Settings",
    "Shape",
    "Side",
    "Skip",
    "SqlTable",
    "Standing",
    "State",
    "Step",
    "SyncStatus",
    "Unfit",
    "Unheld",
    "Values",
    "ask",
    "both",
    "code",
    "computed",
    "convert",
    "day",
    "email",
    "exact",
    "flag",
    "instant",
    "left",
    "left_owns",
    "money",
    "newest",
    "on_create",
    "other",
    "phone",
    "phone_digits",
    "ref",
    "right",
    "right_owns",
    "table",
    "text",
    "whole",
    "words",
]

_TABLES = {"SqlTable": "crosstie.sync.sql_table", "AsyncSqlTable": "crosstie.sync.sql_table_async"}


def __getattr__(name: str) -> object:
    """Load the tables when they are asked for: they need SQLAlchemy, and the rest does not."""
    home = _TABLES.get(name)
    if home is None:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    if find_spec("sqlalchemy") is None:
        message = f"{name} needs SQLAlchemy."
        raise MissingExtra(message, advice='Install it: pip install "crosstie[sql]".')
    found: object = getattr(importlib.import_module(home), name)
    return found

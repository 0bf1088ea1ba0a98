"""Two-way sync between a simulated NetSuite account and a side in memory, against every order of events."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, settings

from crosstie import SessionManager, sync
from crosstie.core.endpoint import State
from crosstie.core.exchange import RetryPolicy
from crosstie.errors import CredentialsRejected, Invalid, ServerFault
from crosstie.storage.memory import MemoryStorage
from crosstie.systems import netsuite
from crosstie.testing.clock import FakeClock
from crosstie.testing.faults import Answer, Timeout
from crosstie.testing.memory_endpoint import MemoryEndpoint
from crosstie.testing.netsuite import (
    ACCOUNT,
    CONSUMER_KEY,
    CONSUMER_SECRET,
    TOKEN_ID,
    TOKEN_SECRET,
    NetSuiteRules,
    NetSuiteSimulator,
)
from crosstie.testing.shelf import Operation, lost_answer
from crosstie.testing.sync_machine import SyncMachine
from crosstie.testing.sync_world import FIELDS, TENANT, Disturbance, Manners, Seen, World

ROUTES: Mapping[Operation, str] = {
    "changes": "POST suiteql",
    "find": "POST suiteql",
    "read": "GET customer/{id}",
    "create": "PUT customer/{eid}",
    "update": "PATCH customer/{id}",
}
WIRE: Mapping[str, str] = {"name": "companyName", "email": "email", "city": "comments", "code": "phone"}


class AccountWorld:
    """A NetSuite account in California on the left, a side in memory on the right."""

    def __init__(self) -> None:
        """Connect both, empty."""
        # Within the first of the two hours that are both one o'clock in California.
        self.clock = FakeClock(datetime(2026, 11, 1, 8, 20, tzinfo=UTC))
        rules = NetSuiteRules(zone=ZoneInfo("America/Los_Angeles"))
        self.account = NetSuiteSimulator(clock=self.clock, rules=rules, keep=100_000)
        self.shelf = Manners(honours_keys=True).shelf("right", self.clock)
        sessions = SessionManager(
            MemoryStorage(),
            [netsuite.App(now=self.clock.now)],
            transport=self.account.transport(),
            clock=self.clock,
        )
        connection = sessions.connect(
            "netsuite",
            tenant=TENANT,
            account=ACCOUNT,
            consumer_key=CONSUMER_KEY,
            consumer_secret=CONSUMER_SECRET,
            token_id=TOKEN_ID,
            token_secret=TOKEN_SECRET,
        )
        # One attempt, so that a fault strikes a call and not only the first try of it.
        client = netsuite.Client(sessions, connection).with_options(retry=RetryPolicy(attempts=1))
        self.pair = sync.Pair(
            "customers",
            left=client.customers,
            right=MemoryEndpoint(self.shelf, tenant=TENANT),
            match=["email"],
            fields=[
                sync.both("company_name", "name", named="name"),
                sync.both("email", "email", as_=sync.email),
                sync.both("comments", "city", named="city"),
                sync.both("phone", "code", named="code"),
                sync.on_create("subsidiary.id", "1", side="left"),
            ],
            conflicts=sync.ask(),
        )

    def rows(self, side: sync.Side) -> Mapping[str, Seen]:
        """Return every customer of a side."""
        if side == "left":
            return {
                one["id"]: Seen(
                    values={field: one.get(WIRE[field]) for field in FIELDS},
                    state="inactive" if one["isInactive"] else "live",
                )
                for one in self.account.records("customer")
            }
        rows = self.shelf.rows.items()
        return {name: Seen(values=row.values, state=row.state) for name, row in rows if row.state != "deleted"}

    def add(self, side: sync.Side, values: Mapping[str, Any], late: float) -> str:
        """Make a customer as a person does; the account sets the time itself."""
        if side == "right":
            return self.shelf.add(values, at=self.clock.now() - timedelta(seconds=late))
        fields = {WIRE[field]: value for field, value in values.items() if value is not None}
        return str(self.account.add("customer", {**fields, "subsidiary": {"id": "1"}})["id"])

    def edit(self, side: sync.Side, record_id: str, field: str, value: str | None) -> None:
        """Change a customer as a person does."""
        if side == "left":
            self.account.edit("customer", record_id, {WIRE[field]: value})
        else:
            self.shelf.edit(record_id, {field: value})

    def switch(self, side: sync.Side, record_id: str, state: State) -> bool:
        """Delete a customer, switch it off or on."""
        if side == "right":
            self.shelf.set_state(record_id, state)
        elif state == "deleted":
            self.account.remove("customer", record_id)
        else:
            self.account.edit("customer", record_id, {"isInactive": state == "inactive"})
        return True

    def writes(self) -> int:
        """Return how many writes sync has made."""
        return self.account.count("PUT*") + self.account.count("PATCH*") + self.shelf.count("create", "update")

    def disturb(self, side: sync.Side, what: Disturbance, operation: Operation, times: int) -> None:
        """Let the next calls go wrong."""
        after_effect = what == "lost after"
        if side == "right":
            error = {"no session": CredentialsRejected, "refused": Invalid, "down": ServerFault}.get(what, lost_answer)
            self.shelf.fail(operation, error, times=times, after_effect=after_effect)
            return
        status = {"no session": 401, "refused": 400, "down": 503}.get(what)
        fault = Timeout(after_effect=after_effect) if status is None else Answer(status=status)
        self.account.faults.add(fault, route=ROUTES[operation], times=times)

    def interfere(self, side: sync.Side, record_id: str, name: str) -> bool:
        """Leave that to the sides in memory: NetSuite checks no versions."""
        del side, record_id, name
        return False

    def interfered(self) -> Mapping[tuple[sync.Side, str], str]:
        """Return nothing: nobody interfered."""
        return {}

    def disturbed(self) -> bool:
        """Tell whether calls still wait to go wrong."""
        waiting = [rule for rule in self.account.faults._rules if rule.seen < rule.nth + (rule.times or 0) - 1]
        return bool(waiting or self.shelf.faults)

    def calm(self) -> None:
        """Let nothing go wrong any more."""
        self.account.faults.clear()
        self.shelf.faults.clear()


class NetSuiteAndMemory(SyncMachine):
    """Customers between an account that tells times to the minute in a zone of its own, and a side with versions."""

    def world_of(self) -> World:
        """Return both sides."""
        return AccountWorld()


def test_the_invariants_hold_between_netsuite_and_a_side_in_memory() -> None:
    """Converges, Quiet, No lost update, No duplicate, No gap and No echo hold through the real client."""
    profile = settings.default or settings()
    case = NetSuiteAndMemory.TestCase
    case.settings = settings(
        profile,
        max_examples=max(30, profile.max_examples // 4),
        stateful_step_count=30,
        suppress_health_check=list(HealthCheck),
    )
    case("runTest").runTest()

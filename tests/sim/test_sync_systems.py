"""Two-way sync between the simulated RFMS and QuickBooks, through their real clients, against every order of events."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from hypothesis import HealthCheck, settings

from crosstie import SessionManager, sync
from crosstie.core.endpoint import State
from crosstie.core.messages import Request, Response
from crosstie.storage.memory import MemoryStorage
from crosstie.systems import quickbooks, rfms
from crosstie.testing.clock import FakeClock
from crosstie.testing.faults import Answer, Timeout
from crosstie.testing.quickbooks import CLIENT_ID, CLIENT_SECRET, QuickBooksSimulator
from crosstie.testing.reading import path_of
from crosstie.testing.rfms import RfmsSimulator
from crosstie.testing.rfms.customers import created
from crosstie.testing.rfms.wire import Body
from crosstie.testing.shelf import Operation
from crosstie.testing.sync_machine import SyncMachine
from crosstie.testing.sync_world import TENANT, Disturbance, Seen, World

RFMS_ROUTES: Mapping[Operation, str] = {
    "changes": "POST customers/find/advanced",
    "find": "POST customers/find",
    "read": "GET customer/{id}",
    "create": "POST customer",
    "update": "POST customer",
}
BOOKS_ROUTES: Mapping[Operation, str] = {
    "changes": "GET query",
    "find": "GET query",
    "read": "GET query",
    "create": "POST customer",
    "update": "POST batch",
}


class Fork:
    """One transport for both systems, by host."""

    def __init__(self, store: RfmsSimulator, books: QuickBooksSimulator) -> None:
        """Put both behind it."""
        self._store, self._books = store.transport(), books.transport()

    def send(self, request: Request, *, timeout: float) -> Response:
        """Send to the system whose address it is."""
        side = self._store if "//rfms." in request.url else self._books
        return side.send(request, timeout=timeout)


def is_creation(request: Request) -> bool:
    """Tell a new RFMS customer from a changed one: the call is the same."""
    return path_of(request).rstrip("/").endswith("customer") and b'"customerId"' not in request.body


def book_fields(field: str, value: str | None) -> dict[str, Any]:
    """Return a field as QuickBooks spells it."""
    return {
        "name": {"DisplayName": value},
        "email": {"PrimaryEmailAddr": {"Address": value}} if value else {},
        "city": {"BillAddr": {"City": value or ""}},
        "code": {"PrimaryPhone": {"FreeFormNumber": value}},
    }[field]


def store_fields(field: str, value: str | None) -> dict[str, Any]:
    """Return a field as RFMS spells it."""
    return {
        "name": {"customerAddress": {"lastName": value}},
        "email": {"email": value or ""},
        "city": {"customerAddress": {"city": value or ""}},
        "code": {"phone1": value},
    }[field]


def merged(parts: list[dict[str, Any]]) -> dict[str, Any]:
    """Merge the fields of a new record."""
    whole: dict[str, Any] = {}
    for part in parts:
        for key, value in part.items():
            whole[key] = {**whole.get(key, {}), **value} if isinstance(value, dict) else value
    return whole


class SystemsWorld:
    """An RFMS store on the left, a QuickBooks company on the right."""

    def __init__(self) -> None:
        """Connect both, empty."""
        self.clock = FakeClock()
        self.store, self.books = RfmsSimulator(clock=self.clock), QuickBooksSimulator(clock=self.clock)
        app = quickbooks.App.for_base("https://qb.example.com", client_id=CLIENT_ID, client_secret=CLIENT_SECRET)
        sessions = SessionManager(
            MemoryStorage(),
            [rfms.App(base_url="https://rfms.example.com/v2"), app],
            transport=Fork(self.store, self.books),
            clock=self.clock,
        )
        rules = self.store.rules
        store = sessions.connect("rfms", tenant=TENANT, store_queue=rules.store_queue, api_key=rules.api_key)
        start = sessions.authorize("quickbooks", tenant=TENANT)
        answer = self.books.handle(_get(start.url))
        books = sessions.complete(start, answer.headers["location"])
        self.pair = sync.Pair(
            "customers",
            left=rfms.Client(sessions, store).customers,
            right=quickbooks.Client(sessions, books).customers,
            match=["email"],
            fields=[
                sync.both("customer_address.last_name", "display_name", named="name"),
                sync.both("email", "primary_email_addr.address", as_=sync.email, named="email"),
                sync.both("customer_address.city", "bill_addr.city", named="city"),
                sync.both("phone1", "primary_phone.free_form_number", as_=sync.phone_digits, named="code"),
                sync.on_create("customer_type", "RESIDENTIAL", side="left"),
            ],
            conflicts=sync.ask(),
        )

    def rows(self, side: sync.Side) -> Mapping[str, Seen]:
        """Return every customer of a side."""
        if side == "left":
            return {
                str(one.id): Seen(
                    values={
                        "name": one.sold_to.last_name,
                        "email": one.email,
                        "city": one.sold_to.city,
                        "code": one.phone1,
                    }
                )
                for one in self.store.store.customers
            }
        return {
            str(one["Id"]): Seen(
                values={
                    "name": one["DisplayName"],
                    "email": one.get("PrimaryEmailAddr", {}).get("Address"),
                    "city": one.get("BillAddr", {}).get("City"),
                    "code": one.get("PrimaryPhone", {}).get("FreeFormNumber"),
                },
                state="live" if one.get("Active", True) else "inactive",
            )
            for one in self.books.records("Customer")
        }

    def add(self, side: sync.Side, values: Mapping[str, Any], late: float) -> str:
        """Make a customer as a person does; these systems set the time themselves."""
        del late
        given = {field: value for field, value in values.items() if value is not None}
        if side == "right":
            return str(self.books.add("Customer", merged([book_fields(*item) for item in given.items()]))["Id"])
        body = {"customerType": "RESIDENTIAL", **merged([store_fields(*item) for item in given.items()])}
        customers = self.store.store.customers
        return str(customers.put(created(self.store.store, Body(body))).id)

    def edit(self, side: sync.Side, record_id: str, field: str, value: str | None) -> None:
        """Change a customer as a person does."""
        if side == "right":
            self.books.edit("Customer", record_id, book_fields(field, value))
        else:
            self.store.edit_customer(int(record_id), store_fields(field, value))

    def switch(self, side: sync.Side, record_id: str, state: State) -> bool:
        """Switch a customer of QuickBooks off or on; RFMS does not tell, and neither deletes."""
        if side == "left" or state == "deleted":
            return False
        name = str(self.books.read("Customer", record_id)["DisplayName"]).removesuffix(" (deleted)")
        self.books.edit("Customer", record_id, {"Active": state == "live", "DisplayName": name})
        return True

    def writes(self) -> int:
        """Return how many writes sync has made."""
        return self.store.count("POST customer") + self.books.count("POST customer") + self.books.count("POST batch")

    def disturb(self, side: sync.Side, what: Disturbance, operation: Operation, times: int) -> None:
        """Let the next calls go wrong."""
        faults = self.store.faults if side == "left" else self.books.faults
        routes = RFMS_ROUTES if side == "left" else BOOKS_ROUTES
        when = None
        if side == "left" and operation in {"create", "update"}:
            when = is_creation if operation == "create" else lambda request: not is_creation(request)
        match what:
            case "no session":
                # Refused, renewed, and refused again.
                faults.add(Answer(status=403 if side == "left" else 401), route=routes[operation], when=when, times=2)
            case "lost before" | "lost after":
                faults.add(Timeout(after_effect=what == "lost after"), route=routes[operation], when=when, times=times)
            case "refused":
                # Not the refusal with status 200 of RFMS: for a read, that says that there is no such customer.
                faults.add(Answer(status=400), route=routes[operation], when=when, times=times)
            case "down":
                faults.add(Answer(status=503), route=routes[operation], when=when, times=times)

    def interfere(self, side: sync.Side, record_id: str, name: str) -> bool:
        """Leave that to the sides in memory."""
        del side, record_id, name
        return False

    def interfered(self) -> Mapping[tuple[sync.Side, str], str]:
        """Return nothing: nobody interfered."""
        return {}

    def disturbed(self) -> bool:
        """Tell whether calls still wait to go wrong."""
        return any(rule.seen < rule.nth + (rule.times or 0) - 1 for rule in self._rules())

    def calm(self) -> None:
        """Let nothing go wrong any more."""
        self.store.faults.clear()
        self.books.faults.clear()

    def _rules(self) -> list[Any]:
        return [*self.store.faults._rules, *self.books.faults._rules]


def _get(url: str) -> Request:
    address, _, query = url.partition("?")
    return Request(method="GET", url=address, params=tuple(parse_qsl(query)))


class RfmsAndQuickBooks(SyncMachine):
    """Customers between a store that can only be listed and a company with change times and versions."""

    def world_of(self) -> World:
        """Return both systems."""
        return SystemsWorld()


def test_the_invariants_hold_between_rfms_and_quickbooks() -> None:
    """Converges, Quiet, No lost update, No duplicate, No gap and No echo hold through the real clients too."""
    profile = settings.default or settings()
    case = RfmsAndQuickBooks.TestCase
    case.settings = settings(
        profile,
        max_examples=max(50, profile.max_examples // 4),
        stateful_step_count=30,
        suppress_health_check=list(HealthCheck),
    )
    case("runTest").runTest()

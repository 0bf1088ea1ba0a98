"""The RFMS simulator: the machine that the other modules are parts of, and what a test can do behind its back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final

from crosstie.core.messages import Request, Response
from crosstie.errors import UsageError
from crosstie.testing.clock import MovableClock
from crosstie.testing.faults import Answer
from crosstie.testing.reading import header_of, path_of
from crosstie.testing.rfms import (
    attachments,
    customers,
    documents,
    edits,
    jobs,
    lookups,
    opportunities,
    payments,
    products,
    unplayed,
)
from crosstie.testing.rfms.paperwork import Document
from crosstie.testing.rfms.records import Customer, Opportunity
from crosstie.testing.rfms.routing import Route, Router, covers
from crosstie.testing.rfms.rules import RfmsRules
from crosstie.testing.rfms.seeds import composed_customer, composed_order, composed_product
from crosstie.testing.rfms.store import Store
from crosstie.testing.rfms.tokens import Sessions
from crosstie.testing.rfms.waiting import Effect, WaitingRoom
from crosstie.testing.rfms.wire import (
    Body,
    Call,
    RefusedError,
    Reply,
    empty,
    encode,
    message,
    page_not_found,
    read_body,
)
from crosstie.testing.simulator import Simulator

__all__ = ["RfmsSimulator"]


def _begin(_store: Store, _call: Call) -> Reply:
    # In the table for its name and verb only: credentials are looked at before any handler is called.
    return empty(403)


_BEGIN: Final = Route("POST", "session/begin", "S", _begin)
_ROUTER: Final = Router(
    (
        _BEGIN,
        *customers.ROUTES,
        *documents.ROUTES,
        *jobs.ROUTES,
        *lookups.ROUTES,
        *products.ROUTES,
        *opportunities.ROUTES,
        *payments.ROUTES,
        *attachments.ROUTES,
        *unplayed.ROUTES,
    )
)
# Session begin and the customer value lists are answered by the cloud; they never wait for the store (1.2, table 6).
_NEVER_WAITS: Final = frozenset({_BEGIN.name, "GET customers"})


class RfmsSimulator(Simulator):
    """One simulated RFMS store behind ``/v2``, with the vendor's rules and quirks.

    Routes are named by verb and path, such as ``POST customer`` or ``GET order/{number}``; ``unknown`` is any other.

    Args:
        clock: The time it lives by.
        rules: Credentials, tier, and what the vendor leaves open.
        keep: How many of the latest calls the log keeps.

    Attributes:
        store: The records; tests may look, and change them through the methods below.
    """

    def __init__(self, *, clock: MovableClock | None = None, rules: RfmsRules | None = None, keep: int = 1000) -> None:
        """Begin with an empty store."""
        super().__init__(clock=clock, keep=keep)
        self.store: Store = Store(rules=rules if rules is not None else RfmsRules(), clock=self.clock)
        self._sessions = Sessions(self.clock)
        self._waiting = WaitingRoom()

    # -- the machine ---------------------------------------------------------------------------------------------------

    def route_of(self, request: Request) -> str:
        """Name the endpoint, or ``unknown``."""
        try:
            return _ROUTER.find(request.method, path_of(request))[0].name
        except RefusedError:
            return "unknown"

    def answer(self, request: Request) -> Response:
        """Carry out one call."""
        try:
            reply = self._reply(request)
        except RefusedError as refusal:
            reply = refusal.reply
        return encode(reply)

    def _reply(self, request: Request) -> Reply:
        route, values = _ROUTER.find(request.method, path_of(request))
        if route is _BEGIN:
            return self._sessions.begin(self.rules, request)
        self._sessions.admit(self.rules, request)
        if not covers(self.rules.tier, route.tier):
            self._sessions.refusals["tier"] += 1
            raise self.store.above_tier()
        message_id = header_of(request, "messageid")
        if message_id is not None:
            return self._waiting.resume(self.rules, route.name, message_id, has_body=bool(request.body))
        query: Mapping[str, object] = dict(request.params)
        call = Call(path=values, query=Body(query), body=read_body(request), headers=request.headers)
        return self._waiting.answer(self.rules, route.name, lambda: route.handle(self.store, call))

    def refusal(self, fault: Answer) -> Response:
        """Answer a fault as RFMS would: refusals are empty, unknown paths a page, the rest ``{"Message": ...}``."""
        if fault.body is not None:
            return Response(status=fault.status, headers={"content-type": "application/json"}, body=fault.body)
        if fault.status in {401, 403}:
            return encode(empty(fault.status))
        if fault.status == 404:  # noqa: PLR2004 - not found
            return encode(page_not_found())
        return encode(message(fault.status, "An error has occurred."))

    # -- sessions ------------------------------------------------------------------------------------------------------

    @property
    def rules(self) -> RfmsRules:
        """The rules it plays by; assign others to change them in the middle of a test."""
        return self.store.rules

    @rules.setter
    def rules(self, rules: RfmsRules) -> None:
        self.store.rules = rules

    @property
    def sessions_begun(self) -> int:
        """How many sessions were begun."""
        return self._sessions.begun

    @property
    def sessions_alive(self) -> int:
        """How many tokens would be accepted now."""
        return self._sessions.alive(self.rules)

    @property
    def refusals(self) -> Counter[str]:
        """How many calls were refused: ``credentials``, ``unauthenticated``, ``expired``, ``tier``."""
        return Counter(self._sessions.refusals)

    def expire_sessions(self) -> int:
        """End every token now; returns how many there were."""
        with self._lock:
            return self._sessions.expire_all()

    # -- what is to happen ---------------------------------------------------------------------------------------------

    def hold(self, route: str, *, times: int = 1, polls: int = 0, effect: Effect = "at_once") -> None:
        """Let the next calls of a route be answered with ``waiting`` (1.6).

        Args:
            route: The route as it is named in the log, such as ``POST payment``.
            times: How many calls.
            polls: How many resumptions of each are still answered with ``waiting``.
            effect: Whether the store carries the call out at once, or when it is resumed; once in either case.

        Raises:
            UsageError: There is no such route, or it never waits.
        """
        if route not in {known.name for known in _ROUTER.routes} - _NEVER_WAITS or times < 1 or polls < 0:
            text = f"{route} cannot wait {times} times with {polls} polls."
            raise UsageError(text, advice="Name a route as the log does, such as 'POST order/create'.")
        with self._lock:
            self._waiting.order(route, times=times, polls=polls, effect=effect)

    @property
    def message_ids(self) -> tuple[str, ...]:
        """The message ids of everything that ever waited."""
        return self._waiting.message_ids

    def spoil_saves(self, times: int = 1) -> None:
        """Let the next customer saves, carried out all the same, answer with an id of 0 (3.1)."""
        with self._lock:
            self.store.spoilt_saves += times

    # -- records behind the API's back ---------------------------------------------------------------------------------

    def seed(self, customers: int) -> None:
        """Add so many composed customers, the same ones every time."""
        with self._lock:
            for place in range(len(self.store.customers), len(self.store.customers) + customers):
                self.store.customers.put(composed_customer(self.store, place))

    def seed_products(self, products: int) -> None:
        """Add so many composed products, the same ones every time."""
        with self._lock:
            for place in range(len(self.store.products), len(self.store.products) + products):
                self.store.products.put(composed_product(self.store, place))

    def seed_orders(self, orders: int) -> None:
        """Add so many composed orders, spread over the customers there are.

        Raises:
            UsageError: There is no customer yet.
        """
        with self._lock:
            buyers = tuple(self.store.customers)
            if not buyers:
                text = "There is no customer to compose orders for."
                raise UsageError(text, advice="Call seed() first.")
            for place in range(len(self.store.documents), len(self.store.documents) + orders):
                self.store.put_document(composed_order(self.store, buyers[place % len(buyers)], place))

    def edit_customer(self, customer_id: int, fields: Mapping[str, object]) -> Customer:
        """Edit a customer in the store, merging fields of the shape that save takes.

        Besides those, ``phone3``, ``notes`` and ``active`` can be edited here, which the API cannot.

        Raises:
            UsageError: There is no such customer.
        """
        with self._lock:
            return edits.edit_customer(self.store, customer_id, fields)

    def edit_document(self, number: str, fields: Mapping[str, object]) -> Document:
        """Edit a quote or order in the store, with fields of the shape that update takes.

        Besides those, ``voided``, ``status``, ``billedDate`` and ``deliveryDate`` can be edited here.

        Raises:
            UsageError: There is no such document.
        """
        with self._lock:
            return edits.edit_document(self.store, number, fields)

    def open_opportunity(self, customer_id: int) -> Opportunity:
        """Open an opportunity for a customer in the CRM.

        Raises:
            UsageError: There is no such customer.
        """
        with self._lock:
            return edits.open_opportunity(self.store, customer_id)

    def move_opportunity(self, opportunity_id: str, stage: str) -> Opportunity:
        """Put an opportunity into another stage.

        Raises:
            UsageError: There is no such opportunity or stage.
        """
        with self._lock:
            return edits.move_opportunity(self.store, opportunity_id, stage)

"""The SuiteDash simulator: keys, the monthly allowance, the sixteen operations, and what people do in the product."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import attrs

from crosstie.core.messages import Request, Response
from crosstie.errors import UsageError
from crosstie.testing.clock import MovableClock
from crosstie.testing.faults import Answer
from crosstie.testing.reading import header_of, path_of
from crosstie.testing.simulator import Simulator
from crosstie.testing.suitedash.account import Account, Stored
from crosstie.testing.suitedash.api import PREFIX, Call, find_route, perform, takes_dummy
from crosstie.testing.suitedash.fields import CustomField, Kind
from crosstie.testing.suitedash.rules import DUMMY_PUBLIC_ID, DUMMY_SECRET, SuiteDashRules
from crosstie.testing.suitedash.seeds import composed_company, composed_contact, composed_project
from crosstie.testing.suitedash.shapes import shown
from crosstie.testing.suitedash.wire import Json, RefusedError, page_of_html

__all__ = ["SuiteDashSimulator"]

_WORDS = {401: "Unauthorized", 404: "Page not found", 405: "Method Not Allowed", 429: "Monthly request limit reached"}


class SuiteDashSimulator(Simulator):
    """One simulated SuiteDash account behind ``/secure-api``, with the vendor's rules and quirks.

    Routes are named by verb and path, such as ``POST contact`` or ``GET contact/{identifier}``; ``unknown`` is any
    other.

    Args:
        clock: The time it lives by.
        rules: Keys, allowance, and what the vendor leaves open.
        keep: How many of the latest calls the log keeps.

    Attributes:
        account: The records; tests may look, and change them through the methods below.
    """

    def __init__(
        self, *, clock: MovableClock | None = None, rules: SuiteDashRules | None = None, keep: int = 1000
    ) -> None:
        """Begin with an empty account."""
        super().__init__(clock=clock, keep=keep)
        self.account: Account = Account(self.clock, rules if rules is not None else SuiteDashRules())
        self._dummy = Account(self.clock, self.account.rules)
        for place in range(3):
            composed_contact(self._dummy, place)
        self._used: Counter[str] = Counter()

    # -- the machine ---------------------------------------------------------------------------------------------------

    def route_of(self, request: Request) -> str:
        """Name the operation, or ``unknown``."""
        try:
            return find_route(request)[0]
        except RefusedError:
            return "unknown"

    def answer(self, request: Request) -> Response:
        """Carry out one call."""
        if not path_of(request).startswith(PREFIX):
            return page_of_html(404)
        try:
            return self._answer(request)
        except RefusedError as refusal:
            return refusal.response(as_array=self.rules.error_form == "array")

    def _answer(self, request: Request) -> Response:
        self._check_allowance()
        try:
            account = self._admitted(request)
            route, values = find_route(request)
            response = perform(route, Call(account=account, request=request, values=values))
        except RefusedError:
            self._used[self._month()] += self.rules.refused_calls_count
            raise
        self._used[self._month()] += 1
        return response

    def _admitted(self, request: Request) -> Account:
        """Look at the two headers. There is no session: a pair is good, or it never was (0, 1)."""
        pair = header_of(request, "x-public-id"), header_of(request, "x-secret-key")
        if pair == (DUMMY_PUBLIC_ID, DUMMY_SECRET) and takes_dummy(self.route_of(request)):
            return self._dummy
        if pair[0] != self.rules.public_id or pair[1] not in self.rules.secret_keys:
            raise RefusedError(401, "Unauthorized")
        return self.account

    def _check_allowance(self) -> None:
        if self.rules.allowance is not None and self.calls_used >= self.rules.allowance:
            raise RefusedError(429, _WORDS[429])

    def _month(self) -> str:
        return f"{self.clock.now().astimezone(self.rules.month_zone):%Y-%m}"

    def refusal(self, fault: Answer) -> Response:
        """Answer a fault as SuiteDash would; failures of the server itself are pages."""
        if fault.body is not None:
            return Response(status=fault.status, headers={"content-type": "application/json"}, body=fault.body)
        if fault.status >= 500:  # noqa: PLR2004 - the server's own
            return page_of_html(fault.status)
        words = _WORDS.get(fault.status, "A fault was asked for")
        return RefusedError(fault.status, words).response(as_array=False)

    # -- keys and allowance --------------------------------------------------------------------------------------------

    @property
    def rules(self) -> SuiteDashRules:
        """The rules it plays by; assign others to change them in the middle of a test."""
        return self.account.rules

    @rules.setter
    def rules(self, rules: SuiteDashRules) -> None:
        self.account.rules = self._dummy.rules = rules

    def replace_secret(self, *secrets: str) -> None:
        """Revoke every secret key, and make these the good ones."""
        self.rules = attrs.evolve(self.rules, secret_keys=secrets)

    @property
    def calls_used(self) -> int:
        """How many calls count in this month, as the product's own screen shows it (1)."""
        with self._lock:
            return self._used[self._month()]

    def use_up(self, leaving: int = 0) -> None:
        """Let others use the allowance, but for so many calls.

        Raises:
            UsageError: The account has no limit.
        """
        if self.rules.allowance is None:
            message = "This account has no allowance that could be used up."
            raise UsageError(message)
        with self._lock:
            self._used[self._month()] = self.rules.allowance - leaving

    # -- records behind the API's back ---------------------------------------------------------------------------------

    def seed(self, customers: int) -> None:
        """Add so many composed contacts, the same ones every time, a second apart."""
        self._seed("contact", customers)

    def seed_companies(self, companies: int) -> None:
        """Add so many composed companies."""
        self._seed("company", companies)

    def seed_projects(self, projects: int) -> None:
        """Add so many composed projects; the API itself cannot make any (2)."""
        self._seed("project", projects)

    def _seed(self, kind: Kind, number: int) -> None:
        compose = {"contact": composed_contact, "company": composed_company, "project": composed_project}[kind]
        with self._lock:
            before = len(self.account.records(kind))
            for place in range(before, before + number):
                compose(self.account, place)
                self.clock.advance(1)

    def add_custom_field(self, kind: Kind, name: str, type_: str = "text") -> CustomField:
        """Define a field of the account's own: ``text``, ``date``, ``number`` or ``multi_select``."""
        with self._lock:
            field = CustomField(uid=self.account.new_uid("custom"), name=name, type=type_)  # type: ignore[arg-type]
            self.account.custom[kind].append(field)
            return field

    def add_world(self, name: str) -> str:
        """Add a World and return its uid."""
        with self._lock:
            uid = self.account.new_uid("world")
            self.account.worlds[uid] = Stored(uid=uid, values={"name": name}, created=self.clock.now())
            return uid

    def edit(self, kind: Kind, uid: str, fields: Mapping[str, object]) -> Json:
        """Change fields as somebody in the product would, without the API's rules; return the record.

        Raises:
            UsageError: There is no such record.
        """
        with self._lock:
            self._known(kind, uid).values.update(fields)
            return self.read(kind, uid)

    def remove(self, kind: Kind, uid: str) -> None:
        """Delete a record as somebody in the product would; the API cannot.

        Raises:
            UsageError: There is no such record.
        """
        with self._lock:
            self._known(kind, uid)
            del self.account.records(kind)[uid]
            for contact in self.account.contacts.values():
                contact.links = [link for link in contact.links if link != uid]

    def deactivate(self, uid: str) -> None:
        """Switch a contact off.

        Raises:
            UsageError: There is no such contact.
        """
        with self._lock:
            self._known("contact", uid).active = False

    def make_idle(self, uid: str) -> None:
        """Let a company become idle: lists leave it out, but its name stays taken (4).

        Raises:
            UsageError: There is no such company.
        """
        with self._lock:
            self._known("company", uid).idle = True

    def read(self, kind: Kind, uid: str) -> Json:
        """Return a record as a single get would show it.

        Raises:
            UsageError: There is no such record.
        """
        with self._lock:
            return shown(self.account, kind, self._known(kind, uid))

    def uids(self, kind: Kind) -> tuple[str, ...]:
        """Return the uids of a kind, oldest first."""
        with self._lock:
            return tuple(self.account.records(kind))

    def _known(self, kind: Kind, uid: str) -> Stored:
        record = self.account.records(kind).get(uid)
        if record is None:
            message = f"There is no {kind} {uid} in this account."
            raise UsageError(message)
        return record

    # -- counters ------------------------------------------------------------------------------------------------------

    @property
    def mailed(self) -> tuple[str, ...]:
        """The addresses that were sent a portal invitation, oldest first."""
        with self._lock:
            return tuple(self.account.mailed)

    @property
    def writes(self) -> Counter[str]:
        """How many writes took effect, such as ``create contact`` or ``subscribe``."""
        with self._lock:
            return Counter(self.account.writes)

    def audience(self, number: int) -> frozenset[str]:
        """Return the addresses in a marketing audience; 101 and 102 exist."""
        with self._lock:
            return frozenset(self.account.audiences.get(number, ()))

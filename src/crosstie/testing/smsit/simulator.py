"""The SMS-iT simulator: three products behind one object, and what people and phones do.

One :class:`SmsItSimulator` serves all three, by path (and, for the vendor's own hosts, by host):

- ``/apis/…``: the control panel, cloud and decentralized alike (dialects ``cloud`` and ``decentralized``);
- ``/smsgateway/services/…``: the device gateway (dialect ``gateway``);
- ``/api/v2/…``: the CRM (dialect ``crm_v2``).

Keys are ``API_KEY``, ``GATEWAY_KEY`` and ``CRM_KEY``; texts come from ``SENDER``; the groups ``Leads`` and ``Clients``
exist.
"""

from __future__ import annotations

from collections import Counter
from typing import Literal

from crosstie.core.messages import Request, Response
from crosstie.errors import UsageError
from crosstie.testing.clock import MovableClock
from crosstie.testing.faults import Answer
from crosstie.testing.simulator import Simulator
from crosstie.testing.smsit.addresses import Address, address_of
from crosstie.testing.smsit.credits import Chooser, first_of
from crosstie.testing.smsit.crm import Crm, has_key, send_to_contact, unauthenticated
from crosstie.testing.smsit.panel import Appointment, Contact, Panel
from crosstie.testing.smsit.panel_api import LostSave, answer_call, call_of
from crosstie.testing.smsit.rules import SmsItRules
from crosstie.testing.smsit.seeds import GROUPS, composed_contact
from crosstie.testing.smsit.texts import Plan, Received, Text
from crosstie.testing.smsit.wire import answered, page_of_html

__all__ = ["SmsItSimulator"]


class SmsItSimulator(Simulator):
    """One simulated customer of SMS-iT, with an account in each of the three products.

    Routes are named by path, such as ``apis/smscontact`` or ``api/v2/smscontact``; ``unknown`` is any other.

    Args:
        clock: The time it lives by.
        rules: Keys, numbers, and what the vendor leaves open.
        choose: Picks an alternative of a spin text; the first one, if not given.
        keep: How many of the latest calls the log keeps.

    Attributes:
        panel: The control panel's account.
        crm: The CRM's account.
    """

    def __init__(
        self,
        *,
        clock: MovableClock | None = None,
        rules: SmsItRules | None = None,
        choose: Chooser = first_of,
        keep: int = 1000,
    ) -> None:
        """Begin with two empty groups and some credits."""
        super().__init__(clock=clock, keep=keep)
        played = rules if rules is not None else SmsItRules()
        self.panel: Panel = Panel(clock=self.clock, rules=played, choose=choose, groups=list(GROUPS))
        self.crm: Crm = Crm(clock=self.clock, rules=played)
        self._received: list[Received] = []
        self._lost: dict[str, LostSave] = {}

    # -- the machine ---------------------------------------------------------------------------------------------------

    def route_of(self, request: Request) -> str:
        """Name the call, or ``unknown``."""
        address = address_of(request)
        if address is not None and address.surface == "panel":
            name = call_of(address.path)
            return "unknown" if name is None else f"apis/{name}"
        if address == Address("crm", "v2/smscontact"):
            return "api/v2/smscontact"
        return "unknown"

    def answer(self, request: Request) -> Response:
        """Carry out one call."""
        self.panel.catch_up()
        address = address_of(request)
        if address is None or address.surface == "gateway":
            return page_of_html(404)
        if address.surface == "panel":
            return self._answer_panel(address.path, request)
        return self._answer_crm(address.path, request)

    def _answer_panel(self, path: str, request: Request) -> Response:
        name = call_of(path)
        if name is None:
            return page_of_html(404)
        return answer_call(self.panel, name, request, self._lost.pop(name, None))

    def _answer_crm(self, path: str, request: Request) -> Response:
        if path == "v2/smscontact" and request.method == "POST":
            return send_to_contact(self.crm, request) if has_key(self.rules, request) else unauthenticated()
        return answered(404, {"message": "Not found."})

    def refusal(self, fault: Answer) -> Response:
        """Answer a fault: JSON as a Laravel server writes it, or a page for failures of the server itself."""
        if fault.body is not None:
            return Response(status=fault.status, headers={"content-type": "application/json"}, body=fault.body)
        words = {401: "Unauthenticated.", 429: "Too Many Attempts."}.get(fault.status)
        return page_of_html(fault.status) if words is None else answered(fault.status, {"message": words})

    # -- settings ------------------------------------------------------------------------------------------------------

    @property
    def rules(self) -> SmsItRules:
        """The rules it plays by; assign others to change them in the middle of a test."""
        return self.panel.rules

    @rules.setter
    def rules(self, rules: SmsItRules) -> None:
        self.panel.rules = self.crm.rules = rules

    # -- what happened -------------------------------------------------------------------------------------------------

    @property
    def sent(self) -> tuple[Text, ...]:
        """The texts that went out to phones by now, by product, oldest first; with their delivery status."""
        with self._lock:
            self.panel.catch_up()
            now = self.clock.now()
            texts = [self.panel.looked_at(text) for text in self.panel.texts if text.at <= now]
            return (*texts, *self.crm.texts)

    @property
    def planned(self) -> tuple[Plan, ...]:
        """The control panel's scheduled sends that still wait."""
        with self._lock:
            self.panel.catch_up()
            return tuple(self.panel.plans.values())

    @property
    def contacts(self) -> tuple[Contact, ...]:
        """The people in the control panel, oldest first."""
        with self._lock:
            return tuple(self.panel.contacts.values())

    @property
    def appointments(self) -> tuple[Appointment, ...]:
        """The appointments in the control panel."""
        with self._lock:
            return tuple(self.panel.appointments)

    @property
    def received(self) -> tuple[Received, ...]:
        """What people wrote to the account."""
        with self._lock:
            return tuple(self._received)

    @property
    def writes(self) -> Counter[str]:
        """How many of the control panel's calls took effect, by name."""
        with self._lock:
            return Counter(self.panel.writes)

    def balance(self, kind: Literal["sms", "voice"] = "sms") -> int:
        """Return the control panel's credits."""
        with self._lock:
            self.panel.catch_up()
            return self.panel.credits[1 if kind == "sms" else 2]

    # -- behind the API's back -----------------------------------------------------------------------------------------

    def seed(self, customers: int) -> None:
        """Add so many composed people to the control panel, a second apart; every third is in two groups."""
        with self._lock:
            before = len(self.panel.contacts)
            for place in range(before, before + customers):
                composed_contact(self.panel, place)
                self.clock.advance(1)

    def add_group(self, name: str) -> None:
        """Make a group, as only somebody in the web panel can."""
        with self._lock:
            self.panel.groups.append(name)

    def set_balance(self, credits: int, kind: Literal["sms", "voice"] = "sms") -> None:  # noqa: A002 - the vendor's word
        """Buy or lose credits."""
        with self._lock:
            self.panel.credits[1 if kind == "sms" else 2] = credits

    def inbound(self, number: str, text: str, *, to: str | None = None) -> Received:
        """Let a person write to the account: the exact word STOP, in any case, unsubscribes from all groups (6.3)."""
        with self._lock:
            word = text.casefold()
            reaction: Literal["", "stop", "help"] = "stop" if word == "stop" else "help" if word == "help" else ""
            received = Received(
                id=len(self._received) + 1,
                number=number,
                text=text,
                to=self.rules.senders[0] if to is None else to,
                at=self.clock.now(),
                reaction=reaction,
            )
            self._received.append(received)
            if reaction == "stop":
                self.panel.leave(number)
                self.crm.stopped.add(number)
            return received

    def lose_next_save(
        self, call: str, *, after_effect: bool = False, form: Literal["object", "list"] = "object"
    ) -> None:
        """Let the next such call of the control panel fail inside, so that its answer has no status (4).

        Raises:
            UsageError: There is no such call.
        """
        if call_of(call) is None:
            message = f"The control panel has no call {call}."
            raise UsageError(message)
        with self._lock:
            self._lost[call] = LostSave(after_effect=after_effect, form=form)

"""The SMS-iT simulator: three products behind one object, and what people and phones do.

One :class:`SmsItSimulator` serves all three, by path (and, for the vendor's own hosts, by host):

- ``/apis/…``: the control panel, cloud and decentralized alike (dialects ``cloud`` and ``decentralized``);
- ``/smsgateway/services/…``: the device gateway (dialect ``gateway``);
- ``/api/v2/…``: the CRM (dialect ``crm_v2``).

Keys are ``API_KEY``, ``GATEWAY_KEY`` and ``CRM_KEY``; texts come from ``SENDER``; the groups ``Leads`` and ``Clients``
exist in the control panel, the list ``1`` and a phone in the gateway.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Literal, TypeAlias

import attrs

from crosstie.core.messages import Request, Response
from crosstie.errors import UsageError
from crosstie.testing.clock import MovableClock
from crosstie.testing.faults import Answer
from crosstie.testing.simulator import Simulator
from crosstie.testing.smsit import incoming
from crosstie.testing.smsit.credits import Chooser, first_of
from crosstie.testing.smsit.crm import Crm, has_key, send_to_contact, unauthenticated
from crosstie.testing.smsit.crm_unverified import answer_unverified
from crosstie.testing.smsit.gateway import Device, Gateway
from crosstie.testing.smsit.gateway_api import answer_service
from crosstie.testing.smsit.numbers import digits_of
from crosstie.testing.smsit.panel import Appointment, Contact, Panel
from crosstie.testing.smsit.panel_api import CALLS, LostSave, answer_call
from crosstie.testing.smsit.routing import Called, called
from crosstie.testing.smsit.rules import SmsItRules
from crosstie.testing.smsit.seeds import GROUPS, composed_contact
from crosstie.testing.smsit.texts import Plan, Received, Text
from crosstie.testing.smsit.webhooks import Webhook, crm_event, gateway_webhook
from crosstie.testing.smsit.wire import answered, page_of_html

__all__ = ["SmsItSimulator"]

Balance: TypeAlias = Literal["sms", "voice"]
_KINDS: Mapping[Balance, int] = {"sms": 1, "voice": 2}
_WORDS: Mapping[int, str] = {401: "Unauthenticated.", 404: "Not Found.", 429: "Too Many Attempts."}


class SmsItSimulator(Simulator):
    """One simulated customer of SMS-iT, with an account in each of the three products.

    Routes are named by path, such as ``apis/smscontact``, ``smsgateway/services/send.php`` or ``api/v2/smscontact``;
    ``unknown`` is any other.

    Args:
        clock: The time it lives by.
        rules: Keys, numbers, and what the vendor leaves open.
        choose: Picks an alternative of a spin text, or a random phone; the first one, if not given.
        keep: How many of the latest calls the log keeps.

    Attributes:
        panel: The control panel's account.
        gateway: The device gateway's account.
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
        """Begin with two empty groups, an empty list, one phone and some credits."""
        super().__init__(clock=clock, keep=keep)
        played = rules if rules is not None else SmsItRules()
        self.panel: Panel = Panel(clock=self.clock, rules=played, choose=choose, groups=list(GROUPS))
        self.gateway: Gateway = Gateway(clock=self.clock, rules=played)
        self.crm: Crm = Crm(clock=self.clock, rules=played)
        self._choose = choose
        self._received: list[Received] = []
        self._lost: dict[str, LostSave] = {}

    # -- the machine ---------------------------------------------------------------------------------------------------

    def _called(self, request: Request) -> Called:
        return called(request, unverified=self.rules.crm_unverified)

    def route_of(self, request: Request) -> str:
        """Name the call, or ``unknown``."""
        return self._called(request).route

    def answer(self, request: Request) -> Response:
        """Carry out one call."""
        self.panel.catch_up()
        call = self._called(request)
        match call.part:
            case "panel":
                return answer_call(self.panel, call.name, request, self._lost.pop(call.name, None))
            case "gateway":
                return answer_service(self.gateway, call.name, request, self._choose)
            case "crm":
                return send_to_contact(self.crm, request) if has_key(self.rules, request) else unauthenticated()
            case "crm_unverified":
                return answer_unverified(self.crm, call.name, request)
            case "crm_user":
                # Recorded with four styles of header (0, point 4): it wants a browser's session.
                return unauthenticated()
            case _:
                return answered(404, {"message": _WORDS[404]}) if call.surface == "crm" else page_of_html(404)

    def refusal(self, fault: Answer) -> Response:
        """Answer a fault: JSON as a Laravel server writes it, or a page for failures of the server and its guard."""
        if fault.body is not None:
            return Response(status=fault.status, headers={"content-type": "application/json"}, body=fault.body)
        words = _WORDS.get(fault.status)
        return page_of_html(fault.status) if words is None else answered(fault.status, {"message": words})

    # -- settings ------------------------------------------------------------------------------------------------------

    @property
    def rules(self) -> SmsItRules:
        """The rules it plays by; assign others to change them in the middle of a test."""
        return self.panel.rules

    @rules.setter
    def rules(self, rules: SmsItRules) -> None:
        self.panel.rules = self.gateway.rules = self.crm.rules = rules

    # -- what happened -------------------------------------------------------------------------------------------------

    @property
    def sent(self) -> tuple[Text, ...]:
        """The texts that went out to phones by now: control panel, gateway, CRM, each oldest first."""
        with self._lock:
            self.panel.catch_up()
            return (*self.panel.gone_out(), *self.gateway.gone_out(), *self.crm.texts)

    def sent_to(self, number: str) -> tuple[Text, ...]:
        """Return those of :attr:`sent` that went to a number, however it was written."""
        return tuple(text for text in self.sent if digits_of(text.to) == digits_of(number))

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
        """The appointments in the control panel, oldest first."""
        with self._lock:
            return tuple(self.panel.appointments)

    @property
    def received(self) -> tuple[Received, ...]:
        """What people wrote to the account, oldest first."""
        with self._lock:
            return tuple(self._received)

    @property
    def writes(self) -> Counter[str]:
        """How many of the control panel's calls took effect, by name."""
        with self._lock:
            return Counter(self.panel.writes)

    def balance(self, kind: Balance = "sms") -> int:
        """Return the control panel's credits."""
        with self._lock:
            self.panel.catch_up()
            return self.panel.credits[_KINDS[kind]]

    # -- behind the API's back -----------------------------------------------------------------------------------------

    def seed(self, customers: int) -> None:
        """Add so many composed people to the control panel, a second apart; every third is in two groups."""
        with self._lock:
            before = len(self.panel.contacts)
            for place in range(before, before + customers):
                composed_contact(self.panel, place)
                self.clock.advance(1)

    def add_group(self, name: str) -> None:
        """Make a group in the control panel; no call can (2.1)."""
        with self._lock:
            self.panel.groups.append(name)

    def add_list(self) -> str:
        """Make a list in the gateway and return its id."""
        with self._lock:
            name = str(len(self.gateway.lists) + 1)
            self.gateway.lists[name] = {}
            return name

    def add_device(self, name: str, *, sims: int = 1) -> int:
        """Connect a phone to the gateway and return its number."""
        with self._lock:
            number = len(self.gateway.devices) + 1
            self.gateway.devices[number] = Device(id=number, name=name, sims=sims)
            return number

    def set_balance(self, amount: int, kind: Balance = "sms") -> None:
        """Buy or lose credits of the control panel."""
        with self._lock:
            self.panel.credits[_KINDS[kind]] = amount

    def fail_to(self, number: str, error: str) -> None:
        """Let every text of the control panel to a number fail on its way, for this reason."""
        with self._lock:
            self.panel.unreachable[number] = error

    def report(self, text: Text, status: str, error: str = "") -> None:
        """Set the delivery status of one text, whatever the word; the reason is told by the control panel only."""
        with self._lock:
            if text.surface == "panel":
                self.panel.reported[text.id] = (status, error)
            elif text.surface == "gateway":
                self.gateway.messages[text.id].reported = status
            else:
                texts = self.crm.texts
                texts[:] = [
                    attrs.evolve(one, status=status, error=error) if one.id == text.id else one for one in texts
                ]

    def lose_next_save(
        self, call: str, *, after_effect: bool = False, form: Literal["object", "list"] = "object"
    ) -> None:
        """Let the next such call of the control panel fail inside, so that its answer has no status (4).

        Raises:
            UsageError: It is no call that saves something.
        """
        if call not in CALLS or not CALLS[call].effect:
            message = f"The control panel has no call {call} that saves something."
            raise UsageError(message)
        with self._lock:
            self._lost[call] = LostSave(after_effect=after_effect, form=form)

    def inbound(self, number: str, text: str, *, to: str | None = None) -> Received:
        """Let a person write to the account.

        The exact word STOP, in any case, unsubscribes from all groups of the control panel (6.3). The gateway keeps the
        message; :meth:`webhook` makes the call to a host.

        Args:
            number: Whose, digits with country code.
            text: What is written.
            to: The account's number; its first when ``None``.
        """
        with self._lock:
            message = self.gateway.receive(number, text)
            received = incoming.receive(self.panel, message, number, to)
            if received.reaction == "stop":
                self.crm.stopped.add(number)
            self._received.append(received)
            return received

    def webhook(self, first: Received, *more: Received, key: str | None = None) -> Webhook:
        """Make the signed call that the gateway posts to a host for received texts (5).

        Args:
            first: A received text; the form names the number that it came to.
            more: Further ones in the same call.
            key: What to sign with; the gateway's key when ``None``.
        """
        with self._lock:
            shown = [self.gateway.shown(self.gateway.messages[one.id]) for one in (first, *more)]
            return gateway_webhook(shown, to=first.to, key=self.rules.gateway_key if key is None else key)

    def crm_event(self, event_type: str, members: Mapping[str, object]) -> Webhook:
        """Make an event of the CRM in the form that one public project expects; unverified (5).

        Raises:
            UsageError: The rules do not say ``crm_unverified``.
        """
        if not self.rules.crm_unverified:
            message = "No vendor text backs events of the CRM."
            raise UsageError(message, advice="Set SmsItRules(crm_unverified=True) to have them all the same.")
        return crm_event(event_type, members, secret=self.rules.crm_event_secret)

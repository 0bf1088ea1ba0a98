"""Reminders for tomorrow's appointments, by text: only to those who agreed, by day, and none of them twice.

Without credentials it simulates a customer of SMS-iT on this machine, over real HTTP. With these in the environment it
**sends real texts** instead, to the numbers in ``SMSIT_TO`` alone, whose owners have to have agreed to it::

    SMSIT_API_KEY, SMSIT_DIALECT (cloud, decentralized, gateway or crm_v2), SMSIT_SENDER, SMSIT_TO (with commas)
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import crosstie
from crosstie.clock import SystemClock
from crosstie.core.ports import Clock
from crosstie.storage.memory import MemoryStorage
from crosstie.systems import smsit
from crosstie.testing import FakeClock, Timeout
from crosstie.testing.serve import serve
from crosstie.testing.smsit import API_KEY, SENDER, SmsItSimulator

HERE: Final = ZoneInfo("America/New_York")
TEXT: Final = "Your appointment is tomorrow at ten. Reply STOP to opt out."


@contextmanager
def account() -> Iterator[tuple[dict[str, str], Sequence[str], Clock]]:
    """Yield the keys of a real account or of a simulated one, the numbers to remind, and the time."""
    if "SMSIT_API_KEY" in os.environ:
        names = ("api_key", "dialect", "sender")
        keys = {name: os.environ[f"SMSIT_{name.upper()}"] for name in names}
        yield keys, os.environ["SMSIT_TO"].split(","), SystemClock()
        return
    clock = FakeClock(datetime(2026, 11, 2, 17, tzinfo=UTC))  # noon, wherever and whenever the example is run
    simulator = SmsItSimulator(clock=clock)
    simulator.seed(4)
    # The third answer gets lost on its way, after the text was sent.
    simulator.faults.add(Timeout(after_effect=True), route="apis/smscontact", nth=3)
    with serve(simulator) as url:
        keys = {"api_key": API_KEY, "dialect": "cloud", "sender": SENDER, "base_url": f"{url}/apis"}
        yield keys, [f"+1202555010{place}" for place in range(4)], clock
        print(f"{len(simulator.sent)} texts reached a phone.")


def remind(client: smsit.Client, number: str) -> str:
    """Send one reminder and say what became of it."""
    try:
        sent = client.messages.send(number, TEXT, zone=HERE)
    except crosstie.Withheld as kept:
        return f"kept back ({kept.reason})"
    except crosstie.OutcomeUnknown:
        return "may have been sent, and is not sent again before somebody has looked"
    return f"sent, {sent.size.segments} segment, about {sent.size.credits} credit"


def main() -> int:
    """Remind everybody; one of the simulated people has said STOP."""
    storage = MemoryStorage(keys=crosstie.SealingKeys.generate())
    simulated = "SMSIT_API_KEY" not in os.environ
    with account() as (keys, numbers, clock), crosstie.SessionManager(storage, [smsit.App()], clock=clock) as sessions:
        consents = smsit.StoredConsents(storage=storage, tenant="acme", clock=clock)
        for number in numbers:
            consents.record(smsit.Consent(number=number, state="granted", since=clock.now() - timedelta(days=3)))
        if simulated:
            smsit.inbound(consents, numbers[1], "Stop.", clock.now() - timedelta(days=1))
        connection = sessions.connect("smsit", tenant="acme", **keys)
        client = smsit.Client(sessions, connection, consents=consents).with_options(timeout=2.0 if simulated else 30.0)
        for number in numbers:
            print(f"{number}: {remind(client, number)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

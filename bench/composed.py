"""The seven systems as the benchmarks see them: a simulator each, a client of it, a list and a single record.

Run as a program it serves all of them, with lists of about a megabyte: a simulator composes a short list, which is
repeated until it is that long and then answered from memory, so that a run measures the clients. So every system is
read in pages of one size, whatever the vendor's own limit is; the records are the simulators' own, byte for byte.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from typing import Any, Final

import attrs
import msgspec

from crosstie.core.messages import Request, Response
from crosstie.systems import lightspeed, netsuite, quickbooks, rfms, smsit, suitedash, supabase
from crosstie.testing import lightspeed as sim_lightspeed
from crosstie.testing import netsuite as sim_netsuite
from crosstie.testing import quickbooks as sim_quickbooks
from crosstie.testing import rfms as sim_rfms
from crosstie.testing import smsit as sim_smsit
from crosstie.testing import suitedash as sim_suitedash
from crosstie.testing import supabase as sim_supabase
from crosstie.testing.clock import RunningClock
from crosstie.testing.faults import Answer
from crosstie.testing.serve import serve_all
from crosstie.testing.simulator import Simulator

__all__ = ["SYSTEMS", "System", "served"]

REDIRECT: Final = "http://localhost/callback"
WIDTH: Final = 1_000_000
FEWEST: Final = 8
"""A list as long as this is the list that was asked for; shorter ones belong to a record."""

_decode: Final = msgspec.json.Decoder(float_hook=Decimal).decode
_encode: Final = msgspec.json.Encoder(decimal_format="number").encode


@attrs.frozen(kw_only=True)
class System:
    """One system.

    Attributes:
        simulator: Makes what is served.
        app: Makes the host's registration, for an address.
        client: Makes a client; the second word of a pair makes the async one.
        listing: Asks a client for the list that is read.
        one: Asks a client, of either world, for a single record.
        keys: What it is connected with, for an address; ``None`` where a person has to consent.
    """

    simulator: Callable[[], Simulator]
    app: Callable[[str], Any]
    client: tuple[Callable[..., Any], Callable[..., Any]]
    listing: Callable[[Any], Any]
    one: Callable[[Any], Any]
    keys: Callable[[str], Mapping[str, str]] | None = None


def _seeded(simulator: Simulator, records: int) -> Simulator:
    simulator.seed(records)
    return simulator


def _unlimited(system: Any, **settings: Any) -> tuple[Callable[..., Any], Callable[..., Any]]:  # noqa: ANN401 - a module
    chosen = system.Settings(concurrent=0, **settings)
    return (
        lambda sessions, connection: system.Client(sessions, connection, settings=chosen),
        lambda sessions, connection: system.AsyncClient(sessions, connection, settings=chosen),
    )


_NETSUITE_COLUMNS = "id, entityid, companyname, email, phone, lastmodifieddate, isinactive"

SYSTEMS: Final[Mapping[str, System]] = {
    "quickbooks": System(
        simulator=lambda: _seeded(sim_quickbooks.QuickBooksSimulator(clock=RunningClock()), 40),
        app=lambda url: quickbooks.App.for_base(
            url, client_id=sim_quickbooks.CLIENT_ID, client_secret=sim_quickbooks.CLIENT_SECRET, redirect_uri=REDIRECT
        ),
        client=_unlimited(quickbooks, per_second=0),
        listing=lambda client: client.customers.list(),
        one=lambda client: client.customers.get("7"),
    ),
    "lightspeed": System(
        simulator=lambda: _seeded(sim_lightspeed.LightspeedSimulator(clock=RunningClock()), 40),
        app=lambda url: lightspeed.App.for_base(
            url, client_id=sim_lightspeed.CLIENT_ID, client_secret=sim_lightspeed.CLIENT_SECRET
        ),
        client=_unlimited(lightspeed),
        listing=lambda client: client.customers.list(relations=["contact"]),
        one=lambda client: client.customers.get("7"),
    ),
    "rfms": System(
        simulator=lambda: _seeded(sim_rfms.RfmsSimulator(clock=RunningClock()), 10),
        app=lambda url: rfms.App(base_url=f"{url}/v2"),
        keys=lambda url: {"store_queue": "store-EXAMPLE0001", "api_key": "KEY-EXAMPLE"},  # noqa: ARG005 - as all
        client=_unlimited(rfms),
        listing=lambda client: client.customers.find("e"),
        one=lambda client: client.customers.get("4711"),
    ),
    "netsuite": System(
        simulator=lambda: _seeded(sim_netsuite.NetSuiteSimulator(clock=RunningClock()), 40),
        app=lambda url: netsuite.App(base_url=url),
        keys=lambda url: {  # noqa: ARG005 - as all
            "account": sim_netsuite.ACCOUNT,
            "consumer_key": sim_netsuite.CONSUMER_KEY,
            "consumer_secret": sim_netsuite.CONSUMER_SECRET,
            "token_id": sim_netsuite.TOKEN_ID,
            "token_secret": sim_netsuite.TOKEN_SECRET,
        },
        client=_unlimited(netsuite),
        listing=lambda client: client.suiteql.rows(f"SELECT {_NETSUITE_COLUMNS} FROM customer ORDER BY id"),  # noqa: S608 - constants
        one=lambda client: client.customers.get("801"),
    ),
    "suitedash": System(
        simulator=lambda: _seeded(sim_suitedash.SuiteDashSimulator(clock=RunningClock()), 20),
        app=lambda url: suitedash.App(base_url=f"{url}/secure-api/"),
        keys=lambda url: {"public_id": sim_suitedash.PUBLIC_ID, "secret_key": sim_suitedash.SECRET_KEY},  # noqa: ARG005 - as all
        client=_unlimited(suitedash),
        listing=lambda client: client.contacts.list(),
        one=lambda client: client.contacts.get("ada.byron0@example.com"),
    ),
    "smsit": System(
        simulator=lambda: _seeded(sim_smsit.SmsItSimulator(clock=RunningClock()), 40),
        app=lambda url: smsit.App(),  # noqa: ARG005 - as all
        keys=lambda url: {
            "dialect": "cloud",
            "api_key": sim_smsit.API_KEY,
            "sender": sim_smsit.SENDER,
            "base_url": f"{url}/apis",
        },
        client=_unlimited(smsit, country="1"),
        listing=lambda client: client.contacts.list(),
        one=lambda client: client.contacts.list(number="+12025550107").page(),
    ),
    "supabase": System(
        simulator=lambda: _seeded(sim_supabase.SupabaseSimulator(clock=RunningClock()), 40),
        app=lambda url: supabase.App(),  # noqa: ARG005 - as all
        keys=lambda url: {"url": url, "key": sim_supabase.SECRET_KEY},
        client=(
            lambda sessions, connection: supabase.Client(sessions, connection, concurrent=0),
            lambda sessions, connection: supabase.AsyncClient(sessions, connection, concurrent=0),
        ),
        listing=lambda client: client.table("customers").list(),
        one=lambda client: client.table("customers").get(7),
    ),
}


class Widened(Simulator):
    """Answers what another simulator answers, once composed from memory, and its lists about a megabyte long."""

    def __init__(self, inner: Simulator) -> None:
        """Stand before it."""
        super().__init__(clock=inner.clock, keep=1)
        self._inner = inner
        self._known: dict[tuple[Any, ...], Response] = {}

    def route_of(self, request: Request) -> str:
        """Name what is called as the inner one does."""
        return self._inner.route_of(request)

    def answer(self, request: Request) -> Response:
        """Answer from memory, or compose."""
        key = (request.method, request.url, request.params, request.body)
        if key not in self._known:
            self._known[key] = widened(self._inner.deliver(request).response)
        return self._known[key]

    def refusal(self, fault: Answer) -> Response:
        """Refuse as the inner one does."""
        return self._inner.refusal(fault)

    def seed(self, customers: int) -> None:
        """Add records to the inner one."""
        self._inner.seed(customers)


def widened(response: Response) -> Response:
    """Return an answer with its list repeated until it is a megabyte; one without a list as it is."""
    try:
        answer = _decode(response.body)
    except msgspec.DecodeError:
        return response
    longest = max(_lists(answer), key=len, default=[])
    if response.status != 200 or len(longest) < FEWEST:
        return response
    longest *= max(round(WIDTH / len(_encode(longest))), 1)
    return attrs.evolve(response, body=_encode(answer))


def _lists(value: Any) -> Iterator[list[Any]]:  # noqa: ANN401 - JSON of any shape
    if isinstance(value, list):
        yield value
    for member in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _lists(member)


@contextmanager
def served() -> Iterator[dict[str, str]]:
    """Serve all systems in a process of their own; yields their addresses."""
    process = subprocess.Popen([sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603 - this very file
    assert process.stdout is not None
    try:
        yield json.loads(process.stdout.readline())
    finally:
        process.terminate()
        process.wait()


def main() -> None:
    """Serve until the parent lets go."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    with serve_all({name: Widened(system.simulator()) for name, system in SYSTEMS.items()}) as urls:
        print(json.dumps(urls), flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()

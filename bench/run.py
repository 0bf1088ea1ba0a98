"""Measure every promise about cost in one run: prints a table, writes JSON, fails where a promise is not kept.

Ratios count, not seconds: whatever is compared ran in turns, in this run, on this machine.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import attrs
import calls
import composed
import decode
import peers
import server
import systems
import tokens

RESULTS = Path(__file__).parent / "results" / "bench.json"
PEERS_FACTOR = 3.0


@attrs.frozen(kw_only=True)
class Line:
    """One promise and what was measured.

    Attributes:
        what: The promise in words.
        measured: The number.
        limit: The bound.
        at_most: Whether the number must stay below the bound, or reach it.
        unit: What is counted.
    """

    what: str
    measured: float
    limit: float
    at_most: bool = True
    unit: str = "x"

    @property
    def kept(self) -> bool:
        """Tell whether the promise is kept."""
        return self.measured <= self.limit if self.at_most else self.measured >= self.limit


def decoding() -> Iterator[Line]:
    """Decode a page of 1,000 customers."""
    rows = {row.name: row for row in decode.measure()}
    ours = rows["crosstie, records"]
    yield Line(what="decode 1,000 customers, in plain msgspec Structs", measured=ours.ratio, limit=2.5)
    for name in ("pydantic, unknown fields kept", "python-quickbooks, from_json"):
        times = rows[name].milliseconds / ours.milliseconds
        yield Line(what=f"decode: faster than {name}", measured=times, limit=PEERS_FACTOR, at_most=False)


def single_calls(url: str) -> Iterator[Line]:
    """Read one customer, sync and async."""
    for world, took in (
        ("sync", calls.get_cpu(url)),
        ("async", calls.get_cpu_async(url)),
        ("async, 16 in flight", calls.get_cpu_async(url, in_flight=16)),
    ):
        ratio = took["crosstie customers.get"] / took["httpx and json.loads"]
        yield Line(what=f"customers.get, CPU of a bare httpx call ({world})", measured=ratio, limit=1.25)


def listing(records: int) -> Iterator[Line]:
    """List 100,000 customers beside the peers, and 1,000,000 for memory."""
    with server.started(records) as url:
        took = calls.listing_seconds(url, records)
        few = _peak(10_000)
    ours = took.pop("crosstie customers.list")
    floors = {"httpx and msgspec Structs": 0.5, "python-quickbooks": 3.0, "dlt rest_api source": 1.3}
    for name, seconds in took.items():
        what = f"list {records:,} customers, speed in terms of {name}"
        yield Line(what=what, measured=seconds / ours, limit=floors[name], at_most=False)
    many = _peak(records * 10)
    yield Line(what=f"peak memory of {records * 10:,} over 10,000 customers", measured=many - few, limit=30, unit="MB")


def per_system() -> Iterator[Line]:
    """Decode and list a megabyte of each system beside QuickBooks; sixteen calls in flight beside the transport."""
    with composed.served() as urls:
        costs = systems.per_byte(urls)
        base = costs.pop("quickbooks")
        for name, cost in costs.items():
            rates = f"{1e3 / cost.decode:.0f} : {1e3 / base.decode:.0f} MB/s"
            what = f"{name}: decode a byte, in terms of quickbooks ({rates})"
            yield Line(what=what, measured=cost.decode / base.decode, limit=1.5)
            what = f"{name}: list a byte, in terms of quickbooks ({cost.page // cost.records} bytes a record)"
            yield Line(what=what, measured=cost.listing / base.listing, limit=1.5)
        for name, took in systems.in_flight(urls):
            what = f"{name}: one record, async, {systems.IN_FLIGHT} in flight, CPU of the bare transport"
            yield Line(what=what, measured=took["client"] / took["transport"], limit=1.2)


def _peak(records: int) -> float:
    with server.started(records) as url:
        return calls.peak_megabytes(url)


def sessions(url: str) -> Iterator[Line]:
    """Tokens, clients and imports."""
    cost = calls.client_cost(url)
    yield Line(what="a client object, time", measured=cost["microseconds"], limit=50, unit="µs")
    yield Line(what="a client object, memory", measured=cost["bytes"], limit=2048, unit="bytes")
    yield Line(what="a fresh token read", measured=tokens.fresh_read_microseconds(url), limit=5, unit="µs")
    for world, renewals in tokens.renewals_at_an_expired_token(url).items():
        what = f"renewals of 1,000 callers at an expired token ({world})"
        yield Line(what=what, measured=renewals, limit=1, unit="")
    imports = tokens.import_milliseconds()
    over = imports["import httpx, crosstie"] - imports["import httpx"]
    yield Line(what="import crosstie over import httpx", measured=over, limit=40, unit="ms")


def measured(records: int) -> Iterator[Line]:
    """Measure everything, cheapest first."""
    yield from decoding()
    with server.started(10) as url:
        yield from sessions(url)
        yield from single_calls(url)
    yield from per_system()
    yield from listing(records)


@contextmanager
def _importable() -> Iterator[None]:
    """Let child processes find the files beside this one."""
    os.environ["PYTHONPATH"] = os.pathsep.join([str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")])
    yield


def main() -> int:
    """Print each line as it is measured."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--records", type=int, default=100_000)
    arguments.add_argument("--json", type=Path, default=RESULTS)
    options = arguments.parse_args()
    lines: list[Line] = []
    with _importable():
        for line in measured(options.records):
            lines.append(line)
            bound = f"{'at most' if line.at_most else 'at least'} {line.limit:g}"
            mark = "kept" if line.kept else "NOT KEPT"
            print(f"{line.what:76} {line.measured:9.2f} {line.unit:5} {bound:14} {mark}", flush=True)
    options.json.parent.mkdir(parents=True, exist_ok=True)
    machine = {"python": platform.python_version(), "machine": platform.machine(), "cores": os.cpu_count()}
    report = {
        "machine": machine,
        "peers": peers.versions(),
        "lines": [attrs.asdict(line) | {"kept": line.kept} for line in lines],
    }
    options.json.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    print(f"written to {options.json}")
    return 0 if all(line.kept for line in lines) else 1


if __name__ == "__main__":
    sys.exit(main())

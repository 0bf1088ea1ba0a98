"""The demo, started as a user starts it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import IO

import httpx
import pytest

from crosstie.testing.quickbooks import CLIENT_ID, CLIENT_SECRET, QuickBooksSimulator
from crosstie.testing.rfms import RfmsSimulator
from crosstie.testing.serve import serve_all

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-u", str(ROOT / "examples" / "two_way_customers.py")]


def test_the_demo_runs_to_its_end_and_shows_every_promise() -> None:
    """Import, edits, an expired session, a rotated token, one bad record, a conflict, and nothing left to do."""
    names = ("RFMS_STORE_QUEUE", "RFMS_API_KEY", "QUICKBOOKS_CLIENT_ID", "QUICKBOOKS_CLIENT_SECRET")
    environment = {name: value for name, value in os.environ.items() if name not in names}
    done = subprocess.run(COMMAND, capture_output=True, text=True, env=environment, timeout=110, check=False)  # noqa: S603
    assert done.returncode == 0, done.stderr
    shown = done.stdout
    assert "customers now: 240 in the store, 240 in the host's table, 240 in QuickBooks" in shown
    assert "sessions begun for that: 1" in shown
    assert "renewals: 1; the connection is connected" in shown
    assert "Conflict: The name is taken by Vendor 1." in shown
    assert "street: '1 Ledger Street' in QuickBooks, '2 Counter Street' at the host" in shown
    last = shown.rpartition("== Once more")[2]
    assert last.count("Nothing to do.") == 3
    page = (ROOT / "examples" / "output" / "two_way_customers.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")


@pytest.mark.parametrize("word", ["yes", "no"])
def test_the_demo_works_on_the_systems_of_the_environment_and_asks_before_it_writes(word: str) -> None:
    """A person pastes the address that QuickBooks sent them to, and says whether customers may be made."""
    shop, ledger = RfmsSimulator(), QuickBooksSimulator()
    shop.seed(3)
    ledger.seed(2)
    with serve_all({"rfms": shop, "quickbooks": ledger}) as urls:
        environment = os.environ | {
            "RFMS_BASE_URL": f"{urls['rfms']}/v2",
            "RFMS_STORE_QUEUE": shop.rules.store_queue,
            "RFMS_API_KEY": shop.rules.api_key,
            "QUICKBOOKS_BASE_URL": urls["quickbooks"],
            "QUICKBOOKS_CLIENT_ID": CLIENT_ID,
            "QUICKBOOKS_CLIENT_SECRET": CLIENT_SECRET,
        }
        with subprocess.Popen(  # noqa: S603 - our own script
            COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        ) as demo:
            assert demo.stdin is not None
            assert demo.stdout is not None
            address = _first_address(demo.stdout)
            landed = httpx.get(address).headers["location"]
            shown, _ = demo.communicate(f"{landed}\n{word}\n", timeout=100)
    assert demo.returncode == 0
    made = 5 if word == "yes" else 0
    assert ("customers now: 5 in the store, 5 in the host's table, 5 in QuickBooks" in shown) is (word == "yes")
    assert ("Nothing was written." in shown) is (word == "no")
    assert (len(shop.store.customers), len(ledger.records("Customer"))) == ((made or 3), (made or 2))


def _first_address(shown: IO[str]) -> str:
    return next(line.strip() for line in shown if line.strip().startswith("http"))

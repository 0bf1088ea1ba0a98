"""The demo, started as a user starts it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_demo_runs_to_its_end_and_shows_every_promise() -> None:
    """Import, edits, an expired session, a rotated token, one bad record, a conflict, and nothing left to do."""
    names = ("RFMS_STORE_QUEUE", "RFMS_API_KEY", "QUICKBOOKS_CLIENT_ID", "QUICKBOOKS_CLIENT_SECRET")
    environment = {name: value for name, value in os.environ.items() if name not in names}
    command = [sys.executable, str(ROOT / "examples" / "two_way_customers.py")]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=110, check=False)  # noqa: S603
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

"""The example, started as a user starts it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).parents[3] / "examples" / "netsuite_orders.py"


def test_the_example_makes_each_document_once_and_tells_what_changed() -> None:
    """Estimate, order and invoice, an edit and a deletion, in UTC, though the account is in California."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("NETSUITE_")}
    command = [sys.executable, "-W", "error", str(SCRIPT)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=110, check=False)  # noqa: S603
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "1 invoice for JOB-5521, though it was billed twice.",
        "estimate EST1001: 330.0, changed 10:00 UTC",
        "sales order SO1001: 330.0, changed 10:00 UTC",
        "invoice INV1001: 330.0, changed 10:00 UTC",
        "customer C0004: 555-0104, changed 10:10 UTC",
        "customer C0010 Ada Jansen: deleted 10:10 UTC",
        "5 records since 10:00 UTC; the account's own clocks say 02:00.",
    ]

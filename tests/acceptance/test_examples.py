"""The examples, started as a user starts them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from crosstie.testing.serve import serve
from crosstie.testing.supabase import SECRET_KEY, SupabaseSimulator

EXAMPLES = Path(__file__).parents[2] / "examples"
CREDENTIALS = ("LIGHTSPEED_", "SMSIT_", "SUITEDASH_", "SUPABASE_")


def _printed(name: str, **further: str) -> list[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(CREDENTIALS)}
    command = [sys.executable, "-W", "error", str(EXAMPLES / name)]
    done = subprocess.run(  # noqa: S603 - our own script
        command, capture_output=True, text=True, env=environment | further, timeout=110, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        (
            "lightspeed_stock.py",
            [
                "Road tyre 3: shop 1 17 -> 9, shop 2 1 -> 9",
                "Saddle bag 6: shop 1 19 -> 11, shop 2 2 -> 10",
                "Bottle cage 12: shop 2 4 -> 3, shop 1 1 -> 2",
                "17 pieces moved while the till sold on.",
            ],
        ),
        (
            "smsit_reminders.py",
            [
                "+12025550100: sent, 1 segment, about 1 credit",
                "+12025550101: kept back (opted_out)",
                "+12025550102: sent, 1 segment, about 1 credit",
                "+12025550103: may have been sent, and is not sent again before somebody has looked",
                "3 texts reached a phone.",
            ],
        ),
        (
            "supabase_crm.py",
            [
                "3 written, 0 removed",
                "2 written, 1 removed",
                "Maple, Nora: 4.50 hours until 2027-02-05",
            ],
        ),
    ],
)
def test_an_example_does_what_it_says(name: str, printed: list[str]) -> None:
    """Each simulates its system over real HTTP where the environment names no account."""
    assert _printed(name) == printed


def test_the_example_of_suitedash_makes_a_contact_once() -> None:
    """The month in its last line is the one in which it is run."""
    made, again, calls = _printed("suitedash_contacts.py")
    assert made == "Ida Fern of Fern Works, tagged B2B, Business Account."
    assert again == "The second run found the same contact."
    assert calls.startswith("4 calls were spent; 396 of 400 are left in ")


def test_the_example_of_supabase_reads_the_project_that_the_environment_names() -> None:
    """It counts, and writes nothing."""
    project = SupabaseSimulator()
    project.seed(3)
    with serve(project) as url:
        named = {"SUPABASE_URL": url, "SUPABASE_KEY": SECRET_KEY, "SUPABASE_TABLE": "customers"}
        assert _printed("supabase_crm.py", **named) == ["customers has 3 rows."]
    assert project.counts == {"HEAD customers": 1}

"""The README, held to what it says: its code runs as it is printed, its commands and links lead somewhere."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import respx

from crosstie.storage import SealingKeys
from crosstie.systems.rfms import BASE_URL
from crosstie.testing.quickbooks import CLIENT_ID, CLIENT_SECRET, QuickBooksSimulator
from crosstie.testing.rfms import RfmsSimulator

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
INTUIT = (
    "https://sandbox-quickbooks.api.intuit.com",
    "https://oauth.platform.intuit.com",
    "https://appcenter.intuit.com",
)


@pytest.fixture
def systems(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[tuple[RfmsSimulator, QuickBooksSimulator]]:
    """Put simulators where the real systems are, a person at the keyboard, and the settings into the environment."""
    shop, ledger = RfmsSimulator(), QuickBooksSimulator()
    shop.seed(3)
    ledger.seed(2)
    settings = {
        "CROSSTIE_SEALING_KEYS": SealingKeys.generate().reveal(),
        "QUICKBOOKS_CLIENT_ID": CLIENT_ID,
        "QUICKBOOKS_CLIENT_SECRET": CLIENT_SECRET,
        "RFMS_STORE_QUEUE": shop.rules.store_queue,
        "RFMS_API_KEY": shop.rules.api_key,
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("builtins.input", follow_the_link)
    with respx.MockRouter(assert_all_called=False) as router:
        shop.mount(router, base_url=BASE_URL)
        for address in INTUIT:
            ledger.mount(router, base_url=address)
        yield shop, ledger


def follow_the_link(prompt: str) -> str:
    """Open the address in a prompt, and return where that leads."""
    found = re.search(r"https://[^\s,]+", prompt)
    assert found is not None
    return httpx.get(found[0]).headers["location"]


def test_the_thirty_seconds_of_code_run_as_they_are_printed(
    systems: tuple[RfmsSimulator, QuickBooksSimulator], capsys: pytest.CaptureFixture[str]
) -> None:
    """Both systems are connected at their real addresses, customers listed, a plan shown, and both sides in step."""
    shop, ledger = systems
    (code,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    names: dict[str, Any] = {}
    exec(compile(code, "README.md", "exec"), names)  # noqa: S102 - our own page
    names["sessions"].close()
    names["storage"].close()
    shown = capsys.readouterr().out
    assert "Jansen Tile & Stone 1 0\n" in shown
    assert "customers: 5 create" in shown
    assert shown.endswith("3 imported, 2 exported\n")
    assert {customer.email for customer in shop.store.customers} == {
        record["PrimaryEmailAddr"]["Address"] for record in ledger.records("Customer")
    }


def test_the_sections_answer_in_the_order_in_which_people_ask() -> None:
    """What it is for stands above all; then code, installing, running, testing, and where to read on."""
    assert re.findall(r"^## (.+)$", README, re.MULTILINE) == [
        "Thirty seconds",
        "Install",
        "Run the demo",
        "Test",
        "Where to read on",
    ]


@pytest.mark.parametrize(
    ("command", "task"), [("python -m pip install nox && nox -s demo", "demo"), ("nox -s tests", "tests")]
)
def test_its_commands_are_tasks_that_exist(command: str, task: str) -> None:
    """Who copies a command line gets what stands beside it."""
    assert f"```console\n$ {command}\n```" in README
    assert f"\ndef {task}(session: nox.Session)" in (ROOT / "noxfile.py").read_text(encoding="utf-8")


def test_its_links_lead_to_files() -> None:
    """No page that it names is missing."""
    links = re.findall(r"\]\(([^)#:]+)\)", README)
    assert links
    assert [link for link in links if not (ROOT / link).is_file()] == []


def test_its_table_names_the_extras_that_exist() -> None:
    """Every extra of the package is in the table, and no other."""
    named = re.findall(r"^\| (`.+?) \|", README, re.MULTILINE)
    told = {extra for cell in named for extra in re.findall(r"`([a-z]+)`", cell)}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert told == set(project["optional-dependencies"])

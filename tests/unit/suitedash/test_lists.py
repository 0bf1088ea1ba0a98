"""Lists against the simulated account: pages, bounds, orders, and pages that say little or nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import attrs
import pytest

from crosstie.errors import (
    DecodeError,
    UsageError,
)
from crosstie.systems.suitedash import (
    Client,
    Settings,
)
from crosstie.testing import Stuck
from crosstie.testing.suitedash import SuiteDashRules, SuiteDashSimulator

Connect = Callable[[Settings], Client]


@pytest.mark.parametrize(
    "rules",
    [
        SuiteDashRules(),
        SuiteDashRules(pagination="short"),
        SuiteDashRules(total_pages=False),
        SuiteDashRules(pagination="short", total_pages=False),
    ],
)
def test_every_record_is_listed_by_either_stop_rule(
    simulator: SuiteDashSimulator, client: Client, rules: SuiteDashRules
) -> None:
    """Pages end by totalPages or by nextPage, whichever there is."""
    simulator.rules = rules
    simulator.seed(30)
    assert {contact.uid for contact in client.contacts.list()} == set(simulator.uids("contact"))
    assert simulator.count("GET contacts") == 3


def test_a_record_that_shifts_onto_the_next_page_is_listed_once(simulator: SuiteDashSimulator, client: Client) -> None:
    """The newest come first, so that one made meanwhile pushes another one onto the next page."""
    simulator.seed(15)
    pages = client.contacts.list().pages()
    listed = [contact.uid for contact in next(pages).items]
    simulator.seed(1)
    listed += [contact.uid for page in pages for contact in page.items]
    assert len(listed) == len(set(listed)) == 15


def test_keys_go_to_the_own_host_only(simulator: SuiteDashSimulator, client: Client) -> None:
    """The next page is asked for by number: its address names another host."""
    simulator.rules = attrs.evolve(simulator.rules, host="https://elsewhere.example.com/api")
    simulator.seed(11)
    client.contacts.list().all()
    assert {exchange.request.url for exchange in simulator.log} == {"https://app.suitedash.com/secure-api/contacts"}


def test_a_list_that_does_not_move_ends_in_an_error(simulator: SuiteDashSimulator, client: Client) -> None:
    """Whether the page says its number or not."""
    simulator.seed(25)
    simulator.faults.add(Stuck(), times=None)
    with pytest.raises(DecodeError, match="asked for page 2"):
        client.contacts.list().all()


def test_bounds_are_sent_with_their_offset(simulator: SuiteDashSimulator, client: Client) -> None:
    """Exclusive on both ends."""
    simulator.seed(5)
    first = client.contacts.get(simulator.uids("contact")[0]).created
    last = client.contacts.get(simulator.uids("contact")[4]).created
    assert len(client.contacts.list(created_after=first, created_before=last).all()) == 3


def test_a_list_that_makes_no_sense_is_not_asked_for(client: Client) -> None:
    """Naive bounds, empty intervals, orders that nobody knows."""
    noon = datetime(2026, 11, 2, 12, tzinfo=UTC)
    with pytest.raises(UsageError, match="time zone"):
        client.contacts.list(created_after=noon.replace(tzinfo=None))
    with pytest.raises(UsageError, match="before"):
        client.companies.list(created_after=noon, created_before=noon)
    with pytest.raises(UsageError, match="order_by"):
        client.projects.list(order_by="name")
    with pytest.raises(UsageError, match="page"):
        client.contacts.list().page("nonsense")


def test_an_order_that_the_host_knows_is_sent(simulator: SuiteDashSimulator, connect: Connect) -> None:
    """The words are not documented: whoever has found them puts them into the settings."""
    simulator.seed_companies(4)
    names = [company.name for company in connect(Settings(order_by=("name",))).companies.list(order_by="name")]
    assert names == sorted(filter(None, names))

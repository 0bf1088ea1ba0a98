"""What a host sets is checked when it is set, alike for every system, for calls and for sync."""

from __future__ import annotations

from collections.abc import Iterator
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import attrs
import pytest

from crosstie import sync
from crosstie.core.exchange import RetryPolicy
from crosstie.errors import UsageError
from crosstie.systems import lightspeed, netsuite, quickbooks, rfms, smsit, suitedash
from crosstie.systems.options import CallOptions
from crosstie.systems.quickbooks.batch_items import BatchQuery
from crosstie.systems.supabase.writes import Upsert

KINDS: dict[str, type] = {
    "options": CallOptions,
    "retries": RetryPolicy,
    "sync": sync.Settings,
    "lightspeed": lightspeed.Settings,
    "netsuite": netsuite.Settings,
    "quickbooks": quickbooks.Settings,
    "rfms": rfms.Settings,
    "smsit": smsit.Settings,
    "suitedash": suitedash.Settings,
}
NUMBERS: tuple[Any, ...] = (-1, float("nan"), float("inf"), "3", True)


def _choices(hint: object) -> set[object]:
    """Return the words of a field, or the types of its values."""
    if get_origin(hint) in {Union, UnionType}:
        return set(get_args(hint)) - {NoneType}
    return set(get_args(hint)) if get_origin(hint) is Literal else {hint}


def _fields() -> Iterator[tuple[str, str, set[object]]]:
    for system, kind in KINDS.items():
        hints = get_type_hints(kind)
        for field in attrs.fields(kind):
            yield system, field.name, _choices(hints[field.name])


FIELDS = list(_fields())
WORDS = [(system, name, words) for system, name, words in FIELDS if all(isinstance(word, str) for word in words)]
COUNTS = [(system, name) for system, name, types in FIELDS if types <= {int, float}]
SWITCHES = [(system, name) for system, name, types in FIELDS if types == {bool}]


def test_there_is_something_to_check() -> None:
    """The fields are found by their declared types, so that new ones are checked too."""
    assert len(WORDS) >= 13
    assert len(COUNTS) >= 20
    assert {system for system, _ in COUNTS} == set(KINDS)


@pytest.mark.parametrize(("system", "name", "words"), WORDS, ids=[f"{one[0]}-{one[1]}" for one in WORDS])
def test_a_word_is_one_of_those_that_are_declared(system: str, name: str, words: set[str]) -> None:
    """A misspelt one would count as another without a sign."""
    for word in words:
        assert getattr(KINDS[system](**{name: word}), name) == word
    for wrong in ("Whole", min(words).swapcase(), "", None, 1):
        with pytest.raises(UsageError, match=f"{name} of Settings is one of "):
            KINDS[system](**{name: wrong})


@pytest.mark.parametrize(("system", "name"), COUNTS)
def test_a_number_is_a_number_within_its_range(system: str, name: str) -> None:
    """Anything else is the caller's mistake by the library's own error."""
    for wrong in NUMBERS:
        with pytest.raises(UsageError, match=f"{name} of .* is a (whole )?number"):
            KINDS[system](**{name: wrong})


@pytest.mark.parametrize(("system", "name"), SWITCHES)
def test_a_switch_is_true_or_false(system: str, name: str) -> None:
    """The word "no" would count as yes."""
    with pytest.raises(UsageError, match=f"{name} of .* is True or False"):
        KINDS[system](**{name: "no"})


def test_words_and_numbers_elsewhere_are_checked_alike() -> None:
    """Words of apps, of Supabase's writes and of a query in a batch."""
    wrong: dict[str, Any] = {"word": "Whole"}
    with pytest.raises(UsageError, match="environment 'Whole'"):
        quickbooks.App(client_id="id", client_secret="s", redirect_uri="https://a.b/", environment=wrong["word"])
    with pytest.raises(UsageError, match="token_body of App"):
        lightspeed.App(client_id="id", client_secret="s", token_body=wrong["word"])
    with pytest.raises(UsageError, match="idle_days of App"):
        lightspeed.App(client_id="id", client_secret="s", idle_days=0)
    with pytest.raises(UsageError, match="duplicates of Upsert is one of merge, ignore"):
        Upsert(target=("id",), duplicates=wrong["word"])
    with pytest.raises(UsageError, match="limit of BatchQuery"):
        BatchQuery(record=quickbooks.Customer, limit=1001)

"""Webhooks of the administrator's own making (suitedash.md, 5)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstie.errors import BadSignature, Malformed, UsageError
from crosstie.systems.suitedash import EVENTS, Template, read_notice

DELAYED = {
    "event": "project.delayed",
    "data": {
        "id": "evt-1",
        "contact_id": "c1",
        "project_id": "f1",
        "delay_reason": "County office closed",
        "custom_fields": {"booking_id": "BK-1001"},
    },
}
OWN = {"project_uid": "f1", "project_name": None, "status": "In Progress", "client": {"uid": "c1"}}


def _read(body: object, template: Template | None = None, *, secret: str | None = None) -> Any:  # noqa: ANN401 - a Notice
    return read_notice(json.dumps(body).encode(), template or Template(), secret=secret)


def test_the_events_of_the_contract_are_ten() -> None:
    """5.1 and D3."""
    assert len(EVENTS) == len(set(EVENTS)) == 10


def test_a_notice_in_the_contracts_shape_is_read() -> None:
    """5.1: event and data."""
    notice = _read(DELAYED)
    assert (notice.event, notice.contact_id, notice.project_id) == ("project.delayed", "c1", "f1")
    assert notice.data["delay_reason"] == "County office closed"


def test_a_template_of_the_administrators_own_is_read() -> None:
    """5: flat keys, nulls, and an event that may be absent."""
    notice = _read(OWN, Template(default_event="project.updated"))
    assert (notice.event, notice.contact_id, notice.project_id) == ("project.updated", "c1", "f1")
    assert notice.data["status"] == "In Progress"


def test_a_repeated_delivery_has_the_same_digest() -> None:
    """5: at least once, without a delivery id."""
    assert _read(DELAYED).digest == _read(DELAYED).digest
    assert _read(DELAYED).digest != _read({**DELAYED, "event": "project.started"}).digest


def test_a_shared_word_is_asked_for_where_there_is_one() -> None:
    """5: no signature is known, so that the template may carry a word."""
    template = Template(secret="data.word")
    body = {"event": "contact.created", "data": {"contact_id": "c1", "word": "open"}}
    assert _read(body, template, secret="open").contact_id == "c1"
    for wrong in ({"event": "contact.created"}, {"data": {"word": "shut"}}, {"data": {"word": 1}}):
        with pytest.raises(BadSignature):
            _read(wrong, template, secret="open")


def test_a_word_without_a_place_is_the_hosts_mistake() -> None:
    """Otherwise everything, or nothing, would be let in."""
    with pytest.raises(UsageError):
        _read(OWN, secret="open")
    with pytest.raises(UsageError):
        _read(OWN, Template(secret="word"), secret="")


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"a=1", b"\xff"])
def test_what_is_no_object_is_malformed(body: bytes) -> None:
    """Form bodies of other tools are not ours."""
    with pytest.raises(Malformed):
        read_notice(body)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["data", "uid", "client"]), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["event", "data", "client", "uid", "project_uid"]), JSON))
def test_any_object_is_read_without_a_mishap(body: dict[str, Any]) -> None:
    """Whatever stands in the places, an id is a text or nothing."""
    notice = _read(body)
    for told in (notice.event, notice.contact_id, notice.project_id):
        assert told is None or told.strip() == told != ""

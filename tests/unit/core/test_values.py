"""Messages hide what may be secret; records say how they are keyed; a listing must get on."""

from __future__ import annotations

import pickle
from typing import Final
from urllib.parse import quote

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstie.core.masked import Masked
from crosstie.core.messages import Request, Response, quoted, quoted_length
from crosstie.core.paging import Page, Progress
from crosstie.core.state import Query, key_of, kind_of, record
from crosstie.errors import DecodeError, UsageError


@record("things", key=("tenant", "number"), indexes=(("color",),))
@attrs.frozen
class Thing:
    """A kind of record."""

    tenant: str
    number: str
    color: str | None = None


def test_a_request_shows_verb_and_address_only() -> None:
    """Parameters, headers and bodies can hold secrets."""
    request = Request(
        method="GET",
        url="https://api.example.com/a",
        params=(("key", "s3cret"),),
        headers={"Authorization": "s3cret"},
        body=b"s3cret",
    )
    assert repr(request) == "Request(GET https://api.example.com/a)"


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_text_is_measured_as_it_is_quoted(text: str) -> None:
    """Without quoting it."""
    assert quoted(text) == quote(text, safe="")
    assert quoted_length(text) == len(quoted(text))


def test_a_response_shows_status_and_size_only() -> None:
    """The same for what comes back."""
    assert repr(Response(status=200, headers={"set-cookie": "s3cret"}, body=b"s3cret")) == "Response(200, 6 bytes)"


def test_a_request_is_changed_by_copies() -> None:
    """Headers come on top of its own, parameters behind them; the first one stays as it was."""
    first = Request(method="GET", url="u", params=(("a", "1"),), headers={"A": "1", "B": "1"})
    assert first.with_headers({"B": "2"}).headers == {"A": "1", "B": "2"}
    assert first.with_params(("a", "2")).params == (("a", "1"), ("a", "2"))
    assert (first.headers, first.params) == ({"A": "1", "B": "1"}, (("a", "1"),))


def test_a_kind_knows_its_key() -> None:
    """Name, key and indexes are what was declared; the key of a record is read off it."""
    assert (kind_of(Thing).name, kind_of(Thing).key, kind_of(Thing).indexes) == (
        "things",
        ("tenant", "number"),
        (("color",),),
    )
    assert key_of(Thing("acme", "7")) == ("acme", "7")


def test_every_key_starts_with_the_tenant() -> None:
    """A kind that could mix tenants cannot be declared."""
    with pytest.raises(UsageError, match="start with the tenant"):
        record("things", key=("number", "tenant"))


def test_a_class_that_is_no_record_is_refused() -> None:
    """The mistake is named, with what to do."""
    with pytest.raises(UsageError, match="str is not a kind of record"):
        kind_of(str)


def test_only_a_named_call_asks_over_all_tenants() -> None:
    """An operator's sweep has no tenant; everything else must name one."""
    query = Query[Thing].across_tenants(Thing, where={"color": "red"}, order="color", limit=5)
    assert (query.tenant, query.where, query.order, query.limit) == (None, {"color": "red"}, "color", 5)
    assert Query[Thing].across_tenants(Thing).where == {}


_LISTING: Final = {"operation": "things.list", "connection": "acme/shop/main"}


def test_a_listing_that_gets_on_is_left_alone() -> None:
    """Every page names another one; the last names none, even with the same records."""
    progress = Progress()
    for page in (Page(items=[], next="b", mark=1), Page(items=[], next="c", mark=2), Page(items=[], mark=2)):
        progress.note(page, **_LISTING)


@pytest.mark.parametrize(
    "pages",
    [
        [Page(items=[], next="b"), Page(items=[], next="b")],
        [Page(items=[], next="b"), Page(items=[], next="c"), Page(items=[], next="b")],
        [Page(items=[], next="b", mark=1), Page(items=[], next="c", mark=1)],
    ],
    ids=["same next", "a circle", "same records"],
)
def test_a_listing_that_repeats_itself_is_ended(pages: list[Page[object]]) -> None:
    """A cursor that does not move, moves in a circle, or brings the same records ends in an error that says where."""
    progress = Progress()
    for page in pages[:-1]:
        progress.note(page, **_LISTING)
    with pytest.raises(DecodeError, match="does not get on") as repeated:
        progress.note(pages[-1], **_LISTING)
    assert (repeated.value.operation, repeated.value.connection) == ("things.list", "acme/shop/main")


def test_masked_text_is_itself_everywhere_but_in_a_repr() -> None:
    """It compares, hashes and joins as the text that it is, and shows nothing where frames are printed."""
    secret = Masked(" s3cret ")
    assert (secret == " s3cret ", {secret: 1}[" s3cret "], f"<{secret}>") == (True, 1, "< s3cret >")
    assert "s3cret" not in f"{secret!r} {[secret]!r} {secret.strip()!r}"
    assert str(secret.strip()) == "s3cret"
    assert type(str(secret)) is str


def test_masked_text_is_not_pickled() -> None:
    """A pickle would carry it in the open."""
    with pytest.raises(UsageError, match="not pickled"):
        pickle.dumps(Masked("s3cret"))

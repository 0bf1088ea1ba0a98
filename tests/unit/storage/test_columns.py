"""Records become plain columns and records again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any, cast

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstie.errors import UsageError
from crosstie.storage import KINDS, Authorization, Connection, Json, Link, record
from crosstie.storage.columns import SHORT, columns_of, decode, encode
from crosstie.testing.storage_examples import records_of


@record("parcels", key=("tenant", "id"))
@attrs.frozen(kw_only=True)
class Parcel:
    """A kind that a host declared."""

    tenant: str
    id: str
    fragile: bool = True
    pieces: int = 1
    label: str | None = None
    contents: Json = None


@given(st.sampled_from([*KINDS, Parcel]).flatmap(lambda kind: records_of(kind, "acme")))
def test_a_record_comes_back_equal(item: object) -> None:
    """Encoding and decoding lose nothing and invent nothing, for every kind."""
    assert decode(type(item), encode(item)) == item


def test_a_row_of_an_older_table_takes_defaults() -> None:
    """Columns that an older release did not write stand for their field's default."""
    row = encode(Connection(tenant="acme", system="rfms", settings={"store": "7"}))
    older = {name: value for name, value in row.items() if name not in {"settings", "lease_fence", "status"}}
    assert decode(Connection, {**older, "settings": None}) == Connection(tenant="acme", system="rfms")


def test_a_host_declares_kinds_of_its_own() -> None:
    """Columns are read off the fields: what may be empty, what is limited in length, what the default is."""
    columns = {column.name: column for column in columns_of(Parcel)}
    assert [column.shape for column in columns.values()] == ["text", "text", "truth", "integer", "text", "json"]
    assert [column.name for column in columns.values() if column.optional] == ["label", "contents"]
    assert [column.name for column in columns.values() if column.short] == ["tenant", "id"]
    assert (columns["fragile"].default, columns["pieces"].default) == (True, 1)


def test_times_are_told_in_utc() -> None:
    """A moment keeps its microseconds and loses its zone."""
    east = timezone(timedelta(hours=5, minutes=45))
    moment = datetime(2024, 3, 31, 7, 0, 0, 1, tzinfo=east)
    row = encode(Link(tenant="a", pair="p", id="1", created=moment))
    assert row["created"] == moment
    assert row["created"] == datetime(2024, 3, 31, 1, 15, 0, 1, tzinfo=UTC)
    assert getattr(row["created"], "tzinfo", None) is UTC


def test_half_a_surrogate_pair_survives_in_json() -> None:
    """Some system's broken text must not stop a sync; as JSON it can be kept exactly."""
    link = Link(tenant="a", pair="p", id="1", base={"name": "ab\ud83d"})
    text = encode(link)["base"]
    assert isinstance(text, str)
    assert text.isascii()
    assert decode(Link, encode(link)) == link


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"tenant": "x" * (SHORT + 1)}, "tenant is longer than 190"),
        ({"name": None}, "name must be text"),
        ({"error": "half \ud800"}, "surrogate"),
        ({"error": b"bytes"}, "error must be text"),
        ({"tokens": "text"}, "tokens must be bytes"),
        ({"tokens_fence": True}, "whole number"),
        ({"tokens_fence": "1"}, "whole number"),
        ({"tokens_fence": -(2**63) - 1}, "64 bits"),
        ({"renewed": "2024-01-01"}, "renewed must be a time"),
        ({"renewed": datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=3)))}, "renewed must be a time"),
        ({"settings": {1: "x"}}, "a name in it is not text"),
        ({"settings": {"x": b"y"}}, "it contains a bytes"),
    ],
)
def test_a_value_that_does_not_fit_is_refused(change: dict[str, Any], words: str) -> None:
    """The message names kind and field, and does not repeat a value that may be secret."""
    item = attrs.evolve(Connection(tenant="acme", system="rfms"), **change)
    with pytest.raises(UsageError, match=words) as caught:
        encode(item)
    assert "Connection." in str(caught.value)


def test_the_longest_text_fits() -> None:
    """The limit is for keys and fields that are never empty; free text has none."""
    item = Connection(tenant="x" * SHORT, system="rfms", error="long " * 10_000)
    assert decode(Connection, encode(item)) == item


def test_truth_is_true_or_false() -> None:
    """A number is no truth value, although Python would take it for one."""
    with pytest.raises(UsageError, match=r"Parcel\.fragile must be true or false"):
        encode(attrs.evolve(Parcel(tenant="a", id="1"), fragile=cast("bool", 1)))


def test_recursive_json_is_refused() -> None:
    """A list that contains itself is no JSON, and is no crash."""
    loop: list[Any] = []
    loop.append(loop)
    with pytest.raises(UsageError, match="JSON"):
        encode(Link(tenant="a", pair="p", id="1", base={"x": loop}))


def test_a_class_that_is_no_kind_is_refused() -> None:
    """Only declared kinds, with fields that a column can hold, can be stored."""

    @record("broken", key=("tenant", "id"), indexes=(("tenant", "colour"),))
    @attrs.frozen
    class Misnamed:
        tenant: str
        id: str

    @record("broken", key=("tenant",))
    @attrs.frozen
    class Mistyped:
        tenant: str
        size: complex

    for kind, words in ((Misnamed, "colour"), (Mistyped, "size"), (int, "not a kind")):
        with pytest.raises(UsageError, match=words):
            columns_of(kind)


def test_secrets_of_records_do_not_show() -> None:
    """Sealed values, states and customers' data are left out of the repr."""
    assert "hidden" not in repr(Connection(tenant="a", system="s", tokens=b"hidden", credentials=b"hidden"))
    waiting = Authorization(
        tenant="a", state="hidden", system="s", name="n", verifier=b"hidden", expires=datetime.now(UTC)
    )
    assert "hidden" not in repr(waiting)
    assert "hidden" not in repr(Link(tenant="a", pair="p", id="1", base={"name": "hidden"}))

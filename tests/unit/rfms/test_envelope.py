"""Where payloads are found, and what an answer without a usable one means."""

from __future__ import annotations

from datetime import UTC

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

import crosstie
from crosstie.core.messages import Response
from crosstie.systems import rfms
from crosstie.systems.rfms.dialect import RfmsDialect
from crosstie.systems.rfms.envelope import bare_texts, opened, records, single, words
from crosstie.systems.rfms.routes import Placement


def _body(result: object = None, detail: object = None, status: object = "success") -> bytes:
    return msgspec.json.encode({"status": status, "result": result, "detail": detail})


def _ids(out: Placement, body: bytes) -> list[str | None]:
    return [crew.id for crew in records(out, rfms.Crew, opened(body), UTC)]


@pytest.mark.parametrize("out", ["R", "D", "RD", "T", "?"])
def test_a_list_is_found_in_either_half(out: Placement) -> None:
    """Where documents and clients disagree, the half that holds a list is taken; one with entries before an empty."""
    hits = [{"id": 1}, {"id": "2"}]
    for body in (_body(hits), _body("OK", hits), _body([], hits), _body(hits, []), _body(hits, None)):
        assert _ids(out, body) == ["1", "2"]
    for body in (_body([]), _body([], []), _body(None, None), _body("OK", None), _body("", "")):
        assert _ids(out, body) == []


def test_the_documented_half_is_taken_where_both_hold_entries() -> None:
    """The two can be different models."""
    body = _body([{"id": 1}], [{"id": 2}])
    assert (_ids("R", body), _ids("D", body)) == (["1"], ["2"])


def test_a_bare_list_is_the_payload_itself() -> None:
    """Some endpoints have no envelope."""
    assert _ids("B", b' [ {"id": 1} ] ') == ["1"]


def test_an_object_where_a_list_is_documented_is_no_empty_list() -> None:
    """It is an answer that nobody understands."""
    with pytest.raises(crosstie.DecodeError):
        _ids("R", _body({"id": 1}))


def test_one_record_is_found_in_either_half_or_nowhere() -> None:
    """``None`` where neither half holds an object."""
    for body in (_body({"id": 1}), _body("OK", {"id": 1}), _body([], {"id": 1})):
        found = single("R", rfms.Crew, opened(body), UTC)
        assert found is not None
        assert found.id == "1"
    assert single("R", rfms.Crew, opened(_body("text", None)), UTC) is None


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"  ",
        b"<html></html>",
        b"7",
        b'"text"',
        b'{"status":"success"',
        b"\xff",
        b'{"status":"thinking"}',
        b'{"status":[]}',
    ],
)
def test_what_is_no_answer_is_unreadable_and_may_have_happened(body: bytes) -> None:
    """Reads are asked again after it, writes are in doubt."""
    with pytest.raises(crosstie.DecodeError) as caught:
        opened(body)
    assert caught.value.retry == "unknown"


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(_JSON, _JSON, st.sampled_from(["success", "failed", "waiting", "Failed", None]))
def test_no_envelope_raises_anything_but_what_it_says(result: object, detail: object, status: str | None) -> None:
    """Whatever the halves hold, the dialect answers an error or nothing, and the right kind of error."""
    error = RfmsDialect().error(Response(status=200, body=_body(result, detail, status)))
    kinds = {"success": type(None), None: type(None), "waiting": crosstie.Pending}
    expected = kinds.get(status, (crosstie.Invalid, crosstie.Conflict))
    assert isinstance(error, expected)


def test_texts_and_numbers_are_words_and_nothing_else_is() -> None:
    """A document number may come as a number."""
    values = ["CG1", " x ", 7, "", None, True, [], {}, 1.5]
    assert [words(msgspec.Raw(msgspec.json.encode(value))) for value in values] == [
        "CG1",
        "x",
        "7",
        None,
        None,
        None,
        None,
        None,
        None,
    ]


def test_lists_of_texts_are_told_from_others() -> None:
    """For value lists without a shape of their own."""
    assert bare_texts(b'["a","b"]') == ["a", "b"]
    assert bare_texts(b"[1]") == bare_texts(b"{}") == bare_texts(b"") == []

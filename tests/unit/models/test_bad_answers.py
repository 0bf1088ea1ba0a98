"""An answer that is not what it should be is a DecodeError at once, with a look at it that gives nothing away."""

from __future__ import annotations

import contextlib
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstie.errors import DecodeError
from crosstie.models import decode_list, decode_page, decode_record, heads
from crosstie.models.excerpt import excerpt
from crosstie.systems.quickbooks.models import Customer

PATH = ("QueryResponse", "Customer")
GOOD = b'{"QueryResponse":{"Customer":[{"Id":"1","DisplayName":"Nora Maple"},{"Id":"2"}],"maxResults":2},"time":"now"}'


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><head><title>502 Bad Gateway</title></head></html>",
        b"null",
        b"[]",
        b'"OK"',
        GOOD[:40],
        b"\xef\xbb\xbf" + GOOD,
        GOOD.replace(b"Nora", b"\xff\xfe"),
        b'{"QueryResponse":{"Customer":[{"Novelty":"\xff"}]}}',
        b'{"QueryResponse":{"Customer":{"Id":"1"}}}',
        b'{"QueryResponse":{"Customer":[null]}}',
        b'{"QueryResponse":{"Customer":[{"Novelty":' + b"[" * 100_000 + b"]" * 100_000 + b"}]}}",
        b'{"Fault":{"Error":[{"Message":"no"}]}}',
        b'{"QueryResponse":null}',
    ],
    ids=range(14),
)
def test_unreadable_answers_are_decode_errors(body: bytes) -> None:
    """Empty, cut off, HTML, other JSON, broken UTF-8, too deep or a fault: one typed error, from every way to read."""
    with pytest.raises(DecodeError):
        decode_list(Customer, body, PATH)
    with pytest.raises(DecodeError):
        decode_record(Customer, body, ("Customer",))


@pytest.mark.parametrize("body", [b"", b"<html>", GOOD[:40], b'{"QueryResponse":{"Customer":[{"Id":true}]}}', b"{}"])
def test_heads_refuse_the_same_answers(body: bytes) -> None:
    """The fast way to read ids and versions is as strict as the slow one."""
    with pytest.raises(DecodeError):
        heads(Customer, body, PATH)


def test_no_hit_is_an_empty_list() -> None:
    """QuickBooks leaves the entity out when nothing was found; that is an empty page."""
    assert decode_list(Customer, b'{"QueryResponse":{},"time":"now"}', PATH) == []
    assert decode_list(Customer, b'{"QueryResponse":{"Customer":null}}', PATH) == []


@pytest.mark.parametrize(
    ("member", "place"),
    [
        (b'"Balance":true', "$.QueryResponse.Customer[1].Balance"),
        (b'"Balance":"a lot"', "$.QueryResponse.Customer[1].Balance"),
        (b'"Active":"true"', "$.QueryResponse.Customer[1].Active"),
        (b'"OpenBalanceDate":"18/03/2026"', "$.QueryResponse.Customer[1].OpenBalanceDate"),
        (b'"MetaData":{"CreateTime":"2026-03-18T13:39:32"}', "$.QueryResponse.Customer[1].MetaData.CreateTime"),
        (b'"BillAddr":{"Line1":5}', "$.QueryResponse.Customer[1].BillAddr.Line1"),
        (b'"CustomField":{}', "$.QueryResponse.Customer[1].CustomField"),
    ],
)
def test_a_wrong_type_is_found_when_the_page_is_read(member: bytes, place: str) -> None:
    """The error names the place of the wrong member; nothing is left to fail when an attribute is used."""
    body = b'{"QueryResponse":{"Customer":[{"Id":"1"},{"Id":"2",' + member + b"}]}}"
    with pytest.raises(DecodeError) as caught:
        decode_list(Customer, body, PATH)
    assert place in str(caught.value)
    assert caught.value.excerpt.startswith('{"Id":"…",')
    assert pickle.loads(pickle.dumps(caught.value)).excerpt == caught.value.excerpt  # noqa: S301


def test_one_bad_record_can_be_set_aside() -> None:
    """With ``isolate`` the readable records of a page come back, and the others are listed with their own errors."""
    body = b'{"QueryResponse":{"Customer":[{"Id":"1"},{"Id":"2","Level":"x"},{"Id":"3"}],"startPosition":1}}'
    page = decode_page(Customer, body, PATH, beside=("startPosition",), isolate=True)
    assert [record.id for record in page.records] == ["1", "3"]
    assert page.beside == {"startPosition": 1}
    ((index, error),) = page.unreadable
    assert index == 1
    assert "$.Level" in str(error)
    with pytest.raises(DecodeError):
        decode_page(Customer, body[:-10], PATH, isolate=True)
    nothing = decode_page(Customer, b'{"QueryResponse":{"Customer":[null]}}', PATH, isolate=True)
    assert [index for index, _ in nothing.unreadable] == [0]


def test_members_beside_the_records_are_found_on_every_level() -> None:
    """Envelope members that were asked for come back from any level; missing ones are absent."""
    page = decode_page(Customer, GOOD, PATH, beside=("maxResults", "time", "totalCount"))
    assert page.beside == {"maxResults": 2, "time": "now"}
    assert len(page.records) == 2


def test_a_path_may_lead_through_arrays() -> None:
    """Change data stands inside arrays; a position in the path picks one, and a short array is a DecodeError."""
    body = b'{"CDCResponse":[{"QueryResponse":[{"Customer":[{"Id":"1"}]},{}]}]}'
    assert [c.id for c in decode_list(Customer, body, ("CDCResponse", 0, "QueryResponse", 0, "Customer"))] == ["1"]
    assert decode_list(Customer, body, ("CDCResponse", 0, "QueryResponse", 1, "Customer")) == []
    with pytest.raises(DecodeError):
        decode_list(Customer, body, ("CDCResponse", 0, "QueryResponse", 2, "Customer"))


def test_a_missing_record_is_a_decode_error() -> None:
    """One record that was asked for and is not there is an error that says where it should be."""
    with pytest.raises(DecodeError, match=r"no quickbooks Customer at Customer"):
        decode_record(Customer, b'{"time":"now"}', ("Customer",))


def test_excerpts_hide_values_and_show_the_shape() -> None:
    """Names of JSON members stay, their texts and long numbers do not; HTML keeps its words, not its secrets."""
    shown = excerpt(b'{"DisplayName":"Nora Maple","access_token":"eyJhbGciOi","Phone":5035550100,"Level":3}')
    assert shown == '{"DisplayName":"…","access_token":"…","Phone":…,"Level":3}'
    page = excerpt(b"<html><script>var a</script><h1>503 Service Unavailable</h1> token=abc nora@example.com</html>")
    assert page == "503 Service Unavailable token=… …"
    assert excerpt(b"Authorization: Bearer eyJhbGciOiJkaXIi.abc") in ("Authorization: … …", "Authorization: …")
    assert excerpt(b"") == ""
    assert len(excerpt(b"[" + b"1," * 5000)) <= 200


@given(st.text(alphabet="abcdefghij0123456789", min_size=24, max_size=40), st.booleans())
def test_no_excerpt_holds_a_long_secret(secret: str, in_json: bool) -> None:  # noqa: FBT001
    """A token does not survive in an excerpt, neither as a JSON value nor as a word of a page."""
    body = f'{{"sessionToken":"{secret}","x":["{secret}"]}}' if in_json else f"<p>expired {secret} sorry</p>"
    assert secret not in excerpt(body.encode())


@given(st.binary(max_size=300))
def test_any_bytes_are_either_read_or_refused(body: bytes) -> None:
    """No bytes make the codec raise anything but DecodeError."""
    for path in ((), ("a",)):
        with contextlib.suppress(DecodeError):
            decode_list(Customer, body, path)


@given(st.integers(0, len(GOOD) - 1))
def test_every_cut_is_noticed(length: int) -> None:
    """A body cut anywhere is refused, never read as a shorter page."""
    with pytest.raises(DecodeError):
        decode_list(Customer, GOOD[:length], PATH)

"""What is sent: paths, bodies, dates, and what a write means when its answer cannot be read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

import crosstie
from crosstie.core.messages import Response
from crosstie.systems import rfms
from crosstie.systems.rfms import (
    api_attachments,
    api_customers,
    api_document_edits,
    api_documents,
    api_jobs,
    api_payments,
    api_products,
    routes,
)
from crosstie.systems.rfms.envelope import opened
from crosstie.systems.rfms.requests import call_of, day_in, part, us_day
from crosstie.systems.rfms.routes import Route
from crosstie.systems.rfms.settings import SETTINGS

_PAYMENT = rfms.Payment(
    document_number="CG1", payment_method="check", payment_amount=Decimal(1), receipt_account_id="1"
)


@given(st.text(min_size=1))
def test_a_name_in_a_path_stays_one_part_of_it(name: str) -> None:
    """Slashes, dots and percent signs name nothing else; what cannot be a name is refused."""
    if not name.strip() or name in {".", ".."}:
        with pytest.raises(crosstie.UsageError):
            part(name)
        return
    try:
        written = part(name)
    except UnicodeEncodeError:
        return  # a lone surrogate is no text
    assert unquote(written) == name
    assert not set(written) & set("/?#")


def test_searches_are_reads_and_changes_are_writes() -> None:
    """The verb does not tell: finds are posted, and releasing a lock is a GET."""
    table = {name: row for name, row in vars(routes).items() if isinstance(row, Route)}
    assert len(table) > 50
    written = {name for name, row in table.items() if row.writes}
    assert {"SAVE_CUSTOMER", "UNLOCK", "EXPORT_QUOTE", "DELETE_JOB", "RECORD_PAYMENT", "ADD_REMARK"} <= written
    assert not any(name.startswith(("FIND", "GET", "LIST", "CHECK")) for name in written)
    for row in table.values():
        call = call_of("x", row, bytes, path=dict.fromkeys(("id", "number", "stage", "crew", "lock_id"), "1"))
        assert call.kind == ("write" if row.writes else "read")
        assert call.request.url.startswith("/")


def test_a_resumed_write_is_sent_without_its_body_and_may_be_repeated() -> None:
    """The message id makes it the same call, however often it is sent."""
    draft = rfms.Order(sold_to=rfms.Party(customer_id="1"))
    call = api_documents.create(api_documents.ORDER, draft, SETTINGS, reference=None, resume="abc")
    assert (call.kind, call.key, call.request.body) == ("keyed", "abc", b"")
    assert call.request.headers["messageid"] == "abc"
    with_body = rfms.Settings(resume_with_body=True)
    call = api_documents.create(api_documents.ORDER, draft, with_body, reference=None, resume="abc")
    assert call.request.body == b'{"soldTo":{"customerId":1},"category":"Order","lines":[]}'


@pytest.mark.parametrize("token", ["", " ", "a\r\nb: c", "…"])
def test_a_token_that_cannot_stand_in_a_header_is_refused(token: str) -> None:
    """It would break the request, or worse."""
    with pytest.raises(crosstie.UsageError):
        call_of("x", routes.RECORD_PAYMENT, bytes, resume=token)


def test_amounts_are_sent_as_numbers_with_all_their_digits() -> None:
    """No amount passes through a float."""
    line = rfms.Line(product_id="1001", quantity=Decimal("0.10"), unit_price=Decimal("12345678901234.56"))
    draft = rfms.Order(lines=(line,))
    call = api_documents.create(api_documents.ORDER, draft, SETTINGS, reference=None, resume=None)
    assert b'"quantity":0.10' in call.request.body
    assert b'"unitPrice":12345678901234.56' in call.request.body


def test_ids_are_sent_as_numbers_unless_they_are_none() -> None:
    """Leading zeros are kept."""
    call = api_jobs.from_order("90210", ["7", "007"], SETTINGS, None)
    assert call.request.body == b'{"orderNumber":90210,"orderLines":[7,"007"]}'


def test_days_are_written_as_each_search_wants_them() -> None:
    """Two forms, chosen by the settings where nobody knows."""
    day = date(2026, 3, 9)
    assert (us_day(day), us_day(None)) == ("03-09-2026", None)
    assert day_in(day, SETTINGS) == "2026-03-09"
    assert day_in(day, rfms.Settings(find_dates="us")) == "03-09-2026"


def test_an_unreadable_answer_to_a_write_leaves_it_in_doubt() -> None:
    """And one to a read does not."""
    customer = rfms.Customer(customer_type="R")
    write = api_customers.save(customer, SETTINGS, None)
    with pytest.raises(crosstie.TransportError) as caught:
        write.decode(Response(status=200, body=b"<html></html>"))
    assert caught.value.retry == "unknown"
    with pytest.raises(crosstie.DecodeError):
        api_customers.get("1", SETTINGS).decode(Response(status=200, body=b"<html></html>"))


def test_what_rfms_alone_may_write_is_not_sent() -> None:
    """A customer that was read carries more than a save takes; unknown members are kept."""
    customer = rfms.Customer(customer_id="7", email="a@example.com", notes="<p>", phone3="1", extra={"newer": True})
    call = api_customers.save(customer, SETTINGS, None)
    assert call.request.body == b'{"newer":true,"customerId":7,"email":"a@example.com"}'
    with pytest.raises(crosstie.UsageError):
        api_customers.save(rfms.Customer(customer_id="0"), SETTINGS, None)


def test_a_draft_with_a_number_is_no_new_document() -> None:
    """It would be made a second time under another number."""
    with pytest.raises(crosstie.UsageError, match="update"):
        api_documents.create(api_documents.QUOTE, rfms.Quote(number="ES1"), SETTINGS, reference=None, resume=None)


@pytest.mark.parametrize(
    ("decode", "body"),
    [
        (api_document_edits.export("Q1", SETTINGS, None).decode, b'{"status":"success","result":"OK","detail":null}'),
        (api_documents.saved_document, b'{"status":"success","result":"","detail":{"docId":"7"}}'),
        (api_jobs.saved_job, b'{"status":"success","result":null,"detail":null}'),
        (
            api_payments.record(_PAYMENT, SETTINGS, None).decode,
            b'{"status":"success","result":"OK","detail":null}',
        ),
    ],
)
def test_a_success_that_does_not_say_what_was_made_is_unreadable(decode: Callable[[Any], object], body: bytes) -> None:
    """Something was made, and nobody knows what."""
    bare = decode in {api_documents.saved_document, api_jobs.saved_job}
    answer = opened(body) if bare else Response(status=200, body=body)
    with pytest.raises((crosstie.DecodeError, crosstie.TransportError), match="did not say"):
        decode(answer)


def test_files_are_read_from_base64_with_line_ends_and_nothing_else() -> None:
    """A wrong letter is no file."""
    assert api_attachments.data_of("AG1l\r\nYXN1cmX/") == b"\x00measure\xff"
    assert api_attachments.data_of("") is api_attachments.data_of(None) is None
    with pytest.raises(crosstie.DecodeError, match="base64"):
        api_attachments.data_of("no base64!")


def test_product_codes_may_be_texts_or_objects() -> None:
    """No sample shows them; the zero in front stays."""
    decode = api_products.codes(SETTINGS).decode
    texts = decode(Response(status=200, body=b'["01","02"]'))
    objects = decode(Response(status=200, body=b'[{"productCode":"01","description":"CARPET"}]'))
    assert [code.product_code for code in texts] == ["01", "02"]
    assert [code.description for code in objects] == ["CARPET"]


def test_a_draft_for_somebody_known_sends_the_id_alone() -> None:
    """Everything else would be taken for a new customer."""
    draft = rfms.OpportunityDraft(
        customer=rfms.Customer(customer_id="7", email="a@example.com"),
        makes="order",
        ship_to=rfms.Address(city="Salem"),
        estimated_delivery_date=date(2026, 3, 9),
    )
    assert draft.to_wire() == {
        "customerId": 7,
        "shipTo": {"city": "Salem"},
        "estimatedDeliveryDate": "3/9/2026",
        "createOrder": True,
        "orderType": "Order",
    }

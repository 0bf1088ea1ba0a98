"""Records behave as the attrs classes that they are; that attributes are made late cannot be seen."""

from __future__ import annotations

import gc
import pickle
import threading
import weakref
from datetime import UTC, datetime
from decimal import Decimal

import attrs
import pytest

from crosstie.errors import UsageError
from crosstie.models import Record, changes, completed, decode_list, decode_record, encode, heads
from crosstie.models.codec import json_body
from crosstie.systems.quickbooks.models import Customer, EmailAddress, Invoice, Line, PhysicalAddress, Ref

BODY = b"""{"Id":"42","SyncToken":"3","DisplayName":"Maple Flooring","Balance":12.50,"Active":true,
"BillAddr":{"Line1":"9 Harbor Ln","City":"Salem","Quarter":"North"},"CurrencyRef":{"value":"USD"},
"PrimaryTaxIdentifier":"XXXXX6789","MetaData":{"LastUpdatedTime":"2026-03-18T13:39:32-07:00"},"Novelty":{"Depth":1.5}}"""


def test_attributes_have_python_names_and_types() -> None:
    """Wire names become snake_case, amounts Decimal, instants aware, nested objects records."""
    customer = decode_record(Customer, BODY)
    assert customer.id == "42"
    assert customer.display_name == "Maple Flooring"
    assert customer.balance == Decimal("12.50")
    assert customer.bill_addr is not None
    assert customer.bill_addr.line1 == "9 Harbor Ln"
    assert customer.meta_data is not None
    assert customer.meta_data.last_updated_time == datetime(2026, 3, 18, 20, 39, 32, tzinfo=UTC)
    assert customer.notes is None
    assert customer.custom_field == ()


def test_unknown_fields_stay_reachable_at_every_depth() -> None:
    """``extra`` holds what the model does not know, with exact numbers, also inside nested records."""
    customer = decode_record(Customer, BODY)
    assert customer.extra == {"Novelty": {"Depth": Decimal("1.5")}}
    assert customer.bill_addr is not None
    assert customer.bill_addr.extra == {"Quarter": "North"}
    assert customer.currency_ref is not None
    assert customer.currency_ref.extra == {}


@pytest.mark.parametrize("used", [False, True])
def test_a_completed_record_is_what_evolve_makes_of_it(used: bool) -> None:  # noqa: FBT001 - a parameter of a test
    """The rest stays as it was read, unknown fields at every depth included, and the first record is left alone."""
    customer, address = decode_record(Customer, BODY), PhysicalAddress(city="Dover", extra={"Quarter": "South"})
    if used:
        assert customer.bill_addr is not None
        assert customer.extra
    wanted = attrs.evolve(decode_record(Customer, BODY), notes="by hand", ship_addr=address)
    whole = completed(customer, notes="by hand", ship_addr=address)
    assert (whole, hash(whole), encode(whole)) == (wanted, hash(wanted), encode(wanted))
    assert whole.bill_addr is not None
    assert (whole.extra, whole.bill_addr.extra) == ({"Novelty": {"Depth": Decimal("1.5")}}, {"Quarter": "North"})
    assert pickle.loads(pickle.dumps(whole)) == wanted  # noqa: S301 - just written
    assert customer == decode_record(Customer, BODY)


def test_a_record_made_by_hand_can_be_completed() -> None:
    """It keeps the unknown fields that it was given; a field still refuses what is none of its values."""
    whole = completed(Customer(display_name="Maple", extra={"Novelty": 1}), notes="by hand")
    assert whole == Customer(display_name="Maple", notes="by hand", extra={"Novelty": 1})
    with pytest.raises(UsageError, match="notes"):
        completed(whole, notes=7)


def test_a_nested_record_is_made_once() -> None:
    """Asking twice for a nested record gives the same object."""
    customer = decode_record(Customer, BODY)
    assert customer.bill_addr is customer.bill_addr


def test_order_of_use_does_not_matter() -> None:
    """A record that was used and one that was not are equal, hash alike and look alike."""
    used, fresh = decode_record(Customer, BODY), decode_record(Customer, BODY + b" ")
    for field in attrs.fields(Customer):
        getattr(used, field.name)
    assert used == fresh
    assert hash(used) == hash(decode_record(Customer, BODY))
    assert repr(used) == repr(decode_record(Customer, BODY))


def test_records_of_different_models_are_never_equal() -> None:
    """Equality asks for the same model, even where the fields agree."""
    assert Customer(id="1") != Invoice(id="1")
    assert Customer(id="1") == Customer(id="1")
    assert Customer(id="1") != Customer(id="1", extra={"Novelty": 1})
    assert Customer(id="1") != "1"


def test_records_are_frozen() -> None:
    """Setting or deleting an attribute raises what attrs raises for frozen classes."""
    customer = decode_record(Customer, BODY)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        customer.display_name = "Other"  # type: ignore[misc]
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        del customer.display_name
    with pytest.raises(AttributeError):
        customer.dispaly_name  # type: ignore[attr-defined]  # noqa: B018 - the typo is the test


def test_evolve_keeps_everything_else() -> None:
    """``attrs.evolve`` changes what it is told and keeps the rest, unknown fields at every depth included."""
    customer = decode_record(Customer, BODY)
    moved = attrs.evolve(customer, bill_addr=attrs.evolve(customer.bill_addr, city="Albany"))
    assert moved.to_wire() == {
        **customer.to_wire(),
        "BillAddr": {"Line1": "9 Harbor Ln", "City": "Albany", "Quarter": "North"},
    }
    assert customer.bill_addr is not None
    assert customer.bill_addr.city == "Salem"


def test_asdict_goes_through_nested_records() -> None:
    """``attrs.asdict`` gives plain dictionaries all the way down."""
    values = attrs.asdict(decode_record(Customer, BODY))
    assert values["bill_addr"]["city"] == "Salem"
    assert values["extra"] == {"Novelty": {"Depth": Decimal("1.5")}}
    assert attrs.has(Customer)


def test_repr_shows_what_is_set_and_hides_what_is_private() -> None:
    """``repr`` leaves out unset fields, hides tax numbers, and names unknown fields without their values."""
    shown = repr(decode_record(Customer, BODY))
    assert "display_name='Maple Flooring'" in shown
    assert "6789" not in shown
    assert "primary_tax_identifier=…" in shown
    assert "extra=<Novelty>" in shown
    assert "notes" not in shown


def test_records_serve_as_dictionary_keys() -> None:
    """Equal records are one key, however they were made."""
    assert {decode_record(Customer, BODY): 1}[decode_record(Customer, BODY + b"\n")] == 1
    assert len({Ref("1"), Ref("1"), Ref("2")}) == 2


def test_a_float_is_refused_as_money() -> None:
    """A float never becomes an amount, because 0.1 is not a tenth; the error says what to write."""
    with pytest.raises(UsageError, match=r"Invoice.deposit must be a Decimal.*Decimal\('0.1'\)"):
        Invoice(deposit=0.1)  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="finite"):
        Invoice(deposit=Decimal("NaN"))
    assert Invoice(deposit=3).deposit == Decimal(3)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("display_name", 5, "must be text, not int"),
        ("active", "yes", "must be True or False, not str"),
        ("level", True, "must be a whole number, not bool"),
        ("open_balance_date", datetime(2026, 1, 1, tzinfo=UTC), "must be a date, not datetime"),
        ("bill_addr", Ref("1"), "must be PhysicalAddress, not Ref"),
        ("custom_field", (Ref("1"),), "must be CustomField, not Ref"),
        ("custom_field", 7, "not iterable"),
    ],
)
def test_wrong_types_are_refused_when_a_record_is_made(field: str, value: object, reason: str) -> None:
    """A value of the wrong type is a UsageError that names the field, long before any I/O."""
    with pytest.raises(UsageError, match=rf"Customer\.{field}.*{reason}"):
        Customer(**{field: value})  # type: ignore[arg-type]


def test_a_naive_datetime_is_refused() -> None:
    """A datetime without a zone is refused: it would mean another instant on another machine."""
    from crosstie.systems.quickbooks.models import MetaData  # noqa: PLC0415 - used here only

    with pytest.raises(UsageError, match="time zone"):
        MetaData(create_time=datetime(2026, 1, 1))  # noqa: DTZ001 - that is the mistake


def test_extra_cannot_shadow_a_field() -> None:
    """A known wire name in ``extra`` is a mistake, not a second way to set the field."""
    with pytest.raises(UsageError, match="DisplayName"):
        Customer(extra={"DisplayName": "Maple"})


def test_lists_become_tuples() -> None:
    """A list given for a repeated field is kept as a tuple, so that the record stays hashable."""
    invoice = Invoice(line=[Line(description="a")])  # type: ignore[arg-type]
    assert invoice.line == (Line(description="a"),)
    hash(invoice)


def test_numeric_ids_become_text() -> None:
    """An id is text, whether the system sent a number or text."""
    assert decode_record(Customer, b'{"Id":42,"CurrencyRef":{"value":7}}').id == "42"
    assert decode_record(Customer, b'{"CurrencyRef":{"value":7}}').currency_ref == Ref("7")


def test_a_cleared_field_is_told_explicitly() -> None:
    """Changes name a cleared field with None and an emptied list with [], and leave unchanged ones out."""
    base = decode_record(Customer, BODY)
    new = attrs.evolve(base, bill_addr=None, display_name="Maple & Oak")
    assert changes(new, base) == {"DisplayName": "Maple & Oak", "BillAddr": None}
    full = Invoice(line=(Line(amount=Decimal(1)),), doc_number="7")
    assert changes(attrs.evolve(full, line=()), full) == {"Line": []}


def test_a_changed_nested_record_goes_whole() -> None:
    """A nested record that differs is sent with its unknown members, so that they are not wiped."""
    base = decode_record(Customer, BODY)
    new = attrs.evolve(base, bill_addr=attrs.evolve(base.bill_addr, city="Albany"))
    assert changes(new, base) == {"BillAddr": {"Line1": "9 Harbor Ln", "City": "Albany", "Quarter": "North"}}


def test_equal_amounts_are_no_change() -> None:
    """12.5 and 12.50 are the same money, so nothing is sent."""
    base = Invoice(deposit=Decimal("12.50"))
    assert changes(attrs.evolve(base, deposit=Decimal("12.5")), base) == {}


def test_fields_of_the_system_cannot_be_changed() -> None:
    """Changing what only the system computes is a UsageError, because QuickBooks would ignore it silently."""
    base = decode_record(Customer, BODY)
    with pytest.raises(UsageError, match=r"Customer\.balance can only be changed by quickbooks"):
        changes(attrs.evolve(base, balance=Decimal(0)), base)
    with pytest.raises(UsageError, match=r"Customer\.sync_token"):
        changes(attrs.evolve(base, sync_token="4"), base)
    with pytest.raises(UsageError, match="cannot be compared"):
        changes(base, Invoice())  # type: ignore[misc]


def test_writable_leaves_out_what_the_system_sets() -> None:
    """The writable form drops computed fields, keeps id and version, and keeps unknown fields."""
    sent = decode_record(Customer, BODY).to_wire(writable=True)
    assert "Balance" not in sent
    assert "MetaData" not in sent
    assert (sent["Id"], sent["SyncToken"], sent["Novelty"]) == ("42", "3", {"Depth": Decimal("1.5")})


def test_what_json_cannot_say_is_a_usage_error() -> None:
    """A NaN or an object that is no JSON in ``extra`` is refused before anything is sent."""
    with pytest.raises(UsageError, match="NaN"):
        encode(Customer(extra={"Novelty": [Decimal("NaN")]}))
    with pytest.raises(UsageError, match="JSON cannot say"):
        encode(Customer(extra={"Novelty": object()}))


@pytest.mark.parametrize("number", [Decimal("NaN"), Decimal("Infinity"), float("nan"), float("-inf")], ids=str)
def test_a_number_that_is_none_is_not_sent_as_null(number: object) -> None:
    """However deep it stands: null would empty the field."""
    with pytest.raises(UsageError, match="The order holds a number that JSON cannot say"):
        json_body("The order", {"lines": [{"amount": number}]})
    assert json_body("The order", {"lines": ({"amount": Decimal("1.10")},)}) == b'{"lines":[{"amount":1.10}]}'


def test_half_a_character_is_not_sent() -> None:
    """The error names what holds it, and neither it nor its cause holds the text."""
    with pytest.raises(UsageError, match="The order holds half a character") as refused:
        json_body("The order", {"memo": "private \ud83d"})
    assert "private" not in str(refused.value)
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__


def test_a_record_does_not_keep_its_page_alive() -> None:
    """One record kept from a page holds its own bytes only: the page's buffer can be freed."""

    class Page(bytearray):
        """A buffer that can be watched."""

    page = Page(b'{"Customer":[' + b",".join([BODY] * 200) + b"]}")
    watched = weakref.ref(page)
    kept = decode_list(Customer, page, ("Customer",))[0]
    del page
    gc.collect()
    assert watched() is None
    seen, todo, held = set[int](), [kept], 0
    while todo:
        thing = todo.pop()
        if id(thing) in seen or isinstance(thing, type):
            continue
        seen.add(id(thing))
        held += len(thing) if isinstance(thing, (bytes, bytearray, memoryview)) else 0
        todo.extend(getattr(thing, name) for name in ("_wire", "_origin") if hasattr(thing, name))
        todo.extend(gc.get_referents(thing) if not isinstance(thing, Record) else ())
    assert held == len(BODY.strip())


def test_records_go_without_the_garbage_collector() -> None:
    """A used record and its nested records are freed with the last reference; they form no cycles."""
    customer = decode_record(Customer, BODY)
    nested = customer.bill_addr
    assert nested is not None
    assert nested.extra
    assert customer.extra
    watched = [weakref.ref(customer), weakref.ref(nested)]
    del customer
    assert watched[0]() is None
    del nested
    assert watched[1]() is None


def test_few_objects_for_the_garbage_collector() -> None:
    """A decoded record is one object for the garbage collector to look at, not one for every nested object."""
    body = b'{"Customer":[' + b",".join([BODY] * 500) + b"]}"
    decode_list(Customer, body, ("Customer",))
    gc.collect()
    before = len(gc.get_objects())
    kept = decode_list(Customer, body, ("Customer",))
    gc.collect()
    assert len(gc.get_objects()) - before <= len(kept) + 20


def test_threads_may_use_one_record_at_once() -> None:
    """Many threads asking one record for the same nested record all get equal ones."""
    customer = decode_record(Customer, BODY)
    start, found = threading.Barrier(8), list[PhysicalAddress | None]()

    def ask() -> None:
        start.wait()
        found.append(customer.bill_addr)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [PhysicalAddress(line1="9 Harbor Ln", city="Salem", extra={"Quarter": "North"})] * 8


def test_heads_hold_id_version_and_time() -> None:
    """Heads tell which records changed without decoding the rest of them."""
    page = b'{"QueryResponse":{"Customer":[' + BODY + b',{"Id":"7"}]}}'
    first, second = heads(Customer, page, ("QueryResponse", "Customer"))
    assert (first.id, first.version) == ("42", "3")
    assert first.updated == datetime(2026, 3, 18, 20, 39, 32, tzinfo=UTC)
    assert (second.id, second.version, second.updated) == ("7", None, None)
    assert heads(Customer, b'{"QueryResponse":{}}', ("QueryResponse", "Customer")) == []
    with pytest.raises(UsageError, match="no version"):
        heads(EmailAddress, b"[]")


def test_huge_numbers_in_unknown_fields_are_kept_as_text() -> None:
    """A number that Python refuses to hold does not make ``extra`` fail after the record was accepted."""
    digits = "9" * 5000
    body = f'{{"Id":"1","Novelty":{digits},"Other":1.5,"More":1e99999999999999999999}}'
    customer = decode_record(Customer, body.encode())
    assert customer.extra["Novelty"] == digits
    assert customer.extra["Other"] == Decimal("1.5")
    assert customer.extra["More"] == "1e99999999999999999999"

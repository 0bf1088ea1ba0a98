"""What type checkers know about records; mypy and pyright read this file, nothing runs it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, assert_type

import attrs

from crosstie.models import Decoded, Head, changes, decode_list, decode_page, decode_record, encode, heads
from crosstie.systems.quickbooks.models import Customer, Invoice, Line, PhysicalAddress, Ref

customer = decode_record(Customer, b"{}")
assert_type(customer, Customer)
assert_type(customer.display_name, str | None)
assert_type(customer.balance, Decimal | None)
assert_type(customer.bill_addr, PhysicalAddress | None)
assert_type(customer.extra, Mapping[str, Any])
assert_type(decode_list(Invoice, b"[]"), list[Invoice])
assert_type(decode_page(Invoice, b"[]"), Decoded[Invoice])
assert_type(decode_record(Invoice, b"{}").line, tuple[Line, ...])
assert_type(attrs.evolve(customer, display_name="Maple"), Customer)
assert_type(changes(customer, customer), dict[str, Any])
assert_type(encode(customer), bytes)
assert_type(heads(Customer, b"[]"), list[Head])
assert_type(heads(Customer, b"[]")[0].updated, datetime | None)
assert_type(Ref("42", "Maple").value, str | None)

typo = customer.display_nmae  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue,reportUnknownMemberType,reportUnknownVariableType]
customer.display_name = "Maple"  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
Customer(display_nmae="Maple")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
Customer(balance=0.1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]

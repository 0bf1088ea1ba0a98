"""The base of all typed records: attrs models with Python names over the bytes a system sent."""

from __future__ import annotations

from crosstie.models.codec import Decoded, changes, decode_list, decode_page, decode_record, encode
from crosstie.models.drafts import check_draft, check_record
from crosstie.models.forms import Convention, Form
from crosstie.models.heads import Head, heads
from crosstie.models.record import HeadNames, Record, completed, model, wire

__all__ = [
    "Convention",
    "Decoded",
    "Form",
    "Head",
    "HeadNames",
    "Record",
    "changes",
    "check_draft",
    "check_record",
    "completed",
    "decode_list",
    "decode_page",
    "decode_record",
    "encode",
    "heads",
    "model",
    "wire",
]

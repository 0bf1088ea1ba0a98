"""Where the library keeps its state: the protocol, its vocabulary, the kinds of record, and sealing.

Ready stores: :class:`crosstie.storage.memory.MemoryStorage` and :class:`crosstie.storage.sql.SqlStorage`.
"""

from __future__ import annotations

from crosstie.core.ports import AsyncStorage, Storage
from crosstie.core.state import (
    ABSENT,
    ANY,
    Delete,
    Key,
    Kind,
    Put,
    Query,
    Scalar,
    Span,
    Stored,
    Write,
    key_of,
    kind_of,
    record,
)
from crosstie.storage.columns import Json
from crosstie.storage.records import (
    KINDS,
    SEALED,
    Authorization,
    Conflict,
    Connection,
    Cursor,
    Event,
    Intent,
    Job,
    Link,
    LinkEnd,
    Run,
)
from crosstie.storage.resealed import Resealed
from crosstie.storage.resealing import reseal
from crosstie.storage.resealing_async import async_reseal
from crosstie.storage.sealing import Place, SealingKeys, place_of

__all__ = [
    "ABSENT",
    "ANY",
    "KINDS",
    "SEALED",
    "AsyncStorage",
    "Authorization",
    "Conflict",
    "Connection",
    "Cursor",
    "Delete",
    "Event",
    "Intent",
    "Job",
    "Json",
    "Key",
    "Kind",
    "Link",
    "LinkEnd",
    "Place",
    "Put",
    "Query",
    "Resealed",
    "Run",
    "Scalar",
    "SealingKeys",
    "Span",
    "Storage",
    "Stored",
    "Write",
    "async_reseal",
    "key_of",
    "kind_of",
    "place_of",
    "record",
    "reseal",
]

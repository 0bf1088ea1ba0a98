"""Column types that hold the same values, in the same order, in every database."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, TypeAlias

from sqlalchemy import Dialect, String, Text, types
from sqlalchemy.dialects import mysql, postgresql

from crosstie.storage.columns import SHORT

__all__ = ["Instant", "Octets", "Words"]

_Impl: TypeAlias = types.TypeEngine[Any] | type[types.TypeEngine[Any]]


class Words(types.TypeDecorator[str]):
    """Text, compared and sorted by code points and never by a language's rules."""

    impl: _Impl = Text
    cache_ok: bool | None = True

    def __init__(self, *, short: bool = False) -> None:
        """Take whether the text is short enough for an index."""
        super().__init__()
        self.short = short

    def load_dialect_impl(self, dialect: Dialect) -> types.TypeEngine[Any]:
        """Choose the database's own type."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(Text(collation="C"))
        if dialect.name in {"mysql", "mariadb"}:
            # NO PAD, because with PAD SPACE "a" equals "a ", and two customers could share a key.
            mariadb = bool(getattr(dialect, "is_mariadb", False))
            collation = "utf8mb4_nopad_bin" if mariadb else "utf8mb4_0900_bin"
            if self.short:
                return dialect.type_descriptor(mysql.VARCHAR(SHORT, charset="utf8mb4", collation=collation))
            return dialect.type_descriptor(mysql.MEDIUMTEXT(charset="utf8mb4", collation=collation))
        return dialect.type_descriptor(Text())


class Instant(types.TypeDecorator[datetime]):
    """A moment in UTC with microseconds; on SQLite text of fixed width, which sorts as time does."""

    impl: _Impl = String
    cache_ok: bool | None = True

    def load_dialect_impl(self, dialect: Dialect) -> types.TypeEngine[Any]:
        """Choose the database's own type."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(postgresql.TIMESTAMP(timezone=True))
        if dialect.name in {"mysql", "mariadb"}:
            return dialect.type_descriptor(mysql.DATETIME(fsp=6))
        return dialect.type_descriptor(String(32))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:  # noqa: ANN401 - what the driver wants
        """Write the moment as this database keeps it."""
        if value is None:
            return None
        moment = value.astimezone(UTC)
        if dialect.name == "postgresql":
            return moment
        if dialect.name in {"mysql", "mariadb"}:
            return moment.replace(tzinfo=None)
        return moment.isoformat(timespec="microseconds")

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002, ANN401 - the decorator's interface
        """Read the moment back, aware, in UTC."""
        if value is None:
            return None
        moment: datetime = datetime.fromisoformat(value) if isinstance(value, str) else value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


class Octets(types.TypeDecorator[bytes]):
    """Bytes, such as a sealed secret."""

    impl: _Impl = types.LargeBinary
    cache_ok: bool | None = True

    def load_dialect_impl(self, dialect: Dialect) -> types.TypeEngine[Any]:
        """Choose the database's own type."""
        if dialect.name in {"mysql", "mariadb"}:
            return dialect.type_descriptor(mysql.MEDIUMBLOB())
        return dialect.type_descriptor(types.LargeBinary())

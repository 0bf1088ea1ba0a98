"""The store in a SQL database: SQLite, PostgreSQL, MySQL or MariaDB.

>>> from crosstie.storage.sql import SqlStorage
>>> SqlStorage("sqlite:///crosstie.db")
SqlStorage(sqlite, crosstie.db, prefix='crosstie_')
"""

from __future__ import annotations

from importlib.util import find_spec

from crosstie.errors import MissingExtra

if find_spec("sqlalchemy") is None:
    _message = "The store in a SQL database needs SQLAlchemy."
    raise MissingExtra(_message, advice='Install it: pip install "crosstie[sql]"')

from crosstie.storage.sql.schema import metadata, metadata_for
from crosstie.storage.sql.sql_storage import SqlStorage
from crosstie.storage.sql.sql_storage_async import AsyncSqlStorage

__all__ = ["AsyncSqlStorage", "SqlStorage", "metadata", "metadata_for"]

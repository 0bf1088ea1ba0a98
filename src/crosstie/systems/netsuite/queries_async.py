"""SuiteQL: ``client.suiteql``."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from crosstie.systems.listing_async import AsyncListing
from crosstie.systems.netsuite.caller_async import AsyncAccountCaller
from crosstie.systems.netsuite.paging import Row
from crosstie.systems.netsuite.statements import Parameter, by_id, statement

__all__ = ["AsyncQueries"]


@attrs.frozen
class AsyncQueries:
    """Queries. Every value of a row is text, ids and amounts too; what is null is not in the row at all."""

    _caller: AsyncAccountCaller

    def rows(self, query: str, params: Sequence[Parameter] = ()) -> AsyncListing[Row]:
        """Read the rows of a query, page by page.

        Args:
            query: SuiteQL with a ``?`` for each value; with an ORDER BY that leaves nothing open, because rows may
                repeat or be missed at the edges of pages otherwise.
            params: The values.

        Raises:
            UsageError: There are more or fewer values than places.
            Invalid: NetSuite does not understand it; or, behind the last page, there is more than NetSuite shows.
        """
        return AsyncListing(self._caller, statement(query, params, self._caller.settings))

    def by_id(
        self, table: str, columns: Sequence[str], *, where: str = "", params: Sequence[Parameter] = ()
    ) -> AsyncListing[Row]:
        """Read rows of a table with an ``id``, in its order, beyond the 100,000 that a query shows.

        Args:
            table: Such as ``customer`` or ``transaction``.
            columns: At most 100, ``id`` included, which always comes along.
            where: A condition with a ``?`` for each value.
            params: The values.

        Raises:
            UsageError: A name is none, there are too many columns, or values and places differ in number.
        """
        pages = by_id(table, columns, where=where, params=params, settings=self._caller.settings)
        return AsyncListing(self._caller, pages)

"""Companies as a side of two-way sync; ``sync.Pair(left=client.companies, ...)`` makes this of the collection."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

import attrs

from crosstie.core.endpoint import Abilities, Change, ChangePage, Position, Values
from crosstie.systems.suitedash import shapes
from crosstie.systems.suitedash.changes_async import async_changes, async_read_each
from crosstie.systems.suitedash.hints_async import AsyncHints
from crosstie.systems.suitedash.models_contacts import Company

if TYPE_CHECKING:
    from crosstie.systems.suitedash.companies_async import AsyncCompanies

__all__ = ["AsyncCompaniesEndpoint"]


@attrs.frozen(kw_only=True)
class AsyncCompaniesEndpoint:
    """All companies of an account but idle ones: an :class:`~crosstie.core.endpoint.Endpoint`.

    What :class:`~crosstie.systems.suitedash.endpoint_async.AsyncContactsEndpoint` says of changes, versions and keys is
    true here too. An idle company is absent from listings, but found by its name.

    Attributes:
        companies: The collection.
        tenant: Whose companies they are.
        hints: The host's record of webhooks, if it has one.
        role: The role of companies that are made, unless the mapping gives one.
    """

    companies: AsyncCompanies = attrs.field(repr=False)
    tenant: str | None = None
    hints: AsyncHints | None = attrs.field(default=None, repr=False)
    role: str = "Lead"

    @property
    def name(self) -> str:
        """``suitedash.companies``."""
        return "suitedash.companies"

    @property
    def abilities(self) -> Abilities:
        """What companies of SuiteDash can do."""
        fixed = {"role", "category"}
        return shapes.abilities_of(Company, finds={"name"}, hinted=self.hints is not None, fixed=fixed)

    def check(self, paths: Collection[str]) -> None:
        """Refuse paths that companies do not have.

        Raises:
            UsageError: See above.
        """
        shapes.check(shapes.COMPANY, paths)

    async def changes(self, since: Position | None, page: str | None) -> ChangePage:
        """List all, or read what webhooks have named."""
        companies = self.companies
        return await async_changes(shapes.COMPANY, companies.list(), companies.get, self.hints, since, page)

    async def read(self, ids: Sequence[str]) -> Sequence[Change]:
        """Read companies one by one; missing ones are absent."""
        return await async_read_each(shapes.COMPANY, self.companies.get, ids)

    async def find(self, values: Values) -> Sequence[Change]:
        """Look a company up by name."""
        found = await self.companies.find(str(values["name"]))
        return [shapes.COMPANY.change_of(found)] if found and shapes.same(found.name, values["name"]) else []

    def values_of(self, record: Any, paths: Collection[str]) -> Values:  # noqa: ANN401 - a Company
        """Return the values at these paths."""
        return shapes.values_of(shapes.COMPANY, record, paths)

    async def create(self, values: Values, *, key: str) -> Change:
        """Make a company; the key goes nowhere.

        Raises:
            Conflict: ``kind="duplicate"``: the name is taken.
            Invalid: SuiteDash refused it.
            OutcomeUnknown: It may have been made.
        """
        del key
        company = shapes.built(shapes.COMPANY, {"role": self.role, **values})
        return shapes.COMPANY.change_of(await self.companies.create(company))

    async def update(
        self,
        record_id: str,
        values: Values,
        *,
        version: str | None,
        base: Any,  # noqa: ANN401 - a Company
    ) -> Change:
        """Change a company; what it has of tags, address and custom fields is taken from ``base``, or read first.

        Raises:
            NotFound: There is none.
            Invalid: SuiteDash refused it.
            OutcomeUnknown: It may have been changed.
        """
        del version
        current: Company = base if base is not None else await self.companies.get(record_id)
        wanted = shapes.changed(shapes.COMPANY, current, values)
        return shapes.COMPANY.change_of(await self.companies.update(record_id, wanted, current))

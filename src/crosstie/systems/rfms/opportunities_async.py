"""CRM opportunities of one store."""

from __future__ import annotations

import attrs

from crosstie.systems.caller_async import AsyncCaller
from crosstie.systems.rfms import api_opportunities as api
from crosstie.systems.rfms.api_opportunities import STAGES, OpportunityDraft
from crosstie.systems.rfms.lookup_async import async_looked_up
from crosstie.systems.rfms.models_opportunities import Opportunity, OpportunityEvent
from crosstie.systems.rfms.raw_async import AsyncRawOpportunities
from crosstie.systems.rfms.settings import Settings

__all__ = ["AsyncOpportunities"]


@attrs.frozen
class AsyncOpportunities:
    """CRM opportunities: ``client.opportunities``. They can be made and read, not changed."""

    _caller: AsyncCaller
    _settings: Settings

    async def create(self, draft: OpportunityDraft, *, resume: str | None = None) -> str | None:
        """Make a customer, if there is none yet, and what the draft says; it is never sent twice by itself.

        Args:
            draft: Whom it is for, and what it is.
            resume: The token of a :class:`~crosstie.errors.Pending`: asks what became of that creation.

        Returns:
            The number of the document. What RFMS answers for an opportunity is not documented: its id, or ``None``.

        Raises:
            Conflict: ``kind="duplicate"``: the customer exists; send its ``existing_id`` instead of the rest.
            OutcomeUnknown: It may have been made; look it up by PO or job number, or among the customers.
        """
        return await self._caller.value(api.create(draft, self._settings, resume))

    async def get(self, opportunity_id: str) -> Opportunity:
        """Read one opportunity.

        Raises:
            NotFound: There is none with this id.
        """
        return await async_looked_up(self._caller, api.get(opportunity_id, self._settings))

    async def changed(self) -> list[Opportunity]:
        """List what changed in the last seven days; RFMS remembers no longer, :meth:`everything` does."""
        return await self._caller.value(api.changed(self._settings))

    async def events(self) -> list[OpportunityEvent]:
        """List what happened to opportunities in the last seven days."""
        return await self._caller.value(api.events(self._settings))

    async def in_stage(self, stage: str) -> list[Opportunity]:
        """List all opportunities in a stage, whatever their age.

        Args:
            stage: One of :data:`crosstie.systems.rfms.STAGES`, even where the company has renamed it.
        """
        return await self._caller.value(api.in_stage(stage, self._settings))

    async def everything(self) -> list[Opportunity]:
        """List all opportunities: one call for each stage. One that moves meanwhile may be missing or there twice."""
        found: list[Opportunity] = []
        for stage in STAGES:
            found.extend(await self.in_stage(stage))
        return found

    @property
    def raw(self) -> AsyncRawOpportunities:
        """The same methods, answering value, status, headers, body and attempts."""
        return AsyncRawOpportunities(self)

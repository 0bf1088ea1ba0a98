"""The catalogue, files and opportunities, with status, headers, body and attempts of each call."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import attrs

from crosstie.core.exchange import Answer
from crosstie.systems.caller_async import async_raw
from crosstie.systems.rfms.api_attachments import AttachedTo
from crosstie.systems.rfms.api_opportunities import OpportunityDraft
from crosstie.systems.rfms.models_attachments import Attachment
from crosstie.systems.rfms.models_opportunities import Opportunity, OpportunityEvent
from crosstie.systems.rfms.models_products import InventoryHit, Product, ProductCode

if TYPE_CHECKING:
    from crosstie.systems.rfms.attachments_async import AsyncAttachments
    from crosstie.systems.rfms.opportunities_async import AsyncOpportunities
    from crosstie.systems.rfms.products_async import AsyncProducts

__all__ = ["AsyncRawAttachments", "AsyncRawOpportunities", "AsyncRawProducts"]


@attrs.frozen
class AsyncRawProducts:
    """The calls of ``client.products``, answered with the exchange they came from."""

    _plain: AsyncProducts

    async def get(self, product_ids: Sequence[str]) -> Answer[list[Product]]:
        """Call ``get``."""
        return await async_raw(self._plain.get)(product_ids)

    async def codes(self) -> Answer[list[ProductCode]]:
        """Call ``codes``."""
        return await async_raw(self._plain.codes)()

    async def check_inventory(
        self, *, product_code: str, style_name: str, color_name: str
    ) -> Answer[list[InventoryHit]]:
        """Call ``check_inventory``."""
        return await async_raw(self._plain.check_inventory)(
            product_code=product_code, style_name=style_name, color_name=color_name
        )


@attrs.frozen
class AsyncRawAttachments:
    """The calls of ``client.attachments``, answered with the exchange they came from."""

    _plain: AsyncAttachments

    async def list(self, owner: AttachedTo) -> Answer[list[Attachment]]:
        """Call ``list``."""
        return await async_raw(self._plain.list)(owner)

    async def get(self, attachment_id: str) -> Answer[bytes]:
        """Call ``get``."""
        return await async_raw(self._plain.get)(attachment_id)

    async def add(
        self,
        owner: AttachedTo,
        data: bytes,
        *,
        extension: str,
        description: str | None = None,
        paperless_type: str | None = None,
    ) -> Answer[None]:
        """Call ``add``."""
        return await async_raw(self._plain.add)(
            owner, data, extension=extension, description=description, paperless_type=paperless_type
        )

    async def delete(self, attachment_id: str) -> Answer[None]:
        """Call ``delete``."""
        return await async_raw(self._plain.delete)(attachment_id)


@attrs.frozen
class AsyncRawOpportunities:
    """The calls of ``client.opportunities``, answered with the exchange they came from."""

    _plain: AsyncOpportunities

    async def create(self, draft: OpportunityDraft, *, resume: str | None = None) -> Answer[str | None]:
        """Call ``create``."""
        return await async_raw(self._plain.create)(draft, resume=resume)

    async def get(self, opportunity_id: str) -> Answer[Opportunity]:
        """Call ``get``."""
        return await async_raw(self._plain.get)(opportunity_id)

    async def changed(self) -> Answer[list[Opportunity]]:
        """Call ``changed``."""
        return await async_raw(self._plain.changed)()

    async def events(self) -> Answer[list[OpportunityEvent]]:
        """Call ``events``."""
        return await async_raw(self._plain.events)()

    async def in_stage(self, stage: str) -> Answer[list[Opportunity]]:
        """Call ``in_stage``."""
        return await async_raw(self._plain.in_stage)(stage)

    async def everything(self) -> Answer[list[Opportunity]]:
        """Call ``everything``."""
        return await async_raw(self._plain.everything)()

# @generated from src/crosstie/systems/rfms/raw_goods_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""The catalogue, files and opportunities, with status, headers, body and attempts of each call."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import attrs

from crosstie.core.exchange import Answer
from crosstie.systems.caller import raw
from crosstie.systems.rfms.api_attachments import AttachedTo
from crosstie.systems.rfms.api_opportunities import OpportunityDraft
from crosstie.systems.rfms.models_attachments import Attachment
from crosstie.systems.rfms.models_opportunities import Opportunity, OpportunityEvent
from crosstie.systems.rfms.models_products import InventoryHit, Product, ProductCode

if TYPE_CHECKING:
    from crosstie.systems.rfms.attachments import Attachments
    from crosstie.systems.rfms.opportunities import Opportunities
    from crosstie.systems.rfms.products import Products

__all__ = ["RawAttachments", "RawOpportunities", "RawProducts"]


@attrs.frozen
class RawProducts:
    """The calls of ``client.products``, answered with the exchange they came from."""

    _plain: Products

    def get(self, product_ids: Sequence[str]) -> Answer[list[Product]]:
        """Call ``get``."""
        return raw(self._plain.get)(product_ids)

    def codes(self) -> Answer[list[ProductCode]]:
        """Call ``codes``."""
        return raw(self._plain.codes)()

    def check_inventory(
        self, *, product_code: str, style_name: str, color_name: str
    ) -> Answer[list[InventoryHit]]:
        """Call ``check_inventory``."""
        return raw(self._plain.check_inventory)(
            product_code=product_code, style_name=style_name, color_name=color_name
        )


@attrs.frozen
class RawAttachments:
    """The calls of ``client.attachments``, answered with the exchange they came from."""

    _plain: Attachments

    def list(self, owner: AttachedTo) -> Answer[list[Attachment]]:
        """Call ``list``."""
        return raw(self._plain.list)(owner)

    def get(self, attachment_id: str) -> Answer[bytes]:
        """Call ``get``."""
        return raw(self._plain.get)(attachment_id)

    def add(
        self,
        owner: AttachedTo,
        data: bytes,
        *,
        extension: str,
        description: str | None = None,
        paperless_type: str | None = None,
    ) -> Answer[None]:
        """Call ``add``."""
        return raw(self._plain.add)(
            owner, data, extension=extension, description=description, paperless_type=paperless_type
        )

    def delete(self, attachment_id: str) -> Answer[None]:
        """Call ``delete``."""
        return raw(self._plain.delete)(attachment_id)


@attrs.frozen
class RawOpportunities:
    """The calls of ``client.opportunities``, answered with the exchange they came from."""

    _plain: Opportunities

    def create(self, draft: OpportunityDraft, *, resume: str | None = None) -> Answer[str | None]:
        """Call ``create``."""
        return raw(self._plain.create)(draft, resume=resume)

    def get(self, opportunity_id: str) -> Answer[Opportunity]:
        """Call ``get``."""
        return raw(self._plain.get)(opportunity_id)

    def changed(self) -> Answer[list[Opportunity]]:
        """Call ``changed``."""
        return raw(self._plain.changed)()

    def events(self) -> Answer[list[OpportunityEvent]]:
        """Call ``events``."""
        return raw(self._plain.events)()

    def in_stage(self, stage: str) -> Answer[list[Opportunity]]:
        """Call ``in_stage``."""
        return raw(self._plain.in_stage)(stage)

    def everything(self) -> Answer[list[Opportunity]]:
        """Call ``everything``."""
        return raw(self._plain.everything)()

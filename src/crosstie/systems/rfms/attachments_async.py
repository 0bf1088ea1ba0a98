"""Files on the documents and products of one store."""

from __future__ import annotations

import attrs

from crosstie.systems.caller_async import AsyncCaller
from crosstie.systems.rfms import api_attachments as api
from crosstie.systems.rfms.api_attachments import AttachedTo
from crosstie.systems.rfms.lookup_async import async_looked_up
from crosstie.systems.rfms.models_attachments import Attachment
from crosstie.systems.rfms.raw_async import AsyncRawAttachments
from crosstie.systems.rfms.settings import Settings

__all__ = ["AsyncAttachments"]


@attrs.frozen
class AsyncAttachments:
    """Files: ``client.attachments``. These calls have a longer timeout (``Settings.attachment_timeout``).

    Example:
        ``await client.attachments.list(rfms.to_document("Order", "CG600001"))``
    """

    _caller: AsyncCaller
    _settings: Settings

    async def list(self, owner: AttachedTo) -> list[Attachment]:
        """List files, each with all of its bytes in base64, because RFMS cannot do without.

        Names without bytes come with ``orders.get(number, attachments=True)``.
        """
        return await self._caller.value(api.listed(owner, self._settings))

    async def get(self, attachment_id: str) -> bytes:
        """Read one file.

        Raises:
            NotFound: There is none with this id.
        """
        return await async_looked_up(self._caller, api.get(attachment_id, self._settings))

    async def add(
        self,
        owner: AttachedTo,
        data: bytes,
        *,
        extension: str,
        description: str | None = None,
        paperless_type: str | None = None,
    ) -> None:
        """Add a file; the answer does not say its id. Sent twice, it is there twice.

        Args:
            owner: What it belongs to.
            data: Its bytes.
            extension: Such as ``pdf``; a point in front is dropped, because RFMS does not take it.
            description: What people see.
            paperless_type: A document type of the store.

        Raises:
            OutcomeUnknown: It may have been added; :meth:`list` tells.
        """
        call = api.add(
            owner, data, self._settings, extension=extension, description=description, paperless_type=paperless_type
        )
        await self._caller.value(call)

    async def delete(self, attachment_id: str) -> None:
        """Delete a file; there is no way back."""
        await self._caller.value(api.delete(attachment_id))

    @property
    def raw(self) -> AsyncRawAttachments:
        """The same methods, answering value, status, headers, body and attempts."""
        return AsyncRawAttachments(self)

"""The contacts of a group as a side of two-way sync."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any, Final, NoReturn

import attrs

from crosstie.core.endpoint import Abilities, Change, ChangePage, Position, Values
from crosstie.core.shapes import Shape
from crosstie.errors import CrosstieError, Invalid, UsageError, Withheld
from crosstie.systems.smsit.models import Contact

if TYPE_CHECKING:
    from crosstie.systems.smsit.contacts_async import AsyncContacts

__all__ = ["AsyncContactsEndpoint"]

_SHAPE: Final = Shape(Contact, id="number", active="subscribed")
_READ_ONLY: Final = frozenset({"id", "group", "subscribed", "source", "carrier", "created"})


@attrs.frozen(kw_only=True)
class AsyncContactsEndpoint:
    """The contacts of one group: an :class:`~crosstie.core.endpoint.Endpoint`.

    SMS-iT cannot be asked what changed, so every reading lists the whole group, and the engine compares values. A
    contact is known by its number in E.164. Contacts can be added; SMS-iT has **no call that changes or deletes one**,
    so that a change from the other side is refused, record by record, and reported: map SMS-iT as the owner of what is
    edited there, or correct it in the web panel. Who is unsubscribed is ``inactive``.

    Attributes:
        contacts: The collection.
        group: The group, which must exist.
        tenant: Whose contacts they are.
    """

    contacts: AsyncContacts = attrs.field(repr=False)
    group: str
    tenant: str | None = None

    @property
    def name(self) -> str:
        """``smsit.contacts``."""
        return "smsit.contacts"

    @property
    def abilities(self) -> Abilities:
        """What contacts of SMS-iT can do."""
        return Abilities(
            feed="scan",
            finds=frozenset({"number", "email"}),
            cannot_hold=_READ_ONLY,
            reads=1,
            query=f"group {self.group}",
        )

    def check(self, paths: Collection[str]) -> None:
        """Refuse paths that contacts do not have.

        Raises:
            UsageError: See above.
        """
        _SHAPE.check(paths)

    async def changes(self, since: Position | None, page: str | None) -> ChangePage:
        """List the whole group; it has to be read again from the beginning each time."""
        del since
        rows = await self.contacts.list(group=self.group).page(page)
        return ChangePage(changes=self._changes(rows.items), next_page=rows.next)

    async def read(self, ids: Sequence[str]) -> Sequence[Change]:
        """Read contacts one by one; who is not in the group is absent."""
        return [change for number in ids for change in self._changes(await self.contacts.find(number))]

    async def find(self, values: Values) -> Sequence[Change]:
        """Look contacts of the group up by number or e-mail address; what is no number belongs to nobody."""
        if values.get("number") is None:
            return self._changes(await self.contacts.find_by_email(str(values["email"])))
        try:
            found = await self.contacts.find(str(values["number"]))
        except UsageError:
            return []
        return self._changes(found)

    def values_of(self, record: Any, paths: Collection[str]) -> Values:  # noqa: ANN401 - a Contact
        """Return the values at these paths, empty texts as what they mean: nothing."""
        contact: Contact = record
        return {path: None if value == "" else value for path, value in _SHAPE.values_of(contact, paths).items()}

    async def create(self, values: Values, *, key: str) -> Change:
        """Add a contact to the group; the key goes nowhere.

        Raises:
            Invalid: SMS-iT refused it, the number is missing or none, or its owner opted out.
            OutcomeUnknown: It may have been added.
        """
        del key
        wanted = self._draft(values)
        try:
            await self.contacts.add(wanted)
        except Withheld as refused:
            # One person's wish concerns one record, and must not stop the others.
            message = "The number's owner opted out, so that it is not added again."
            raise Invalid(message, code=refused.reason, done="Nothing was written.") from refused
        number = wanted.number or ""
        try:
            return _SHAPE.change_of(await self.contacts.get(number, self.group) or wanted)
        except CrosstieError:
            # It is added: that it could not be read back must not make it look like a failure, after which it would be
            # added again, and somebody subscribed who has left meanwhile. Sync reads it by its number.
            return Change(id=number)

    async def update(
        self,
        record_id: str,
        values: Values,
        *,
        version: str | None,
        base: Any,  # noqa: ANN401 - a Contact
    ) -> NoReturn:
        """Refuse: SMS-iT has no call that changes a contact.

        Raises:
            Invalid: Always.
        """
        del record_id, version, base
        message = f"SMS-iT's API cannot change a contact: {', '.join(sorted(values))}."
        raise Invalid(message, done="Nothing was written.", advice="Change it in the web panel.")

    def _draft(self, values: Values) -> Contact:
        try:
            number = self.contacts.number_of(str(values.get("number") or ""))
        except UsageError as wrong:
            message = f"The contact has no number that SMS-iT could be told. {wrong.message}"
            raise Invalid(message, done="Nothing was written.", advice=wrong.advice) from wrong
        return _SHAPE.build({**values, "number": number, "group": self.group})

    def _changes(self, rows: Sequence[Contact]) -> list[Change]:
        """Return the rows of this group; SMS-iT lists groups whose names hold this one's as well (4)."""
        return [_SHAPE.change_of(row) for row in rows if row.group == self.group and row.number]

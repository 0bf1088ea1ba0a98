# @generated from src/crosstie/systems/suitedash/endpoint_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""Contacts as a side of two-way sync; ``sync.Pair(left=client.contacts, ...)`` makes this of the collection."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

import attrs

from crosstie.core.endpoint import Abilities, Change, ChangePage, Position, Values
from crosstie.errors import Invalid
from crosstie.systems.suitedash import shapes
from crosstie.systems.suitedash.changes import changes, read_each
from crosstie.systems.suitedash.hints import Hints
from crosstie.systems.suitedash.models_contacts import Contact

if TYPE_CHECKING:
    from crosstie.systems.suitedash.contacts import Contacts

__all__ = ["ContactsEndpoint"]


@attrs.frozen(kw_only=True)
class ContactsEndpoint:
    """All contacts of an account: an :class:`~crosstie.core.endpoint.Endpoint`.

    SuiteDash cannot be asked what changed, so every reading lists everybody, ten for a call of the month, and the
    engine compares values. With ``hints`` only what webhooks have named is read after the first listing.

    It has no versions and no idempotency keys: the engine reads a record directly before it writes, and a creation is
    never repeated. Beside the fields of :class:`Contact` there are the paths ``custom_fields.<uid>`` and ``company``,
    the name of a linked company.

    Attributes:
        contacts: The collection.
        tenant: Whose contacts they are.
        hints: The host's record of webhooks, if it has one.
        role: The role of contacts that are made, unless the mapping gives one; a ``Lead`` may lack an e-mail address.
        create_companies: Whether a company that is to be linked is made if there is none of the name.
    """

    contacts: Contacts = attrs.field(repr=False)
    tenant: str | None = None
    hints: Hints | None = attrs.field(default=None, repr=False)
    role: str = "Lead"
    create_companies: bool = True

    @property
    def name(self) -> str:
        """``suitedash.contacts``."""
        return "suitedash.contacts"

    @property
    def abilities(self) -> Abilities:
        """What contacts of SuiteDash can do."""
        return shapes.abilities_of(Contact, finds={"email"}, hinted=self.hints is not None, fixed={"role"})

    def check(self, paths: Collection[str]) -> None:
        """Refuse paths that contacts do not have.

        Raises:
            UsageError: See above.
        """
        shapes.check(shapes.CONTACT, [path for path in paths if path != shapes.LINK])

    def changes(self, since: Position | None, page: str | None) -> ChangePage:
        """List everybody, or read what webhooks have named."""
        contacts = self.contacts
        return changes(shapes.CONTACT, contacts.list(), contacts.get, self.hints, since, page)

    def read(self, ids: Sequence[str]) -> Sequence[Change]:
        """Read contacts one by one; missing ones are absent."""
        return read_each(shapes.CONTACT, self.contacts.get, ids)

    def find(self, values: Values) -> Sequence[Change]:
        """Look a contact up by e-mail."""
        found = self.contacts.find(str(values["email"]))
        return [shapes.CONTACT.change_of(found)] if found and shapes.same(found.email, values["email"]) else []

    def values_of(self, record: Any, paths: Collection[str]) -> Values:  # noqa: ANN401 - a Contact
        """Return the values at these paths."""
        contact: Contact = record
        values = dict(shapes.values_of(shapes.CONTACT, contact, [path for path in paths if path != shapes.LINK]))
        if shapes.LINK in paths:
            values[shapes.LINK] = contact.companies[0].name if contact.companies else None
        return values

    def create(self, values: Values, *, key: str) -> Change:
        """Make a contact, without a mail to anybody; the key goes nowhere.

        Raises:
            Conflict: ``kind="duplicate"``: the e-mail address is taken.
            Invalid: SuiteDash refused it.
            OutcomeUnknown: It may have been made.
        """
        del key
        plain, company = _parted(values)
        contact = shapes.built(shapes.CONTACT, {"role": self.role, **plain})
        create = company is not None and self.create_companies
        made = self.contacts.create(contact, company=company, create_company=create)
        return shapes.CONTACT.change_of(made)

    def update(
        self,
        record_id: str,
        values: Values,
        *,
        version: str | None,
        base: Any,  # noqa: ANN401 - a Contact
    ) -> Change:
        """Change a contact; what it has of tags, address and custom fields is taken from ``base``, or read first.

        Raises:
            NotFound: There is none.
            Invalid: SuiteDash refused it, or a company is to be unlinked, which its API cannot.
            OutcomeUnknown: It may have been changed.
        """
        del version
        plain, company = _parted(values)
        if shapes.LINK in values and company is None:
            message = "SuiteDash's API cannot unlink a company."
            raise Invalid(message, advice="Unlink it in SuiteDash itself.")
        current: Contact = base if base is not None else self.contacts.get(record_id)
        wanted = shapes.changed(shapes.CONTACT, current, plain)
        create = company is not None and self.create_companies
        after = self.contacts.update(record_id, wanted, current, company=company, create_company=create)
        return shapes.CONTACT.change_of(after)


def _parted(values: Values) -> tuple[Values, str | None]:
    """Part the company that is to be linked from the fields."""
    company = values.get(shapes.LINK)
    plain = {path: value for path, value in values.items() if path != shapes.LINK}
    return plain, None if company is None else str(company)

# @generated from src/crosstie/systems/suitedash/raw_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
# @generated from the collections of this folder by tools/raw_views.py; do not edit.
# fmt: off
# ruff: noqa: E501, I001, PLR0913, RUF100
"""The methods of the collections, answering the value with status, headers, body and attempts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from crosstie.core.exchange import Answer
from crosstie.systems.caller import raw
from crosstie.systems.suitedash.field_lists import FieldList
from crosstie.systems.suitedash.models_contacts import Company, Contact
from crosstie.systems.suitedash.models_projects import Project
from crosstie.systems.suitedash.updates import PrimaryContact

if TYPE_CHECKING:  # the collections offer these classes, and import them for that
    from crosstie.systems.suitedash.companies import Companies
    from crosstie.systems.suitedash.contacts import Contacts
    from crosstie.systems.suitedash.projects import Projects

__all__ = [
    "RawCompanies",
    "RawContacts",
    "RawProjects",
]


class RawCompanies:
    """As :class:`Companies`, answering the whole exchange."""

    __slots__ = ("_companies",)

    def __init__(self, plain: Companies) -> None:
        """Take the collection."""
        self._companies = plain

    def get(self, identifier: str) -> Answer[Company]:
        """Read one company."""
        return raw(self._companies.get)(identifier)

    def find(self, name: str) -> Answer[Company | None]:
        """Return the company of exactly this name, if there is one; one call, idle ones included."""
        return raw(self._companies.find)(name)

    def create(self, company: Company, *, primary_contact: PrimaryContact | None=None) -> Answer[Company]:
        """Make a company. Further people are linked from their own side: ``contacts.update(..., company=name)``."""
        return raw(self._companies.create)(company, primary_contact=primary_contact)

    def update(self, uid: str, company: Company, base: Company | None=None) -> Answer[Company]:
        """Change a company; role, category and primary contact stay as they are."""
        return raw(self._companies.update)(uid, company, base)

    def fields(self, *, refresh: bool=False) -> Answer[FieldList]:
        """Return the account's description of company fields, its own ones by uid; kept, because it costs a call."""
        return raw(self._companies.fields)(refresh=refresh)


class RawContacts:
    """As :class:`Contacts`, answering the whole exchange."""

    __slots__ = ("_contacts",)

    def __init__(self, plain: Contacts) -> None:
        """Take the collection."""
        self._contacts = plain

    def get(self, identifier: str) -> Answer[Contact]:
        """Read one contact."""
        return raw(self._contacts.get)(identifier)

    def find(self, email: str) -> Answer[Contact | None]:
        """Return the contact with this e-mail address, if there is one; one call."""
        return raw(self._contacts.find)(email)

    def create(self, contact: Contact, *, company: str | None=None, create_company: bool=False, add_circles: Sequence[str]=(), send_welcome_email: bool=False) -> Answer[Contact]:
        """Make a contact."""
        return raw(self._contacts.create)(contact, company=company, create_company=create_company, add_circles=add_circles, send_welcome_email=send_welcome_email)

    def update(self, uid: str, contact: Contact, base: Contact | None=None, *, company: str | None=None, create_company: bool=False, add_circles: Sequence[str]=()) -> Answer[Contact]:
        """Change a contact. SuiteDash has no versions: what somebody else changes at the same time may be lost."""
        return raw(self._contacts.update)(uid, contact, base, company=company, create_company=create_company, add_circles=add_circles)

    def fields(self, *, refresh: bool=False) -> Answer[FieldList]:
        """Return the account's description of contact fields, its own ones by uid; kept, because it costs a call."""
        return raw(self._contacts.fields)(refresh=refresh)


class RawProjects:
    """As :class:`Projects`, answering the whole exchange."""

    __slots__ = ("_projects",)

    def __init__(self, plain: Projects) -> None:
        """Take the collection."""
        self._projects = plain

    def get(self, uid: str) -> Answer[Project]:
        """Read one project, with what lists leave out."""
        return raw(self._projects.get)(uid)

    def find(self, *, name: str | None=None, containing: str | None=None) -> Answer[Project]:
        """Read the project with this name, or a name that holds this. Which one, where several fit, is not documented."""
        return raw(self._projects.find)(name=name, containing=containing)

    def most_recent(self) -> Answer[Project]:
        """Read the newest project."""
        return raw(self._projects.most_recent)()

    def update(self, uid: str, project: Project, base: Project | None=None) -> Answer[Project]:
        """Change a project."""
        return raw(self._projects.update)(uid, project, base)

    def fields(self, *, refresh: bool=False) -> Answer[FieldList]:
        """Return the account's description of project fields, statuses included; kept, because it costs a call."""
        return raw(self._projects.fields)(refresh=refresh)

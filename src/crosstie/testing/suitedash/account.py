"""One SuiteDash account: its records, its own fields, and what it did to real people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

import attrs

from crosstie.testing.clock import MovableClock
from crosstie.testing.suitedash.fields import CustomField, Kind
from crosstie.testing.suitedash.rules import SuiteDashRules
from crosstie.testing.suitedash.wire import Json

__all__ = ["Account", "Stored"]

_MARKS = {"contact": "c", "company": "d", "custom": "e", "project": "f", "world": "a"}


@attrs.define(kw_only=True, eq=False)
class Stored:
    """A record of the account.

    Attributes:
        uid: Its uid.
        values: Its fields as the API names them, without uid and time.
        created: When it was made.
        links: A contact's companies, or a company's primary contact, by uid.
        active: Whether a contact is in use.
        idle: Whether a company is left out of lists (2).
    """

    uid: str
    values: Json
    created: datetime
    links: list[str] = attrs.field(factory=list[str])
    active: bool = True
    idle: bool = False


@attrs.define(eq=False)
class Account:
    """The records of one account.

    Attributes:
        clock: The time.
        rules: What it plays by.
        contacts: People by uid, in the order they were made.
        companies: Companies by uid.
        projects: Projects by uid.
        worlds: Worlds by uid.
        custom: The account's own fields by kind.
        statuses: Its project statuses.
        sectors: Its business sectors.
        audiences: E-mail addresses by the id of a marketing audience.
        mailed: The addresses that were sent a portal invitation, oldest first.
        writes: How many writes of the API took effect, by operation.
    """

    clock: MovableClock
    rules: SuiteDashRules
    contacts: dict[str, Stored] = attrs.field(factory=dict[str, Stored])
    companies: dict[str, Stored] = attrs.field(factory=dict[str, Stored])
    projects: dict[str, Stored] = attrs.field(factory=dict[str, Stored])
    worlds: dict[str, Stored] = attrs.field(factory=dict[str, Stored])
    custom: dict[Kind, list[CustomField]] = attrs.field(
        factory=lambda: {"contact": list[CustomField](), "company": list[CustomField](), "project": list[CustomField]()}
    )
    statuses: tuple[str, ...] = ("Not Started", "In Progress", "Completed", "Cancelled")
    sectors: tuple[str, ...] = ("Legal", "Flooring")
    audiences: dict[int, set[str]] = attrs.field(factory=lambda: {101: set[str](), 102: set[str]()})
    mailed: list[str] = attrs.field(factory=list[str])
    writes: Counter[str] = attrs.field(factory=Counter[str])
    _numbers: Counter[str] = attrs.field(factory=Counter[str])

    def records(self, kind: Kind) -> dict[str, Stored]:
        """Return the records of a kind."""
        return {"contact": self.contacts, "company": self.companies, "project": self.projects}[kind]

    def new_uid(self, kind: str) -> str:
        """Draw the next uid: the same ones in every run."""
        self._numbers[kind] += 1
        return f"{_MARKS[kind]}0000000-0000-4000-8000-{self._numbers[kind]:012x}"

    def keep(self, kind: Kind, values: Json) -> Stored:
        """Make a record."""
        stored = Stored(uid=self.new_uid(kind), values=values, created=self.clock.now())
        self.records(kind)[stored.uid] = stored
        return stored

    # -- looking up ----------------------------------------------------------------------------------------------------

    def contact(self, identifier: str) -> Stored | None:
        """Find a contact by uid or e-mail."""
        return self.contacts.get(identifier) or self.with_email(identifier)

    def with_email(self, email: str) -> Stored | None:
        """Find the contact with this e-mail address."""
        wanted = email.strip().casefold()
        return next((one for one in self.contacts.values() if _email(one) == wanted), None) if wanted else None

    def company(self, identifier: str) -> Stored | None:
        """Find a company by uid or exact name; idle ones too."""
        return self.companies.get(identifier) or self.named(identifier)

    def named(self, name: str) -> Stored | None:
        """Find the company of exactly this name; letter case does not make it another."""
        wanted = name.strip().casefold()
        return next((one for one in self.companies.values() if one.values["name"].casefold() == wanted), None)

    def projects_like(self, type_: str, identifier: str) -> Iterator[Stored]:
        """Find the projects that fit, oldest first."""
        for project in self.projects.values():
            name = str(project.values.get("name", ""))
            if (
                (type_ == "uid" and project.uid == identifier)
                or (type_ == "name" and name == identifier)
                or (type_ == "contains_the_following" and identifier.casefold() in name.casefold())
                or (type_ == "most_recent" and identifier == "true")
            ):
                yield project


def _email(contact: Stored) -> str:
    return str(contact.values.get("email") or "").casefold()

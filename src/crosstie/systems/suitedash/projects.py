# @generated from src/crosstie/systems/suitedash/projects_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""Projects, Worlds and marketing: ``client.projects``, ``client.worlds``, ``client.marketing``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import attrs

from crosstie.models import check_record
from crosstie.systems.listing import Listing
from crosstie.systems.suitedash import api
from crosstie.systems.suitedash.caller import AccountCaller
from crosstie.systems.suitedash.endpoint_projects import ProjectsEndpoint
from crosstie.systems.suitedash.field_lists import FieldList
from crosstie.systems.suitedash.hints import Hints
from crosstie.systems.suitedash.models_projects import Project, Subscribed, Subscription, World
from crosstie.systems.suitedash.raw import RawProjects
from crosstie.systems.suitedash.requests import ListFilter
from crosstie.systems.suitedash.writing import fields, updated

__all__ = ["Marketing", "Projects", "Worlds"]


@attrs.frozen
class Projects:
    """Projects. The API cannot make or delete one; templates and automations in the product do."""

    _caller: AccountCaller

    def get(self, uid: str) -> Project:
        """Read one project, with what lists leave out.

        Raises:
            NotFound: There is none.
        """
        return self._caller.value(api.get_project("uid", uid, self._caller.settings))

    def find(self, *, name: str | None = None, containing: str | None = None) -> Project:
        """Read the project with this name, or a name that holds this. Which one, where several fit, is not documented.

        Raises:
            NotFound: None fits.
        """
        if name is not None:
            call = api.get_project("name", name, self._caller.settings)
        else:
            call = api.get_project("contains_the_following", containing or "", self._caller.settings)
        return self._caller.value(call)

    def most_recent(self) -> Project:
        """Read the newest project.

        Raises:
            NotFound: There is none at all.
        """
        return self._caller.value(api.get_project("most_recent", "true", self._caller.settings))

    def list(
        self,
        *,
        created_after: datetime | None = None,
        created_before: datetime | None = None,
        order_by: str | None = None,
    ) -> Listing[Project]:
        """List projects with name, status, dates and due time; every ten of them cost a call of the month.

        Raises:
            UsageError: A bound has no time zone, or the order is not known.
        """
        wanted = ListFilter(created_after=created_after, created_before=created_before, order_by=order_by)
        return Listing(self._caller, api.listing("project", Project, wanted, self._caller.settings))

    def update(self, uid: str, project: Project, base: Project | None = None) -> Project:
        """Change a project.

        Args:
            uid: Which one; nothing else names a project for sure.
            project: The project as it should be; its status must be one of the account's own.
            base: The project as :meth:`get` read it: only what differs is sent. Without it every field that is set.

        Raises:
            UsageError: Something else than a project was given; nothing was sent.
            NotFound: There is none.
            Invalid: SuiteDash refused it, as it does a status or sector that the account does not have.
            OutcomeUnknown: It may have been changed.
        """
        check_record(Project, project, base)
        read = api.get_project("uid", uid, self._caller.settings)
        return updated(self._caller, "project", read, uid, project, base=base, beside={})

    def fields(self, *, refresh: bool = False) -> FieldList:
        """Return the account's description of project fields, statuses included; kept, because it costs a call."""
        return fields(self._caller, "project", refresh=refresh)

    def endpoint(self, *, hints: Hints | None = None, whole: bool = False) -> ProjectsEndpoint:
        """Return projects as a side of sync; see :class:`ProjectsEndpoint` for the arguments."""
        return ProjectsEndpoint(
            projects=Projects(self._caller.reading_back()), tenant=self._caller.tenant, hints=hints, whole=whole
        )

    @property
    def raw(self) -> RawProjects:
        """The same methods, answering value, status, headers, body and attempts."""
        return RawProjects(self)


@attrs.frozen
class Worlds:
    """Worlds, for accounts with that add-on."""

    _caller: AccountCaller

    def list(self, *, order_by: str | None = None) -> Listing[World]:
        """List Worlds; there are no bounds on their creation.

        Raises:
            UsageError: The order is not known.
        """
        return Listing(self._caller, api.worlds(order_by, self._caller.settings))


@attrs.frozen
class Marketing:
    """Marketing audiences. Experimental: public clients disagree about the body, and none shows the answer."""

    _caller: AccountCaller

    def subscribe(self, people: Sequence[Subscription]) -> list[Subscribed]:
        """Put people into audiences. It enrols real people in campaigns: only with their consent on record.

        SuiteDash answers success as soon as one of them worked: look at every outcome.

        Raises:
            UsageError: Somebody has no address or audience.
            Invalid: Nobody could be subscribed, or the body has not the form that the account takes.
            OutcomeUnknown: They may have been subscribed.
        """
        return self._caller.value(api.subscribe(people, self._caller.settings))

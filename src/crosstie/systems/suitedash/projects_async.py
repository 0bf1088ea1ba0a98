"""Projects, Worlds and marketing: ``client.projects``, ``client.worlds``, ``client.marketing``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import attrs

from crosstie.models import check_record
from crosstie.systems.listing_async import AsyncListing
from crosstie.systems.suitedash import api
from crosstie.systems.suitedash.caller_async import AsyncAccountCaller
from crosstie.systems.suitedash.endpoint_projects_async import AsyncProjectsEndpoint
from crosstie.systems.suitedash.field_lists import FieldList
from crosstie.systems.suitedash.hints_async import AsyncHints
from crosstie.systems.suitedash.models_projects import Project, Subscribed, Subscription, World
from crosstie.systems.suitedash.raw_async import AsyncRawProjects
from crosstie.systems.suitedash.requests import ListFilter
from crosstie.systems.suitedash.writing_async import async_fields, async_updated

__all__ = ["AsyncMarketing", "AsyncProjects", "AsyncWorlds"]


@attrs.frozen
class AsyncProjects:
    """Projects. The API cannot make or delete one; templates and automations in the product do."""

    _caller: AsyncAccountCaller

    async def get(self, uid: str) -> Project:
        """Read one project, with what lists leave out.

        Raises:
            NotFound: There is none.
        """
        return await self._caller.value(api.get_project("uid", uid, self._caller.settings))

    async def find(self, *, name: str | None = None, containing: str | None = None) -> Project:
        """Read the project with this name, or a name that holds this. Which one, where several fit, is not documented.

        Raises:
            NotFound: None fits.
        """
        if name is not None:
            call = api.get_project("name", name, self._caller.settings)
        else:
            call = api.get_project("contains_the_following", containing or "", self._caller.settings)
        return await self._caller.value(call)

    async def most_recent(self) -> Project:
        """Read the newest project.

        Raises:
            NotFound: There is none at all.
        """
        return await self._caller.value(api.get_project("most_recent", "true", self._caller.settings))

    def list(
        self,
        *,
        created_after: datetime | None = None,
        created_before: datetime | None = None,
        order_by: str | None = None,
    ) -> AsyncListing[Project]:
        """List projects with name, status, dates and due time; every ten of them cost a call of the month.

        Raises:
            UsageError: A bound has no time zone, or the order is not known.
        """
        wanted = ListFilter(created_after=created_after, created_before=created_before, order_by=order_by)
        return AsyncListing(self._caller, api.listing("project", Project, wanted, self._caller.settings))

    async def update(self, uid: str, project: Project, base: Project | None = None) -> Project:
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
        return await async_updated(self._caller, "project", read, uid, project, base=base, beside={})

    async def fields(self, *, refresh: bool = False) -> FieldList:
        """Return the account's description of project fields, statuses included; kept, because it costs a call."""
        return await async_fields(self._caller, "project", refresh=refresh)

    def endpoint(self, *, hints: AsyncHints | None = None, whole: bool = False) -> AsyncProjectsEndpoint:
        """Return projects as a side of sync; see :class:`AsyncProjectsEndpoint` for the arguments."""
        return AsyncProjectsEndpoint(
            projects=AsyncProjects(self._caller.reading_back()), tenant=self._caller.tenant, hints=hints, whole=whole
        )

    @property
    def raw(self) -> AsyncRawProjects:
        """The same methods, answering value, status, headers, body and attempts."""
        return AsyncRawProjects(self)


@attrs.frozen
class AsyncWorlds:
    """Worlds, for accounts with that add-on."""

    _caller: AsyncAccountCaller

    def list(self, *, order_by: str | None = None) -> AsyncListing[World]:
        """List Worlds; there are no bounds on their creation.

        Raises:
            UsageError: The order is not known.
        """
        return AsyncListing(self._caller, api.worlds(order_by, self._caller.settings))


@attrs.frozen
class AsyncMarketing:
    """Marketing audiences. Experimental: public clients disagree about the body, and none shows the answer."""

    _caller: AsyncAccountCaller

    async def subscribe(self, people: Sequence[Subscription]) -> list[Subscribed]:
        """Put people into audiences. It enrols real people in campaigns: only with their consent on record.

        SuiteDash answers success as soon as one of them worked: look at every outcome.

        Raises:
            UsageError: Somebody has no address or audience.
            Invalid: Nobody could be subscribed, or the body has not the form that the account takes.
            OutcomeUnknown: They may have been subscribed.
        """
        return await self._caller.value(api.subscribe(people, self._caller.settings))

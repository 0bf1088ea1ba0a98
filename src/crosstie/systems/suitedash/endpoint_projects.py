# @generated from src/crosstie/systems/suitedash/endpoint_projects_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""Projects as a side of two-way sync; they can be changed, but not made."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

import attrs

from crosstie.core.endpoint import Abilities, AtToken, Change, ChangePage, Position, Values
from crosstie.errors import Invalid
from crosstie.systems.suitedash import shapes
from crosstie.systems.suitedash.changes import changes, read_each
from crosstie.systems.suitedash.hints import Hints
from crosstie.systems.suitedash.models_projects import Project

if TYPE_CHECKING:
    from crosstie.systems.suitedash.projects import Projects

__all__ = ["ProjectsEndpoint"]


@attrs.frozen(kw_only=True)
class ProjectsEndpoint:
    """All projects of an account: an :class:`~crosstie.core.endpoint.Endpoint`.

    Attributes:
        projects: The collection.
        tenant: Whose projects they are.
        hints: The host's record of webhooks, if it has one.
        whole: Whether every listed project is read, because lists show name, status, dates and due time only. It costs
            a call for each.
    """

    projects: Projects = attrs.field(repr=False)
    tenant: str | None = None
    hints: Hints | None = attrs.field(default=None, repr=False)
    whole: bool = False

    @property
    def name(self) -> str:
        """``suitedash.projects``."""
        return "suitedash.projects"

    @property
    def abilities(self) -> Abilities:
        """What projects of SuiteDash can do."""
        return shapes.abilities_of(Project, finds=(), hinted=self.hints is not None, fixed=())

    def check(self, paths: Collection[str]) -> None:
        """Refuse paths that projects do not have, or that their lists do not show.

        Raises:
            UsageError: See above.
        """
        shapes.check_project_paths(paths, whole=self.whole)

    def changes(self, since: Position | None, page: str | None) -> ChangePage:
        """List all, or read what webhooks have named."""
        projects = self.projects
        found = changes(shapes.PROJECT, projects.list(), projects.get, self.hints, since, page)
        if not self.whole:
            return found
        if self.hints is not None and isinstance(since, AtToken):
            return found  # these were read one by one, and are whole already
        return attrs.evolve(found, changes=self.read([change.id for change in found.changes]))

    def read(self, ids: Sequence[str]) -> Sequence[Change]:
        """Read projects one by one; missing ones are absent."""
        return read_each(shapes.PROJECT, self.projects.get, ids)

    def find(self, values: Values) -> Sequence[Change]:
        """Find nobody: names are not unique, and no other field can be asked for."""
        del values
        return []

    def values_of(self, record: Any, paths: Collection[str]) -> Values:  # noqa: ANN401 - a Project
        """Return the values at these paths."""
        return shapes.values_of(shapes.PROJECT, record, paths)

    def create(self, values: Values, *, key: str) -> Change:
        """Refuse: SuiteDash's API cannot make projects.

        Raises:
            Invalid: Always; nothing was sent.
        """
        del values, key
        message = "SuiteDash's API cannot make projects."
        raise Invalid(message, advice="Let the pair go one way, or make the project in SuiteDash itself.")

    def update(
        self,
        record_id: str,
        values: Values,
        *,
        version: str | None,
        base: Any,  # noqa: ANN401 - a Project
    ) -> Change:
        """Change a project.

        Raises:
            NotFound: There is none.
            Invalid: SuiteDash refused it, as it does a status that the account does not have.
            OutcomeUnknown: It may have been changed.
        """
        del version, base  # a row of a list has not the custom fields that an update would replace
        current = self.projects.get(record_id)
        wanted = shapes.changed(shapes.PROJECT, current, values)
        return shapes.PROJECT.change_of(self.projects.update(record_id, wanted, current))

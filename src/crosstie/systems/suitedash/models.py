"""The typed records of SuiteDash; field tables with sources are in the modules beside this one."""

from __future__ import annotations

from crosstie.systems.suitedash.models_base import Address, Link, SuiteDashRecord
from crosstie.systems.suitedash.models_contacts import ROLES, Category, Circle, Company, Contact, Person
from crosstie.systems.suitedash.models_projects import Project, Subscribed, Subscription, World

__all__ = [
    "ROLES",
    "Address",
    "Category",
    "Circle",
    "Company",
    "Contact",
    "Link",
    "Person",
    "Project",
    "Subscribed",
    "Subscription",
    "SuiteDashRecord",
    "World",
]

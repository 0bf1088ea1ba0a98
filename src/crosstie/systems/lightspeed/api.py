"""Calls that read: records, pages, counts (fact sheet: lightspeed.md, 2.1 to 2.6)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Literal, TypeAlias, TypeVar, cast
from urllib.parse import parse_qsl, quote, unquote, urlsplit

import attrs
import msgspec

from crosstie.core.checks import aware, whole
from crosstie.core.exchange import Call
from crosstie.core.messages import Request, Response
from crosstie.core.paging import Page, PageCall
from crosstie.errors import DecodeError, UsageError
from crosstie.http.redaction import excerpt
from crosstie.models import Head, Record, decode_page, decode_record, heads
from crosstie.systems.lightspeed.app import OWN_ACCOUNT
from crosstie.systems.lightspeed.kinds import Kind
from crosstie.systems.lightspeed.models import Account, LightspeedRecord
from crosstie.systems.lightspeed.query import Where, field, wire_name
from crosstie.systems.lightspeed.settings import LARGEST_PAGE

__all__ = ["JSON", "Archived", "Selection", "account", "checked_id", "count", "get", "head_pages", "pages", "selection"]

R = TypeVar("R", bound=LightspeedRecord)
T = TypeVar("T")

Archived: TypeAlias = bool | Literal["only"]
"""Whether lists hold archived records: not (``False``), too (``True``), or only those."""

JSON: Final[Mapping[str, str]] = {"Accept": "application/json"}


@attrs.frozen(kw_only=True)
class Selection:
    """What a list is asked for.

    Attributes:
        where: Conditions.
        relations: What to load with each record, by its field.
        sort: A field, with a minus before it for descending order; by id when ``None``.
        archived: Whether archived records belong to it.
        size: Records of one page.
    """

    where: Where = attrs.field(factory=Where)
    relations: tuple[str, ...] = ()
    sort: str | None = None
    archived: Archived = False
    size: int = LARGEST_PAGE


def selection(
    kind: Kind[Any],
    chosen: Where,
    *,
    relations: Sequence[str] = (),
    updated_since: object = None,
    clock: str = "time_stamp",
    sort: str | None = None,
    archived: Archived = False,
    size: int = LARGEST_PAGE,
) -> Selection:
    """Check what a list is asked for.

    Raises:
        UsageError: The kind has no such relation or order, cannot be listed by time, or a time or size does not fit.
    """
    if updated_since is not None:
        if not kind.timed:
            message = f"{kind.plural} cannot be listed by the time of their last change."
            raise UsageError(message, advice="List them all; there are few.")
        chosen &= field(clock).at_least(aware("updated_since", updated_since))
        sort = sort or clock
    if sort is not None and sort.removeprefix("-") not in kind.sortable:
        message = f"{kind.plural} cannot be sorted by {sort}."
        raise UsageError(message, advice=f"They can by: {', '.join(kind.sortable)}.")
    loaded = tuple(dict.fromkeys((*relations, *chosen.relations)))
    _relation_names(kind, loaded)
    size = whole("The size of a page", size, 1, LARGEST_PAGE)
    return Selection(where=chosen, relations=loaded, sort=sort, archived=archived, size=size)


def account() -> Call[Account]:
    """Read the account of the connection; the only address that does not name it."""
    request = Request(method="GET", url=OWN_ACCOUNT, headers=JSON)
    return Call(operation="account.get", request=request, decode=_one(Account, "Account"))


def get(kind: Kind[R], record_id: str, relations: Sequence[str] = ()) -> Call[R]:
    """Read one record; an archived one too."""
    request = Request(
        method="GET",
        url=f"{kind.path}/{checked_id(record_id)}.json",
        params=_loaded(kind, relations),
        headers=JSON,
    )
    return Call(operation=f"{kind.plural}.get", request=request, decode=_one(kind.record, kind.name))


def count(kind: Kind[Any], chosen: Selection) -> Call[int]:
    """Count records; costs ten drips."""
    params = (*_filters(kind, chosen), ("count", "1"))
    request = Request(method="GET", url=f"{kind.path}.json", params=params, headers=JSON)
    return Call(operation=f"{kind.plural}.count", request=request, decode=_total)


def pages(kind: Kind[R], chosen: Selection) -> PageCall[R]:
    """Return what builds the calls of a listing."""

    def read(response: Response) -> tuple[Sequence[R], Any]:
        page = decode_page(kind.record, response.body, (kind.name,), beside=("@attributes",))
        return page.records, page.beside.get("@attributes")

    def mark(records: Sequence[R]) -> object:
        return (kind.id_of(records[0]), kind.id_of(records[-1]), len(records)) if records else None

    return _listing(kind, chosen, read, mark)


def head_pages(kind: Kind[Any], chosen: Selection) -> PageCall[Head]:
    """Return what builds the calls of a listing that decodes ids and times only."""

    def read(response: Response) -> tuple[Sequence[Head], Any]:
        return heads(kind.record, response.body, (kind.name,)), _attributes(response)

    def mark(found: Sequence[Head]) -> object:
        return (found[0].id, found[-1].id, len(found)) if found else None

    return _listing(kind, chosen, read, mark)


def _listing(
    kind: Kind[Any],
    chosen: Selection,
    read: Callable[[Response], tuple[Sequence[T], Any]],
    mark: Callable[[Sequence[T]], object],
) -> PageCall[T]:
    steering = [("sort", _sort(kind, chosen.sort))] if chosen.sort else []
    first = (*_filters(kind, chosen), *steering, ("limit", str(chosen.size)))

    def decode(response: Response) -> Page[T]:
        items, attributes = read(response)
        if not items and not isinstance(attributes, dict):
            # An empty list lacks the records, never the @attributes (2.6): this is somebody else's answer.
            message = f"The answer is no list of {kind.plural}."
            raise DecodeError(message, excerpt=excerpt(response.body))
        return Page(items=items, next=_next(kind, attributes), mark=mark(items))

    def call(cursor: str | None) -> Call[Page[T]]:
        params = first if cursor is None else _resumed(cursor)
        request = Request(method="GET", url=f"{kind.path}.json", params=params, headers=JSON)
        return Call(operation=f"{kind.plural}.list", request=request, decode=decode)

    return call


# -- addresses ---------------------------------------------------------------------------------------------------------


def checked_id(record_id: object) -> str:
    """Return an id as part of a path.

    Raises:
        UsageError: It is not the text of a number.
    """
    if not (isinstance(record_id, str) and record_id.isascii() and record_id.isdigit()):
        message = f"{record_id!r} is no id of a Lightspeed record: those are numbers, as text."
        raise UsageError(message)
    return record_id


def _filters(kind: Kind[Any], chosen: Selection) -> tuple[tuple[str, str], ...]:
    params = [*chosen.where.params(kind), *_loaded(kind, chosen.relations)]
    if kind.archives and chosen.archived is not False:
        params.append(("archived", "only" if chosen.archived == "only" else "true"))
    return tuple(params)


def _loaded(kind: Kind[Any], relations: Sequence[str]) -> tuple[tuple[str, str], ...]:
    names = _relation_names(kind, relations)
    return (("load_relations", msgspec.json.encode(names).decode()),) if names else ()


def _relation_names(kind: Kind[Any], relations: Sequence[str]) -> list[str]:
    unknown = next((name for name in relations if name not in kind.relations), None)
    if unknown is not None:
        message = f"{kind.plural} have no relation {unknown}."
        raise UsageError(message, advice=f"They have: {', '.join(kind.relations) or 'none'}.")
    return [kind.relations[name] for name in relations]


def _sort(kind: Kind[Any], asked: str) -> str:
    name = asked.removeprefix("-")
    wire = wire_name(kind.record, name)
    return f"-{wire}" if asked.startswith("-") else wire


def _next(kind: Kind[Any], attributes: Any) -> str | None:  # noqa: ANN401 - JSON of the answer
    """Return what asks for the next page: the parameters of ``next``, which is a complete address (2.5).

    Only they are kept: the next call goes to the host and account of the connection whatever the answer says, so that
    no answer can send the token elsewhere.

    Raises:
        DecodeError: ``next`` leads to another resource.
    """
    following = cast("Mapping[str, object]", attributes).get("next") if isinstance(attributes, dict) else None
    if not following:
        return None
    parts = urlsplit(str(following))
    if unquote(parts.path).rpartition("/")[2].partition(".")[0] != kind.name or not parts.query:
        message = f"The next page of {kind.plural} is said to be at another resource."
        raise DecodeError(message, excerpt=quote(parts.path))
    return parts.query


def _resumed(cursor: str) -> tuple[tuple[str, str], ...]:
    params = tuple(parse_qsl(cursor, keep_blank_values=True))
    if not {"after", "before"} & {name for name, _ in params}:
        message = "This is not a cursor of a Lightspeed listing."
        raise UsageError(message, advice="Pass a page's own next.")
    return params


# -- answers -----------------------------------------------------------------------------------------------------------

M = TypeVar("M", bound=Record)


def _one(record: type[M], name: str) -> Callable[[Response], M]:
    return lambda response: decode_record(record, response.body, (name,))


class _Attributes(msgspec.Struct, rename={"found": "@attributes"}):
    found: dict[str, Any] | None = None  # Any: texts, but numbers do no harm


_attributes_of: Final = msgspec.json.Decoder(_Attributes)


def _attributes(response: Response) -> dict[str, Any] | None:
    try:
        return _attributes_of.decode(response.body).found
    except msgspec.MsgspecError as error:
        message = "The answer has no readable @attributes."
        raise DecodeError(message, excerpt=excerpt(response.body)) from error


def _total(response: Response) -> int:
    found = str((_attributes(response) or {}).get("count", ""))
    if not found.isdecimal():
        message = "The answer to a count holds no number."
        raise DecodeError(message, excerpt=excerpt(response.body))
    return int(found)

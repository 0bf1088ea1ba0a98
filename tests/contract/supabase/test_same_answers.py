"""The simulator and PostgREST itself, asked the same thing, say the same: status, ranges, preferences, codes, rows."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from crosstie.core.messages import Request, Response

Both: TypeAlias = Callable[[Request], tuple[Response, Response]]
ROWS = [
    {"id": 1, "name": "a,b", "credit": 12.5, "active": True, "tags": ["x", "y,z"], "data": {"k": 1}},
    {"id": 2, "name": 'q"u', "credit": None, "active": False, "tags": [], "data": None},
    {"id": 3, "name": None, "credit": 0, "active": None, "tags": None, "data": {"k": "v"}},
    {"id": 4, "name": "end)", "credit": -1, "active": True, "tags": ["x"], "data": [1, 2]},
]
COLUMNS = "id,name,credit,active,tags,data"


def _request(
    method: str,
    path: str = "/folk",
    *params: tuple[str, str],
    body: object = None,
    prefer: str = "",
    headers: dict[str, str] | None = None,
) -> Request:
    sent = {"Prefer": prefer} if prefer else {}
    if body is not None:
        sent["Content-Type"] = "application/json"
    return Request(
        method=method,
        url=path,
        params=params,
        headers={**sent, **(headers or {})},
        body=b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode(),
    )


def _said(response: Response) -> dict[str, Any]:
    """Return what must be the same; words may differ, codes may not."""
    body = json.loads(response.body) if response.body else None
    if isinstance(body, dict) and "code" in body:
        body = {"code": body["code"]}
    shown = {name: response.headers.get(name) for name in ("content-range", "preference-applied")}
    if response.status >= 400 and response.status != 416:
        shown = {}  # the real server leaves these out where it refuses
    return {"status": response.status, "body": body, **shown}


def _compare(ask: Both, *requests: Request) -> None:
    for request in requests:
        real, simulated = ask(request)
        assert _said(simulated) == _said(real), (request, request.params)


@pytest.fixture
def filled(ask_both: Both) -> Both:
    """Give both servers with the same rows."""
    _compare(ask_both, _request("POST", "/folk", ("columns", COLUMNS), body=ROWS))
    return ask_both


def _read(*params: tuple[str, str], **more: Any) -> Request:  # noqa: ANN401 - the options of a request
    return _request("GET", "/folk", ("select", COLUMNS), ("order", "id"), *params, **more)


@pytest.mark.parametrize(
    "params",
    [
        [("name", 'eq."a,b"')],  # quote marks are part of a plain value
        [("or", "(name.eq.a,b)")],  # an unquoted comma breaks a tree
        [("or", '(name.eq."a,b"),zz')],  # what stands behind the closing parenthesis is dropped
        [("or", "(name.eq.end),id.eq.1)")],  # and so is the rest of a tree behind an unquoted one
        [("name", "in.(a,b)")],  # two wrong elements, no error
        [("name", 'in.("a,b","q\\"u")')],
        [("name", 'in.("")')],
        [("name", "in.()")],
        [("name", "not.in.()")],
        [("name", "eq.null")],
        [("name", "is.null")],
        [("name", "is.nothing")],
        [("name", "neq.a,b")],
        [("name", "isdistinct.a,b")],
        [("name", "like.*b")],
        [("name", "like.a\\*")],
        [("name", "like.x\\")],
        [("name", "match.(")],
        [("name", "foo.1")],
        [("name", "eq")],
        [("id", "eq.x")],
        [("id", "eq.99999999999999999999")],
        [("active", "eq.maybe")],
        [("active", "not.is.true")],
        [("active", "is.unknown")],
        [("credit", "gt.-1"), ("credit", "lt.12.5")],
        [("tags", "cs.{x}")],
        [("tags", 'cs.{"y,z"}')],
        [("tags", "cs.nonsense")],
        [("tags", "ov.{x,q}")],
        [("data->k", "eq.1")],
        [("data->>k", "eq.v")],
        [("data->0", "eq.1")],
        [("data->k", "eq.nonsense")],
        [("nothing", "eq.1")],
        [("or", "()")],
        [("or", "(id.eq.1")],
        [("not.or", "(id.eq.1,id.eq.2)")],
        [("and", "(id.gt.1,or(id.eq.2,not.and(id.lt.4)))")],
        [("or", "(tags.cs.{x},id.eq.2)")],
        [("or", "(id.in.(1,2),id.not.gt.1)")],
        [("name", 'like(any).{"a%","end%"}')],
        [("id", "eq(any).{1,2}")],
        [("limit", "abc")],
        [("limit", "-1")],
        [("limit", "0")],
        [("limit", "2")],
        [("offset", "-1")],
        [("offset", "2")],
        [("offset", "9")],
        [("limit", "2"), ("offset", "1")],
    ],
    ids=lambda params: " ".join(f"{name}={value}" for name, value in params),
)
@pytest.mark.parametrize("prefer", ["", "count=exact"])
def test_reads(filled: Both, params: list[tuple[str, str]], prefer: str) -> None:
    """Conditions, windows and counts, good and bad."""
    _compare(filled, _read(*params, prefer=prefer))


@pytest.mark.parametrize(
    "request_",
    [
        _read(headers={"Range-Unit": "items", "Range": "1-2"}),
        _read(headers={"Range-Unit": "items", "Range": "1-2"}, prefer="count=exact"),
        _read(("limit", "1"), headers={"Range-Unit": "items", "Range": "1-2"}),
        _read(headers={"Range-Unit": "items", "Range": "2-1"}),
        _read(("id", "eq.1"), headers={"Accept": "application/vnd.pgrst.object+json"}),
        _read(headers={"Accept": "application/vnd.pgrst.object+json"}),
        _read(("id", "eq.9"), headers={"Accept": "application/vnd.pgrst.object+json"}),
        _read(headers={"Content-Profile": "crm"}),  # ignored on reads
        _read(headers={"Accept-Profile": "crm"}),
        _read(headers={"Accept-Profile": "nowhere"}),
        _request("HEAD", "/folk", prefer="count=exact"),
        _request("HEAD", "/folk", ("id", "gt.9"), prefer="count=exact"),
        _request("GET", "/folk", ("select", "id"), ("order", "id.up")),
        _request("GET", "/folk", ("select", "id"), ("order", "name.desc.nullslast,id")),
        _request("GET", "/folk", ("select", "id"), ("order", "nothing")),
        _request("GET", "/folk", ("select", "nothing")),
        _request("GET", "/folk", ("select", "x:id,t:credit::text,data->k"), ("order", "id")),
        _request("GET", "/folk", ("select", "id("), ("order", "id")),
        _request("GET", "/nowhere", ("select", "id")),
        _request("GET", "/folk", ("select", "id,kinds(id)")),
        _request("GET", "/folk", ("select", "id"), ("packages.id", "eq.1")),
        _request("GET", "/packages", ("select", "id,folk(name),kinds!inner(name)"), ("order", "id")),
        _read(prefer="handling=strict, nonsense=1"),
        _read(prefer="handling=lenient, nonsense=1, count=exact, count=planned"),
    ],
    ids=lambda one: f"{one.method} {one.params} {dict(one.headers)}",
)
def test_ranges_selections_and_preferences(filled: Both, request_: Request) -> None:
    """Headers that count, headers that are ignored, and what cannot be selected."""
    _compare(filled, request_)


WHOLE = "return=representation"


@pytest.mark.parametrize(
    "requests",
    [
        [_request("POST", body={"id": 9})],
        [_request("POST", body={"id": 9, "name": "x"}, prefer=WHOLE)],
        [_request("POST", body=[], prefer=WHOLE)],
        [_request("POST", body=[], prefer=f"{WHOLE},resolution=merge-duplicates")],
        [_request("POST", body=[])],
        [_request("POST", body=[{"id": 8}, {"name": "x"}])],
        [
            _request(
                "POST", "/folk", ("columns", "id,name"), body=[{"id": 8}, {"id": 9, "name": "x", "zz": 1}], prefer=WHOLE
            )
        ],
        [_request("POST", "/folk", ("columns", "id,active"), body=[{"id": 8}], prefer=WHOLE)],
        [_request("POST", "/folk", ("columns", "id,active"), body=[{"id": 8}], prefer=f"{WHOLE},missing=default")],
        [_request("POST", "/folk", ("columns", "id,zz"), body=[{"id": 8}])],
        [_request("POST", body={"zz": 1})],
        [_request("POST", body={"id": 1})],
        [_request("POST", body={"id": 9, "boss": 77})],
        [_request("POST", body={"id": None})],
        [_request("POST", body={"id": 9, "born": "x"})],
        [_request("POST", body=b"{nonsense")],
        [_request("POST", "/folk", ("on_conflict", "id"), body={"id": 1, "name": "x"})],
        [
            _request(
                "POST",
                body=[{"id": 1, "name": "x"}, {"id": 9, "name": "y"}],
                prefer=f"{WHOLE},resolution=merge-duplicates",
            )
        ],
        [_request("POST", body=[{"id": 1, "name": "x"}], prefer="resolution=merge-duplicates,count=exact")],
        [_request("POST", body=[{"id": 1, "name": "x"}], prefer=f"{WHOLE},resolution=ignore-duplicates")],
        [_request("POST", "/folk", ("on_conflict", "name"), body={"id": 1}, prefer="resolution=merge-duplicates")],
        [_request("POST", body=[{"id": 7}, {"id": 7}], prefer="resolution=merge-duplicates")],
        [_request("POST", body=[{"id": 7}, {"id": 7}], prefer=f"{WHOLE},resolution=ignore-duplicates")],
        [_request("POST", "/keyless", body=[{"name": "a"}], prefer=f"{WHOLE},resolution=merge-duplicates")],
        [_request("POST", "/folk", ("select", "id,n:name"), body={"id": 9, "name": "x"}, prefer=WHOLE)],
        [_request("PATCH", "/folk", ("id", "lte.2"), body={"name": "x"}, prefer="count=exact")],
        [_request("PATCH", "/folk", ("id", "eq.1"), body={"name": "x"}, prefer=f"{WHOLE},count=exact")],
        [_request("PATCH", "/folk", ("id", "eq.99"), body={"name": "x"}, prefer="count=exact")],
        [_request("PATCH", "/folk", ("id", "eq.99"), body={"name": "x"}, prefer=WHOLE)],
        [_request("PATCH", "/folk", ("id", "eq.1"), body={"zz": 1})],
        [_request("PATCH", "/folk", ("id", "eq.2"), body={"id": 1})],
        [_request("DELETE", "/folk", ("id", "gte.3"), prefer="count=exact")],
        [_request("DELETE", "/folk", ("id", "eq.3"), prefer=WHOLE)],
        [_request("DELETE", "/folk", ("id", "eq.99"), prefer=f"{WHOLE},count=exact")],
        [_request("DELETE", "/folk", ("id", "eq.1"), prefer="handling=strict,max-affected=1")],
        [
            _request("PATCH", "/folk", ("id", "eq.2"), body={"boss": 1}),
            _request("DELETE", "/folk", ("id", "eq.1")),
            _request("DELETE", "/folk", ("id", "eq.2")),
            _request("DELETE", "/folk", ("id", "eq.1")),
        ],
        [
            _request("POST", "/leads", body={"id": 1}, headers={"Content-Profile": "crm"}),
            _request("POST", "/leads", body={"id": 2}, headers={"Accept-Profile": "crm"}),
            _request("GET", "/leads", headers={"Accept-Profile": "crm"}),
        ],
        [_request("POST", "/nowhere", body={"id": 1}, headers={"Content-Profile": "nowhere"})],
    ],
    ids=lambda requests: " / ".join(
        f"{one.method} {one.url} {one.params} {one.headers.get('Prefer')}" for one in requests
    ),
)
def test_writes(filled: Both, requests: list[Request]) -> None:
    """What is answered, and what is in the table afterwards."""
    _compare(filled, *requests, _read())


@pytest.mark.parametrize(
    "request_",
    [
        _request("POST", "/rpc/plus_one", body={"a": 1}),
        _request("GET", "/rpc/plus_one", ("a", "1")),
        _request("POST", "/rpc/plus_one", body={"b": 1}),
        _request("POST", "/rpc/plus_one", body={}),
        _request("POST", "/rpc/touch_all", body={}),
        _request("GET", "/rpc/touch_all"),
        _request("POST", "/rpc/nowhere", body={}),
        _request("POST", "/rpc/folk_named", ("select", "id"), body={"wanted": "a,b"}),
        _request("GET", "/rpc/folk_named", ("select", "id"), ("wanted", "a,b"), ("id", "eq.1")),
        _request("POST", "/rpc/folk_named", ("select", "id"), body={"wanted": "zzz"}),
        _request("POST", "/rpc/folk_named", ("select", "id"), body={"wanted": "a,b"}, prefer="count=exact"),
    ],
    ids=lambda one: f"{one.method} {one.url} {one.params} {one.body!r}",
)
def test_functions(filled: Both, request_: Request) -> None:
    """Values, rows and nothing; unknown names and arguments; a volatile function asked for by GET."""
    _compare(filled, request_)

"""The peers' own ways to do what is measured, written as their documentation shows it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

# Before they are imported: dlt must not report home, oauthlib must speak plain HTTP on loopback.
os.environ.update(RUNTIME__DLTHUB_TELEMETRY="false", OAUTHLIB_INSECURE_TRANSPORT="1")

import dlt
import httpx
import msgspec
import requests
from dlt.sources.helpers.rest_client.paginators import BasePaginator
from dlt.sources.rest_api import rest_api_source
from quickbooks.client import QuickBooks
from quickbooks.objects.customer import Customer as QuickbooksCustomer
from requests_oauthlib import OAuth2Session

__all__ = ["bare_listing", "dlt_listing", "python_quickbooks_listing", "statement"]

SIZE = 1_000


def statement(start: int) -> str:
    """Return the query for one page."""
    return f"SELECT * FROM Customer ORDERBY Id STARTPOSITION {start} MAXRESULTS {SIZE}"  # noqa: S608 - a number


def bare_listing(url: str, decode: Callable[[bytes], Any]) -> Iterator[Any]:
    """A loop of httpx and msgspec Structs: what a careful person writes without any library."""
    start = 1
    with httpx.Client(headers={"Authorization": "Bearer AT-1", "Accept": "application/json"}) as client:
        while True:
            params = {"query": statement(start), "minorversion": "75"}
            answer = client.get(f"{url}/v3/company/1/query", params=params)
            answer.raise_for_status()
            customers = decode(answer.content).QueryResponse.Customer
            yield from customers
            if len(customers) < SIZE:
                return
            start += SIZE


def python_quickbooks_listing(url: str) -> Iterator[Any]:
    """python-quickbooks: pages asked for by hand, as its README does."""
    client = QuickBooks(company_id="1", minorversion=75)
    client.session = OAuth2Session("bench", token={"access_token": "AT-1", "token_type": "bearer"})
    client.api_url_v3 = f"{url}/v3"
    start = 1
    while True:
        customers = QuickbooksCustomer.all(start_position=start, max_results=SIZE, qb=client)
        yield from customers
        if len(customers) < SIZE:
            return
        start += SIZE


class _StartPosition(BasePaginator):
    """QuickBooks' paging for dlt: the position stands inside the query."""

    def __init__(self) -> None:
        super().__init__()
        self._start = 1

    def init_request(self, request: requests.Request) -> None:
        self.update_request(request)

    def update_state(self, response: requests.Response, data: list[Any] | None = None) -> None:  # noqa: ARG002
        self._start += SIZE
        self._has_next_page = len(data or ()) == SIZE

    def update_request(self, request: requests.Request) -> None:
        request.params = {**(request.params or {}), "query": statement(self._start)}


def dlt_listing(url: str) -> Iterator[Any]:
    """The rest_api source of dlt, read without a destination."""
    source = rest_api_source(
        {
            "client": {"base_url": f"{url}/v3/company/1/", "headers": {"Authorization": "Bearer AT-1"}},
            "resources": [
                {
                    "name": "customers",
                    "endpoint": {
                        "path": "query",
                        "params": {"minorversion": "75"},
                        "data_selector": "QueryResponse.Customer",
                        "paginator": _StartPosition(),
                    },
                }
            ],
        }
    )
    yield from source.resources["customers"]


def versions() -> dict[str, str]:
    """Return which peers were measured."""
    from importlib.metadata import version  # noqa: PLC0415 - only for the report

    return {
        "httpx": httpx.__version__,
        "msgspec": msgspec.__version__,
        "dlt": dlt.__version__,
        "python-quickbooks": version("python-quickbooks"),
    }

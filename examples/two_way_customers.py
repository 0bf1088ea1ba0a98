"""Customers in step between an RFMS store, a host's own table and QuickBooks Online, in both directions.

Started by ``nox -s demo``. Without credentials it simulates both systems on this machine, over real HTTP. With all four
of these in the environment it works on a real store and a real sandbox company instead, asks before it writes there,
and leaves out the steps that need a simulator's levers::

    RFMS_STORE_QUEUE, RFMS_API_KEY, QUICKBOOKS_CLIENT_ID, QUICKBOOKS_CLIENT_SECRET

Optional beside them: ``QUICKBOOKS_REDIRECT_URI`` (as registered with Intuit), and ``RFMS_BASE_URL`` and
``QUICKBOOKS_BASE_URL`` for systems at other addresses than their own, such as simulators that are served elsewhere.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import attrs
import httpx
import sqlalchemy as sa
from sqlalchemy.engine.default import DefaultExecutionContext

import crosstie
from crosstie import sync
from crosstie.sessions.apps import App
from crosstie.storage.sql import SqlStorage
from crosstie.systems import quickbooks, rfms
from crosstie.testing.quickbooks import CLIENT_ID, CLIENT_SECRET, QuickBooksSimulator
from crosstie.testing.rfms import RfmsSimulator
from crosstie.testing.serve import serve_all

TENANT = "maple-flooring"
CUSTOMERS = 120
REDIRECT = "http://localhost:8000/callback"
REPORT = Path(__file__).parent / "output" / "two_way_customers.html"

# -- the host application's own table: nothing in it knows of crosstie -------------------------------------------------


def own_name(context: DefaultExecutionContext) -> str:
    """Name a new customer as the host application does: the company, else the person."""
    row = context.get_current_parameters()  # type: ignore[no-untyped-call]  # of SQLAlchemy
    return row.get("company") or " ".join(part for part in (row.get("first_name"), row.get("last_name")) if part)


metadata = sa.MetaData()
customers = sa.Table(
    "customers",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.String(200), default=own_name, nullable=False),
    sa.Column("first_name", sa.String(100)),
    sa.Column("last_name", sa.String(100)),
    sa.Column("company", sa.String(100)),
    sa.Column("email", sa.String(100)),
    sa.Column("phone", sa.String(40)),
    sa.Column("street", sa.String(200)),
    sa.Column("city", sa.String(100)),
    sa.Column("state", sa.String(40)),
    sa.Column("postal_code", sa.String(20)),
    sa.Column("updated_at", sa.DateTime, default=lambda: datetime.now(UTC).replace(tzinfo=None), index=True),
)

# -- what is the same on each side -------------------------------------------------------------------------------------


def store_pair(store: rfms.Client, table: sync.SqlTable) -> sync.Pair:
    """The RFMS store on the left, the host on the right; where both changed a field, a person is asked."""
    address = "customer_address"
    return sync.Pair(
        "store customers",
        left=store.customers,
        right=table,
        match=["email"],
        fields=[
            sync.both(f"{address}.first_name", "first_name"),
            sync.both(f"{address}.last_name", "last_name"),
            sync.both(f"{address}.business_name", "company"),
            sync.both("email", "email", as_=sync.email),
            sync.both("phone1", "phone", as_=sync.phone_digits),
            sync.both(f"{address}.address1", "street"),
            sync.both(f"{address}.city", "city"),
            sync.both(f"{address}.state", "state"),
            sync.both(f"{address}.postal_code", "postal_code"),
            sync.on_create("customer_type", "RESIDENTIAL", side="left"),
            sync.on_create("entry_type", "Customer", side="left"),
        ],
        conflicts=sync.ask(),
    )


def books_pair(books: quickbooks.Client, table: sync.SqlTable) -> sync.Pair:
    """QuickBooks on the left, the host on the right; where both changed a field, a person is asked."""
    return sync.Pair(
        "book customers",
        left=books.customers,
        right=table,
        match=["email"],
        fields=[
            sync.both("display_name", "name"),
            sync.both("given_name", "first_name"),
            sync.both("family_name", "last_name"),
            sync.both("company_name", "company"),
            sync.both("primary_email_addr.address", "email", as_=sync.email),
            sync.both("primary_phone.free_form_number", "phone", as_=sync.phone_digits),
            sync.both("bill_addr.line1", "street"),
            sync.both("bill_addr.city", "city"),
            sync.both("bill_addr.country_sub_division_code", "state"),
            sync.both("bill_addr.postal_code", "postal_code"),
        ],
        conflicts=sync.ask(),
    )


# -- the demo ----------------------------------------------------------------------------------------------------------


@attrs.frozen(kw_only=True)
class Demo:
    """Everything that the steps work with; the simulators only where there is no real system."""

    sessions: crosstie.SessionManager
    engine: sync.Engine
    database: sa.Engine
    store: rfms.Client
    books: quickbooks.Client
    pairs: tuple[sync.Pair, sync.Pair]
    in_the_middle: list[Callable[[], object]]
    simulators: tuple[RfmsSimulator, QuickBooksSimulator] | None = None

    def sync(self) -> list[sync.Report]:
        """Sync both pairs, the store first, until what came from one side has reached the other."""
        reports = [self.engine.run(pair, tenant=TENANT) for pair in (*self.pairs, self.pairs[0])]
        show_reports(reports)
        return reports


def say(title: str, *sentences: str) -> None:
    """Begin a step, in plain words."""
    print(f"\n== {title}")
    for sentence in sentences:
        print(f"   {sentence}")


def show_reports(reports: list[sync.Report]) -> None:
    """Show what runs did as a table."""
    print(f"\n   {'pair':16} imported exported updated linked conflicts errors  notice")
    for report in reports:
        counts, notice = report.counts, report.notice()
        print(
            f"   {report.pair:16} {counts.imported:8} {counts.exported:8} {counts.updated:7} {counts.linked:6}"
            f" {counts.conflicts:9} {counts.errors:6}  {notice.description}"
        )


def show_totals(demo: Demo) -> None:
    """Count the customers on each side."""
    with demo.database.connect() as connection:
        own = connection.scalar(sa.select(sa.func.count()).select_from(customers))
    books = demo.books.customers.count()
    store = len(list(demo.store.customers.find_advanced()))
    print(f"\n   customers now: {store} in the store, {own} in the host's table, {books} in QuickBooks")


def first_import(demo: Demo) -> bool:
    """Bring all customers together; tell whether that was allowed."""
    plan = demo.engine.plan(demo.pairs[0], tenant=TENANT)
    say("First import", f"A plan writes nothing. For the store it says: {plan.summary()}")
    if demo.simulators is None and not permission():
        print("\n   Nothing was written.")
        return False
    print("   Now for real, both systems:")
    demo.sync()
    show_totals(demo)
    return True


def edits_everywhere(demo: Demo) -> None:
    """Change something on every side and let it flow."""
    say("Edits on all sides", "The host corrects a street, QuickBooks a phone number, the store a city.")
    rows = host_rows(demo)
    set_host(demo, rows[0]["id"], street="77 Cedar Court")
    customer = next(iter(demo.books.customers.list(where={"display_name": rows[1]["name"]})))
    phone = quickbooks.TelephoneNumber(free_form_number="(503) 555-0177")
    demo.books.customers.update(attrs.evolve(customer, primary_phone=phone), base=customer)
    kept = demo.store.customers.with_email(rows[2]["email"])[0]
    address = attrs.evolve(kept.customer_address or rfms.Address(), city="Bend")
    demo.store.customers.save(attrs.evolve(kept, customer_address=address))
    demo.sync()
    after = {row["id"]: row for row in host_rows(demo)}
    phone_now, city_now = after[rows[1]["id"]]["phone"], after[rows[2]["id"]]["city"]
    print(f"\n   in the host's table: {phone_now} from QuickBooks, {city_now} from the store")


def expired_session(demo: Demo, simulator: RfmsSimulator) -> None:
    """End the store's session behind our back, in the middle of a run."""
    begun = simulator.sessions_begun
    set_host(demo, host_rows(demo)[3]["id"], street="12 Lantern Hill")
    demo.in_the_middle.append(simulator.expire_sessions)
    say(
        "A session expires in the middle",
        "The store forgets the session while a run reads it. The run does not notice:",
    )
    demo.sync()
    print(f"\n   sessions begun for that: {simulator.sessions_begun - begun}")


def rotated_token(demo: Demo, simulator: QuickBooksSimulator) -> None:
    """Let the access token end; the provider hands out another refresh token with the new one."""
    before = simulator.grants.renewals
    set_host(demo, host_rows(demo)[4]["id"], street="3 Quarry Way")
    demo.in_the_middle.append(simulator.expire_access_tokens)
    say("A refresh token is rotated", "QuickBooks ends the access token. One renewal, stored sealed, and on it goes:")
    demo.sync()
    row = next(row for row in demo.sessions.status(TENANT) if row.system == "quickbooks")
    print(f"\n   renewals: {simulator.grants.renewals - before}; the connection is {row.state}")


def one_bad_record(demo: Demo, simulator: QuickBooksSimulator) -> None:
    """Add a customer that QuickBooks cannot take, and a good one."""
    simulator.add("Vendor", {"DisplayName": "Tanner Interiors"})
    insert_host(demo, company="Tanner Interiors", email="office@tanner.example.com")
    insert_host(demo, company="Quill Carpets", email="office@quill.example.com")
    say(
        "One bad record",
        "The host adds two customers. One has the name of a vendor, and QuickBooks wants names to be unique over both.",
        "It is named with QuickBooks' own reason; the other one goes through:",
    )
    for report in demo.sync():
        for entry in report.errors:
            print(f"\n   row {entry.id}, {type(entry.error).__name__}: {entry.error}")
    with demo.database.begin() as connection:
        tanner = customers.c.company == "Tanner Interiors"
        connection.execute(customers.update().where(tanner).values(name="Tanner Interiors, Salem", updated_at=now()))
    print("\n   The host gives it another name, and the next run takes it:")
    demo.sync()


def conflict(demo: Demo) -> None:
    """Edit one field on both sides at once; a person decides."""
    say("The same field edited on both sides", "Nothing is overwritten: it becomes a conflict that somebody can see.")
    row = host_rows(demo)[5]
    customer = next(iter(demo.books.customers.list(where={"display_name": row["name"]})))
    address = attrs.evolve(customer.bill_addr or quickbooks.PhysicalAddress(), line1="1 Ledger Street")
    demo.books.customers.update(attrs.evolve(customer, bill_addr=address), base=customer)
    set_host(demo, row["id"], street="2 Counter Street")
    demo.sync()
    for found in demo.engine.conflicts(tenant=TENANT):
        print(f"\n   {found.field}: {found.left!r} in QuickBooks, {found.right!r} at the host, {found.base!r} before")
        pair = next(pair for pair in demo.pairs if pair.name == found.pair)
        demo.engine.resolve(pair, found, "left", by="Nora at the front desk")
        print("   Somebody decides for QuickBooks, and the next run carries it to the host and the store:")
    demo.sync()


def nothing_to_do(demo: Demo) -> sync.Report:
    """Run once more."""
    say("Once more", "Everything is in step, so nothing is written anywhere.")
    return demo.sync()[1]


# -- small parts -------------------------------------------------------------------------------------------------------


def now() -> datetime:
    """Return the time as the host's table keeps it."""
    return datetime.now(UTC).replace(tzinfo=None)


def host_rows(demo: Demo) -> list[dict[str, Any]]:
    """Return the host's customers that came from the store, by id."""
    with demo.database.connect() as connection:
        query = sa.select(customers).where(customers.c.email.like("%.%@example.com")).order_by(customers.c.id)
        return [dict(row) for row in connection.execute(query).mappings()]


def set_host(demo: Demo, row_id: object, **values: str) -> None:
    """Change a row as the host application would."""
    with demo.database.begin() as connection:
        connection.execute(customers.update().where(customers.c.id == row_id).values(**values, updated_at=now()))


def insert_host(demo: Demo, **values: str) -> None:
    """Add a row as the host application would."""
    with demo.database.begin() as connection:
        connection.execute(customers.insert().values(**values, updated_at=now()))


def local_browser(url: str) -> str:
    """Stand in for the person and the browser: follow the link, allow it, return where that leads."""
    return httpx.get(url, follow_redirects=False).headers["location"]


def real_browser(url: str) -> str:
    """Ask the person at the keyboard to do it."""
    print(f"\n   Open this address, allow the connection, and paste the address you land on:\n   {url}")
    return input("   > ").strip()


def permission() -> bool:
    """Ask the person at the keyboard before real systems are written to."""
    print("\n   Every customer of each system will be made in the other one, and an RFMS store deletes none.")
    return input("   Type yes to go on > ").strip().lower() == "yes"


def connect(
    sessions: crosstie.SessionManager, browser: Callable[[str], str], queue: str, key: str
) -> tuple[crosstie.Connection, crosstie.Connection]:
    """Connect both systems: the store with its keys, QuickBooks by sending a person there and back."""
    say("Connecting", "The store by its keys, QuickBooks by redirect, callback and code.")
    store = sessions.connect("rfms", tenant=TENANT, store_queue=queue, api_key=key)
    start = sessions.authorize("quickbooks", tenant=TENANT)
    books = sessions.complete(start, browser(start.url))
    for row in sessions.status(TENANT):
        print(f"   {row.system}: {row.state}, account {row.account}, session until {row.access_expires:%H:%M:%S} UTC")
    return store, books


@attrs.frozen(kw_only=True)
class Place:
    """Where the demo takes place: which systems, whose keys, and who follows the link to QuickBooks."""

    apps: list[App]
    store_queue: str
    api_key: str
    browser: Callable[[str], str]
    simulators: tuple[RfmsSimulator, QuickBooksSimulator] | None = None


def real_place() -> Place | None:
    """Take the systems that the environment has credentials for."""
    names = ("RFMS_STORE_QUEUE", "RFMS_API_KEY", "QUICKBOOKS_CLIENT_ID", "QUICKBOOKS_CLIENT_SECRET")
    queue, key, client_id, secret = (os.environ.get(name, "") for name in names)
    if not (queue and key and client_id and secret):
        return None
    redirect = os.environ.get("QUICKBOOKS_REDIRECT_URI", REDIRECT)
    base = os.environ.get("QUICKBOOKS_BASE_URL")
    if base is None:
        books = quickbooks.App(client_id=client_id, client_secret=secret, redirect_uri=redirect)
    else:
        books = quickbooks.App.for_base(base, client_id=client_id, client_secret=secret, redirect_uri=redirect)
    apps: list[App] = [rfms.App(base_url=os.environ.get("RFMS_BASE_URL", rfms.BASE_URL)), books]
    return Place(apps=apps, store_queue=queue, api_key=key, browser=real_browser)


def simulated_place(stack: ExitStack) -> Place:
    """Serve both simulators over HTTP on this machine, with composed customers in each."""
    store, books = RfmsSimulator(), QuickBooksSimulator(rotation="always")
    store.seed(CUSTOMERS)
    books.seed(CUSTOMERS)
    urls = stack.enter_context(serve_all({"rfms": store, "quickbooks": books}))
    print(f"   RFMS at {urls['rfms']}, QuickBooks at {urls['quickbooks']}, {CUSTOMERS} customers in each")
    app = quickbooks.App.for_base(
        urls["quickbooks"], client_id=CLIENT_ID, client_secret=CLIENT_SECRET, redirect_uri=REDIRECT
    )
    return Place(
        apps=[rfms.App(base_url=f"{urls['rfms']}/v2"), app],
        store_queue=store.rules.store_queue,
        api_key=store.rules.api_key,
        browser=local_browser,
        simulators=(store, books),
    )


@contextmanager
def prepared(folder: Path) -> Iterator[Demo]:
    """Bring up the databases and the systems, simulated or real, and connect."""
    with ExitStack() as stack:
        place = real_place() or simulated_place(stack)
        keys = crosstie.SealingKeys.generate()
        storage = stack.enter_context(SqlStorage(f"sqlite:///{folder / 'crosstie.db'}", keys=keys))
        storage.setup()
        database = sa.create_engine(f"sqlite:///{folder / 'host.db'}")
        stack.callback(database.dispose)
        metadata.create_all(database)
        sessions = stack.enter_context(crosstie.SessionManager(storage, place.apps))
        connections = connect(sessions, place.browser, place.store_queue, place.api_key)
        store, books = rfms.Client(sessions, connections[0]), quickbooks.Client(sessions, connections[1])
        table = sync.SqlTable(database, customers, updated="updated_at", tenant=TENANT)
        in_the_middle: list[Callable[[], object]] = []

        def watch(event: object) -> None:
            if isinstance(event, sync.PageRead) and in_the_middle:
                in_the_middle.pop()()

        yield Demo(
            sessions=sessions,
            engine=sync.Engine(storage, observer=watch),
            in_the_middle=in_the_middle,
            database=database,
            store=store,
            books=books,
            pairs=(store_pair(store, table), books_pair(books, table)),
            simulators=place.simulators,
        )


def main() -> int:
    """Run all steps and leave the last report as a page."""
    print("Customers in step: an RFMS store, a host application's own table, QuickBooks Online")
    with tempfile.TemporaryDirectory() as folder, prepared(Path(folder)) as demo:
        if not first_import(demo):
            return 0
        if demo.simulators is not None:
            store, books = demo.simulators
            edits_everywhere(demo)
            expired_session(demo, store)
            rotated_token(demo, books)
            one_bad_record(demo, books)
            conflict(demo)
        report = nothing_to_do(demo)
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text(report.to_html(), encoding="utf-8")
    print(f"\nThe last report as a page: {REPORT}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The language of SuiteQL against fact sheet section 4.2: what it has, what it has not, and what it means."""

# ruff: noqa: S608 - the queries go to a simulator, and their parts are written here

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstie.testing.netsuite.refusals import Refusal
from crosstie.testing.netsuite.suiteql.parser import parse

if TYPE_CHECKING:
    from tests.unit.testing.netsuite.conftest import Caller, Office


@pytest.fixture
def crowd(netsuite: Caller) -> Caller:
    """Customers 801 to 805."""
    netsuite.customer("Alpha Tile", email="a@example.com", creditLimit=100, category={"id": "1"})
    netsuite.customer("Beta Tile", email="b@example.com", creditLimit=200, category={"id": "1"})
    netsuite.customer("Gamma Wood", creditLimit=300, category={"id": "2"})
    netsuite.customer("100% O'Hara_x", creditLimit=50.5)
    netsuite.customer("Epsilon", isInactive=True)
    return netsuite


def _ids(netsuite: Caller, condition: str, *params: object) -> list[int]:
    rows = netsuite.rows(f"SELECT id FROM customer WHERE {condition} ORDER BY id", *params)
    return [int(row["id"]) - 800 for row in rows]


@pytest.mark.parametrize(
    ("condition", "ids"),
    [
        ("id = 801", [1]),
        ("801 = id", [1]),
        ("id = '801'", [1]),
        ("id <> 801 AND id != 802", [3, 4, 5]),
        ("id > 803", [4, 5]),
        ("803 < id", [4, 5]),
        ("id >= 804 AND id <= 804", [4]),
        ("id < 802.5", [1, 2]),
        ("creditlimit + 100 = 300", [2]),
        ("creditlimit * 2 - 1 = 100", [4]),
        ("creditlimit / 3 = 100", [3]),
        ("-creditlimit = -100", [1]),
        ("companyname = 'Alpha Tile'", [1]),
        ("companyname = 'alpha tile'", []),
        ("LOWER(companyname) = 'alpha tile'", [1]),
        ("companyname LIKE '%Tile'", [1, 2]),
        ("companyname NOT LIKE '%Tile'", [3, 4, 5]),
        ("companyname LIKE '_eta%'", [2]),
        ("companyname LIKE '%\\_x' ESCAPE '\\'", [4]),
        ("companyname LIKE '100\\%%' ESCAPE '\\'", [4]),
        ("companyname = '100% O''Hara_x'", [4]),
        ("email IS NULL", [3, 4, 5]),
        ("email IS NOT NULL", [1, 2]),
        ("email = ''", []),
        ("NOT email = 'a@example.com'", [2]),
        ("email <> 'a@example.com'", [2]),
        ("email IN ('a@example.com', 'x')", [1]),
        ("email NOT IN ('a@example.com', 'x')", [2]),
        ("email NOT IN ('a@example.com', NULL)", []),
        ("id IN (801, '803')", [1, 3]),
        ("creditlimit BETWEEN 100 AND 200", [1, 2]),
        ("creditlimit NOT BETWEEN 100 AND 200", [3, 4]),
        ("isinactive = 'T'", [5]),
        ("id = 801 OR id = 802 AND email IS NULL", [1]),
        ("(id = 801 OR id = 803) AND email IS NULL", [3]),
        ("email IS NULL OR creditlimit > 150", [2, 3, 4, 5]),
        ("NOT (email IS NULL OR creditlimit > 150)", [1]),
        ("id IN (SELECT id FROM customer WHERE creditlimit > 100)", [2, 3]),
        ("id NOT IN (SELECT id FROM customer WHERE creditlimit > 100)", [1, 4, 5]),
        ("ROWNUM <= 2", [1, 2]),
        ("ROWNUM < 2 AND email IS NULL", [3]),
        ("companyname || '-' || id = 'Epsilon-805'", [5]),
        ("CASE WHEN creditlimit > 150 THEN 'much' WHEN email IS NULL THEN 'none' ELSE 'some' END = 'much'", [2, 3]),
        ("NVL(email, 'none') = 'none'", [3, 4, 5]),
        ("COALESCE(email, phone, 'none') = 'none'", [3, 4, 5]),
        ("DECODE(category, 1, 'one', 2, 'two', 'other') = 'other'", [4, 5]),
        ("LENGTH(companyname) = 7", [5]),
        ("SUBSTR(companyname, 1, 4) = 'Beta'", [2]),
        ("SUBSTR(companyname, -4) = 'Tile'", [1, 2]),
    ],
)
def test_conditions(crowd: Caller, condition: str, ids: list[int]) -> None:
    """4.2: Oracle's comparisons, its three-valued logic, and text that counts as null when empty."""
    assert _ids(crowd, condition) == ids


@pytest.mark.parametrize(
    "query",
    [
        "",
        "SELECT",
        "SELECT id",
        "SELECT FROM customer",
        "SELECT id FROM",
        "SELECT id FROM customer LIMIT 5",
        "SELECT id FROM customer OFFSET 5",
        "SELECT id FROM customer; DROP TABLE customer",
        "SELECT [id] FROM customer",
        "SELECT id FROM customer WHERE",
        "SELECT id FROM customer WHERE id =",
        "SELECT id FROM customer WHERE id NOT 5",
        "SELECT id FROM customer WHERE companyname = 'open",
        "SELECT id FROM customer WHERE (id = 1",
        "SELECT id FROM customer WHERE id IN ()",
        "SELECT id FROM customer UNION SELECT id FROM customer",
        "SELECT id FROM customer FETCH FIRST x ROWS ONLY",
        "SELECT id FROM customer FETCH FIRST 5 ROWS",
        "SELECT id FROM customer ORDER id",
        "SELECT id FROM customer c, transaction t JOIN employee e ON e.id = t.entity",
        "UPDATE customer SET id = 1",
        "SELECT id customer name FROM customer",
        "SELECT LISTAGG(id, ',') FROM customer",
        "SELECT DATEDIFF(id, id) FROM customer",
        "SELECT CONVERT(id, 5) FROM customer",
        "SELECT CHARINDEX('a', email) FROM customer",
        "SELECT LEFT(email, 2) FROM customer",
        "SELECT SUBSTRING(email, 1, 2) FROM customer",
        "SELECT CHAR_LENGTH(email) FROM customer",
        "SELECT LENGTH(email, 2) FROM customer",
        "SELECT CURRENT_DATE FROM customer",
        "SELECT COUNT(id) FROM customer WHERE COUNT(id) > 1",
        "SELECT RANK() OVER (ORDER BY id) FROM customer",
        "SELECT TO_CHAR(lastmodifieddate, 'QQ') FROM customer",
        "SELECT id FROM customer WHERE lastmodifieddate > TO_DATE('x', 'YYYY-MM-DD')",
        "SELECT id FROM customer WHERE lastmodifieddate > TO_DATE('2026-02-30', 'YYYY-MM-DD')",
        "SELECT id FROM customer WHERE companyname > 5",
        "SELECT id FROM customer WHERE id IN (SELECT id, email FROM customer)",
        "SELECT TO_TIMESTAMP('x') FROM customer",
        "SELECT SYS_EXTRACT_UTC(email) FROM customer",
        "SELECT TZ_OFFSET('Mars') FROM customer",
        "SELECT TRUNC(lastmodifieddate, 'Q') FROM customer",
        "SELECT id FROM customer WHERE ROWNUM = 5",
        "SELECT x.* FROM customer c",
        "SELECT id FROM customer c JOIN employee e ON e.id = c.salesrep",
    ],
)
def test_queries_that_are_refused(crowd: Caller, query: str) -> None:
    """4.2: no LIMIT, no brackets, no mixed joins, none of the unavailable functions: all 400."""
    answer = crowd.sql(query)
    assert (answer.status, answer.code) == (400, "INVALID_PARAMETER" if query else "INVALID_CONTENT")


def test_unavailable_functions_are_named(netsuite: Caller) -> None:
    """4.2: the detail says which one."""
    detail = netsuite.sql("SELECT SUBSTRING(email, 1, 2) FROM customer").error["detail"]
    assert detail == "Invalid search query: Unknown function 'SUBSTRING'"


def test_current_date_works_by_rule(office: Office) -> None:
    """4.2: listed as supported, reported as not working."""
    netsuite = office.open(current_date_works=True)
    netsuite.customer()
    assert netsuite.rows("SELECT CURRENT_DATE AS today FROM customer") == [{"today": "11/2/2026"}]


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("TO_CHAR(SYS_EXTRACT_UTC(CURRENT_TIMESTAMP), 'YYYY-MM-DD HH24:MI')", "2026-11-02 09:00"),
        ("TO_CHAR(CURRENT_TIMESTAMP, 'YYYY-MM-DD HH24:MI TZH:TZM')", "2026-11-02 01:00 -08:00"),
        ("TO_CHAR(SYSDATE, 'DD-MON-YY HH12:MI AM')", "02-NOV-26 01:00 AM"),
        ("TO_CHAR(SYSDATE + 0.5, 'HH24 HH:MI PM')", "13 01:00 PM"),
        ("TO_CHAR(SYSDATE - 2, 'YYYY-MM-DD')", "2026-10-31"),
        ("SYSDATE - TO_DATE('2026-11-01', 'YYYY-MM-DD')", "1.041666666666666666666666667"),
        ("TO_CHAR(SYS_EXTRACT_UTC(lastmodifieddate), 'HH24:MI')", "09:00"),
        ("TO_CHAR(FROM_TZ(lastmodifieddate, '-08:00'), 'HH24:MI TZH:TZM')", "01:00 -08:00"),
        (
            "TO_CHAR(SYS_EXTRACT_UTC(TO_TIMESTAMP_TZ('2026-11-02 10 +02:00', 'YYYY-MM-DD HH24 TZH:TZM')), 'HH24:MI')",
            "08:00",
        ),
        ("TO_CHAR(NEW_TIME(lastmodifieddate, 'PST', 'GMT'), 'HH24:MI')", "09:00"),
        ("TZ_OFFSET('PST')", "-08:00"),
        ("TZ_OFFSET('+05:30')", "+05:30"),
        ("TO_CHAR(TRUNC(lastmodifieddate), 'HH24:MI:SS')", "00:00:00"),
        ("TO_CHAR(TRUNC(lastmodifieddate, 'MM'), 'YYYY-MM-DD')", "2026-11-01"),
        ("TO_CHAR(TRUNC(lastmodifieddate, 'YYYY'), 'YYYY-MM-DD')", "2026-01-01"),
        (
            "TO_CHAR(TO_DATE('5-Mar-27 1:05 pm', 'DD-MON-YY HH:MI AM'), 'YYYY-MM-DD\"T\"HH24:MI:SS.FF3')",
            "2027-03-05T13:05:00.000000",
        ),
        ("TO_CHAR(creditlimit)", "1250.5"),
        ("TO_CHAR(lastmodifieddate)", "11/2/2026"),
        ("TRUNC(creditlimit)", "1250"),
        ("ROUND(creditlimit)", "1251"),
        ("ROUND(creditlimit / 7, 2)", "178.64"),
        ("ABS(-creditlimit)", "1250.5"),
        ("TO_NUMBER('12.50') + 1", "13.5"),
        ("UPPER(companyname)", "CASTILLO HOMES"),
        ("REPLACE(companyname, 'Homes', '')", "Castillo "),
        ("INSTR(companyname, 'Homes')", "10"),
        ("TRIM('  x ')", "x"),
        ("NVL2(email, 'has', 'none')", "none"),
        ("SUBSTR(companyname, 0, 3)", "Cas"),
        ("1 + 2 * 3", "7"),
        ("(1 + 2) * 3", "9"),
        ("'It''s'", "It's"),
        ("100 - 99.9", "0.1"),
    ],
)
def test_functions(netsuite: Caller, expression: str, value: str) -> None:
    """4.2: what is available works as in Oracle."""
    netsuite.customer(creditLimit=1250.5)
    assert netsuite.rows(f"SELECT {expression} AS found FROM customer") == [{"found": value}]


@pytest.mark.parametrize(
    "expression",
    [
        "NVL(email, '')",
        "UPPER(email)",
        "email || ''",
        "email + 1",
        "-TO_NUMBER(email)",
        "SUBSTR(companyname, 50)",
        "REPLACE(email, 'a', 'b')",
        "INSTR(email, 'a')",
        "ROUND(creditlimit)",
        "ABS(creditlimit)",
        "TRUNC(creditlimit)",
        "TO_CHAR(creditlimit)",
        "TO_DATE(email)",
        "SYS_EXTRACT_UTC(email)",
        "FROM_TZ(email, 'GMT')",
        "NEW_TIME(email, 'GMT', 'PST')",
        "DECODE(email, 'a', 'b')",
        "CASE WHEN email = 'a' THEN 'b' END",
        "MAX(email)",
        "SUM(creditlimit)",
        "AVG(creditlimit)",
        "NULL",
    ],
)
def test_null_stays_null(netsuite: Caller, expression: str) -> None:
    """A null in is a null out, which is a key that is absent (4.1)."""
    netsuite.customer()
    assert netsuite.rows(f"SELECT {expression} AS found FROM customer") == [{}]


def test_expression_without_an_alias_is_numbered(netsuite: Caller) -> None:
    """A column that has no name gets one by its place."""
    netsuite.customer()
    assert netsuite.rows("SELECT id, 1 + 1 FROM customer") == [{"id": "801", "expr2": "2"}]


# -- order, groups, numbers --------------------------------------------------------------------------------------------


def test_order_puts_nulls_last_and_first_when_descending(crowd: Caller) -> None:
    """As Oracle does; by name, alias or place."""
    rising = crowd.rows("SELECT id FROM customer ORDER BY creditlimit, id")
    falling = crowd.rows("SELECT id, creditlimit AS credit FROM customer ORDER BY credit DESC, id DESC")
    assert [row["id"] for row in rising] == ["804", "801", "802", "803", "805"]
    assert [row["id"] for row in falling] == ["805", "803", "802", "801", "804"]
    by_place = crowd.rows("SELECT companyname, id FROM customer ORDER BY 2 DESC")
    assert [row["id"] for row in by_place] == ["805", "804", "803", "802", "801"]
    first = crowd.rows("SELECT id FROM customer ORDER BY id DESC FETCH FIRST 1 ROW ONLY")
    assert first == [{"id": "805"}]


def test_alias_named_id_is_what_is_ordered_by(crowd: Caller) -> None:
    """An alias hides the column of its name in ORDER BY."""
    rows = crowd.rows("SELECT companyname AS id FROM customer ORDER BY id")
    assert [row["id"] for row in rows] == ["100% O'Hara_x", "Alpha Tile", "Beta Tile", "Epsilon", "Gamma Wood"]


def test_rownum_is_applied_before_the_order(crowd: Caller) -> None:
    """4.2: the two rows that come first, then sorted; FETCH FIRST sorts first."""
    trap = crowd.rows("SELECT id FROM customer WHERE ROWNUM <= 2 ORDER BY id DESC")
    assert [row["id"] for row in trap] == ["802", "801"]
    right = crowd.rows("SELECT id FROM customer ORDER BY id DESC FETCH FIRST 2 ROWS ONLY")
    assert [row["id"] for row in right] == ["805", "804"]
    nested = crowd.rows("SELECT id FROM (SELECT id FROM customer ORDER BY id DESC) WHERE ROWNUM <= 2")
    assert nested == right
    assert crowd.rows("SELECT ROWNUM AS n, id FROM customer ORDER BY id DESC")[0] == {"n": "5", "id": "805"}


def test_row_number_pages_inside_a_query(crowd: Caller) -> None:
    """4.2: window functions such as ROW_NUMBER."""
    inner = "SELECT id, ROW_NUMBER() OVER (ORDER BY creditlimit DESC, id) AS n FROM customer"
    rows = crowd.rows(f"SELECT id, n FROM ({inner}) ranked WHERE ranked.n BETWEEN 2 AND 3 ORDER BY n")
    assert rows == [{"id": "803", "n": "2"}, {"id": "802", "n": "3"}]
    within = "SELECT id, ROW_NUMBER() OVER (PARTITION BY category ORDER BY id DESC) AS n FROM customer ORDER BY id"
    assert [row["n"] for row in crowd.rows(within)] == ["2", "1", "1", "2", "1"]


def test_groups(crowd: Caller) -> None:
    """Aggregates with GROUP BY, HAVING and DISTINCT; without a group there is one row, even of nothing."""
    query = (
        "SELECT category, COUNT(*) AS n, SUM(creditlimit) AS total, MIN(creditlimit) AS least, MAX(id) AS last, "
        "AVG(creditlimit) AS mean FROM customer GROUP BY category HAVING COUNT(*) > 1 ORDER BY category"
    )
    assert crowd.rows(query) == [
        {"category": "1", "n": "2", "total": "300", "least": "100", "last": "802", "mean": "150"},
        {"n": "2", "total": "50.5", "least": "50.5", "last": "805", "mean": "50.5"},
    ]
    assert crowd.rows("SELECT COUNT(*) AS n, MAX(id) AS m FROM customer WHERE id < 5") == [{"n": "0"}]
    assert crowd.rows("SELECT COUNT(category) AS n, COUNT(DISTINCT category) AS d FROM customer") == [
        {"n": "3", "d": "2"}
    ]
    assert crowd.rows("SELECT DISTINCT category FROM customer ORDER BY category") == [
        {"category": "1"},
        {"category": "2"},
        {},
    ]
    assert crowd.rows("SELECT category FROM customer GROUP BY category ORDER BY COUNT(*), category") == [
        {"category": "2"},
        {"category": "1"},
        {},
    ]


# -- joins -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def orders(crowd: Caller) -> Caller:
    """Orders 60001 and 60002 of customer 801, 60003 of 802."""
    for customer in ("801", "801", "802"):
        crowd.document("salesOrder", customer, ("INSTALL", 1))
    return crowd


@pytest.mark.parametrize(
    "source",
    [
        "transaction t JOIN customer c ON c.id = t.entity",
        "transaction t INNER JOIN customer c ON t.entity = c.id",
        "customer c, transaction t WHERE t.entity = c.id",
        "transaction AS t JOIN customer AS c ON c.id = t.entity AND c.id > 0",
        "transaction t JOIN (SELECT id, companyname FROM customer) c ON c.id = t.entity",
    ],
)
def test_joins_in_both_forms(orders: Caller, source: str) -> None:
    """The SQL-92 and the Oracle form, and queries in place of tables."""
    rows = orders.rows(f"SELECT t.id, c.companyname FROM {source} ORDER BY t.id")
    assert [(row["id"], row["companyname"]) for row in rows] == [
        ("60001", "Alpha Tile"),
        ("60002", "Alpha Tile"),
        ("60003", "Beta Tile"),
    ]


def test_left_join_keeps_rows_without_a_partner(orders: Caller) -> None:
    """Columns of the missing side are null; WHERE comes after the join, ON belongs to it."""
    query = "SELECT c.id, t.id AS doc FROM customer c LEFT JOIN transaction t ON t.entity = c.id {} ORDER BY c.id, doc"
    assert [row.get("doc") for row in orders.rows(query.format(""))] == ["60001", "60002", "60003", None, None, None]
    alone = orders.rows(query.format("WHERE t.id IS NULL"))
    assert [row["id"] for row in alone] == ["803", "804", "805"]
    narrowed = orders.rows(query.format("AND t.id > 60001"))
    assert [row.get("doc") for row in narrowed] == ["60002", "60003", None, None, None]


def test_join_without_equal_columns_pairs_everything(orders: Caller) -> None:
    """A condition that is no equality, or none, still works."""
    rows = orders.rows("SELECT COUNT(*) AS n FROM customer c JOIN transaction t ON t.entity < c.id")
    assert rows == [{"n": "11"}]
    assert orders.rows("SELECT COUNT(*) AS n FROM customer c, transaction t") == [{"n": "15"}]
    three = orders.rows(
        "SELECT COUNT(*) AS n FROM transaction t JOIN customer c ON c.id = t.entity "
        "JOIN transactionline l ON l.transaction = t.id AND l.mainline = 'F' WHERE c.id = 801"
    )
    assert three == [{"n": "2"}]


def test_columns_need_their_table_where_several_have_them(orders: Caller) -> None:
    """An ambiguous name is refused; a star of one table is not."""
    assert orders.sql("SELECT id FROM customer c JOIN transaction t ON t.entity = c.id").status == 400
    (row, *_) = orders.rows("SELECT t.*, c.email FROM customer c JOIN transaction t ON t.entity = c.id")
    assert (row["recordtype"], row["email"]) == ("salesorder", "a@example.com")


# -- the same as Python ------------------------------------------------------------------------------------------------

_VALUE = st.integers(0, 5) | st.none()
_SIGN = st.sampled_from(["=", "<>", "<", "<=", ">", ">="])
_SIGNS: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda left, right: left == right,
    "<>": lambda left, right: left != right,
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}


@given(limits=st.lists(_VALUE, min_size=1, max_size=5), sign=_SIGN, bound=st.integers(0, 5), negated=st.booleans())
def test_numbers_compare_as_in_python(
    make_caller: Callable[[], Any],
    limits: list[int | None],
    sign: str,
    bound: int,
    negated: bool,  # noqa: FBT001 - drawn
) -> None:
    """Whatever the numbers are, the rows are those for which the comparison is true, and nulls are in neither part."""
    netsuite = make_caller()
    for place, limit in enumerate(limits):
        netsuite.customer(f"Number {place}", **({} if limit is None else {"creditLimit": limit}))
    found = _ids(netsuite, f"{'NOT ' if negated else ''}creditlimit {sign} ?", bound)
    assert found == [
        place for place, limit in enumerate(limits, 1) if limit is not None and _SIGNS[sign](limit, bound) != negated
    ]


@given(text=st.text(max_size=8))
def test_doubled_quotes_carry_any_text(make_caller: Callable[[], Any], text: str) -> None:
    """4.1: before parameters, a literal with its quotes doubled is the text itself, however hostile."""
    netsuite = make_caller()
    netsuite.customer(f"x{text}")
    quoted = f"x{text}".replace("'", "''")
    assert _ids(netsuite, f"companyname = '{quoted}'") == [1]
    assert _ids(netsuite, "companyname = ?", f"x{text}") == [1]


@given(st.text("SELECT idFROMcustomer*(),'=<>?.0 \n", max_size=40))
def test_parser_refuses_or_parses_and_never_breaks(query: str) -> None:
    """Whatever is sent, the answer is a query or a refusal."""
    try:
        select, parameters = parse(query)
    except Refusal:
        return
    assert select.sources
    assert "'" in query or parameters == query.count("?")

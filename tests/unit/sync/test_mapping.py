"""Field mapping: declared once, used both ways; mistakes are found before any I/O."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

import attrs
import pytest

from crosstie import sync
from crosstie.core.endpoint import Abilities, Change
from crosstie.errors import SyncError, UsageError
from crosstie.storage import Link
from crosstie.sync.pair import Direction, endpoint_of
from crosstie.sync.readings import Translations, read, references, values_to_write
from crosstie.testing.clock import FakeClock
from crosstie.testing.memory_endpoint import MemoryEndpoint
from crosstie.testing.shelf import Shelf

LEFT = ("name", "mail.address", "open", "given", "family", "type", "customer", "balance")
RIGHT = ("name", "email", "status", "greeting", "type", "customer_id", "owed")


def pair(
    *fields: sync.Field | sync.Initial,
    left: Abilities | None = None,
    match: Sequence[sync.Exact | str] = (),
    direction: Direction = "both",
) -> sync.Pair:
    """Make a pair of two sides with fields of different names."""
    clock = FakeClock()
    sides = [
        Shelf(name="left", clock=clock, abilities=left or Abilities(), paths=LEFT),
        Shelf(name="right", clock=clock, abilities=Abilities(), paths=RIGHT),
    ]
    ends = [MemoryEndpoint(side) for side in sides]
    return sync.Pair("p", left=ends[0], right=ends[1], fields=fields, match=match, direction=direction)


def spelled(
    made: sync.Pair, side: sync.Side, values: Mapping[str, Any], links: Translations | None = None
) -> Mapping[str, Any]:
    """Read a record through the mapping."""
    whole = dict.fromkeys(made.paths(side)) | dict(values)
    return read(made, side, Change(id="1"), whole, links or {}).spelled


def test_a_field_reads_and_writes_both_sides() -> None:
    """Each side by its own path, compared in one form; the name is the right path unless another is given."""
    made = pair(sync.both("mail.address", "email", as_=sync.email), sync.both("name", "name", named="label"))
    assert list(made.mapped) == ["email", "label"]
    assert spelled(made, "left", {"mail.address": " N@x.example.com "})["email"] == "N@x.example.com"
    assert values_to_write(made, "left", {"email": "n@x.example.com"}, creating=False) == {
        "mail.address": "n@x.example.com"
    }
    assert values_to_write(made, "right", {"email": None}, creating=False) == {"email": None}
    assert values_to_write(made, "right", {"email": None}, creating=True) == {}


def test_converters_have_an_inverse() -> None:
    """A table is turned round by itself; both sides compare in the left side's terms."""
    made = pair(sync.both("open", "status", as_=sync.flag, convert=sync.table({True: "open", False: "closed"})))
    assert spelled(made, "right", {"status": "closed"})["status"] is False
    assert spelled(made, "right", {"status": ""})["status"] is None
    assert values_to_write(made, "right", {"status": True}, creating=False) == {"status": "open"}
    assert values_to_write(made, "left", {"status": False}, creating=False) == {"open": False}
    with pytest.raises(SyncError, match="not in the table"):
        spelled(made, "right", {"status": "secret-state"})
    with pytest.raises(SyncError, match="not in the table"):
        values_to_write(made, "right", {"status": "half"}, creating=False)


def test_a_table_without_inverse_is_refused() -> None:
    """Two left values with one right value have no way back."""
    with pytest.raises(UsageError, match="way back"):
        sync.table({"a": 1, "b": 1})
    with pytest.raises(UsageError, match="one way only"):
        sync.both("name", "name", convert=sync.convert("upper", to_right=str.upper))


def test_one_way_needs_one_function() -> None:
    """The owner's value is turned for the other side, and compared there."""
    upper = sync.convert("upper", to_right=str.upper)
    made = pair(sync.left_owns("name", "name", convert=upper, right_default="UNNAMED"))
    assert spelled(made, "left", {"name": "Maple"})["name"] == "MAPLE"
    assert values_to_write(made, "right", {}, creating=True) == {"name": "UNNAMED"}
    assert values_to_write(made, "left", {"name": "MAPLE"}, creating=False) == {}
    with pytest.raises(UsageError, match="does not lead away"):
        sync.right_owns("name", "name", convert=upper)
    mirrored = pair(sync.right_owns("name", "name", convert=sync.convert("lower", to_left=str.lower)))
    assert spelled(mirrored, "right", {"name": "Maple"})["name"] == "maple"
    assert mirrored.mapped["name"].owner == "right"


def test_computed_fields_flow_one_way() -> None:
    """From the values they need to the side they are for."""
    made = pair(sync.computed("greeting", to="right", needs=("given", "family"), by=lambda *names: " ".join(names)))
    assert spelled(made, "left", {"given": "Nora", "family": "Maple"})["greeting"] == "Nora Maple"
    assert values_to_write(made, "right", {"greeting": "Nora Maple"}, creating=True) == {"greeting": "Nora Maple"}
    assert values_to_write(made, "left", {"greeting": "x"}, creating=True) == {}
    assert not made.holds(made.mapped["greeting"], "left")
    back = pair(sync.computed("given", to="left", needs=("name",), by=str, named="short"))
    assert back.mapped["short"].owner == "right"


def test_a_failing_function_names_the_field_and_no_value() -> None:
    """What a host's function says might quote the value, so only its kind is told."""
    made = pair(sync.computed("greeting", to="right", needs=("name",), by=int))
    with pytest.raises(SyncError, match="The field greeting of left cannot be read: ValueError") as failed:
        spelled(made, "left", {"name": "0xsecret"})
    assert "0xsecret" not in str(failed.value)


def test_new_records_get_what_they_need() -> None:
    """Defaults where the value is empty, and constants that are not synced."""
    made = pair(
        sync.both("name", "name", right_default="Unnamed", left_default="No name"),
        sync.on_create("type", "RESIDENTIAL", side="left"),
    )
    assert values_to_write(made, "right", {}, creating=True) == {"name": "Unnamed"}
    assert values_to_write(made, "left", {"name": "Maple"}, creating=True) == {"name": "Maple", "type": "RESIDENTIAL"}
    assert values_to_write(made, "left", {"name": "Maple"}, creating=False) == {"name": "Maple"}


def test_references_are_translated_through_the_links_of_another_pair() -> None:
    """Ids differ, so equal means: the same link."""
    made = pair(sync.ref("customer", "customer_id", pair="customers"))
    link = Link(tenant="acme", pair="customers", id="link", left_id="L1", right_id="R9")
    assert references(made, "left", {"customer": "L1"}) == {("customers", "L1")}
    assert references(made, "left", {"customer": None}) == set()
    links = {("customers", "L1"): link, ("customers", "R9"): link}
    assert spelled(made, "left", {"customer": "L1"}, links) == spelled(made, "right", {"customer_id": "R9"}, links)
    assert values_to_write(made, "right", {"customer_id": link}, creating=False) == {"customer_id": "R9"}
    assert values_to_write(made, "left", {"customer_id": link}, creating=False) == {"customer": "L1"}
    assert spelled(made, "left", {"customer": None})["customer_id"] is None


@pytest.mark.parametrize("link", [None, Link(tenant="acme", pair="customers", id="link", left_id="L1")])
def test_a_reference_that_is_not_linked_yet_waits(link: Link | None) -> None:
    """It is tried again in every run, without counting as a failure of the record."""
    made = pair(sync.ref("customer", "customer_id", pair="customers"))
    with pytest.raises(SyncError, match="not linked yet") as waiting:
        spelled(made, "left", {"customer": "L1"}, {} if link is None else {("customers", "L1"): link})
    assert waiting.value.retry == "safe"


# -- pairs -------------------------------------------------------------------------------------------------------------


def test_mistakes_are_found_before_any_io() -> None:
    """Unknown paths, double names, no fields, no name, keys that identify nobody."""
    with pytest.raises(UsageError, match="nane"):
        pair(sync.both("nane", "name"))
    with pytest.raises(UsageError, match="two fields named name"):
        pair(sync.both("name", "name"), sync.both("given", "name"))
    with pytest.raises(UsageError, match="maps no field"):
        pair(sync.on_create("type", "x", side="left"))
    with pytest.raises(UsageError, match="no fields typo"):
        pair(sync.both("name", "name"), sync.on_create("typo", "x", side="left"))
    with pytest.raises(UsageError, match="identifies nobody"):
        pair(sync.both("name", "name"), match=["name"])
    sides = pair(sync.both("name", "name"))
    with pytest.raises(UsageError, match="needs a name"):
        sync.Pair("", left=sides.left, right=sides.right, fields=[sync.both("name", "name")])


@pytest.mark.parametrize(
    ("misspelt", "what"),
    [
        ({"direction": "left_to_right"}, "'left_to_right' for direction"),
        ({"direction": None}, "None for direction"),
        ({"deletes": "propagate"}, "'propagate' for deletes"),
        ({"home": "host"}, "'host' for home"),
        ({"creates": ("right", "lefty")}, "'lefty' for creates"),
        ({"fields": [sync.both("name", "name"), sync.on_create("type", "x", side=cast("Any", "rite"))]}, "on_create"),
        ({"fields": [sync.ref("customer", "customer_id", pair="c", owner=cast("Any", "Left"))]}, "owner of a field"),
    ],
    ids=["direction", "no direction", "deletes", "home", "creates", "on_create", "owner"],
)
def test_what_is_misspelt_is_refused(misspelt: Mapping[str, Any], what: str) -> None:
    """Values would flow the other way, or what was asked for would not happen, without a word."""
    sides = pair(sync.both("name", "name"))
    given: dict[str, Any] = {"fields": [sync.both("name", "name")], **misspelt}
    with pytest.raises(UsageError, match=what) as refused:
        sync.Pair("p", left=sides.left, right=sides.right, **given)
    assert "It is one of" in str(refused.value.advice)


def test_what_a_side_recases_is_compared_without_case() -> None:
    """The host need not know that the system upper-cases addresses."""
    made = pair(sync.both("name", "name"), left=Abilities(recases=frozenset({"name"})))
    form = made.mapped["name"].form
    assert form.fold(form.of("Salem")) == form.fold(form.of("SALEM"))


def test_a_side_does_not_hold_what_it_says_it_cannot() -> None:
    """So no value is ever sent there."""
    made = pair(sync.both("balance", "owed", as_=sync.money()), left=Abilities(cannot_hold=frozenset({"balance"})))
    assert not made.holds(made.mapped["owed"], "left")
    assert made.holds(made.mapped["owed"], "right")


@pytest.mark.parametrize(("direction", "owner", "kept"), [("to_right", "left", "name"), ("to_left", "right", "type")])
def test_a_one_way_pair_owns_its_fields_at_the_source(direction: Direction, owner: str, kept: str) -> None:
    """Fields owned against the direction are left out, and records are only made where it leads."""
    made = pair(
        sync.both("given", "status"),
        sync.left_owns("name", "name"),
        sync.right_owns("type", "type"),
        direction=direction,
    )
    assert set(made.mapped) == {"status", kept}
    assert {field.owner for field in made.mapped.values()} == {owner}
    assert made.may_create("right") is (owner == "left")
    assert made.may_create("left") is (owner == "right")
    assert not made.holds(made.mapped["status"], "left" if owner == "left" else "right")


def test_a_collection_is_a_side_by_itself() -> None:
    """What has an ``endpoint()`` is asked for it."""

    @attrs.frozen
    class Collection:
        """As clients have them."""

        made: sync.Endpoint

        def endpoint(self) -> sync.Endpoint:
            """Return the endpoint."""
            return self.made

    sides = pair(sync.both("name", "name"))
    other = sync.Pair("q", left=Collection(sides.left), right=sides.right, fields=[sync.both("name", "name")])
    assert other.left is sides.left


def test_a_collection_that_has_no_endpoint_is_no_side() -> None:
    """The pair is refused as it is made, with what is missing and where an endpoint comes from; not a run of it."""
    sides = pair(sync.both("name", "name"))
    for given in (object(), None, sides.right.find, attrs.make_class("Worlds", ["read", "find"])(1, 2)):
        with pytest.raises(UsageError, match=r"is no endpoint: it has no .*abilities") as refused:
            sync.Pair("q", left=cast("Any", given), right=sides.right, fields=[sync.both("name", "name")])
        assert ".endpoint()" in str(refused.value.advice)


def test_every_member_of_an_endpoint_is_missed() -> None:
    """The list that sides are held against is the protocol itself."""
    members = {name for name in vars(sync.Endpoint) if not name.startswith("_")}
    with pytest.raises(UsageError) as refused:
        endpoint_of(cast("Any", object()))
    assert {*refused.value.message.rpartition("it has no ")[2].rstrip(".").split(", ")} == members


def test_a_collection_that_must_be_told_something_says_what() -> None:
    """A stock needs its shop, a list of contacts its group: its endpoint is made by hand."""

    class Stock:
        """As clients have it."""

        def endpoint(self, *, shop_id: str) -> sync.Endpoint:
            """Return the endpoint of one shop."""
            raise NotImplementedError(shop_id)

    with pytest.raises(UsageError, match=r"A Stock cannot be a side just so: .*'shop_id'") as refused:
        endpoint_of(cast("Any", Stock()))
    assert ".endpoint()" in str(refused.value.advice)

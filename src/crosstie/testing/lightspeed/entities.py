"""The resources: their fields, what DELETE means, what can be sorted and loaded, which rights they need."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias

import attrs

from crosstie.testing.lightspeed.fields import Field, fields

__all__ = ["ENTITIES", "Entity", "Relation", "Removal"]

Removal: TypeAlias = Literal["archive", "delete", "none"]


@attrs.frozen(kw_only=True)
class Relation:
    """Other records that a read can bring along.

    Attributes:
        entity: What they are.
        member: The name of a single one inside the relation; ``None`` for a relation to one record.
        by: The field that ties them: theirs for many, ours for one.
    """

    entity: str
    member: str | None = None
    by: str


@attrs.frozen(kw_only=True)
class Entity:
    """One resource.

    Attributes:
        name: As in addresses and bodies.
        key: The field that holds its id.
        fields: Its fields, in the order of answers.
        methods: The verbs it takes.
        removal: What DELETE does.
        sortable: The fields that can be sorted by.
        relations: What can be loaded with it.
        contact: Whether it has a Contact.
        required: Fields that a new record needs.
        rights: The rights that reading and writing need, one of each is enough.
    """

    name: str
    key: str
    fields: Mapping[str, Field]
    methods: frozenset[str]
    removal: Removal = "none"
    sortable: tuple[str, ...]
    relations: Mapping[str, Relation] = attrs.field(factory=dict[str, Relation])
    contact: bool = False
    required: tuple[str, ...] = ()
    rights: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())


def _entity(  # noqa: PLR0913 - one keyword for each thing a resource can say about itself
    name: str,
    table: str,
    *,
    verbs: str = "GET POST PUT DELETE",
    removal: Removal = "none",
    sortable: str = "",
    relations: Mapping[str, Relation] | None = None,
    contact: bool = False,
    required: str = "",
    read: str = "",
    write: str = "",
) -> Entity:
    key = name[0].lower() + name[1:] + "ID"
    return Entity(
        name=name,
        key=key,
        fields=fields(f"{key}:id! {table}"),
        methods=frozenset(verbs.split()),
        removal=removal,
        sortable=(key, *sortable.split()),
        relations=relations or {},
        contact=contact,
        required=tuple(required.split()),
        rights=(tuple(f"{read} {write}".split()), tuple(write.split())),
    )


_STAMPS = "createTime:time! timeStamp:time!"

_ALL = (
    _entity(
        "Shop",
        """name:text serviceRate:decimal timeZone:text=America/Toronto taxLabor:flag labelTitle:text=Shop_Name
        labelMsrp:flag archived:flag! timeStamp:time! companyRegistrationNumber:text vatNumber:text contactID:id
        taxCategoryID:id receiptSetupID:id ccGatewayID:id gatewayConfigID:text priceLevelID:id""",
        verbs="GET POST PUT",
        contact=True,
        read="inventory_read register_read admin_shops register inventory",
        write="admin_shops",
    ),
    _entity(
        "Item",
        f"""systemSku:text! defaultCost:decimal avgCost:decimal! discountable:flag=true tax:flag=true archived:flag!
        itemType:text=default serialized:flag description:text modelYear:int upc:text ean:text customSku:text
        manufacturerSku:text {_STAMPS} publishToEcom:flag categoryID:id taxClassID:id departmentID:id itemMatrixID:id
        manufacturerID:id seasonID:id defaultVendorID:id""",
        removal="archive",
        sortable="timeStamp description",
        relations={
            "ItemShops": Relation(entity="ItemShop", member="ItemShop", by="itemID"),
            "Category": Relation(entity="Category", by="categoryID"),
        },
        required="description",
        read="inventory_read",
        write="inventory product_edit",
    ),
    _entity(
        "ItemShop",
        """qoh:int! sellable:int! backorder:int! componentQoh:int! componentBackorder:int! reorderPoint:int
        reorderLevel:int onLayaway:int! onSpecialOrder:int! onWorkorder:int! onTransferOut:int! onTransferIn:int!
        averageCost:decimal! totalValueFifo:decimal! totalValueAvgCost:decimal!
        timeStamp:time! itemID:id! shopID:id!""",
        verbs="GET PUT",
        sortable="timeStamp",
        read="inventory_read",
        write="inventory product_edit",
    ),
    _entity(
        "Category",
        f"name:text fullPathName:text! nodeDepth:int! leftNode:int! rightNode:int! parentID:id {_STAMPS}",
        removal="delete",
        sortable="timeStamp leftNode rightNode",
        required="name",
        read="inventory_read inventory",
        write="categories",
    ),
    _entity(
        "Vendor",
        "name:text archived:flag! accountNumber:text timeStamp:time!",
        removal="archive",
        sortable="timeStamp name",
        contact=True,
        required="name",
        read="inventory_read inventory",
        write="vendors",
    ),
    _entity(
        "Customer",
        f"""firstName:text lastName:text title:text company:text companyRegistrationNumber:text vatNumber:text dob:time
        archived:flag! {_STAMPS} creditAccountID:id! customerTypeID:id discountID:id taxCategoryID:id""",
        removal="archive",
        sortable="timeStamp firstName lastName",
        contact=True,
        read="customers_read",
        write="customers",
    ),
    _entity(
        "Sale",
        f"""ticketNumber:text! completed:flag archived:flag! voided:flag! referenceNumber:text
        referenceNumberSource:text {_STAMPS} updatetime:time! completeTime:time enablePromotions:flag tax1Rate:decimal
        tax2Rate:decimal isTaxInclusive:flag calcSubtotal:decimal! calcDiscount:decimal! calcTax1:decimal!
        calcTax2:decimal! calcTotal:decimal! calcPayments:decimal! total:decimal! totalDue:decimal! balance:decimal!
        taxTotal:decimal! change:decimal customerID:id employeeID:id registerID:id shopID:id shipToID:id
        taxCategoryID:id quoteID:id""",
        removal="archive",
        sortable="timeStamp completeTime updatetime",
        relations={
            "SaleLines": Relation(entity="SaleLine", member="SaleLine", by="saleID"),
            "SalePayments": Relation(entity="SalePayment", member="SalePayment", by="saleID"),
            "Customer": Relation(entity="Customer", by="customerID"),
        },
        read="register_read",
        write="register",
    ),
    _entity(
        "SaleLine",
        f"""unitQuantity:decimal=1 unitPrice:decimal normalUnitPrice:decimal discountAmount:decimal
        discountPercent:decimal tax:flag=true tax1Rate:decimal! calcSubtotal:decimal! calcTax1:decimal!
        calcTax2:decimal! calcTotal:decimal! avgCost:decimal! fifoCost:decimal! parentSaleLineID:id isLayaway:flag
        isSpecialOrder:flag isWorkorder:flag {_STAMPS} saleID:id itemID:id employeeID:id shopID:id""",
        verbs="GET PUT DELETE",
        removal="delete",
        sortable="timeStamp saleID",
        read="register_read",
        write="register",
    ),
    _entity(
        "SalePayment",
        """amount:decimal tipAmount:decimal remoteReference:text timeStamp:time! saleID:id! paymentTypeID:id
        registerID:id creditAccountID:id""",
        verbs="GET",
        sortable="timeStamp saleID",
        read="register_read",
        write="register",
    ),
    _entity(
        "Order",
        """shipInstructions:text complete:flag! archived:flag! orderedDate:time arrivalDate:time timeStamp:time!
        vendorID:id shopID:id""",
        removal="archive",
        sortable="timeStamp",
        relations={"OrderLines": Relation(entity="OrderLine", member="OrderLine", by="orderID")},
        required="vendorID shopID",
        read="inventory_read",
        write="purchase_orders",
    ),
    _entity(
        "OrderLine",
        "quantity:int price:decimal numReceived:int checkedIn:int! timeStamp:time! orderID:id itemID:id",
        removal="delete",
        sortable="timeStamp orderID",
        required="orderID itemID",
        read="inventory_read",
        write="purchase_orders",
    ),
    _entity(
        "InventoryCount",
        "name:text archived:flag! timeStamp:time! shopID:id",
        removal="delete",
        required="shopID",
        read="inventory_read",
        write="inventory_counts",
    ),
    _entity(
        "InventoryCountItem",
        "qty:int timeStamp:time! inventoryCountID:id itemID:id employeeID:id",
        removal="delete",
        sortable="itemID",
        required="inventoryCountID itemID",
        read="inventory_read",
        write="inventory_counts",
    ),
    _entity(
        "InventoryCountReconcile",
        "createTime:time! costChange:decimal! inventoryCountID:id itemID:id",
        verbs="GET POST",
        sortable="itemID",
        required="inventoryCountID",
        read="inventory_read",
        write="inventory_counts_reconcile",
    ),
    _entity(
        "InventoryLog",
        """qohChange:int! costChange:decimal! createTime:time! reason:text! itemID:id! shopID:id! employeeID:id!
        saleID:id! orderID:id! transferID:id!""",
        verbs="GET",
        sortable="itemID",
        read="inventory_log",
    ),
)

ENTITIES: Final[Mapping[str, Entity]] = {entity.name: entity for entity in _ALL}
"""The resources by name."""

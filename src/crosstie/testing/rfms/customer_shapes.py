"""The three shapes of a customer: nested, flat, and the row of the advanced find (3.1)."""

from __future__ import annotations

from crosstie.testing.rfms.addresses import address_json
from crosstie.testing.rfms.dates import moment_iso
from crosstie.testing.rfms.records import Address, Customer
from crosstie.testing.rfms.wire import JsonObject

__all__ = ["flat", "listed", "nested"]


def nested(customer: Customer) -> JsonObject:
    """Write the ``result`` of get and save."""
    return {
        "customerId": customer.id,
        "customerType": customer.customer_type,
        "entryType": customer.entry_type,
        "customerAddress": address_json(customer.sold_to),
        "shipToAddress": address_json(customer.ship_to),
        "phone1": customer.phone1,
        "phone2": customer.phone2,
        "email": customer.email,
        "taxStatus": customer.tax_status,
        "taxMethod": customer.tax_method,
        "preferredSalesperson1": customer.salesperson1,
        "preferredSalesperson2": customer.salesperson2,
        "storeNumber": customer.store_number,
        "notes": customer.notes,
        "referralType": customer.referral_type,
        "referralMemberId": customer.referral_member_id,
        "referralMemberName": "",
        "lmsId": customer.lms_id,
    }


def flat(customer: Customer) -> JsonObject:
    """Write the ``detail`` of get and save, and the hits of the text search.

    ``active`` is false for everybody and the stamps are null, whatever is true: so it was in every record (3.1).
    """
    return {
        "customerSource": "Customer",
        "customerSourceId": customer.id,
        "salesLeadId": 0,
        "lmsId": customer.lms_id,
        "entryType": customer.entry_type,
        "customerType": customer.customer_type,
        **_flat_sold_to(customer),
        **_flat_ship_to(customer.ship_to),
        **_flat_terms(customer),
        "referralType": customer.referral_type,
        "referralMemberId": customer.referral_member_id,
        "referralMemberName": "",
        "contact1": None,
        "contact2": None,
        "active": False,
        "createdDate": None,
        "createdBy": None,
        "updatedDate": None,
        "updatedBy": None,
    }


def _short_name(address: Address) -> str:
    return address.last_name or address.business_name


def _flat_sold_to(customer: Customer) -> JsonObject:
    sold = customer.sold_to
    return {
        "customerName": _short_name(sold),
        "customerFirstName": sold.first_name,
        "actualCustomerFirstName": sold.first_name,
        "customerLastName": sold.last_name,
        "customerBusinessName": sold.business_name,
        "customerAddress": sold.address1,
        "customerAddress2": sold.address2,
        "customerCity": sold.city,
        "customerState": sold.state,
        "customerZIP": sold.postal_code,
        "customerCounty": sold.county,
        "customerCountry": sold.country,
        "customerPhone": customer.phone1,
        "customerPhone2": customer.phone2,
        "customerPhone3": customer.phone3,
        "customerEmail": customer.email,
        "useSoldToBusinessName": bool(sold.business_name),
    }


def _flat_ship_to(ship: Address) -> JsonObject:
    return {
        "shipToName": _short_name(ship),
        "shipToFirstName": ship.first_name,
        "shipToLastName": ship.last_name,
        "shipToBusinessName": ship.business_name,
        "actualShipToFirstName": ship.first_name,
        "shipToAddress": ship.address1,
        "shipToAddress2": ship.address2,
        "shipToCity": ship.city,
        "shipToState": ship.state,
        "shipToZIP": ship.postal_code,
        "shipToCounty": ship.county,
        "shipToCountry": ship.country,
        "useShipToBusinessName": bool(ship.business_name),
    }


def _flat_terms(customer: Customer) -> JsonObject:
    return {
        "taxStatus": customer.tax_status,
        "taxMethod": customer.tax_method,
        "taxId": "",
        "preferredPriceLevel": 0,
        "preferredSalesperson1": customer.salesperson1,
        "preferredSalesperson2": customer.salesperson2,
        "jobNumberOverride": None,
        "terms": customer.terms,
        "termDays": customer.term_days,
        "creditLimit": customer.credit_limit,
        "defaultStore": customer.store_number,
        "internalNotes": customer.notes,
        "remarks": [],
    }


def listed(customer: Customer) -> JsonObject:
    """Write one row of the advanced find: the only shape with the truth about ``active``, and without tax fields."""
    return {
        "customerId": customer.id,
        "active": customer.active,
        "dateCreated": moment_iso(customer.created),
        "createdBy": "",
        "dateUpdated": moment_iso(customer.updated),
        "updatedBy": "",
        "contact1": None,
        "contact2": None,
        "phone1": customer.phone1,
        "phone2": customer.phone2,
        "phone3": customer.phone3,
        "email": customer.email,
        "customerAddress": address_json(customer.sold_to),
        "shipToAddress": address_json(customer.ship_to),
        "customerType": customer.customer_type,
        "entryType": customer.entry_type,
        "preferredSalesperson1": customer.salesperson1,
        "preferredSalesperson2": customer.salesperson2,
        "storeNumber": customer.store_number,
        "referralType": customer.referral_type,
        "referralMemberId": customer.referral_member_id,
        "referralMemberName": "",
    }

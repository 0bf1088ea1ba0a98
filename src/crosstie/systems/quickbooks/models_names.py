"""Customers, vendors and the company itself (fact sheet: quickbooks.md, 2.9 and 3.2)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from crosstie.models import model, wire
from crosstie.models.forms import KEY
from crosstie.systems.quickbooks.models_base import (
    EmailAddress,
    Entity,
    NameValue,
    PhysicalAddress,
    Ref,
    TelephoneNumber,
    WebSiteAddress,
)

__all__ = ["CompanyInfo", "Customer", "Vendor"]

_NOT_IN_NAMES = ":\t\n"


@model(kw_only=True)
class Customer(Entity):
    """A customer, sub-customer or project.

    Cannot be deleted, only made inactive. To create one, give ``display_name`` or at least one part of a person's name.
    Names must not hold a colon, tab or newline.

    Attributes:
        display_name: Up to 500 characters; unique over customers, vendors and employees.
        title: Up to 16 characters.
        given_name: Up to 100 characters.
        middle_name: Up to 100 characters.
        family_name: Up to 100 characters.
        suffix: Up to 16 characters.
        fully_qualified_name: ``Parent:Child``, five levels in all; set by QuickBooks.
        company_name: Up to 100 characters.
        print_on_check_name: Up to 110 characters; follows ``display_name`` when not given.
        active: Inactive customers are left out of queries that do not ask for them.
        primary_phone: Main telephone.
        alternate_phone: Second telephone.
        mobile: Mobile telephone.
        fax: Fax.
        primary_email_addr: E-mail.
        web_addr: Web site.
        taxable: United States.
        tax_exemption_reason_id: 1 to 15; required with ``taxable=False`` under automated sales tax.
        default_tax_code_ref: Set by QuickBooks under automated sales tax.
        bill_addr: Billing address.
        ship_addr: Shipping address; the billing address is used when missing.
        other_addr: In the schema, expected to be absent.
        notes: Up to 2000 characters.
        job: True for a sub-customer or project; then ``parent_ref`` is required.
        bill_with_parent: With ``parent_ref``.
        parent_ref: The customer above.
        root_customer_ref: In the schema, expected to be absent.
        level: Depth, 0 at the top; set by QuickBooks.
        is_project: Set by QuickBooks.
        customer_type_ref: A CustomerType.
        sales_term_ref: Terms.
        payment_method_ref: Usual method of payment.
        preferred_delivery_method: ``Print``, ``Email`` or ``None``.
        balance: Opening balance on create, afterwards what the customer owes.
        open_balance_date: On create, with ``balance``.
        balance_with_jobs: With all customers below; set by QuickBooks.
        over_due_balance: In the schema, expected to be absent.
        credit_limit: In the schema, expected to be absent.
        currency_ref: Fixed once there are transactions.
        ar_account_ref: France.
        sales_rep_ref: In the schema, expected to be absent.
        price_level_ref: In the schema, expected to be absent.
        acct_num: In the schema, expected to be absent.
        resale_num: Up to 16 characters.
        primary_tax_identifier: Comes back masked to its last five characters.
        secondary_tax_identifier: A second one.
        business_number: India, up to 10 characters.
        gstin: India, up to 15 characters.
        gst_registration_type: India.
        tax_regime: Mexico.
        is_cis_contractor: United Kingdom.
        source: Where the record was made, such as ``QBCommerce``; set by QuickBooks.
        v4id_pseudonym: Internal to QuickBooks, as are the next two.
        client_company_id: Internal.
        client_entity_id: Internal.
    """

    display_name: str | None = wire(max_length=500, forbids=_NOT_IN_NAMES)
    title: str | None = wire(max_length=16, forbids=_NOT_IN_NAMES)
    given_name: str | None = wire(max_length=100, forbids=_NOT_IN_NAMES)
    middle_name: str | None = wire(max_length=100, forbids=_NOT_IN_NAMES)
    family_name: str | None = wire(max_length=100, forbids=_NOT_IN_NAMES)
    suffix: str | None = wire(max_length=16, forbids=_NOT_IN_NAMES)
    fully_qualified_name: str | None = wire(read_only=True)
    company_name: str | None = wire(max_length=100)
    print_on_check_name: str | None = wire(max_length=110)
    active: bool | None = None
    primary_phone: TelephoneNumber | None = None
    alternate_phone: TelephoneNumber | None = None
    mobile: TelephoneNumber | None = None
    fax: TelephoneNumber | None = None
    primary_email_addr: EmailAddress | None = None
    web_addr: WebSiteAddress | None = None
    taxable: bool | None = None
    tax_exemption_reason_id: str | None = wire(form=KEY, max_length=15)
    default_tax_code_ref: Ref | None = None
    bill_addr: PhysicalAddress | None = None
    ship_addr: PhysicalAddress | None = None
    other_addr: PhysicalAddress | None = None
    notes: str | None = wire(max_length=2000)
    job: bool | None = None
    bill_with_parent: bool | None = None
    parent_ref: Ref | None = None
    root_customer_ref: Ref | None = None
    level: int | None = wire(read_only=True)
    is_project: bool | None = wire(read_only=True)
    customer_type_ref: Ref | None = None
    sales_term_ref: Ref | None = None
    payment_method_ref: Ref | None = None
    preferred_delivery_method: str | None = None
    balance: Decimal | None = wire(read_only=True)
    open_balance_date: date | None = wire(read_only=True)
    balance_with_jobs: Decimal | None = wire(read_only=True)
    over_due_balance: Decimal | None = None
    credit_limit: Decimal | None = None
    currency_ref: Ref | None = None
    ar_account_ref: Ref | None = wire("ARAccountRef")
    sales_rep_ref: Ref | None = None
    price_level_ref: Ref | None = None
    acct_num: str | None = None
    resale_num: str | None = wire(max_length=16)
    primary_tax_identifier: str | None = wire(repr=False)
    secondary_tax_identifier: str | None = wire(repr=False)
    business_number: str | None = wire(max_length=10)
    gstin: str | None = wire("GSTIN", max_length=15)
    gst_registration_type: str | None = wire("GSTRegistrationType")
    tax_regime: str | None = None
    is_cis_contractor: bool | None = wire("IsCISContractor")
    source: str | None = wire(read_only=True)
    v4id_pseudonym: str | None = wire("V4IDPseudonym", read_only=True)
    client_company_id: str | None = wire(form=KEY, read_only=True)
    client_entity_id: str | None = wire(form=KEY, read_only=True)

    def draft_problems(self) -> Iterator[str]:
        """Yield what QuickBooks would refuse about a new customer as a whole."""
        person = (self.title, self.given_name, self.middle_name, self.family_name, self.suffix)
        if not any((self.display_name, *person)):
            yield "display_name or at least one part of a person's name must be given"
        if self.job and self.parent_ref is None:
            yield "job needs parent_ref"


@model(kw_only=True)
class Vendor(Entity):
    """A supplier; shares one space of display names with customers and employees. Cannot be deleted, only inactive.

    Attributes:
        display_name: Up to 500 characters.
        title: Title of a person.
        given_name: First name.
        middle_name: Middle name.
        family_name: Last name.
        suffix: Suffix of a person's name.
        company_name: Company.
        print_on_check_name: Follows ``display_name`` when not given.
        active: Inactive vendors are left out of queries that do not ask for them.
        primary_phone: Main telephone.
        alternate_phone: Second telephone.
        mobile: Mobile telephone.
        fax: Fax.
        primary_email_addr: E-mail.
        web_addr: Web site.
        bill_addr: Address.
        term_ref: Terms.
        currency_ref: Fixed once there are transactions.
        ap_account_ref: Account for payables.
        acct_num: The number under which the vendor knows the company.
        balance: What the company owes.
        bill_rate: Hourly rate.
        vendor1099: United States: gets form 1099.
        tax_identifier: Comes back masked.
        source: Where the record was made; set by QuickBooks.
        v4id_pseudonym: Internal to QuickBooks.
    """

    display_name: str | None = wire(max_length=500)
    title: str | None = None
    given_name: str | None = None
    middle_name: str | None = None
    family_name: str | None = None
    suffix: str | None = None
    company_name: str | None = None
    print_on_check_name: str | None = None
    active: bool | None = None
    primary_phone: TelephoneNumber | None = None
    alternate_phone: TelephoneNumber | None = None
    mobile: TelephoneNumber | None = None
    fax: TelephoneNumber | None = None
    primary_email_addr: EmailAddress | None = None
    web_addr: WebSiteAddress | None = None
    bill_addr: PhysicalAddress | None = None
    term_ref: Ref | None = None
    currency_ref: Ref | None = None
    ap_account_ref: Ref | None = wire("APAccountRef")
    acct_num: str | None = None
    balance: Decimal | None = wire(read_only=True)
    bill_rate: Decimal | None = None
    vendor1099: bool | None = None
    tax_identifier: str | None = wire(repr=False)
    source: str | None = wire(read_only=True)
    v4id_pseudonym: str | None = wire("V4IDPseudonym", read_only=True)


@model(kw_only=True)
class CompanyInfo(Entity):
    """The company that is connected; one record, whose id is usually ``"1"`` while its path holds the realm.

    Attributes:
        company_name: Name.
        legal_name: Legal name.
        company_addr: Address; QuickBooks spells its country as three letters.
        legal_addr: Legal address.
        customer_communication_addr: Address shown to customers.
        email: E-mail.
        customer_communication_email_addr: E-mail shown to customers.
        primary_phone: Telephone.
        web_addr: Web site.
        company_start_date: First day of business.
        employer_id: United States: EIN.
        fiscal_year_start_month: Name of a month.
        country: Country of the subscription.
        supported_languages: Languages, as one text.
        default_time_zone: Zone of the company's calendar.
        name_value: Flags such as ``OfferingSku`` and ``SubscriptionStatus``.
    """

    company_name: str | None = None
    legal_name: str | None = None
    company_addr: PhysicalAddress | None = None
    legal_addr: PhysicalAddress | None = None
    customer_communication_addr: PhysicalAddress | None = None
    email: EmailAddress | None = None
    customer_communication_email_addr: EmailAddress | None = None
    primary_phone: TelephoneNumber | None = None
    web_addr: WebSiteAddress | None = None
    company_start_date: date | None = None
    employer_id: str | None = wire(form=KEY, repr=False)
    fiscal_year_start_month: str | None = None
    country: str | None = None
    supported_languages: str | None = None
    default_time_zone: str | None = None
    name_value: tuple[NameValue, ...] = ()

    def flag(self, name: str) -> str | None:
        """Return the value of one flag, or ``None``."""
        return next((flag.value for flag in self.name_value if flag.name == name), None)

"""How do drawn sales, taxes, orders and meters become sections of a record?"""

from datetime import date, timedelta
from decimal import Decimal
from itertools import islice, repeat

from engine.firm import (
    Customs,
    InvoiceMonth,
    Invoices,
    MainBusiness,
    Order,
    Orders,
    Tax,
    Utilities,
    UtilityMonth,
)
from models.population.build import built, built_whole
from models.population.declared import CLAIMS, PRODUCTS, segment_start
from models.population.details import METERED_MONTHS
from models.population.row import Row, rate, share, shares
from models.population.trade import GRADES, MONTHS_PER_YEAR, invoice_months

_BEFORE_SIGNING = 20


def main_business(row: Row, on: date) -> MainBusiness:
    """The main product as the firm describes it."""
    product, capabilities = PRODUCTS[row["industry"]]
    return built(
        MainBusiness,
        **row.heading("self_declared"),
        main_product=product,
        capabilities=capabilities,
        started_on=segment_start(row, on),
        main_revenue_share=share(row["main_share"]),
        main_revenue_growth=rate(row["main_growth"]) if row["main_growth_known"] else None,
        high_tech_revenue=Decimal(row["high_tech_revenue"]),
        restricted_product=row["restricted"],
        segment_market_share=share(row["market_share"]),
        **dict(zip(CLAIMS, row["claims"], strict=True)),
    )


_MONTH_ITEMS = tuple(InvoiceMonth.model_fields)


def invoices(row: Row, on: date) -> Invoices:
    """Months of sales and purchases, and who the counterparties are."""
    sells, returning = row["month_invoices"][0] > 0, row["history"] > MONTHS_PER_YEAR
    section = row.heading("tax_bureau")
    section["observed_on"] = on
    return built(
        Invoices,
        **section,
        months=_months(row, on),
        buyer_shares=shares(row["buyer_shares"]) if sells else None,
        buyer_count=row["buyer_count"] if sells else 0,
        returning_buyer_share=share(row["returning"]) if sells else None,
        supplier_shares=None if row["sales_only"] else shares(row["supplier_shares"]),
        lost_buyer_share=share(row["lost_share"]) if sells and returning else None,
        related_party_share=share(row["related_share"]) if sells else None,
    )


def _months(row: Row, on: date) -> tuple[InvoiceMonth, ...]:
    bought = repeat(None) if row["sales_only"] else map(Decimal, row["month_purchases"])
    counts = repeat(None) if row["sales_only"] else iter(row["month_purchase_invoices"])
    columns = zip(
        invoice_months(on),
        map(Decimal, row["month_sales"]),
        map(Decimal, row["month_returns"]),
        row["month_invoices"],
        row["month_voided"],
        bought,
        counts,
        strict=False,
    )
    newest_first = [
        built_whole(InvoiceMonth, dict(zip(_MONTH_ITEMS, values, strict=True)))
        for values in islice(columns, row["history"])
    ]
    return tuple(reversed(newest_first))


def tax(row: Row, _on: date) -> Tax:
    """Grades, arrears and what was paid, declared and saved."""
    before = row["prior_grade"]
    return built(
        Tax,
        **row.heading("tax_bureau"),
        grade=GRADES[row["tax_grade"]],
        prior_grade=GRADES[before] if before >= 0 else None,
        arrears=Decimal(row["arrears"]),
        vat_paid_12m=Decimal(row["vat_paid"]),
        declared_revenue_12m=Decimal(row["declared"]),
        income_tax_paid_12m=Decimal(row["income_tax_paid"]),
        late_filings_12m=row["late_filings"],
        super_deduction_tax_saved=Decimal(row["super_saved"]),
    )


def orders(row: Row, on: date) -> Orders:
    """Open orders, what may be pledged, and contracts for compute."""
    columns = zip(
        row["order_exists"],
        row["order_amount"],
        row["order_invoiced"],
        row["order_days"],
        row["order_dated"],
        strict=True,
    )
    return built(
        Orders,
        **row.heading("self_declared"),
        orders=tuple(
            built(
                Order,
                signed_on=row.day(days + _BEFORE_SIGNING, on),
                amount=Decimal(amount),
                invoiced=Decimal(invoiced),
                deliver_by=on + timedelta(days=6 * days) if dated else None,
            )
            for exists, amount, invoiced, days, dated in columns
            if exists
        ),
        pledgeable_receivables=Decimal(row["pledgeable"]),
        compute_contracts_12m=Decimal(row["compute"]),
    )


def utilities(row: Row, on: date) -> Utilities:
    """Electricity and payments by month."""
    months = zip(invoice_months(on), row["month_kwh"], map(Decimal, row["month_paid"]))  # noqa: B905
    newest_first = [
        built_whole(UtilityMonth, {"month": month, "electricity_kwh": kwh, "paid": paid})
        for month, kwh, paid in islice(months, min(row["history"], METERED_MONTHS))
    ]
    return built(
        Utilities,
        **row.heading("platform"),
        months=tuple(reversed(newest_first)),
        arrears=Decimal(row["utility_arrears"]),
    )


def customs(row: Row, _on: date) -> Customs:
    """Goods over the border."""
    return built(
        Customs,
        **row.heading("platform"),
        exports_12m=Decimal(row["exports"]),
        exports_prior_12m=Decimal(row["exports_before"]),
        imports_12m=Decimal(row["imports"]),
    )

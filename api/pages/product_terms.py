"""How is each number of a product called and shown on a page?"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from engine.catalogue import Number, Numbers, Product, Rule, Terms
from engine.eligibility import asked_of
from engine.facts.quantity import quantity
from engine.text import Text


def _both(zh: str, en: str) -> Text:
    return Text(zh=zh, en=en)


@dataclass(frozen=True)
class Shown:
    """A line of a product's card: what, how much, since when, by which source, how sure."""

    label: Text
    value: Text
    since: str
    source: str
    status: str

    @property
    def is_assumed(self) -> bool:
        """Whether any number in it is ours for the demonstration."""
        return self.status == "illustrative"


# Label, unit, the key of the least and of the most value (the same where there is only one).
_ROWS: tuple[tuple[Text, str, str, str], ...] = (
    (_both("金额", "Amount"), "yuan", "amount_min_yuan", "amount_max_yuan"),
    (_both("期限", "Term"), "months", "tenor_min_months", "tenor_max_months"),
    (_both("利率较基准", "Spread over the base rate"), "bp", "rate_spread_min_bp",
     "rate_spread_max_bp"),
    (_both("年利率", "Yearly rate"), "share", "rate_min_annual", "rate_max_annual"),
    (_both("年担保费率", "Yearly guarantee fee"), "share", "fee_min_annual", "fee_max_annual"),
    (_both("年保费率", "Yearly premium"), "share", "premium_min_annual", "premium_max_annual"),
    (_both("担保比例", "Share covered"), "share", "coverage_max_share", "coverage_max_share"),
    (_both("银行分险", "Borne by the bank"), "share", "bank_min_share", ""),
    (_both("国家基金分险", "Borne by the national fund"), "share", "", "national_fund_max_share"),
    (_both("省级再担保分险", "Borne by the province"), "share", "province_min_share", ""),
    (_both("担保机构分险", "Borne by the guarantor"), "share", "guarantor_min_share", ""),
    (_both("代偿率上限", "Cap on compensation"), "share", "", "loss_cap_share"),
    (_both("再担保费率(担保机构承担)", "Re-guarantee fee, paid by the guarantor"), "share", "",
     "reguarantee_fee_max_annual"),
    (_both("自有资金比例", "Own funds"), "share", "own_funds_min_share", ""),
    (_both("转股折扣", "Conversion discount"), "share", "conversion_discount_min_share",
     "conversion_discount_max_share"),
    (_both("认股权占贷款", "Warrant, of the loan"), "share", "option_cover_min_share",
     "option_cover_max_share"),
    (_both("持股", "Stake"), "share", "", "stake_max_share"),
    (_both("补助比例", "Share paid back"), "share", "", "subsidy_max_share"),
    (_both("年贴息", "Interest subsidy a year"), "share", "", "subsidy_max_annual"),
    (_both("贴息年限", "Years of subsidy"), "years", "", "subsidy_years_max"),
    (_both("贴息贷款本金", "Loan that counts"), "yuan", "", "loan_base_max_yuan"),
    (_both("奖励或资助", "Grant"), "yuan", "", "grant_yuan"),
    (_both("重新认定奖励", "Grant on renewal"), "yuan", "", "grant_renewal_yuan"),
    (_both("单户每年", "Per firm and year"), "yuan", "", "cap_per_firm_year_yuan"),
    (_both("单户合计", "Per firm in all"), "yuan", "", "cap_per_firm_yuan"),
    (_both("每笔贷款用券", "Coupons per loan"), "count", "", "coupons_per_loan_max"),
    (_both("每户领券", "Coupons per firm"), "count", "", "coupons_per_firm_max"),
    (_both("加计扣除", "Extra deduction"), "share", "tax_deduction_share", "tax_deduction_share"),
    (_both("免赔", "Deductible"), "share", "deductible_share", "deductible_share"),
    (_both("价格", "Price"), "yuan", "price_yuan", "price_yuan"),
    (_both("年度资金总额", "Whole pot of a year"), "yuan", "budget_year_yuan", "budget_year_yuan"),
    (_both("资金总额", "Whole pot"), "yuan", "budget_total_yuan", "budget_total_yuan"),
)  # fmt: skip
_FACES = _both("券面金额", "Coupon faces")
_BASE_RATES = {
    "lpr1y": _both("一年期LPR", "one-year LPR"),
    "lpr5y": _both("五年期以上LPR", "five-year LPR"),
}
_HUNDRED_MILLION = Decimal(100_000_000)
_FREE = _both("免费", "free")


def shown_terms(product: Product, terms: Terms) -> Iterator[Shown]:
    """Every number that `terms` state, in the order of a card; what nobody states is left out."""
    for label, unit, low_key, high_key in _ROWS:
        low, high = (getattr(terms, key) if key else None for key in (low_key, high_key))
        known = [each for each in (low, high) if isinstance(each, Number)]
        if known:
            value = _range(low, high, _unit_of(unit, product))
            yield _shown(product, _named(label, unit, product), value, known)
    if terms.coupon_faces_yuan is not None:
        faces = [quantity(face, "yuan") for face in terms.coupon_faces_yuan.values]
        listed = Text(zh="、".join(f.zh for f in faces), en=", ".join(f.en for f in faces))
        yield _shown(product, _FACES, listed, [terms.coupon_faces_yuan])


def _named(label: Text, unit: str, product: Product) -> Text:
    base = _BASE_RATES.get(product.basis or "") if unit == "bp" else None
    return _both(f"利率较{base.zh}", f"Spread over the {base.en}") if base else label


def _unit_of(unit: str, product: Product) -> str:
    return "free" if unit == "yuan" and product.channel == "service" else unit


def _shown(
    product: Product, label: Text, value: Text, numbers: list[Number] | list[Numbers]
) -> Shown:
    assumed = [each for each in numbers if each.is_assumed]
    told = assumed[0] if assumed else numbers[-1]
    source = product.sources[told.source].title
    return Shown(label, value, told.since.isoformat(), source, told.status)


def _range(low: Number | None, high: Number | None, unit: str) -> Text:
    if low is None or high is None:
        one = low or high
        sign = "≥ " if high is None else "≤ "
        return _signed(sign, _amount(one.value if one else Decimal(0), unit))
    first, last = _amount(low.value, unit), _amount(high.value, unit)
    if low.value == high.value:
        return first
    return Text(zh=_to(first.zh, last.zh), en=_to(first.en, last.en.removeprefix("CNY ")))


def _to(first: str, last: str) -> str:
    """Two amounts of one unit name it once."""
    number, _, unit = first.partition(" ")
    return f"{number if last.endswith(f' {unit}') else first} – {last}"


def _signed(sign: str, amount: Text) -> Text:
    return Text(zh=sign + amount.zh, en=sign + amount.en)


def _amount(value: Decimal, unit: str) -> Text:
    if unit == "bp":
        shown = f"{value:+,f}".replace("-", "\u2212") if value else "0"
        return Text(zh=f"{shown} 个基点", en=f"{shown} bp")
    if unit == "free" and value == 0:
        return _FREE
    if unit in ("yuan", "free") and value >= _HUNDRED_MILLION:
        return Text(zh=f"{value / _HUNDRED_MILLION:,.4g} 亿元", en=quantity(value, "yuan").en)
    return quantity(value, "yuan" if unit == "free" else unit)


def shown_rules(product: Product) -> Iterator[tuple[Text, bool]]:
    """What is asked, a sentence per rule or group of alternatives, and whether it is assumed."""
    for rule in product.rules.all_of:
        yield _asked(rule), rule.is_assumed
    for group in product.rules.any_of:
        branches = [[_asked(rule) for rule in branch] for branch in group]
        zh = ";或".join("且".join(each.zh for each in branch) for branch in branches)
        en = "; or ".join(" and ".join(each.en for each in branch) for branch in branches)
        assumed = all(rule.is_assumed for branch in group for rule in branch)
        yield Text(zh=f"以下之一:{zh}", en=f"One of: {en}"), assumed


def _asked(rule: Rule) -> Text:
    if rule.text is None and rule.form == "is_true":
        return rule.label
    if rule.text is None and rule.form == "is_false":
        return Text(zh=f"无“{rule.label.zh}”", en=f"Not: {rule.label.en}")
    asked = asked_of(rule)
    return Text(zh=f"{rule.label.zh}:{asked.zh}", en=f"{rule.label.en}: {asked.en}")

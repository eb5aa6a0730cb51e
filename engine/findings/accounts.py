"""Do the lines of one fiscal year agree with each other?"""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from engine.findings.finding import Finding, differ, finding, item_label, labels, tolerance, yuan
from engine.findings.forms import PARTS, SUMS, Sum
from engine.firm import Firm, Statement
from engine.text import Text

_UNBALANCED = Text(
    zh="{year}年度资产总计{assets}元不等于负债与权益之和{claims}元,相差{gap}元",
    en="{year}: total assets {assets} do not equal liabilities plus equity {claims}: {gap} apart",
)
_NOT_ADDING_UP = Text(
    zh="{year}年度{whole}{total}元,与{parts}合计{sum}元相差{gap}元",
    en="{year}: {whole} of {total} against {sum} from {parts}: {gap} apart",
)
_ABOVE = Text(
    zh="{year}年度{part}{amount}元大于{whole}{total}元",
    en="{year}: {part} of {amount} exceed {whole} of {total}",
)
_OTHER_CASH = Text(
    zh="{year}年度现金流量表期末现金{end}元与资产负债表货币资金{cash}元不一致(可能含受限资金)",
    en="{year}: cash {end} at the end of the cash flow statement against {cash} on the balance "
    "sheet (perhaps restricted cash)",
)
_CODES = {"cfo": "CASH_FLOW_PARTS", "cfi": "CASH_FLOW_PARTS", "cff": "CASH_FLOW_PARTS",
          "net_cash_change": "CASH_CHANGE", "cash_end": "CASH_CHANGE",
          "operating_profit": "OPERATING_PROFIT", "profit_before_tax": "PROFIT_BEFORE_TAX",
          "net_profit": "NET_PROFIT", "fixed_assets_net": "FIXED_ASSETS",
          "liabilities_and_equity": "UNBALANCED"}  # fmt: skip


def account_findings(firm: Firm, on: date) -> Iterator[Finding]:
    """What is wrong within each fiscal year ended by `on`."""
    if firm.statements is None or firm.statements.observed_on > on:
        return
    for place, year in enumerate(firm.statements.years):
        if year.fiscal_year_end <= on:
            yield from _year(year, f"firm.statements.years.{place}")


def _year(year: Statement, path: str) -> Iterator[Finding]:
    yield from _balance(year, path)
    for each in SUMS[year.standard]:
        yield from _sum(year, each, path)
    for part, whole in PARTS[year.standard]:
        yield from _part(year, (part,), whole, path)
    yield from _cash(year, path)


def _balance(year: Statement, path: str) -> Iterator[Finding]:
    assets, claims = year.total_assets, year.liabilities_and_equity
    if claims is None and year.total_liabilities is not None and year.total_equity is not None:
        claims = year.total_liabilities + year.total_equity
    if assets is None or claims is None or not differ(assets, claims):
        return
    yield finding(
        "UNBALANCED", "serious", f"{path}.total_assets", _UNBALANCED, year=_label(year),
        assets=yuan(assets), claims=yuan(claims), gap=yuan(abs(assets - claims)),
    )  # fmt: skip


def _sum(year: Statement, form: Sum, path: str) -> Iterator[Finding]:
    plus, minus = form.plus + _stated(year, form.beside), form.minus + _stated(year, form.less)
    whole = getattr(year, form.whole)
    if whole is None:
        return
    if len(_stated(year, plus + minus)) < len(plus + minus):
        if form.parts_are_positive:
            yield from _part(year, _stated(year, plus), form.whole, path)
        return
    total = _total(year, plus) - _total(year, minus)
    if differ(whole, total):
        yield finding(
            _CODES.get(form.whole, "PARTS_NOT_ADDING_UP"), form.severity, f"{path}.{form.whole}",
            _NOT_ADDING_UP, year=_label(year), whole=item_label(form.whole), total=yuan(whole),
            parts=labels(plus + minus), sum=yuan(total), gap=yuan(abs(whole - total)),
        )  # fmt: skip


def _part(year: Statement, parts: tuple[str, ...], whole: str, path: str) -> Iterator[Finding]:
    total = getattr(year, whole)
    stated = _stated(year, parts)
    if total is None or not stated:
        return
    amount = _total(year, stated)
    if amount > total + tolerance(amount, total):
        yield finding(
            "PART_ABOVE_WHOLE", "serious", f"{path}.{stated[0]}", _ABOVE, year=_label(year),
            part=labels(stated), amount=yuan(amount), whole=item_label(whole), total=yuan(total),
        )  # fmt: skip


def _cash(year: Statement, path: str) -> Iterator[Finding]:
    if year.cash is None or year.cash_end is None or not differ(year.cash, year.cash_end):
        return
    yield finding(
        "CASH_AGAINST_FLOWS", "notice", f"{path}.cash_end", _OTHER_CASH, year=_label(year),
        end=yuan(year.cash_end), cash=yuan(year.cash),
    )  # fmt: skip


def _stated(year: Statement, names: Iterable[str]) -> tuple[str, ...]:
    return tuple(name for name in names if getattr(year, name) is not None)


def _total(year: Statement, names: Iterable[str]) -> Decimal:
    return sum((getattr(year, name) for name in names), Decimal(0))


def _label(year: Statement) -> int:
    return year.fiscal_year_end.year

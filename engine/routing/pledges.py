"""Is what a loan would pledge still free, as far as the record and the registers say?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from engine.catalogue import Product
from engine.catalogue.kinds import Collateral
from engine.eligibility import told
from engine.routing.ready import Said, WhyNot, because
from engine.routing.situation import Situation
from engine.text import Text


@dataclass(frozen=True)
class _Evidence:
    """The fact that states what is free, and those that show pledges without saying of what."""

    name: Text
    free: str
    debt: str
    register: str
    entries: Text


_EVIDENCE: Mapping[Collateral, _Evidence] = MappingProxyType({
    "patents": _Evidence(
        Text(zh="专利", en="patents"), "patent_value", "debt_on_patents", "ip_pledges_open",
        Text(zh="知识产权质押", en="pledge(s) of IP"),
    ),
    "receivables": _Evidence(
        Text(zh="应收账款", en="receivables"), "order_receivable_amount", "debt_on_receivables",
        "movables_charges_open", Text(zh="动产和权利担保", en="charge(s) on movables and rights"),
    ),
})  # fmt: skip
_BY_DEBT = Text(
    zh="已有{yuan:,.0f}元债务以{name}质押,尚余多少可质押未知",
    en="CNY {yuan:,.0f} of debt is secured by {name} already; how much of them is free is unknown",
)
_BY_REGISTER = Text(
    zh="登记有{count:.0f}项有效的{entries},是否涉及本次拟质押的{name}未知",
    en="{count:.0f} {entries} registered; whether the {name} to be pledged are among them"
    " is not known",
)
_ASSUMED_FREE = Text(
    zh="{name}是否已质押给他人未知,按未质押计算",
    en="Not known whether the {name} are pledged elsewhere: taken as free",
)


_PLEDGED_SHARE = "pledged_patent_share"
_ALL_PLEDGED = told(
    because(
        "专利已全部质押给他人,一项担保物只能担保一笔贷款",
        "All patents are pledged elsewhere already; a collateral secures one loan only",
        _PLEDGED_SHARE,
    )
)


def facts_of_pledges(product: Product) -> Iterator[str]:
    """The facts that are read of what a product pledges."""
    for each in _of(product):
        yield from (each.free, each.debt, each.register, _PLEDGED_SHARE)


def nothing_free(product: Product, situation: Situation) -> WhyNot | None:
    """Why the product has nothing to pledge, where all of it is known to secure something else."""
    pledges_patents = "patents" in product.collateral
    return _ALL_PLEDGED if pledges_patents and situation.number(_PLEDGED_SHARE) == 1.0 else None


def pledge_notes(product: Product, situation: Situation) -> tuple[Said, ...]:
    """What is taken for granted of the collateral where the record does not state what is free.

    A collateral secures one loan only. Where the free part is stated, it caps the line itself.
    """
    found = (_note(each, situation) for each in _of(product))
    return tuple(told(each) for each in found if each is not None)


def _of(product: Product) -> list[_Evidence]:
    return [_EVIDENCE[name] for name in product.collateral if name in _EVIDENCE]


def _note(evidence: _Evidence, situation: Situation) -> Text | None:
    debt, count = situation.number(evidence.debt), situation.number(evidence.register)
    if situation.number(evidence.free) >= 0 or (debt == 0 and count == 0):
        return None
    if debt > 0:
        return _BY_DEBT.filled(yuan=debt, name=evidence.name)
    if count > 0:
        return _BY_REGISTER.filled(count=count, entries=evidence.entries, name=evidence.name)
    return _ASSUMED_FREE.filled(name=evidence.name)

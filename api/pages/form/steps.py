"""Which part of the form stands on which page?"""

from dataclasses import dataclass
from functools import cache

from api.pages.form.fields import Group, groups
from engine.text import Text


@dataclass(frozen=True)
class Step:
    """One page of the form."""

    slug: str
    title: Text
    about: Text
    paths: tuple[str, ...]

    @property
    def groups(self) -> tuple[Group, ...]:
        """What is asked here, in order."""
        known = {group.path: group for group in groups()}
        return tuple(known[path] for path in self.paths)


def _step(slug: str, title: Text, about: Text, *paths: str) -> Step:
    return Step(slug, title, about, paths)


STEPS = (
    _step(
        "firm",
        Text(zh="企业与人员", en="Firm and people"),
        Text(zh="企业是谁、在哪里、做什么、有多少人", en="Who you are, where, in which trade"),
        "firm", "firm.registration", "firm.main_business", "firm.people",
    ),
    _step(
        "statements",
        Text(zh="财务报表", en="Statements"),
        Text(zh="按年度填写，没有的科目留空", en="Year by year; leave blank what you do not state"),
        "firm.statements",
    ),
    _step(
        "invoices",
        Text(zh="发票", en="Invoices"),
        Text(zh="各月增值税发票合计与客户集中度", en="VAT invoices by month, and who buys"),
        "firm.invoices",
    ),
    _step(
        "tax",
        Text(zh="税务、债务与经营", en="Tax, debts, trade"),
        Text(zh="纳税、负债、订单、用能、进出口与房产", en="What you owe, order, use and own"),
        "firm.tax", "firm.debts", "firm.orders", "firm.utilities", "firm.customs",
        "firm.real_estate",
    ),
    _step(
        "innovation",
        Text(zh="创新、资质与股权", en="Innovation and equity"),
        Text(zh="知识产权、研发、资质认定与历次融资", en="Rights, research, qualifications"),
        "firm.intellectual_property", "firm.research", "firm.qualifications", "firm.equity",
    ),
    _step(
        "judicial",
        Text(zh="司法与公示", en="Public record"),
        Text(zh="法院与公示系统中的记录", en="Entries in courts and public registers"),
        "firm.judicial",
    ),
    _step(
        "need",
        Text(zh="资金需求", en="Funding need"),
        Text(zh="要多少、做什么用、何时到账", en="How much, for what, by when"),
        "need",
    ),
)  # fmt: skip
STEP_BY_SLUG = {step.slug: step for step in STEPS}
REVIEW = "review"
REVIEW_TITLE = Text(zh="核对并提交", en="Review and submit")


def step_of(field: str) -> Step:
    """The page on which a field is typed."""
    section = ".".join(field.split(".")[:2])
    top = field.partition(".")[0]
    return next((step for step in STEPS if section in step.paths),
                STEP_BY_SLUG["need" if top == "need" else "firm"])  # fmt: skip


def place_of(field: str) -> tuple[int, int, int]:
    """Where a field stands on the pages, to sort by: its place, its row, its column."""
    parts = field.split(".")
    number = next((place for place, part in enumerate(parts) if part.isdigit()), None)
    order = _order()
    if number is None:
        return (order.get(field, 0), 0, 0)
    plain = ".".join(part for part in parts if not part.isdigit())
    return (order.get(".".join(parts[:number]), 0), int(parts[number]), order.get(plain, 0))


@cache
def _order() -> dict[str, int]:
    names = []
    for group in (group for step in STEPS for group in step.groups):
        names.append(group.path)
        for table in group.tables:
            own = f"{group.path}.{table.name}"
            names += [own, *(f"{own}.{column.name}" for column in table.columns)]
        names += [f"{group.path}.{each.name}" for each in group.fields]
    return {name: place for place, name in enumerate(names)}


def follower(slug: str) -> str:
    """The page after this one."""
    slugs = [step.slug for step in STEPS]
    return [*slugs[1:], REVIEW][slugs.index(slug)]


def previous(slug: str) -> str | None:
    """The page before this one; None on the first."""
    slugs = [step.slug for step in STEPS] + [REVIEW]
    place = slugs.index(slug)
    return slugs[place - 1] if place else None

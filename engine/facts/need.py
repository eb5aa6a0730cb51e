"""Which facts does the need give?"""

from decimal import Decimal

from engine.facts.definition import fact, flag
from engine.firm import PURPOSES, Need
from engine.money import to_float

PURPOSE_LABELS = {
    "working_capital": ("流动资金", "working capital"),
    "equipment": ("设备", "equipment"),
    "rnd": ("研发", "R&D"),
    "compute": ("算力", "compute"),
    "order": ("订单", "orders"),
    "acquisition": ("并购", "acquisition"),
    "expansion": ("扩张", "expansion"),
}
FACTS = (
    fact("need_amount", "yuan", "需求总额", "Amount needed", "need"),
    fact("capex_total", "yuan", "项目设备总投资", "Total capex of the project", "need"),
    fact("deal_price", "yuan", "并购交易价格", "Price of the acquisition", "need"),
    *(
        fact(f"need_amount_{purpose}", "yuan", f"{zh}需求", f"Needed for {en}", "need")
        for purpose, (zh, en) in PURPOSE_LABELS.items()
    ),
    *(
        fact(f"need_purpose_{purpose}", "flag", f"用途含{zh}", f"Asks for {en}", "need")
        for purpose, (zh, en) in PURPOSE_LABELS.items()
    ),
)


def need_facts(need: Need) -> dict[str, float]:
    """Amounts by purpose; a purpose that is not asked for is 0, not unknown."""
    sums = {
        purpose: sum((use.amount for use in need.uses if use.purpose == purpose), Decimal(0))
        for purpose in PURPOSES
    }
    facts = {
        "need_amount": to_float(sum(sums.values(), Decimal(0))),
        "capex_total": to_float(need.capex_total),
        "deal_price": to_float(need.deal_price),
    }
    facts |= {f"need_amount_{purpose}": to_float(total) for purpose, total in sums.items()}
    return facts | {f"need_purpose_{purpose}": flag(total > 0) for purpose, total in sums.items()}

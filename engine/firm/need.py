"""What does the firm ask for: how much, for what, by when?"""

from typing import Annotated, Literal, get_args

from pydantic import Field

from engine.firm.base import Day, Part, titled
from engine.money import PositiveYuan, Share

CNY = "CNY"
Purpose = Literal[
    "working_capital",
    "equipment",
    "rnd",
    "compute",
    "order",
    "acquisition",
    "expansion",
]
PURPOSES: tuple[Purpose, ...] = get_args(Purpose)
MAX_USES = 20


class Use(Part):
    """One thing the money is for."""

    purpose: Annotated[Purpose, titled("用途", "Purpose")]
    amount: Annotated[PositiveYuan, titled("金额", "Amount", CNY)]
    needed_by: Annotated[Day, titled("最晚到账日", "Needed by")]


class Need(Part):
    """Everything the firm asks for, use by use, with what it is ready to give."""

    uses: Annotated[
        tuple[Use, ...],
        titled("资金用途", "Uses"),
        Field(min_length=1, max_length=MAX_USES),
    ]
    capex_total: Annotated[
        PositiveYuan | None, titled("项目设备总投资", "Total capex of the project", CNY)
    ] = None
    deal_price: Annotated[
        PositiveYuan | None, titled("并购交易价格", "Price of the acquisition", CNY)
    ] = None
    accepts_equity: Annotated[bool, titled("接受股权投资", "Accepts equity")] = True
    max_dilution_share: Annotated[
        Share | None, titled("最多可接受稀释", "Most dilution accepted")
    ] = None
    coupons: Annotated[
        tuple[PositiveYuan, ...],
        titled("持有的贴息消费券面额", "Faces of interest coupons held", CNY),
        Field(max_length=3),
    ] = ()

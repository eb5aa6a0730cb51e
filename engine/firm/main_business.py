"""What does the firm mainly make or do, and where does that stand in its market?"""

from typing import Annotated

from pydantic import Field

from engine.firm.base import Day, Line, Section, titled
from engine.money import NonNegativeYuan, Rate, Share


class MainBusiness(Section):
    """The main product or service; figures are of the last fiscal year."""

    main_product: Annotated[Line | None, titled("主导产品或服务", "Main product or service")] = None
    capabilities: Annotated[
        tuple[Line, ...] | None,
        titled("技术能力标签", "Technical capabilities"),
        Field(max_length=20),
    ] = None
    started_on: Annotated[Day | None, titled("从事该细分市场起始日", "In this segment since")] = (
        None
    )
    main_revenue_share: Annotated[
        Share | None, titled("主营业务收入占比", "Main business, share of revenue")
    ] = None
    main_revenue_growth: Annotated[
        Rate | None,
        titled("主营业务收入增长率", "Growth of main business revenue", ge=-1, le=1_000),
    ] = None
    high_tech_revenue: Annotated[
        NonNegativeYuan | None,
        titled("高新技术产品(服务)收入", "Revenue of high-tech products", "CNY"),
    ] = None
    high_tech_field: Annotated[
        bool | None,
        titled("属国家重点支持的高新技术领域", "In a high-tech field supported by the state"),
    ] = None
    strategic_industry: Annotated[
        bool | None,
        titled("属战略性新兴产业", "In a strategic emerging industry"),
    ] = None
    restricted_product: Annotated[
        bool | None,
        titled("产品属禁止、限制或淘汰类", "Product prohibited, restricted or phased out"),
    ] = None
    own_brand: Annotated[bool | None, titled("拥有自主品牌", "Has its own brand")] = None
    certified_management: Annotated[
        bool | None,
        titled("通过管理体系或产品认证", "Certified management or product"),
    ] = None
    digital_core_process: Annotated[
        bool | None,
        titled("核心业务采用信息系统", "A core process runs on information systems"),
    ] = None
    fills_gap: Annotated[
        bool | None,
        titled("补短板、填空白或产业链配套", "Fills a gap in the industry chain"),
    ] = None
    segment_market_share: Annotated[
        Share | None,
        titled("全国细分市场占有率", "National share of its market segment"),
    ] = None

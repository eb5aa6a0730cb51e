"""What does the firm know and own: rights, research, qualifications, equity rounds?"""

from typing import Annotated, Literal

from pydantic import Field

from engine.firm.base import Count, Day, Line, Part, Section, titled
from engine.money import NonNegativeYuan, PositiveYuan, Share

CNY = "CNY"
QualificationCode = Literal[
    "KXZXQY", "ZJKX", "HNTE", "CXX", "ZJTX", "XJR", "SEED", "HMZ", "XCY", "LEAD"
]
RoundKind = Literal["seed", "angel", "pre_a", "a", "b", "c", "pre_ipo"]


class IntellectualProperty(Section):
    """Rights in force (Class I and II as in the high-tech enterprise rules).

    A kind that is left out is unknown; none held is 0.
    """

    invention_patents: Annotated[Count, titled("有效发明专利", "Invention patents in force")]
    other_class1: Annotated[
        Count | None,
        titled("其他I类知识产权", "Other Class I rights (IC layout, plant variety ...)"),
    ] = None
    utility_models: Annotated[Count | None, titled("实用新型", "Utility models")] = None
    designs: Annotated[Count | None, titled("外观设计", "Designs")] = None
    software_copyrights: Annotated[Count | None, titled("软件著作权", "Software copyrights")] = None
    invention_filings_12m: Annotated[
        Count | None, titled("近12个月发明专利申请", "Invention filings, 12 months")
    ] = None
    pct_filings_12m: Annotated[
        Count | None, titled("近12个月PCT专利申请", "PCT filings, 12 months")
    ] = None
    class1_self_developed: Annotated[
        Count | None, titled("自主研发的I类知识产权", "Class I rights developed in-house")
    ] = None
    class1_main_product: Annotated[
        Count | None, titled("与主要产品相关的I类知识产权", "Class I rights of the main product")
    ] = None
    class2_main_product: Annotated[
        Count | None, titled("与主要产品相关的II类知识产权", "Class II rights of the main product")
    ] = None
    appraised_value: Annotated[
        NonNegativeYuan | None, titled("专利评估价值", "Appraised patent value", CNY)
    ] = None
    pledged_share: Annotated[
        Share | None, titled("已质押比例", "Share of value already pledged")
    ] = None
    in_first_set_catalogue: Annotated[
        bool | None,
        titled("列入浙江省首台(套)目录", "In the Zhejiang first-set catalogue"),
    ] = None


class Research(Section):
    """Research under way."""

    projects_running: Annotated[Count | None, titled("在研项目", "R&D projects running")] = None
    national_project: Annotated[
        bool | None, titled("承担国家科技项目", "Carries a national S&T project")
    ] = None
    equipment_value: Annotated[
        NonNegativeYuan | None, titled("研发设备价值", "Value of R&D equipment", CNY)
    ] = None
    technology_contracts_12m: Annotated[
        NonNegativeYuan | None,
        titled("近12个月技术合同成交额", "Technology contracts, 12 months", CNY),
    ] = None

    provincial_projects: Annotated[
        Count | None,
        titled("承担省级及以上科技计划项目", "S&T projects of the province or above"),
    ] = None
    provincial_platforms: Annotated[
        Count | None,
        titled("省级及以上研发或创新平台", "R&D platforms of the province or above"),
    ] = None
    provincial_awards: Annotated[
        Count | None, titled("省级及以上科技奖励", "S&T awards of the province or above")
    ] = None
    national_award_5y: Annotated[
        bool | None,
        titled("近五年获国家级科技奖励(前三名)", "National S&T award in 5 years (first three)"),
    ] = None
    standards_led_5y: Annotated[
        Count | None,
        titled("近五年主导制定的标准", "Standards led (industry or above), 5 years"),
    ] = None
    converted_results_3y: Annotated[
        Count | None, titled("近三年科技成果转化", "R&D results put to use, 3 years")
    ] = None
    declared_rnd_expense: Annotated[
        NonNegativeYuan | None,
        titled("上年研发费用(加计扣除辅助账)", "R&D by the deduction ledger, last year", CNY),
    ] = None
    rnd_domestic_share: Annotated[
        Share | None, titled("境内研发费用占比", "Share of R&D spent in China")
    ] = None


class Qualification(Part):
    """A recognition held, with its certificate's term."""

    code: Annotated[QualificationCode, titled("资质", "Qualification")]
    valid_from: Annotated[Day, titled("有效期起", "Valid from")]
    valid_to: Annotated[Day | None, titled("有效期止", "Valid to")] = None
    certificate: Annotated[Line | None, titled("证书编号", "Certificate number")] = None


class Qualifications(Section):
    """All recognitions held; one that is not listed is not held."""

    held: Annotated[tuple[Qualification, ...], titled("已获资质", "Held"), Field(max_length=50)]


class Round(Part):
    """One equity round paid in."""

    kind: Annotated[RoundKind, titled("轮次", "Round")]
    closed_on: Annotated[Day, titled("到账日期", "Closed on")]
    amount: Annotated[PositiveYuan, titled("金额", "Amount", CNY)]
    post_money: Annotated[PositiveYuan | None, titled("投后估值", "Post-money valuation", CNY)] = (
        None
    )
    qualified_investor: Annotated[
        bool | None, titled("合格机构投资者", "By a qualified institution")
    ] = None


class Equity(Section):
    """All equity rounds so far; an empty list means none."""

    rounds: Annotated[tuple[Round, ...], titled("历次融资", "Rounds"), Field(max_length=50)]
    founder_share: Annotated[Share | None, titled("创始团队持股", "Founders' share")] = None

"""The standard forms as firms fill them in: lines in the official words, two amounts each."""

import csv
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO

from openpyxl import Workbook

Cell = str | float | int | None
Rows = list[Sequence[Cell]]

# 财会〔2011〕17号, forms 会小企01, 02 and 03.
SMALL_ASSETS = (
    "流动资产:", "货币资金", "短期投资", "应收票据", "应收账款", "预付账款", "应收股利", "应收利息",
    "其他应收款", "存货", "其中:原材料", "      在产品", "      库存商品", "      周转材料",
    "其他流动资产", "流动资产合计", "非流动资产:", "长期债券投资", "长期股权投资", "固定资产原价",
    "减:累计折旧", "固定资产账面价值", "在建工程", "工程物资", "固定资产清理", "生产性生物资产",
    "无形资产", "开发支出", "长期待摊费用", "其他非流动资产", "非流动资产合计", "资产总计",
)  # fmt: skip
SMALL_CLAIMS = (
    "流动负债:", "短期借款", "应付票据", "应付账款", "预收账款", "应付职工薪酬", "应交税费",
    "应付利息", "应付利润", "其他应付款", "其他流动负债", "流动负债合计", "非流动负债:", "长期借款",
    "长期应付款", "递延收益", "其他非流动负债", "非流动负债合计", "负债合计",
    "所有者权益(或股东权益):", "实收资本(或股本)", "资本公积", "盈余公积", "未分配利润",
    "所有者权益(或股东权益)合计", "负债和所有者权益(或股东权益)总计",
)  # fmt: skip
SMALL_INCOME = (
    "一、营业收入", "减:营业成本", "营业税金及附加", "其中:消费税", "营业税", "城市维护建设税",
    "资源税", "土地增值税", "城镇土地使用税、房产税、车船税、印花税",
    "教育费附加、矿产资源补偿费、排污费", "销售费用", "其中:商品维修费", "广告费和业务宣传费",
    "管理费用", "其中:开办费", "业务招待费", "研究费用", "财务费用",
    "其中:利息费用(收入以“-”号填列)", "加:投资收益(损失以“-”号填列)",
    "二、营业利润(亏损以“-”号填列)", "加:营业外收入", "其中:政府补助", "减:营业外支出",
    "其中:坏账损失", "无法收回的长期债券投资损失", "无法收回的长期股权投资损失",
    "自然灾害等不可抗力因素造成的损失", "税收滞纳金", "三、利润总额(亏损总额以“-”号填列)",
    "减:所得税费用", "四、净利润(净亏损以“-”号填列)",
)  # fmt: skip
SMALL_CASH = (
    "一、经营活动产生的现金流量:", "销售产成品、商品、提供劳务收到的现金",
    "收到其他与经营活动有关的现金", "购买原材料、商品、接受劳务支付的现金", "支付的职工薪酬",
    "支付的税费", "支付其他与经营活动有关的现金", "经营活动产生的现金流量净额",
    "二、投资活动产生的现金流量:", "收回短期投资、长期债券投资和长期股权投资收到的现金",
    "取得投资收益收到的现金", "处置固定资产、无形资产和其他非流动资产收回的现金净额",
    "短期投资、长期债券投资和长期股权投资支付的现金",
    "购建固定资产、无形资产和其他非流动资产支付的现金", "投资活动产生的现金流量净额",
    "三、筹资活动产生的现金流量:", "取得借款收到的现金", "吸收投资者投资收到的现金",
    "偿还借款本金支付的现金", "偿还借款利息支付的现金", "分配利润支付的现金",
    "筹资活动产生的现金流量净额", "四、现金净增加额", "加:期初现金余额", "五、期末现金余额",
)  # fmt: skip

# 财会〔2019〕6号, general forms for firms that apply the newer standards.
GENERAL_ASSETS = (
    "流动资产:", "货币资金", "交易性金融资产", "衍生金融资产", "应收票据", "应收账款",
    "应收款项融资", "预付款项", "其他应收款", "存货", "合同资产", "持有待售资产",
    "一年内到期的非流动资产", "其他流动资产", "流动资产合计", "非流动资产:", "债权投资",
    "其他债权投资", "长期应收款", "长期股权投资", "其他权益工具投资", "其他非流动金融资产",
    "投资性房地产", "固定资产", "在建工程", "生产性生物资产", "油气资产", "使用权资产", "无形资产",
    "开发支出", "商誉", "长期待摊费用", "递延所得税资产", "其他非流动资产", "非流动资产合计",
    "资产总计",
)  # fmt: skip
GENERAL_CLAIMS = (
    "流动负债:", "短期借款", "交易性金融负债", "衍生金融负债", "应付票据", "应付账款", "预收款项",
    "合同负债", "应付职工薪酬", "应交税费", "其他应付款", "持有待售负债", "一年内到期的非流动负债",
    "其他流动负债", "流动负债合计", "非流动负债:", "长期借款", "应付债券", "其中:优先股", "永续债",
    "租赁负债", "长期应付款", "预计负债", "递延收益", "递延所得税负债", "其他非流动负债",
    "非流动负债合计", "负债合计", "所有者权益(或股东权益):", "实收资本(或股本)", "其他权益工具",
    "其中:优先股", "永续债", "资本公积", "减:库存股", "其他综合收益", "专项储备", "盈余公积",
    "未分配利润", "所有者权益(或股东权益)合计", "负债和所有者权益(或股东权益)总计",
)  # fmt: skip
GENERAL_INCOME = (
    "一、营业收入", "减:营业成本", "税金及附加", "销售费用", "管理费用", "研发费用", "财务费用",
    "其中:利息费用", "利息收入", "加:其他收益", "投资收益(损失以“-”号填列)",
    "其中:对联营企业和合营企业的投资收益", "以摊余成本计量的金融资产终止确认收益(损失以“-”号填列)",
    "净敞口套期收益(损失以“-”号填列)", "公允价值变动收益(损失以“-”号填列)",
    "信用减值损失(损失以“-”号填列)", "资产减值损失(损失以“-”号填列)",
    "资产处置收益(损失以“-”号填列)", "二、营业利润(亏损以“-”号填列)", "加:营业外收入",
    "减:营业外支出", "三、利润总额(亏损总额以“-”号填列)", "减:所得税费用",
    "四、净利润(净亏损以“-”号填列)", "(一)持续经营净利润(净亏损以“-”号填列)",
    "(二)终止经营净利润(净亏损以“-”号填列)",
)  # fmt: skip
GENERAL_CASH = (
    "一、经营活动产生的现金流量:", "销售商品、提供劳务收到的现金", "收到的税费返还",
    "收到其他与经营活动有关的现金", "经营活动现金流入小计", "购买商品、接受劳务支付的现金",
    "支付给职工以及为职工支付的现金", "支付的各项税费", "支付其他与经营活动有关的现金",
    "经营活动现金流出小计", "经营活动产生的现金流量净额", "二、投资活动产生的现金流量:",
    "收回投资收到的现金", "取得投资收益收到的现金",
    "处置固定资产、无形资产和其他长期资产收回的现金净额", "处置子公司及其他营业单位收到的现金净额",
    "收到其他与投资活动有关的现金", "投资活动现金流入小计",
    "购建固定资产、无形资产和其他长期资产支付的现金", "投资支付的现金",
    "取得子公司及其他营业单位支付的现金净额", "支付其他与投资活动有关的现金",
    "投资活动现金流出小计", "投资活动产生的现金流量净额", "三、筹资活动产生的现金流量:",
    "吸收投资收到的现金", "取得借款收到的现金", "收到其他与筹资活动有关的现金",
    "筹资活动现金流入小计", "偿还债务支付的现金", "分配股利、利润或偿付利息支付的现金",
    "支付其他与筹资活动有关的现金", "筹资活动现金流出小计", "筹资活动产生的现金流量净额",
    "四、汇率变动对现金及现金等价物的影响", "五、现金及现金等价物净增加额",
    "加:期初现金及现金等价物余额", "六、期末现金及现金等价物余额",
)  # fmt: skip


def numbered(lines: Sequence[str], start: int = 1) -> list[list[Cell]]:
    """Each line with its number n on the form, n yuan this year and n + 0.5 the year before.

    Headings of a part end in a colon, have no number and no amounts.
    """
    rows: list[list[Cell]] = []
    number = start
    for line in lines:
        heading = line.endswith(":")
        rows.append([line, *([None] * 3 if heading else [number, number, number + 0.5])])
        number += not heading
    return rows


def balance_sheet(
    assets: Sequence[str] = SMALL_ASSETS,
    claims: Sequence[str] = SMALL_CLAIMS,
    form: str = "会小企01表",
    unit: str = "元",
) -> Rows:
    """Assets at the left, liabilities and equity at the right."""
    left = numbered(assets)
    right = numbered(claims, start=101)
    heading = ["期末余额", "年初余额"]
    date_line = [None, None, "2025年12月31日", None, None, None, f"单位:{unit}"]
    blank: list[Cell] = [None] * 4
    length = max(len(left), len(right))
    left += [blank] * (length - len(left))
    right += [blank] * (length - len(right))
    return [
        [None, None, None, "资产负债表"],
        [None] * 7 + [form],
        ["编制单位:杭州测试科技有限公司", *date_line],
        ["资    产", "行次", *heading, "负债和所有者权益(或股东权益)", "行次", *heading],
        *([*one, *other] for one, other in zip(left, right, strict=True)),
    ]


def flow_statement(
    title: str,
    lines: Sequence[str],
    form: str,
    columns: Iterable[str] = ("本年累计金额", "上年金额"),
    unit: str = "元",
) -> Rows:
    """An income or cash flow statement of 2025."""
    return [
        [None, title],
        [None, None, None, form],
        ["编制单位:杭州测试科技有限公司", "2025年度", None, f"单位:{unit}"],
        ["项   目", "行次", *columns],
        *numbered(lines),
    ]


def small_forms(unit: str = "元") -> dict[str, Rows]:
    """The three forms of 小企业会计准则, by the names of their sheets."""
    return {
        "资产负债表": balance_sheet(unit=unit),
        "利润表": flow_statement("利润表", SMALL_INCOME, "会小企02表", unit=unit),
        "现金流量表": flow_statement("现金流量表", SMALL_CASH, "会小企03表", unit=unit),
    }


def general_forms() -> dict[str, Rows]:
    """The three general forms of 企业会计准则."""
    columns = ("本期金额", "上期金额")
    return {
        "Sheet1": balance_sheet(GENERAL_ASSETS, GENERAL_CLAIMS, "会企01表"),
        "Sheet2": flow_statement("利润表", GENERAL_INCOME, "会企02表", columns),
        "Sheet3": flow_statement("现金流量表", GENERAL_CASH, "会企03表", columns),
    }


def xlsx(sheets: dict[str, Rows]) -> bytes:
    """A workbook of these sheets."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def stacked(sheets: dict[str, Rows]) -> Rows:
    """The same one below the other."""
    return [row for rows in sheets.values() for row in (*rows, [])]


def text_table(rows: Rows, encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    """A CSV of the rows."""
    written = StringIO(newline="")
    csv.writer(written, delimiter=delimiter).writerows(rows)
    return written.getvalue().encode(encoding)

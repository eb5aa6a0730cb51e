"""What are coded answers called in Chinese and English?"""

from engine.text import Text


def _both(zh: str, en: str) -> Text:
    return Text(zh=zh, en=en)


SOURCES = {
    "self_declared": _both("自行申报", "Self-declared"),
    "audited": _both("经审计", "Audited"),
    "registry": _both("市场监管登记", "Company registry"),
    "tax_bureau": _both("税务机关", "Tax bureau"),
    "social_insurance": _both("社保机构", "Social insurance"),
    "ip_office": _both("知识产权局", "IP office"),
    "court": _both("法院及公示系统", "Courts and registers"),
    "bank": _both("银行", "Bank"),
    "fund": _both("投资基金", "Fund"),
    "bureau": _both("主管部门", "Government bureau"),
    "platform": _both("平台数据", "Platform"),
}
_DISTRICTS = {
    "上城": "Shangcheng", "拱墅": "Gongshu", "西湖": "Xihu", "滨江": "Binjiang", "萧山": "Xiaoshan",
    "余杭": "Yuhang", "富阳": "Fuyang", "临安": "Lin'an", "临平": "Linping", "钱塘": "Qiantang",
    "桐庐": "Tonglu", "淳安": "Chun'an", "建德": "Jiande",
}  # fmt: skip
PURPOSES = {
    "working_capital": _both("日常经营", "Working capital"),
    "equipment": _both("设备购置", "Equipment"),
    "rnd": _both("研发投入", "Research and development"),
    "compute": _both("算力采购", "Compute"),
    "order": _both("订单履约", "Fulfilling orders"),
    "acquisition": _both("并购", "Acquisition"),
    "expansion": _both("扩产扩张", "Expansion"),
}
OPTIONS: dict[str, dict[str, Text]] = {
    "source": SOURCES,
    "district": {zh: _both(zh, en) for zh, en in _DISTRICTS.items()},
    "ownership": {
        "private": _both("民营", "Private"),
        "state": _both("国有", "State-owned"),
        "foreign": _both("外资", "Foreign"),
        "mixed": _both("混合所有制", "Mixed"),
    },
    "industry_groups": {
        "296x": _both("“296X”先进制造业集群", "296X advanced manufacturing clusters"),
        "ecosystem": _both("五大产业生态圈", "Five industry ecosystems"),
        "future": _both("五大未来产业", "Five future industries"),
        "key_chain": _both("重点产业链", "Key industry chain"),
        "producer_service": _both("生产性服务业", "Producer services"),
        "ai": _both("人工智能", "Artificial intelligence"),
    },
    "standard": {
        "small_enterprise": _both("小企业会计准则", "Small enterprises"),
        "enterprise": _both("企业会计准则", "Enterprises"),
    },
    "security": {
        "none": _both("信用", "None"),
        "guarantee": _both("保证", "Guarantee"),
        "mortgage": _both("抵押", "Mortgage"),
        "ip_pledge": _both("知识产权质押", "IP pledge"),
        "receivable": _both("应收账款质押", "Receivables"),
        "other": _both("其他", "Other"),
    },
    "prior_grade": {letter: _both(f"{letter}级", f"Grade {letter}") for letter in "ABMCD"},
    "grade": {letter: _both(f"{letter}级", f"Grade {letter}") for letter in "ABMCD"},
    "purpose": PURPOSES,
    "firm.debts.debts.kind": {
        "bank_loan": _both("银行贷款", "Bank loan"),
        "bond": _both("债券", "Bond"),
        "lease": _both("融资租赁", "Lease"),
        "owner_loan": _both("股东借款", "Loan from owners"),
        "other": _both("其他", "Other"),
    },
    "firm.equity.rounds.kind": {
        "seed": _both("种子轮", "Seed"),
        "angel": _both("天使轮", "Angel"),
        "pre_a": _both("Pre-A轮", "Pre-A"),
        "a": _both("A轮", "Series A"),
        "b": _both("B轮", "Series B"),
        "c": _both("C轮及以后", "Series C or later"),
        "pre_ipo": _both("Pre-IPO", "Pre-IPO"),
    },
    "firm.judicial.events.kind": {
        "dishonest_debtor": _both("失信被执行人", "Dishonest judgment debtor"),
        "enforcement": _both("被执行", "Enforcement"),
        "spending_restriction": _both("限制高消费", "Spending restriction"),
        "defendant": _both("作为被告的诉讼", "Lawsuit as defendant"),
        "abnormal_operation": _both("经营异常名录", "Abnormal operation list"),
        "serious_violation": _both("严重违法失信名单", "Serious violation list"),
        "penalty": _both("行政处罚", "Administrative penalty"),
        "major_incident": _both("重大安全、质量或环保事故", "Major incident"),
        "bankruptcy": _both("破产程序", "Bankruptcy"),
        "enforcement_ended": _both("终本案件", "Enforcement ended without assets"),
        "defendant_ip": _both("知识产权被诉", "IP lawsuit as defendant"),
        "tax_arrears_notice": _both("欠税公告", "Notice of tax arrears"),
        "equity_pledge": _both("股权出质", "Equity pledge"),
        "movables_charge": _both("动产担保登记", "Charge on movables"),
        "ip_pledge": _both("知识产权质押登记", "IP pledge"),
        "research_dishonesty": _both("严重科研失信", "Serious research dishonesty"),
    },
    "firm.qualifications.held.code": {
        "KXZXQY": _both("科技型中小企业", "Technology-based SME"),
        "ZJKX": _both("浙江省科技型中小企业", "Zhejiang technology-based SME"),
        "HNTE": _both("高新技术企业", "High and new technology enterprise"),
        "CXX": _both("创新型中小企业", "Innovative SME"),
        "ZJTX": _both("专精特新中小企业", "Specialised and innovative SME"),
        "XJR": _both("专精特新“小巨人”企业", "Little Giant"),
        "SEED": _both("种子企业", "Seed enterprise"),
        "HMZ": _both("“好苗子”企业", "Good Seedling"),
        "XCY": _both("“新雏鹰”企业", "New Eaglet"),
        "LEAD": _both("科技领军企业", "Science and technology leader"),
    },
}


def label_of(path: str, option: str) -> Text:
    """The name of an option of the field at `path` (without row numbers)."""
    known = OPTIONS.get(path) or OPTIONS.get(path.rpartition(".")[2]) or {}
    return known.get(option) or _both(option, option)

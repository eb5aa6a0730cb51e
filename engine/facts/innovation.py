"""Which facts do rights, research and the main business give?"""

from datetime import date

from engine.facts.definition import NAN, count, fact, flag, total, years_between
from engine.firm import IntellectualProperty, MainBusiness, Research
from engine.money import to_float

_IP, _RE, _M = "intellectual_property", "research", "main_business"

FACTS = (
    fact("invention_patents", "count", "有效发明专利", "Invention patents in force", _IP),
    fact("ip_class1", "count", "I类知识产权", "Class I rights", _IP),
    fact("ip_class2", "count", "II类知识产权", "Class II rights", _IP),
    fact("class1_self_developed", "count", "自主研发I类", "Class I rights of its own making", _IP),
    fact("class1_main_product", "count", "主要产品I类", "Class I rights, main product", _IP),
    fact("class2_main_product", "count", "主要产品II类", "Class II rights, main product", _IP),
    fact("invention_filings_12m", "count", "近12个月发明申请", "Invention filings", _IP),
    fact("pct_filings_12m", "count", "近12个月PCT申请", "PCT filings", _IP),
    fact("software_copyrights", "count", "软件著作权", "Software copyrights", _IP),
    fact("patent_value", "yuan", "可质押专利评估价值", "Patent value free to pledge", _IP),
    fact("pledged_patent_share", "share", "专利已质押比例", "Share of patents pledged", _IP),
    fact("in_first_set_catalogue", "flag", "列入首台(套)目录", "In the first-set catalogue", _IP),
    fact("projects_running", "count", "在研项目数", "R&D projects running", _RE),
    fact("rnd_project", "flag", "有在研项目", "Has an R&D project", _RE),
    fact("national_project", "flag", "承担国家科技项目", "Carries a national S&T project", _RE),
    fact("provincial_projects", "count", "省级及以上科技项目", "Provincial S&T projects", _RE),
    fact("provincial_platforms", "count", "省级及以上研发平台", "Provincial R&D platforms", _RE),
    fact("provincial_awards", "count", "省级及以上科技奖励", "Provincial S&T awards", _RE),
    fact("national_award_5y", "flag", "近五年国家级科技奖", "National award in 5 years", _RE),
    fact("standards_led_5y", "count", "近五年主导标准", "Standards led in 5 years", _RE),
    fact("converted_results_3y", "count", "近三年成果转化", "Results put to use, 3 years", _RE),
    fact("declared_rnd_expense", "yuan", "加计扣除研发费用", "R&D by the deduction ledger", _RE),
    fact("rnd_domestic_share", "share", "境内研发费用占比", "R&D spent in China", _RE),
    fact("rnd_equipment_value", "yuan", "研发设备价值", "Value of R&D equipment", _RE),
    fact("technology_contracts_12m", "yuan", "技术合同成交额", "Technology contracts", _RE),
    fact("main_business_years", "years", "从事细分市场年限", "Years in its segment", _M),
    fact("main_revenue_share", "share", "主营业务收入占比", "Main business share of revenue", _M),
    fact("main_revenue_growth", "share", "主营业务收入增长率", "Main business growth", _M),
    fact("high_tech_revenue", "yuan", "高新技术产品收入", "High-tech revenue", _M),
    fact("high_tech_field", "flag", "属高新技术领域", "In a supported high-tech field", _M),
    fact("strategic_industry", "flag", "属战略性新兴产业", "In a strategic industry", _M),
    fact("restricted_product", "flag", "产品受限", "Restricted product", _M),
    fact("own_brand", "flag", "拥有自主品牌", "Has its own brand", _M),
    fact("certified_management", "flag", "通过体系或产品认证", "Certified", _M),
    fact("digital_core_process", "flag", "核心业务信息化", "Core process digital", _M),
    fact("fills_gap", "flag", "补短板填空白", "Fills a gap in the chain", _M),
    fact("segment_market_share", "share", "细分市场占有率", "Share of its segment", _M),
)


def intellectual_property_facts(section: IntellectualProperty) -> dict[str, float]:
    """Rights in force; `patent_value` is what is not pledged yet."""
    value, pledged = section.appraised_value, section.pledged_share
    free = None if value is None or pledged is None else value * (1 - pledged)
    class2 = (section.utility_models, section.designs, section.software_copyrights)
    return {
        "invention_patents": count(section.invention_patents),
        "ip_class1": total((section.invention_patents, section.other_class1)),
        "ip_class2": total(class2),
        "class1_self_developed": count(section.class1_self_developed),
        "class1_main_product": count(section.class1_main_product),
        "class2_main_product": count(section.class2_main_product),
        "invention_filings_12m": count(section.invention_filings_12m),
        "pct_filings_12m": count(section.pct_filings_12m),
        "software_copyrights": count(section.software_copyrights),
        "patent_value": to_float(free),
        "pledged_patent_share": to_float(pledged),
        "in_first_set_catalogue": flag(section.in_first_set_catalogue),
    }


def research_facts(section: Research) -> dict[str, float]:
    """Research under way and what came of it."""
    running = section.projects_running
    return {
        "projects_running": count(running),
        "rnd_project": flag(None if running is None else running > 0),
        "national_project": flag(section.national_project),
        "provincial_projects": count(section.provincial_projects),
        "provincial_platforms": count(section.provincial_platforms),
        "provincial_awards": count(section.provincial_awards),
        "national_award_5y": flag(section.national_award_5y),
        "standards_led_5y": count(section.standards_led_5y),
        "converted_results_3y": count(section.converted_results_3y),
        "declared_rnd_expense": to_float(section.declared_rnd_expense),
        "rnd_domestic_share": to_float(section.rnd_domestic_share),
        "rnd_equipment_value": to_float(section.equipment_value),
        "technology_contracts_12m": to_float(section.technology_contracts_12m),
    }


def main_business_facts(section: MainBusiness, on: date) -> dict[str, float]:
    """What the firm mainly makes or does."""
    since = section.started_on
    known = since is not None and since <= on
    return {
        "main_business_years": years_between(since, on) if since and known else NAN,
        "main_revenue_share": to_float(section.main_revenue_share),
        "main_revenue_growth": to_float(section.main_revenue_growth),
        "high_tech_revenue": to_float(section.high_tech_revenue),
        "high_tech_field": flag(section.high_tech_field),
        "strategic_industry": flag(section.strategic_industry),
        "restricted_product": flag(section.restricted_product),
        "own_brand": flag(section.own_brand),
        "certified_management": flag(section.certified_management),
        "digital_core_process": flag(section.digital_core_process),
        "fills_gap": flag(section.fills_gap),
        "segment_market_share": to_float(section.segment_market_share),
    }

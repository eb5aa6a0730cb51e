"""Where was each condition read, when, and how sure is it?"""

from datetime import date

from engine.qualifications.result import RuleSource, Status
from engine.text import Text

READ_ON = date(2026, 11, 22)


def _source(zh: str, en: str, status: Status) -> RuleSource:
    return RuleSource(title=Text(zh=zh, en=en), as_of=READ_ON, status=status)


SIZE_RECALLED = _source(
    "工信部联企业〔2011〕300号《中小企业划型标准规定》(本行业凭记忆,待核)",
    "SME size standard, MIIT 2011 No. 300 (this sector recalled, to be checked)",
    "official_partial",
)
SIZE = _source(
    "工信部联企业〔2011〕300号《中小企业划型标准规定》(转载)",
    "SME size standard, MIIT 2011 No. 300 (read in reposts)",
    "official_partial",
)
KXZXQY = _source(
    "国科发政〔2017〕115号《科技型中小企业评价办法》(转载)",
    "Measures for evaluating science-and-tech SMEs, 2017 No. 115 (read in reposts)",
    "official_partial",
)
KXZXQY_RECALLED = _source(
    "国科发政〔2017〕115号《科技型中小企业评价办法》直接确认条款(凭记忆,待核)",
    "2017 No. 115, direct confirmation (recalled, to be checked)",
    "official_partial",
)
HNTE = _source(
    "国科发火〔2016〕195号《高新技术企业认定管理工作指引》评分表(转载)",
    "Guide for high-tech enterprises, 2016 No. 195, scoring table (read in reposts)",
    "official_partial",
)
HNTE_RECALLED = _source(
    "国科发火〔2016〕32号《高新技术企业认定管理办法》(凭记忆,待核)",
    "Measures for high-tech enterprises, 2016 No. 32 (recalled, to be checked)",
    "official_partial",
)
TIERS = _source(
    "工信部企业〔2022〕63号《优质中小企业梯度培育管理暂行办法》(转载)",
    "Interim measures for the tiers of quality SMEs, MIIT 2022 No. 63 (read in reposts)",
    "official_partial",
)
TIERS_RECALLED = _source(
    "工信部企业〔2022〕63号《优质中小企业梯度培育管理暂行办法》(凭记忆,待核)",
    "Interim measures for the tiers of quality SMEs, MIIT 2022 No. 63 (recalled, to be checked)",
    "official_partial",
)
RUNMIAO = _source(
    "杭政办函〔2025〕40号“润苗计划”(市财政局解读)",
    "Hangzhou's Runmiao plan, 2025 No. 40 (the finance bureau's explanation)",
    "official",
)
XCY = _source(
    "杭州市新雏鹰企业办法(zjic.zj.gov.cn,2024-10-11起施行)",
    "Hangzhou's measures for New-Eaglet firms, in force since 2024-10-11 (government page)",
    "official",
)
ZJKX = _source(
    "浙江省科技型中小企业认定管理办法(门槛未核实)",
    "Zhejiang measures for science-and-tech SMEs (thresholds not verified)",
    "official_partial",
)

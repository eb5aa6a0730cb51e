"""How does a model version look in a terminal?"""

from collections.abc import Iterator
from datetime import date

from api.schemas.models import ModelDetail, ModelSummary
from engine.text import Text


def lines_of(found: ModelDetail) -> Iterator[str]:
    """Everything a person wants to know of one version, line by line."""
    yield standing_of(found)
    if found.validation is not None:
        yield f"结论 verdict {found.validation.verdict}, {found.validation.report_sha256}"
    if found.shadow:
        counts = ", ".join(f"{count} {status}" for status, count in found.shadow.items())
        yield f"影子评分 shadow scores: {counts}"
    for condition in found.conditions:
        yield f"使用条件 condition: {condition}"
    for each in found.findings:
        state = "未关闭 open" if each.is_open else "已关闭 closed"
        yield f"问题 finding {each.number} {each.severity} {state}, {each.due_on}: {each.sentence}"
    for event in found.history:
        reason = f": {event.reason}" if event.reason else ""
        yield f"{event.at:%Y-%m-%d %H:%M} {event.action} by {event.by}{reason}"


def standing_of(found: ModelSummary) -> str:
    """Who answers for it, until when, and what is open against it."""
    parts = [f"开发 developed by {found.developed_by}"]
    if found.validated_by is not None:
        until = _until(found.revalidate_by, found.expired)
        parts.append(f"验证 validated by {found.validated_by} until {until}")
    if found.approved_by is not None:
        parts.append(f"批准 approved by {found.approved_by}")
    for severity, count in found.open_findings.items():
        parts.append(f"{count} {severity} 未关闭 open")
    return "; ".join(parts)


def _until(day: date | None, expired: bool) -> str:
    return f"{day} 已过期 expired" if expired else str(day)


def both(text: Text) -> str:
    """Chinese first, English beside it."""
    return f"{text.zh} {text.en}"

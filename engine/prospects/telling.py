"""How is a near miss said: what would have to be so, what it opens, what the plan then gains?"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from engine.facts import FACT_BY_NAME
from engine.facts.quantity import quantity
from engine.facts.standing import QUALIFICATION_LABELS
from engine.prospects.gains import gain_words
from engine.prospects.ways import Step
from engine.qualifications.result import Result
from engine.routing.outlook import Outlook
from engine.text import Text

Kind = Literal["opens", "settles", "raises"]
BY_TIME = Text(zh="无需办理,到期即可", en="by time alone")
_CERTIFICATES = {f"holds_{code}": Text(zh=zh, en=en)
                 for code, (zh, en) in QUALIFICATION_LABELS.items()}  # fmt: skip
_TESTED: Mapping[Result | None, Text] = {
    "met": Text(zh=";按现有资料测算符合条件", en="; by the facts known it qualifies"),
    "unknown": Text(
        zh=";是否符合条件尚待资料或评定", en="; whether it qualifies is not decided by facts known"
    ),
}
_NOTHING = Text(zh="", en="")
_GAINED: Mapping[Kind, Text] = {
    "opens": Text(zh="就可申请{products}", en="the firm could apply for {products}"),
    "settles": Text(
        zh="就满足{products}的全部已知条件,不再取决于提供方裁量",
        en="the firm would meet every stated condition of {products}, left to the provider today",
    ),
    "raises": Text(zh="{products}就可提供更多资金", en="{products} could bring more"),
}
_CARRIES = Text(
    zh="企业就能承担更多融资(示例政策)", en="the firm could carry more (illustrative policy)"
)
_THEN = Text(
    zh="{changes},{gained};同样的需求,届时方案{gain}",
    en="{changes}, {gained}; for the same need the plan then {gain}",
)
_IN_TIME = Text(zh="到{day}({facts})", en="From {day} on, by time alone ({facts})")


class FactNeeded(BaseModel):
    """One fact as it is and as it would have to be, and how and how soon a firm gets there.

    `months` is the least time, what must come before it included.
    """

    model_config = ConfigDict(frozen=True, allow_inf_nan=False)

    fact: str
    label: Text
    today: float
    needed: float
    how: Text
    months: int


def miss_sentence(
    changes: Sequence[FactNeeded],
    day: date | None,
    found: tuple[Kind, Sequence[Text]],
    outlooks: tuple[Outlook, Outlook],
) -> Text:
    """The changes, or the `day` on which time has made them; what of which products; the gain."""
    (kind, names), (now, then) = found, outlooks
    products = Text(
        zh="、".join(f"《{each.zh}》" for each in names), en=", ".join(each.en for each in names)
    )
    form = _CARRIES if kind == "raises" and not names else _GAINED[kind]
    said = _with(changes) if day is None else _in_time(changes, day)
    return _THEN.filled(
        changes=said, gained=form.filled(products=products), gain=gain_words(then, now)
    )


def how_of(step: Step) -> Text:
    """How the step is done; for a certificate, what our own test says of it."""
    how = _NOTHING if step.lever.action is None else step.lever.action.how
    tested = _TESTED.get(step.test, _NOTHING)
    return Text(zh=how.zh + tested.zh, en=how.en + tested.en)


def _with(changes: Sequence[FactNeeded]) -> Text:
    said = [_change_words(each) for each in changes]
    return Text(
        zh="如果" + ",并".join(each.zh for each in said),
        en="With " + " and ".join(each.en for each in said),
    )


def _change_words(change: FactNeeded) -> Text:
    unit, how = FACT_BY_NAME[change.fact].unit, change.how
    certificate = _CERTIFICATES.get(change.fact)
    if certificate is not None:
        return Text(
            zh=f"取得“{certificate.zh}”资质({how.zh})",
            en=f"the certificate “{certificate.en}” ({how.en})",
        )
    if unit == "flag":
        state = "true of it" if change.needed else "no longer true of it"
        answer = "是" if change.needed else "否"
        return Text(
            zh=f"{how.zh}({change.label.zh}:{answer})", en=f"“{change.label.en}” {state} ({how.en})"
        )
    today, to = quantity(change.today, unit), quantity(change.needed, unit)
    zh, en = ("增加", "up") if change.needed > change.today else ("减少", "down")
    return Text(
        zh=f"{change.label.zh}由{today.zh}{zh}到{to.zh}({how.zh})",
        en=f"“{change.label.en}” {en} from {today.en} to {to.en} ({how.en})",
    )


def _in_time(changes: Sequence[FactNeeded], day: date) -> Text:
    said = [_then_words(each) for each in changes]
    facts = Text(zh="、".join(each.zh for each in said), en=", ".join(each.en for each in said))
    return _IN_TIME.filled(day=day, facts=facts)


def _then_words(change: FactNeeded) -> Text:
    label, unit = change.label, FACT_BY_NAME[change.fact].unit
    if unit == "flag":
        zh, en = ("是", "yes") if change.needed else ("否", "no")
        return Text(zh=f"{label.zh}届时为{zh}", en=f"“{label.en}” is {en} by then")
    said = quantity(change.needed, unit)
    return Text(zh=f"{label.zh}届时为{said.zh}", en=f"“{label.en}” is {said.en} by then")

"""Which certificate does the firm hold, and how long does it still run?"""

from collections.abc import Sequence
from datetime import date

from engine.firm import Firm, Qualification
from engine.qualifications.result import HeldState, Holding
from engine.text import Text

SOON_DAYS = 90
_SENTENCES: dict[HeldState, Text] = {
    "valid": Text(zh="持有有效证书{number},{term}", en="holds a valid certificate{number}, {term}"),
    "expires_soon": Text(
        zh="证书{number}将于{to}到期,还有{days}天",
        en="the certificate{number} expires on {to}, in {days} days",
    ),
    "expired": Text(zh="证书{number}已于{to}到期", en="the certificate{number} expired on {to}"),
    "not_yet_valid": Text(
        zh="证书{number}自{since}起有效", en="the certificate{number} is valid from {since} on"
    ),
    "not_held": Text(zh="未持有", en="not held"),
    "unknown": Text(zh="是否持有未知", en="not known whether it is held"),
}
_OPEN_ENDED = Text(zh="未注明到期日", en="without a stated end")
_UNTIL = Text(zh="有效期至{to}", en="valid to {to}")


def holding(firm: Firm, code: str, on: date) -> Holding:
    """The certificate that says most on the day: valid before not yet valid before expired."""
    section = firm.qualifications
    if section is None or section.observed_on > on:
        return _told("unknown", None, on)
    found = [each for each in section.held if each.code == code]
    if not found:
        return _told("not_held", None, on)
    chosen = _chosen(found, on)
    return _told(_state(chosen, on), chosen, on)


def _chosen(found: Sequence[Qualification], on: date) -> Qualification:
    in_force = [each for each in found if each.valid_from <= on]
    if not in_force:
        return min(found, key=lambda each: each.valid_from)
    return max(in_force, key=lambda each: each.valid_to or date.max)


def _state(held: Qualification, on: date) -> HeldState:
    if held.valid_from > on:
        return "not_yet_valid"
    if held.valid_to is None:
        return "valid"
    left = (held.valid_to - on).days
    if left < 0:
        return "expired"
    return "expires_soon" if left <= SOON_DAYS else "valid"


def _told(state: HeldState, held: Qualification | None, on: date) -> Holding:
    if held is None:
        return Holding(state=state, sentence=_SENTENCES[state])
    until = held.valid_to
    term = _OPEN_ENDED if until is None else _UNTIL.filled(to=until)
    form = _SENTENCES[state]
    number = f" {held.certificate}" if held.certificate else ""
    stated = {"number": number, "since": held.valid_from, "to": until}
    days = None if until is None else (until - on).days
    return Holding(
        state=state,
        certificate=held.certificate,
        valid_from=held.valid_from,
        valid_to=until,
        days_left=days,
        sentence=Text(
            zh=form.zh.format(**stated, days=days, term=term.zh),
            en=form.en.format(**stated, days=days, term=term.en),
        ),
    )

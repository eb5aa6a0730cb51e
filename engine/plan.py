"""What does a funding plan say, line by line, and what does it not use?"""

from datetime import date
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, model_validator

from engine.money import Rate, Yuan
from engine.text import Text

Channel = Literal["invest", "loan", "subsidy", "guarantee", "insurance", "service"]
Verdict = Literal["no", "unknown", "eligible"]
TermsStatus = Literal["official", "official_partial", "illustrative"]
Liability = Literal["yes", "no", "unknown"]
Optimality = Literal["optimal", "best_found"]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class YuanRange(_Part):
    """Yuan from `low` to `high`; `low` is None where terms only say "up to"."""

    low: Yuan | None
    high: Yuan

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.low is not None and self.low > self.high:
            raise ValueError("low is above high")
        return self


class RateRange(_Part):
    """A yearly rate or a share as a decimal, `low` to `high`; equal where the terms are sure."""

    low: Rate
    high: Rate

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.low > self.high:
            raise ValueError("low is above high")
        return self


class Because(_Part):
    """One reason in words; `fact` and `source` where a rule or a dated term stands behind it.

    Of a rule also how far the fact falls short, in its `unit`: `distance` above 0 is missing. None
    where it cannot be measured. `changeable` tells whether the firm can move the fact that way,
    `earliest` from when it would hold by time alone, None where time does not help or is not known.
    `gap` says these in words.
    """

    sentence: Text
    fact: str | None = None
    source: str | None = None
    distance: float | None = None
    unit: str | None = None
    changeable: bool | None = None
    earliest: date | None = None
    gap: Text | None = None


class LossBorne(_Part):
    """Who bears which share of a loan's loss, and what that is expected to come to within a year.

    `expected_loss` rests on the firm's pd and an illustrative loss given default; None where the pd
    is unknown.
    """

    bearer: Text
    share: Rate
    expected_loss: Yuan | None


class MonthFlow(_Part):
    """Money that reaches the firm and that the firm pays, `month` months after the first payment.

    Interest, fees and premiums at the high end of their range; subsidies on loans count as coming
    in when they are paid.
    """

    month: int
    comes_in: Yuan
    goes_out: Yuan


class UseCover(_Part):
    """Cash of one line for one use of the need; `use` counts from 0 in the need's own order."""

    use: int
    purpose: str
    amount: Yuan


class UseState(_Part):
    """One use of the need and how much of it the plan pays in time."""

    use: int
    purpose: str
    amount: Yuan
    needed_by: date
    covered: Yuan
    gap: Yuan


class IfRefused(_Part):
    """The best plan solved again without one line and all that hangs on it."""

    covered_amount: Yuan
    bridge_gap: Yuan
    all_in_cost_annual: RateRange | None
    dilution_share: RateRange
    instead: tuple[str, ...]
    sentence: Text


class Line(_Part):
    """One product of a plan: how much, at what cost, who decides, when.

    `id` is the product, with `@` and the line it attaches to where it attaches to one. `amount` is
    the cash asked for; for a guarantee the amount guaranteed, for insurance the amount insured,
    for a subsidy what comes back. `rate_annual` is interest, fee or premium rate per year before
    subsidies. `cost_first_year` counts fees and interest up, subsidies down. `conditions` say what
    must still hold or be supplied; `assembly_step` is the order in which a plan is put together:
    1 money that is due anyway, 2 insurance, 3 subsidised or guaranteed debt, 4 other debt, 5 equity
    (firms without earnings: equity before debt), None in plans made before it was told.
    `provider_decides` marks lines whose verdict is unknown.
    `survives_both_ends` says whether the line is in the best plan at the low and at the high end of
    assumed terms alike, None where no term is assumed or it was not asked.
    Dates are calendar dates, None where no source says it; `dates_assumed` marks a line whose
    `apply_by` and `expected` rest on an illustrative processing time.
    """

    id: str
    product: str
    product_name: Text
    channel: Channel
    provider: Text | None
    verdict: Verdict
    provider_decides: bool
    amount: YuanRange
    uses: tuple[UseCover, ...]
    rate_annual: RateRange | None
    cost_first_year: YuanRange | None
    tenor_months: int | None
    attached_to: str | None
    gives_cash: bool
    decided_by: Text | None
    next_actor: Text
    depends_on: tuple[str, ...]
    assembly_step: Literal[1, 2, 3, 4, 5] | None = None
    approval_mode: Literal["joint", "separate"] | None
    apply_by: date | None
    earliest: date | None
    expected: date | None
    latest: date | None
    dates_assumed: bool
    documents: tuple[Text, ...] | None
    conditions: tuple[Text, ...]
    founder_liability: Liability
    terms_status: TermsStatus
    terms_as_of: date | None
    source: str | None
    if_refused: IfRefused | None
    loss_borne: tuple[LossBorne, ...] = ()
    survives_both_ends: bool | None = None
    sentence: Text


class LaterClaim(_Part):
    """Money that comes back after it was paid: it lowers cost and covers no use."""

    line: str
    product: str
    product_name: Text
    amount: YuanRange
    expected: date | None
    sentence: Text


class TradeOff(_Part):
    """What an alternative has more of than the recommended plan, less where negative.

    `cost_more` is of the first year, less what comes back; `dilution_more` at the high end of its
    range, `dilution_least_more` at the low end; `days_more` to the last cash.
    """

    cost_more: Yuan
    dilution_more: Rate
    dilution_least_more: Rate
    days_more: int
    covered_more: Yuan
    sure_more: Yuan
    insured_more: Yuan
    sentence: Text


class Plan(_Part):
    """A mix of lines for a need; coverage counts only cash that arrives by each use's date.

    `sure_amount` is the part of it whose lines are known to be eligible; for the rest data are
    missing or the provider decides. `all_in_cost_annual` is the cost of the borrowed money per year
    after fees and subsidies (EIR), None where nothing is borrowed; `dilution_share` is what the
    founders give up, 0 to 0 where none is; `founder_share_after` is what they then hold, None where
    their share is unknown. `counted_cost_first_year` is what plans were compared by: rates set by
    pd, subsidies in full; the range around it stands for terms that are assumed.
    `net_cost_first_year` is that less the claims that come back, as counted; alternatives are
    weighed by it, and `trade_off` says what each trades against the recommended plan. Both are None
    in plans made before they were told, `trade_off` also in the recommended plan.
    `days_to_cash` counts from the day assessed to the last cash, None where there is none.
    `binding` names the limits that keep the plan from covering more or costing less.
    `optimality` is `best_found` where the node limit was hit before the proof was complete.
    """

    id: str
    name: Text
    lines: tuple[Line, ...]
    uses: tuple[UseState, ...]
    need_amount: Yuan
    covered_amount: Yuan
    sure_amount: Yuan
    bridge_gap: Yuan
    later_claims: tuple[LaterClaim, ...]
    cost_first_year: YuanRange
    counted_cost_first_year: Yuan
    net_cost_first_year: Yuan | None = None
    all_in_cost_annual: RateRange | None
    dilution_share: RateRange
    founder_share_after: RateRange | None = None
    days_to_cash: int | None = None
    cash_flows: tuple[MonthFlow, ...] = ()
    assumptions: tuple[Text, ...]
    binding: tuple[Text, ...]
    optimality: Optimality
    sentence: Text
    trade_off: TradeOff | None = None


class Unused(_Part):
    """A product outside the plan: its verdict and why it is not used."""

    product: str
    product_name: Text
    channel: Channel
    verdict: Verdict
    expired: bool
    because: tuple[Because, ...]

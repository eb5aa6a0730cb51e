"""Does any feature know the future?"""

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.text import Text
from models.tables import Floats
from models.validation.bounds import LEAK_AUC, NEAR_LEAK_AUC
from models.validation.case import Case
from models.validation.measures import Integers, auc
from models.validation.section import Column, Figure, Section, Table, Verdict
from models.validation.words import feature_text

_SHOWN = 10
_FLIPPED = 0.02
# Words of columns that are written after the event; a column whose name holds one is refused.
_AFTER_THE_EVENT = re.compile(
    r"(^|[^a-z])(default(ed)?|outcome|target|label|true_?pd|pd_?true|lgd|loss_given|chargeoff|"
    r"charge_?off|chgoff\w*|charged_off|recover(y|ies)|writ(e|ten)_?off|bankrupt(cy)?|"
    r"mis_?status|loan_?status|paid_?in_?full|next_round)([^a-z]|$)|违约|坏账|核销|代偿|信誉评级",
    re.IGNORECASE,
)
_CANARY = "canary"
_PLANTED = 3
_PURPOSE = Text(
    zh="任何特征都不得含有观察日之后的信息。",
    en="No feature may hold what was known only after the day of observation.",
)
_METHOD = Text(
    zh=f"每个特征(含缺失与否)单独的AUC:达到{LEAK_AUC:.2f}为泄漏,{NEAR_LEAK_AUC:.2f}起须复核(†);"
    "名称含事后用语者一律拒绝。另植入三列“知道未来”的金丝雀,扫描必须全部发现。",
    en=f"The AUC of each feature alone, its being missing included: {LEAK_AUC:.2f} and "
    f"above is a leak, from {NEAR_LEAK_AUC:.2f} to be reviewed (†); names that tell of the "
    "event are refused. Three planted columns that know the future must all be found.",
)
_LIMITS = Text(
    zh="较弱的泄漏不会超过界限;按日期重建特征的测试在测试套件中另行证明。",
    en="A weak leak stays below the bound; that features are rebuilt as of a day is proved "
    "by tests of their own.",
)


class Leak(NamedTuple):
    """A column, the AUC it reaches alone in its better direction, and whether its name tells."""

    name: str
    auc: float
    named: bool

    @property
    def verdict(self) -> Verdict:
        """Red for a column that knows the future, amber for one too good to pass unseen."""
        if self.named or self.auc >= LEAK_AUC:
            return "red"
        return "amber" if self.auc >= NEAR_LEAK_AUC else "green"


def leaks_of(values: Floats, names: Sequence[str], target: Integers) -> tuple[Leak, ...]:
    """Every column, the most telling first: by its values, by where it is missing, by its name."""
    found = [
        Leak(name, _alone(values[:, place], target), bool(_AFTER_THE_EVENT.search(name)))
        for place, name in enumerate(names)
    ]
    return tuple(sorted(found, key=lambda each: (-each.named, -each.auc)))


def _alone(column: Floats, target: Integers) -> float:
    """The AUC of the column alone in its better direction, with what is missing at either end."""
    missing = np.isnan(column)
    best = 0.5
    for end in (-np.inf, np.inf):
        found = auc(_ranks(np.where(missing, end, column)), target)
        best = max(best, found, 1.0 - found)
    return best


def _ranks(column: Floats) -> Floats:
    return np.unique(column, return_inverse=True)[1].astype(np.float64)


def planted(case: Case) -> dict[str, NDArray[np.float64]]:
    """Columns that know the future: the default itself, with errors, and by being missing."""
    rng, target = case.rng(_CANARY), case.data.target.astype(np.float64)
    flips = rng.random(len(target)) < _FLIPPED
    return {
        "copy": target + rng.normal(0.0, 0.01, len(target)),
        "copy_with_errors": np.where(flips, 1.0 - target, target),
        "missing_unless_defaulted": np.where(target == 1, rng.normal(size=len(target)), np.nan),
    }


def leakage(case: Case) -> Section:
    """The scan of the real columns, and of planted ones that it must find."""
    leaks = leaks_of(case.values, case.subject.names, case.data.target)
    canaries = {
        name: leaks_of(column[:, None], [_CANARY], case.data.target)[0]
        for name, column in planted(case).items()
    }
    caught = sum(each.verdict == "red" for each in canaries.values())
    red = [each for each in leaks if each.verdict == "red"]
    amber = [each for each in leaks if each.verdict == "amber"]
    blind = caught < len(canaries)
    verdict: Verdict = "red" if red or blind else "amber" if amber else "green"
    return Section(
        key="leakage",
        title=Text(zh="信息泄漏", en="Leakage"),
        purpose=_PURPOSE,
        method=_METHOD,
        verdict=verdict,
        finding=_finding(red, amber, caught, len(canaries)),
        limits=_LIMITS,
        figures=_figures(leaks, red, caught),
        tables=(_table(leaks[:_SHOWN]),),
    )


def _finding(red: list[Leak], amber: list[Leak], caught: int, planted_: int) -> Text:
    if red:
        names = ", ".join(each.name for each in red)
        return Text(zh=f"疑似泄漏:{names}。", en=f"Suspected leaks: {names}.")
    return Text(
        zh=f"植入的{planted_}列中发现{caught}列;真实特征中0列泄漏,{len(amber)}列须复核。",
        en=f"{caught} of {planted_} planted columns found; 0 leaks among the real features, "
        f"{len(amber)} to be reviewed.",
    )


def _figures(leaks: Sequence[Leak], red: list[Leak], caught: int) -> tuple[Figure, ...]:
    strongest = max(each.auc for each in leaks)
    return (
        Figure(name="canaries_found", label=Text(zh="发现的金丝雀(共3)", en="Canaries found of 3"),
               value=caught, form="count", verdict="green" if caught == _PLANTED else "red"),
        Figure(name="leaks", label=Text(zh="疑似泄漏的特征", en="Suspected leaks"),
               value=len(red), form="count", verdict="red" if red else "green"),
        Figure(name="strongest_feature_auc", value=strongest,
               label=Text(zh="单个特征的最高AUC", en="Highest AUC of a single feature"),
               bound=Text(zh=f"低于{NEAR_LEAK_AUC:.2f}†", en=f"below {NEAR_LEAK_AUC:.2f}†")),
    )  # fmt: skip


def _table(leaks: Sequence[Leak]) -> Table:
    return Table(
        title=Text(zh="单独最有区分力的特征", en="Features that tell most alone"),
        columns=(
            Column(name="feature", label=Text(zh="特征", en="Feature"), form="text"),
            Column(name="column", label=Text(zh="列名", en="Column"), form="text"),
            Column(name="auc", label=Text(zh="单独AUC", en="AUC alone")),
            Column(name="named", label=Text(zh="名称可疑", en="Suspect name"), form="text"),
        ),
        rows=tuple(
            (feature_text(each.name), each.name, each.auc, "⚑" if each.named else "")
            for each in leaks
        ),
    )

"""Do the data agree with themselves and with each other? Found, said, never repaired."""

from collections.abc import Mapping
from datetime import date

from engine.findings.accounts import account_findings
from engine.findings.dates import date_findings
from engine.findings.finding import Finding, Severity
from engine.findings.standing import standing_findings
from engine.findings.trade import trade_findings
from engine.findings.years import year_findings
from engine.firm import Firm

__all__ = ["Finding", "Severity", "findings_of"]


def findings_of(firm: Firm, facts: Mapping[str, float], on: date) -> tuple[Finding, ...]:
    """Everything found in the record as known on `on`: dates, accounts, people, trade.

    `facts` are those of `firm` on the same day. A section observed after `on` is only said to be
    unused. The limits between sources are the house's own.
    """
    return (
        *date_findings(firm, on),
        *account_findings(firm, on),
        *year_findings(firm, on),
        *standing_findings(firm, facts, on),
        *trade_findings(firm, facts, on),
    )

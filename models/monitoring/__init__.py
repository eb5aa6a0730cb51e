"""Does an approved model go on holding, and how sure can one be with so many firms?"""

from models.monitoring.backtest import Backtest, BacktestRow, backtest
from models.monitoring.drift import ColumnDrift, Drift, drift
from models.monitoring.overrides import Decisions, Overrides, overrides
from models.monitoring.report import Monitored, MonitoringReport, monitor
from models.monitoring.retraining import MovedFirm, Retraining, moved_grades
from models.monitoring.verdicts import Verdict

__all__ = [
    "Backtest",
    "BacktestRow",
    "ColumnDrift",
    "Decisions",
    "Drift",
    "Monitored",
    "MonitoringReport",
    "MovedFirm",
    "Overrides",
    "Retraining",
    "Verdict",
    "backtest",
    "drift",
    "monitor",
    "moved_grades",
    "overrides",
]

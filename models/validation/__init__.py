"""Does a credit model stand up to a validator? One function, one report."""

from models.validation.case import Options, Trainer
from models.validation.data import (
    TableColumns,
    ValidationData,
    data_of_firms,
    table_data_of,
    validation_data_of,
)
from models.validation.report import ValidationReport, report_digest
from models.validation.run import validate
from models.validation.section import Section

__all__ = [
    "Options",
    "Section",
    "TableColumns",
    "Trainer",
    "ValidationData",
    "ValidationReport",
    "data_of_firms",
    "report_digest",
    "table_data_of",
    "validate",
    "validation_data_of",
]

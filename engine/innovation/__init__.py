"""How innovative is a firm by the published points (创新积分), indicator by indicator?"""

from engine.innovation.points import innovation_points
from engine.innovation.result import GroupPoints, IndicatorPoints, InnovationPoints, TableMark
from engine.innovation.stages import possible_stages
from engine.innovation.table import TABLE_FILE, InnovationTable, read_innovation_table

__all__ = [
    "TABLE_FILE",
    "GroupPoints",
    "IndicatorPoints",
    "InnovationPoints",
    "InnovationTable",
    "TableMark",
    "innovation_points",
    "possible_stages",
    "read_innovation_table",
]

"""How does a report become one page that needs nothing else: no script, no font, no address?"""

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import altair as alt
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from engine.text import Text
from models.charts import score, validation
from models.charts.canvas import Row
from models.charts.svg import svg_of
from models.validation.report import SIGNS, VERDICTS, ValidationReport, report_digest
from models.validation.section import Form, Picture, Value

_TEMPLATES = Path(__file__).parent / "templates"
_SHAPES = {"roc": "square", "reliability": "square"}
_NOTHING = "–"
_CHARTS: dict[str, Callable[[Sequence[Row]], alt.LayerChart]] = {
    "distribution": score.distribution_chart,
    "roc": score.roc_chart,
    "ks": score.ks_chart,
    "reliability": validation.reliability_chart,
    "grades": validation.grades_chart,
    "psi": validation.psi_chart,
    "forest": validation.forest_chart,
}


def page_of(report: ValidationReport) -> str:
    """The report as HTML, the same bytes for the same report."""
    basis = report.card.basis if report.card else None
    page: str = _template().render(
        report=report,
        digest=report_digest(report),
        css=Markup((_TEMPLATES / "report.css").read_text(encoding="utf-8")),
        verdicts=VERDICTS,
        signs=SIGNS,
        shapes=_SHAPES,
        drawn=_drawn,
        counted=_counted(report),
        demonstration=basis is not None and basis.trained_on == "simulated",
        unvalidated=basis is not None and basis.use == "demonstration",
    )
    return page


@cache
def _template() -> Any:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters["shown"] = shown
    return environment.get_template("report.html")


def shown(value: Value, form: Form = "number") -> str:
    """A value as it stands in a table.

    >>> shown(0.0424, "share"), shown(1234.0, "count"), shown(0.73649), shown(None)
    ('4.24%', '1,234', '0.736', '–')
    >>> shown(1.3e-14, "tiny"), shown(0.00795, "tiny"), shown("A1", "text")
    ('1.3e-14', '0.0080', 'A1')
    """
    if value is None or value == "":
        return _NOTHING if value is None else ""
    if isinstance(value, str | Text):
        return value if isinstance(value, str) else value.zh
    return _FORMS[form](float(value))


def _tiny(value: float) -> str:
    if value == int(value):
        return f"{value:,.0f}"
    return f"{value:.4f}" if abs(value) >= 0.0001 else f"{value:.1e}"  # noqa: PLR2004 - four digits


_FORMS: dict[Form, Callable[[float], str]] = {
    "share": lambda value: f"{value:.2%}" if abs(value) < 0.1 else f"{value:.1%}",  # noqa: PLR2004
    "number": lambda value: f"{value:.3f}",
    "points": lambda value: f"{value:.1f}",
    "count": lambda value: f"{value:,.0f}",
    "tiny": _tiny,
    "text": lambda value: f"{value:g}",
}


def _drawn(name: str, picture: Picture) -> Markup:
    chart = _CHARTS[picture.kind](picture.rows)
    return Markup(svg_of(chart, name, picture.title, picture.caption))


def _counted(report: ValidationReport) -> Text:
    counts = {
        verdict: sum(each.verdict == verdict for each in report.sections) for verdict in VERDICTS
    }
    return Text(
        zh=",".join(f"{VERDICTS[v].zh} {n}项" for v, n in counts.items() if n),
        en=", ".join(f"{n} {VERDICTS[v].en}" for v, n in counts.items() if n),
    )

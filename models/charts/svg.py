"""How does a chart become an SVG that a strict page and a screen reader accept?"""

import re
from html import escape

import altair as alt
import vl_convert

from engine.text import Text

_SIZE = re.compile(r'<svg [^>]*?width="([\d.]+)" height="([\d.]+)"[^>]*>')
# Within tags only: what firms and files are called may hold any of these words.
_FORBIDDEN = re.compile(
    r"<script|<style|<[^>]*\s(?:style|on\w+|(?:xlink:)?href)\s*=", re.IGNORECASE
)


class ChartError(ValueError):
    """A chart came out as something that a strict page must not show."""


def svg_of(chart: alt.LayerChart | alt.Chart, name: str, title: Text, description: Text) -> str:
    """The chart as inline SVG with a text alternative; its ids begin with `name`.

    Raises:
        ChartError: it holds styles, scripts or links.
    """
    drawn = vl_convert.vegalite_to_svg(chart.to_dict(validate=False))
    size = _SIZE.match(drawn)
    body = drawn[size.end() :].removesuffix("</svg>") if size else ""
    if size is None or _FORBIDDEN.search(drawn):
        raise ChartError(f"the chart {name} is not plain SVG")
    body = re.sub(r'(id="|url\(#)', rf"\1{name}-", body)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size[1]} {size[2]}" role="img" '
        f'aria-labelledby="{name}-title {name}-desc">'
        f'<title id="{name}-title">{escape(title.zh)} / {escape(title.en)}</title>'
        f'<desc id="{name}-desc">{escape(description.zh)} / {escape(description.en)}</desc>'
        f"{body}</svg>"
    )

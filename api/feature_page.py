"""How is the dictionary of features shown on one page of Markdown?

`python -m api.feature_page` writes FEATURES.md; a test holds the file to the code.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from api.schemas.catalogue import FeatureEntry, features_shown
from engine.features import QUESTIONS
from engine.features.definition import Question

PAGE = Path(__file__).parents[1] / "FEATURES.md"
_DIRECTIONS = {1: "higher is safer", -1: "lower is safer", 0: "none"}
_FAMILIES = {"verified": "verified", "self_declared": "self-declared"}
_HEAD = """# Features / 特征

The {count} inputs of the credit model. `make docs` writes this page from the list
that `GET /v1/features` shows and the models learn from; a test keeps them the same.

- A feature is a function of facts as known on the day of assessment; what is dated later changes
  nothing.
- **Missing is not zero.** A feature is missing where a fact it reads is unknown, and a ratio also
  where its denominator is not positive. The column says what a missing value can mean.
- **Direction** becomes a constraint of the model: where higher is safer, a higher value never
  lowers the score.
- **Family** says who usually vouches for all that the feature reads: a register, bureau, court or
  bank (verified), or the firm (self-declared). The source stated in a record decides for one firm.
- Money is in yuan, shares are 0..1, ratios and years are plain numbers.
- The **reason code** is stable. The sentence is said to people together with its effect:
  "..., which raises the score by 12 points" (使分数提高12分).
"""
_COLUMNS = ("name", "definition", "unit", "direction", "missing means", "family", "facts read")
_WORDS = ("reason code", "label", "标签", "sentence", "句子")


def feature_page() -> str:
    """The whole page: an introduction, then one section for each question."""
    entries = features_shown().features
    parts = [_HEAD.format(count=len(entries))]
    parts += ["\n".join(_section(question, entries)) for question in QUESTIONS]
    return "\n".join(parts)


def _section(question: Question, entries: tuple[FeatureEntry, ...]) -> Iterator[str]:
    here = [each for each in entries if each.question == question]
    text = QUESTIONS[question]
    yield f"## {text.en} / {text.zh}\n\n{len(here)} features, `{question}`.\n"
    yield _row(_COLUMNS)
    yield _row(["---"] * len(_COLUMNS))
    yield from map(_feature, here)
    yield ""
    yield _row(_WORDS)
    yield _row(["---"] * len(_WORDS))
    yield from map(_words, here)
    yield ""


def _feature(entry: FeatureEntry) -> str:
    return _row((
        f"`{entry.name}`", entry.definition, entry.unit, _DIRECTIONS[entry.direction],
        entry.missing.en, _FAMILIES[entry.family], ", ".join(f"`{name}`" for name in entry.inputs),
    ))  # fmt: skip


def _words(entry: FeatureEntry) -> str:
    words = (entry.label.en, entry.label.zh, entry.says.en, entry.says.zh)
    return _row((f"`{entry.code}`", *words))


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


if __name__ == "__main__":
    PAGE.write_text(feature_page(), encoding="utf-8")

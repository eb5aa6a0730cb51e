"""Which model was validated, on which firms?"""

from collections.abc import Iterator

import numpy as np

from engine.text import Text
from models.validation.case import Case
from models.validation.data import ValidationData
from models.validation.section import Column, Figure, Section, Table, Value, number
from models.validation.words import feature_text

_SHOWN = 10
_KIND = {
    True: Text(zh="模拟企业", en="simulated firms"),
    False: Text(zh="真实企业", en="real firms"),
}


def overview(case: Case) -> Section:
    """The model's card, and the data: counts, days, segments, missing shares."""
    data = case.data
    return Section(
        key="overview",
        title=Text(zh="模型与数据", en="Model and data"),
        purpose=Text(
            zh="说明验证的对象与所用数据,使结果可以重做。",
            en="What was validated, on which data, so that it can be done again.",
        ),
        method=Text(
            zh="模型卡来自模型文件;数据以SHA-256标识,全部抽样由种子决定。",
            en="The card is the model's own; data are named by SHA-256; every draw follows the "
            "seed.",
        ),
        verdict="info",
        finding=_finding(data),
        limits=Text(
            zh="验证只说明这批企业;数据质量与抽样方式由提供者负责。",
            en="A validation speaks of these firms; their quality and sampling are the holder's.",
        ),
        figures=tuple(_figures(case)),
        tables=tuple(_tables(case)),
    )


def is_simulated(case: Case) -> bool:
    """Whether the data or the model's training are simulated."""
    card = case.subject.card
    return case.data.simulated or (card is not None and card.basis.trained_on == "simulated")


def _finding(data: ValidationData) -> Text:
    rows, kind = len(data.target), _KIND[data.simulated]
    firms, defaults = len(np.unique(data.groups)), int(data.target.sum())
    return Text(
        zh=f"{firms:,}家{kind.zh}的{rows:,}行,{defaults:,}个违约({defaults / rows:.2%})。",
        en=f"{rows:,} rows of {firms:,} {kind.en}, {defaults:,} defaults ({defaults / rows:.2%}).",
    )


def _figures(case: Case) -> Iterator[Figure]:
    data = case.data
    counts = {
        "rows": (Text(zh="行数", en="Rows"), len(data.target)),
        "firms": (Text(zh="企业数", en="Firms"), len(np.unique(data.groups))),
        "defaults": (Text(zh="违约", en="Defaults"), int(data.target.sum())),
        "features": (Text(zh="特征", en="Features"), len(case.subject.names)),
    }
    for name, (label, value) in counts.items():
        yield Figure(name=name, label=label, value=value, form="count")
    yield Figure(name="missing_share", label=Text(zh="缺失的特征值", en="Feature values missing"),
                 value=float(np.isnan(case.values).mean()), form="share")  # fmt: skip


def _tables(case: Case) -> Iterator[Table]:
    yield _plain(Text(zh="模型", en="Model"), _model_rows(case))
    yield _plain(Text(zh="数据", en="Data"), _data_rows(case.data))
    if case.subject.card and case.subject.card.metrics:
        metrics = case.subject.card.metrics
        rows = [(Text(zh=name, en=name), number(value)) for name, value in metrics.items()]
        yield _plain(Text(zh="模型卡所载指标", en="Figures on the model's card"), rows)
    yield _missing_table(case)


def _plain(title: Text, rows: list[tuple[Value, ...]] | list[tuple[Text, float | None]]) -> Table:
    columns = (
        Column(name="name", label=Text(zh="项目", en="Item"), form="text"),
        Column(name="value", label=Text(zh="内容", en="Value"), form="tiny"),
    )
    return Table(title=title, columns=columns, rows=tuple(tuple(row) for row in rows))


def _model_rows(case: Case) -> list[tuple[Value, ...]]:
    subject, card, training = case.subject, case.subject.card, case.subject.training
    rows: list[tuple[Value, ...]] = [(Text(zh="模型编号", en="Model id"), subject.model_id)]
    if card is not None:
        rows += [
            (Text(zh="训练数据", en="Trained on"), card.basis.trained_on),
            (Text(zh="用途", en="Use"), card.basis.use),
            (Text(zh="创建日", en="Created on"), str(card.created_on) if card.created_on else None),
        ]
    if training is not None:
        rows += [
            (Text(zh="训练行数", en="Training rows"), training.rows),
            (Text(zh="训练违约", en="Training defaults"), training.events),
            (Text(zh="树", en="Trees"), training.trees),
            (Text(zh="树文本摘要", en="Hash of the trees"), training.tree_hash[:16]),
        ]
    return rows


def _data_rows(data: ValidationData) -> list[tuple[Value, ...]]:
    days = data.dates
    span = None if days is None else f"{days.min()} .. {days.max()}"
    return [
        (Text(zh="来源", en="Origin"), data.origin or None),
        (Text(zh="性质", en="Kind"), _KIND[data.simulated]),
        (Text(zh="日期", en="Days"), span),
        (Text(zh="SHA-256", en="SHA-256"), data.digest),
        (Text(zh="参照(训练)行数", en="Reference (training) rows"),
         None if data.reference is None else len(data.reference)),
    ]  # fmt: skip


def _missing_table(case: Case) -> Table:
    shares = np.isnan(case.values).mean(axis=0)
    order = np.argsort(-shares, kind="stable")[:_SHOWN].tolist()
    names = case.subject.names
    return Table(
        title=Text(zh="缺失最多的特征", en="Features missing most often"),
        columns=(
            Column(name="feature", label=Text(zh="特征", en="Feature"), form="text"),
            Column(name="missing", label=Text(zh="缺失", en="Missing"), form="share"),
        ),
        rows=tuple((feature_text(names[place]), float(shares[place])) for place in order),
    )

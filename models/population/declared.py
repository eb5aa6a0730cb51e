"""What does the simulated firm say of its own business, research and people?"""

from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.population.profile import INDUSTRIES
from models.population.segments import Columns, happens
from models.population.trade import PARTS

Floats = NDArray[np.float64]
# By industry of `profile.INDUSTRIES`: main product, capabilities.
PRODUCTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("大模型行业应用软件", ("大模型应用", "自然语言处理", "知识库")),
    ("计算机视觉质检软件", ("计算机视觉", "模型训练", "工业质检")),
    ("分布式数据库软件", ("数据库", "数据治理", "云原生")),
    ("人工智能推理芯片设计", ("芯片设计", "AI芯片", "编译器")),
    ("工业物联网集成服务", ("物联网", "系统集成", "边缘计算")),
    ("智能算力调度与数据标注服务", ("算力调度", "数据标注", "数据集")),
    ("家庭服务机器人", ("服务机器人", "具身智能", "运动控制")),
    ("六轴协作机器人", ("工业机器人", "减速器", "运动控制")),
    ("车规级功率器件", ("半导体制造", "功率器件", "封装测试")),
    ("医学影像设备", ("医学影像", "医疗器械", "图像重建")),
    ("重组蛋白药物", ("生物制药", "蛋白工程", "合成生物")),
    ("储能锂电池模组", ("储能", "电池管理系统", "锂电池")),
    ("工业过程控制仪表", ("仪器仪表", "传感器", "自动控制")),
    ("低空飞行器总体设计服务", ("低空经济", "飞行控制", "复合材料")),
    ("创新药临床前研究服务", ("药物筛选", "医学研究", "动物模型")),
    ("特种高分子新材料", ("新材料", "高分子", "3D打印材料")),
    ("精密金属结构件", ("精密加工", "金属结构", "模具")),
    ("电子元器件供应链服务", ("供应链服务", "元器件分销", "仓储物流")),
)
_FLAGS = {  # claims and how often they are true; optimists claim more
    "high_tech_field": 0.75, "strategic_industry": 0.6, "own_brand": 0.5,
    "certified_management": 0.45, "digital_core_process": 0.5, "fills_gap": 0.3,
}  # fmt: skip
CLAIMS = tuple(_FLAGS)
_RESTRICTED = 0.01
_PLAIN = np.array([not groups for _, groups in INDUSTRIES])  # outside the groups the city names


def draw_declared(
    rng: np.random.Generator, columns: Columns, revenue: NDArray[np.int64]
) -> dict[str, NDArray[Any]]:
    """Main business, headcount, R&D and orders as declared; `revenue` (n, 4) as in the accounts."""
    return (
        _business(rng, columns, revenue)
        | _claims(rng, columns)
        | _people(columns)
        | _research(rng, columns)
        | _orders(columns)
    )


def _business(
    rng: np.random.Generator, columns: Columns, revenue: NDArray[np.int64]
) -> dict[str, NDArray[Any]]:
    n, optimism = len(revenue), columns["optimism"]
    main = np.minimum(rng.beta(8, 1.5, n) * (1 + 0.2 * optimism), 1)
    high_tech = np.minimum(rng.beta(5, 1.8, n) * (1 + 0.5 * optimism), 1)
    high_tech = np.where(_PLAIN[columns["industry"]], 0.2 * high_tech, high_tech)
    now, before = revenue[:, 0], revenue[:, 1]
    grown = np.divide(now - before, before, out=np.zeros(n), where=before > 0)
    growth = grown + 0.03 * rng.standard_normal(n) + 0.3 * optimism
    share = np.exp(np.log(0.004) + 1.2 * rng.standard_normal(n)) * (1 + 2 * optimism)
    scale = np.sqrt(np.maximum(now, 1) / 1e7)
    return {
        "main_share": np.rint(PARTS * main).astype(np.int64),
        "main_growth": np.rint(PARTS * np.clip(growth, -0.99, 20)).astype(np.int64),
        "main_growth_known": before > 0,
        "high_tech_revenue": np.rint(now * high_tech).astype(np.int64),
        "market_share": np.rint(PARTS * np.clip(share * scale, 0, 0.6)).astype(np.int64),
        "started_share": rng.uniform(0, 0.4, n) * happens(rng, 0.6, n),
    }


def _claims(rng: np.random.Generator, columns: Columns) -> dict[str, NDArray[Any]]:
    n = len(columns["segment"])
    usual = np.array(list(_FLAGS.values()))
    chance = usual + 0.3 * columns["optimism"][:, None] * (1 - usual)
    return {
        "claims": rng.random((n, len(CLAIMS))) < chance,
        "restricted": happens(rng, _RESTRICTED, n),
    }


def _people(columns: Columns) -> dict[str, NDArray[Any]]:
    """Headcount as declared; R&D staff never more than it."""
    more = 1 + 0.8 * columns["optimism"]
    headcount = np.rint(columns["headcount"] * more).astype(np.int64)
    rnd = np.rint(columns["rnd_staff"] * more).astype(np.int64)
    return {"declared_headcount": headcount, "declared_rnd_staff": np.minimum(rnd, headcount)}


def _research(rng: np.random.Generator, columns: Columns) -> dict[str, NDArray[Any]]:
    n, optimism = len(columns["segment"]), columns["optimism"]
    mean = np.log1p(columns["patents"])
    ledger = np.rint(columns["rnd_expense"][:, 0] * rng.uniform(0.97, 1.03, n) * (1 + optimism))
    return {
        "declared_rnd": np.where(columns["year_exists"][:, 0], ledger, -1).astype(np.int64),
        "provincial_projects": rng.poisson(0.15 + 0.2 * mean),
        "provincial_platforms": rng.poisson(0.03 + 0.15 * mean),
        "provincial_awards": rng.poisson(0.02 + 0.08 * mean),
        "national_award": rng.random(n) < 0.002 + 0.004 * mean,
        "standards": rng.poisson(0.02 + 0.12 * mean),
        "converted": rng.poisson((0.5 + 1.2 * mean) * (1 + optimism)),
        "domestic_rnd": np.rint(PARTS * np.minimum(rng.beta(30, 1, n), 1)).astype(np.int64),
    }


def _orders(columns: Columns) -> dict[str, NDArray[Any]]:
    more = 1 + 0.5 * columns["optimism"]
    return {
        "order_amount": np.rint(columns["order_amount"] * more[:, None]).astype(np.int64),
        "pledgeable": np.rint(columns["pledgeable"] * more).astype(np.int64),
    }


def segment_start(row: Any, on: date) -> date:
    """The day since which the firm has been in its segment of the market."""
    return date.fromordinal(row["founded"] + int(row["started_share"] * row.age_days(on)))

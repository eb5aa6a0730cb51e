"""The application as served, with two more routes to compare with: an echo, and LightGBM's way.

`python -m tests.bench.server PORT FOLDER` serves the model saved in FOLDER on the loopback.
"""

import sys
import time
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
import uvicorn
from fastapi import APIRouter
from starlette.responses import Response

from api import desk
from api.app import create_app
from api.body import request_in
from api.routes.parts import Body, Running, as_json
from api.schemas.requests import ScoreRequest
from api.settings import Settings
from api.storage.migrate import migrate
from api.storage.sessions import open_store
from api.wiring import Service, code_version
from engine.assessment import Scorers, Tables
from engine.catalogue import read_catalogue
from models import load
from models.inputs import matrix
from models.same_forest import TEXT
from models.served import Explanation, ServedModel
from tests.bench.scores import DAY


@dataclass(frozen=True)
class ByLightGBM(ServedModel):
    """The same model, scored and explained by LightGBM itself."""

    booster: lightgbm.Booster | None = None

    def explain(self, table: Any) -> Explanation:
        values = matrix(table, self.feature_names)
        slope, intercept = self.calibration.slope, self.calibration.intercept
        raw = np.asarray(self.booster.predict(values, raw_score=True, num_threads=1))
        parts = np.asarray(self.booster.predict(values, pred_contrib=True, num_threads=1))
        base = intercept + slope * float(parts[0, -1])
        return Explanation(self.calibration.apply(raw), base, slope * parts[:, :-1])


def _service(folder: Path, model: ServedModel) -> Service:
    settings = Settings(
        database_url=f"sqlite:///{folder / 'bench.db'}", demonstration=True, fixed_today=DAY
    )
    store = open_store(settings.database_url)
    migrate(store)
    by_day = lru_cache(read_catalogue(settings.products_dir).on)
    return Service(settings, Scorers(credit=model), Tables(), by_day, store, code_version())


def main() -> None:
    port, folder = int(sys.argv[1]), Path(sys.argv[2])
    model = load(folder)
    booster = lightgbm.Booster(model_file=str(folder / TEXT))
    own = {each.name: getattr(model, each.name) for each in fields(model)}
    service = _service(folder.parent, model)
    theirs = replace(service, own=Scorers(credit=ByLightGBM(**own, booster=booster)))
    app, routes = create_app(service), APIRouter(prefix="/v1/bench")

    @routes.post("/echo")
    def echo(_: Running, body: Body) -> Response:
        return as_json(request_in(body, ScoreRequest).model_dump_json())

    @routes.post("/lightgbm")
    def by_lightgbm(_: Running, body: Body) -> Response:
        return as_json(desk.score(theirs, request_in(body, ScoreRequest)).model_dump_json())

    @routes.get("/cpu")
    async def cpu() -> float:
        return time.process_time()

    app.include_router(routes)
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="error", access_log=False)


if __name__ == "__main__":
    main()

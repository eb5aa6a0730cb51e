"""Is the service alive, and can it work?"""

from fastapi import APIRouter
from starlette.responses import Response

from api.routes.parts import Running, answer_of, as_json
from api.schemas.health import Readiness
from api.storage.migrate import is_current
from api.storage.sessions import UnavailableError
from api.wiring import Service
from engine.errors import ModelError

UNAVAILABLE = 503
router = APIRouter(tags=["health"])


@router.get("/healthz")
def get_health() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@router.get(
    "/readyz",
    responses={
        200: answer_of(Readiness, "All parts work."),
        UNAVAILABLE: answer_of(Readiness, "Some part does not work."),
    },
)
def get_readiness(service: Running) -> Response:
    """Whether database, migrations, model and catalogue are there."""
    found = readiness_of(service)
    return as_json(found.model_dump_json(), 200 if found.ready else UNAVAILABLE)


def readiness_of(service: Service) -> Readiness:
    """Ask every part; the catalogue was checked when the service was built."""
    try:
        database, migrations = True, is_current(service.store)
    except UnavailableError:
        database = migrations = False
    try:
        model = service.scorers.credit.model_id
    except (ModelError, UnavailableError):
        model = None
    return Readiness(
        ready=database and migrations and model is not None,
        database=database,
        migrations=migrations,
        model=model,
        catalogue_hash=service.catalogue(service.today()).hash,
        code_version=service.code_version,
    )

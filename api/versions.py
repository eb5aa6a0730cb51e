"""How does one model version stand, and how do all?"""

from api.champions import Serving
from api.schemas.models import ModelDetail, ModelList
from api.storage import registry as kept
from api.storage import shadows
from api.wiring import Service
from engine.errors import ModelError
from models.registry.rules import known


def list_of(service: Service) -> ModelList:
    """All versions as they stand today."""
    with service.store.reading() as session:
        versions, findings = kept.versions(session), kept.findings(session)
    return ModelList.of(versions.values(), findings, serving_of(service), service.today())


def detail_of(service: Service, model_id: str) -> ModelDetail:
    """All that is known of one version today.

    Raises:
        UnknownModelError: there is none.
    """
    with service.store.reading() as session:
        version = known(kept.versions(session), model_id)
        findings = kept.findings(session, model_id)
        history = kept.history(session, model_id)
        shadow = shadows.counts(session, model_id)
    serving = (serving_of(service), service.today())
    return ModelDetail.whole(version, findings, history, shadow, serving)


def serving_of(service: Service) -> Serving | None:
    """What answers now, or None where nothing may."""
    try:
        return service.serving()
    except ModelError:
        return None

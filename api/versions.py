"""How does one model version stand, and how do all?"""

from datetime import date

from api.champions import Serving
from api.schemas.models import ModelDetail, ModelList
from api.storage import registry as kept
from api.storage import shadows
from api.storage.sessions import Store
from api.wiring import Service
from engine.errors import ModelError
from models.registry.rules import known


def list_in(store: Store, serving: Serving | None, on: date) -> ModelList:
    """All versions as they stand on a day, beside what serves in this process."""
    with store.reading() as session:
        versions, findings = kept.versions(session), kept.findings(session)
    return ModelList.of(versions.values(), findings, serving, on)


def detail_in(store: Store, model_id: str, serving: Serving | None, on: date) -> ModelDetail:
    """All that is known of one version on a day.

    Raises:
        UnknownModelError: there is none.
    """
    with store.reading() as session:
        version = known(kept.versions(session), model_id)
        findings = kept.findings(session, model_id)
        history = kept.history(session, model_id)
        shadow = shadows.counts(session, model_id)
    return ModelDetail.whole(version, findings, history, shadow, (serving, on))


def serving_of(service: Service) -> Serving | None:
    """What answers now, or None where nothing may."""
    try:
        return service.serving()
    except ModelError:
        return None

"""Sample rows for the tests of the store."""

from datetime import UTC, date, datetime
from typing import Any

from api.storage.assessments import KeptAssessment, save
from api.storage.sessions import Store

AT = datetime(2026, 3, 1, 8, 30, 15, 123456, tzinfo=UTC)


def a_kept_assessment(**changes: Any) -> KeptAssessment:
    stated: dict[str, Any] = {
        "id": "0" * 32,
        "created_at": AT,
        "firm_identifier": "91339900M0000001XX",
        "assessed_on": date(2026, 3, 1),
        "model_id": "credit-0123456789ab",
        "catalogue_hash": "a" * 64,
        "code_version": "0.1.0+0123456789ab",
        "request": '{"firm": {"name": "示例科技"}}',
        "result": '{"score": 0.1}',
    }
    return KeptAssessment(**(stated | changes))


def keep(store: Store, **changes: Any) -> KeptAssessment:
    kept = a_kept_assessment(**changes)
    with store.writing() as session:
        save(session, kept, "tester")
    return kept

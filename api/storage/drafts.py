"""How is a half-filled form kept, so that nothing typed is lost?"""

import json
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from api.storage.tables import DraftRow


def keep(session: Session, token: str, fields: Mapping[str, str], at: datetime) -> None:
    """Store what was typed under `token`, in place of what was there."""
    text = json.dumps(dict(fields), ensure_ascii=True)
    session.merge(DraftRow(token=token, fields=text, updated_at=at))


def find(session: Session, token: str) -> dict[str, str] | None:
    """What was typed under `token`, or None."""
    row = session.get(DraftRow, token)
    return None if row is None else dict(json.loads(row.fields))


def drop(session: Session, token: str) -> None:
    """Forget a draft."""
    row = session.get(DraftRow, token)
    if row is not None:
        session.delete(row)

"""How does a row of the registry become a record, and a record a row?"""

import json

from api.storage.tables import FindingRow, ModelEventRow, VersionRow
from models.manifest import ModelCard
from models.registry import Evidence, Happening, ModelFinding, Validation, Version

_VALIDATION = tuple(name for name in Validation.model_fields if name not in ("conditions", "note"))
_JSON = ("card", "evidence", "validation")
_PLAIN = tuple(name for name in Version.model_fields if name not in _JSON)
_FIXED = ("model_id", "digest", "kind", "developed_by", "proposed_on")
_CHANGING = tuple(name for name in _PLAIN if name not in _FIXED)
_FINDING = tuple(ModelFinding.model_fields)


def happening_of(row: ModelEventRow) -> Happening:
    """The happening that a row keeps."""
    return Happening.model_validate_json(row.content)


def version_of(row: VersionRow) -> Version:
    """The version that a row keeps."""
    plain = {name: getattr(row, name) for name in _PLAIN}
    return Version(
        **plain,
        card=ModelCard.model_validate_json(row.card),
        evidence=Evidence.model_validate_json(row.evidence),
        validation=_validation_of(row),
    )


def finding_of(row: FindingRow) -> ModelFinding:
    """The finding that a row keeps."""
    return ModelFinding(**{name: getattr(row, name) for name in _FINDING})


def _validation_of(row: VersionRow) -> Validation | None:
    if row.validated_by is None:
        return None
    return Validation(
        **{name: getattr(row, name) for name in _VALIDATION},
        conditions=tuple(json.loads(row.conditions or "[]")),
        note=row.validation_note or "",
    )


def fill_finding(row: FindingRow, finding: ModelFinding) -> None:
    """Write a finding into its row."""
    for name in _FINDING:
        setattr(row, name, getattr(finding, name))


def new_row(version: Version, place: int) -> VersionRow:
    """The row of a version just proposed; what it fixes is never written again."""
    return VersionRow(
        place=place,
        card=version.card.model_dump_json(),
        trained_on=version.card.basis.trained_on,
        evidence=version.evidence.model_dump_json(),
        **{name: getattr(version, name) for name in _FIXED},
    )


def fill_version(row: VersionRow, version: Version) -> None:
    """Write into its row what acts can change of a version."""
    for name in _CHANGING:
        setattr(row, name, getattr(version, name))
    validation = version.validation
    if validation is None:
        return
    for name in _VALIDATION:
        setattr(row, name, getattr(validation, name))
    row.conditions = json.dumps(validation.conditions, ensure_ascii=False)
    row.validation_note = validation.note

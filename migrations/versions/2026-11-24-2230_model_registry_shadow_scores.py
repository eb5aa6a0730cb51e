"""Model registry with four eyes in the database itself; shadow scores of a challenger."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

APPEND_ONLY = ("model_events", "shadow_scores")
UNDELETABLE = ("model_versions", "model_findings")
FIXED = {
    "model_versions": (
        "model_id", "digest", "kind", "trained_on", "developed_by", "proposed_on", "card",
    ),
    "model_findings": (
        "model_id", "number", "severity", "sentence", "owner", "due_on", "raised_by", "raised_on",
    ),
}  # fmt: skip
OF_VERSIONS = {
    "validator_is_not_developer": "lower(validated_by) <> lower(developed_by)",
    "approver_is_not_developer": "lower(approved_by) <> lower(developed_by)",
    "approver_is_not_validator": "lower(approved_by) <> lower(validated_by)",
    "known_state": "state IN ('demonstration', 'candidate', 'validated', 'champion', 'retired')",
    "simulated_is_demonstration": "(trained_on = 'simulated') = (state = 'demonstration')",
    "decides_once_validated": "state NOT IN ('validated', 'champion') OR (validated_by IS NOT NULL "
    "AND validated_on IS NOT NULL AND revalidate_by IS NOT NULL AND report_sha256 IS NOT NULL)",
    "decides_once_approved": "state <> 'champion' OR (approved_by IS NOT NULL "
    "AND approved_on IS NOT NULL AND tenure IS NOT NULL)",
    "retired_by_somebody": "state <> 'retired' OR retired_by IS NOT NULL",
    "challenger_does_not_decide": "NOT is_challenger OR state IN ('candidate', 'validated')",
}
OF_FINDINGS = {
    "known_severity": "severity IN ('high', 'medium', 'low')",
    "closed_whole": "(closed_by IS NULL) = (closed_on IS NULL)",
    "closer_is_not_owner": "lower(closed_by) <> lower(owner)",
}


def upgrade() -> None:
    _versions()
    _findings()
    _events()
    _shadow_scores()
    for statement in _guards(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    for table in ("shadow_scores", "model_events", "model_findings", "model_versions"):
        op.drop_table(table)


def _versions() -> None:
    op.create_table(
        "model_versions",
        sa.Column("model_id", sa.String(80), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(200), nullable=False),
        sa.Column("state", sa.String(200), nullable=False),
        sa.Column("trained_on", sa.String(200), nullable=False),
        sa.Column("card", sa.Text(), nullable=False),
        sa.Column("developed_by", sa.String(200), nullable=False),
        sa.Column("proposed_on", sa.Date(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("validated_by", sa.String(200)),
        sa.Column("validated_on", sa.Date()),
        sa.Column("revalidate_by", sa.Date()),
        sa.Column("report_sha256", sa.String(64)),
        sa.Column("verdict", sa.String(200)),
        sa.Column("conditions", sa.Text()),
        sa.Column("validation_note", sa.Text()),
        sa.Column("approved_by", sa.String(200)),
        sa.Column("approved_on", sa.Date()),
        sa.Column("replaces", sa.String(80)),
        sa.Column("tenure", sa.Integer()),
        sa.Column("retired_by", sa.String(200)),
        sa.Column("retired_on", sa.Date()),
        sa.Column("retired_because", sa.Text()),
        sa.Column("is_challenger", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("model_id", name=op.f("pk_model_versions")),
        sa.UniqueConstraint("place", name=op.f("uq_model_versions_place")),
        sa.UniqueConstraint("digest", name=op.f("uq_model_versions_digest")),
        sa.ForeignKeyConstraint(
            ["replaces"], ["model_versions.model_id"], name=op.f("fk_model_versions_replaces")
        ),
        *_checks("model_versions", OF_VERSIONS),
    )
    _only_one("uq_model_versions_champion", "kind", "state = 'champion'")
    _only_one("uq_model_versions_challenger", "is_challenger", "is_challenger")


def _findings() -> None:
    op.create_table(
        "model_findings",
        sa.Column("model_id", sa.String(80), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("severity", sa.String(200), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("owner", sa.String(200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("raised_by", sa.String(200), nullable=False),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("closed_by", sa.String(200)),
        sa.Column("closed_on", sa.Date()),
        sa.Column("closing_note", sa.Text()),
        sa.PrimaryKeyConstraint("model_id", "number", name=op.f("pk_model_findings")),
        _of_version("model_findings"),
        *_checks("model_findings", OF_FINDINGS),
    )


def _events() -> None:
    op.create_table(
        "model_events",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(200), nullable=False),
        sa.Column("action", sa.String(200), nullable=False),
        sa.Column("model_id", sa.String(80), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_model_events")),
        _of_version("model_events"),
    )
    op.create_index(op.f("ix_model_events_model_id"), "model_events", ["model_id"])


def _shadow_scores() -> None:
    op.create_table(
        "shadow_scores",
        sa.Column("assessment_id", sa.String(32), nullable=False),
        sa.Column("model_id", sa.String(80), nullable=False),
        sa.Column("status", sa.String(200), nullable=False),
        sa.Column("margin", sa.Float(53)),
        sa.Column("pd", sa.Float(53)),
        sa.Column("credit_score", sa.Integer()),
        sa.Column("grade", sa.String(200)),
        sa.Column("error", sa.Text()),
        sa.PrimaryKeyConstraint("assessment_id", "model_id", name=op.f("pk_shadow_scores")),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessments.id"], name=op.f("fk_shadow_scores_assessment_id")
        ),
        _of_version("shadow_scores"),
    )


def _checks(table: str, conditions: dict[str, str]) -> list[sa.CheckConstraint]:
    return [
        sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))
        for name, condition in conditions.items()
    ]


def _of_version(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["model_id"], ["model_versions.model_id"], name=op.f(f"fk_{table}_model_id")
    )


def _only_one(name: str, column: str, condition: str) -> None:
    where = sa.text(condition)
    op.create_index(
        op.f(name), "model_versions", [column], unique=True, sqlite_where=where,
        postgresql_where=where,
    )  # fmt: skip


def _guards(dialect: str) -> list[str]:
    return _postgresql_guards() if dialect == "postgresql" else _sqlite_guards()


def _sqlite_guards() -> list[str]:
    refused = [(table, act, act) for table in APPEND_ONLY for act in ("UPDATE", "DELETE")]
    refused += [(table, "DELETE", "DELETE") for table in UNDELETABLE]
    refused += [
        (table, "UPDATE", f"UPDATE OF {', '.join(columns)}") for table, columns in FIXED.items()
    ]
    return [
        f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {when} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for table, act, when in refused
    ]


def _postgresql_guards() -> list[str]:
    """By the function that the first migration made."""
    refused = dict.fromkeys(APPEND_ONLY, "UPDATE OR DELETE OR TRUNCATE")
    refused |= {
        table: f"UPDATE OF {', '.join(columns)} OR DELETE OR TRUNCATE"
        for table, columns in FIXED.items()
    }
    return [
        f"CREATE TRIGGER {table}_no_change BEFORE {when} ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        for table, when in refused.items()
    ]

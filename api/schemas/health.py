"""How is it said that the service can work?"""

from pydantic import BaseModel, ConfigDict


class Readiness(BaseModel):
    """Which parts are ready; `model` and `catalogue_hash` name what decides.

    `model` is null where none serves.
    """

    model_config = ConfigDict(frozen=True)

    ready: bool
    database: bool
    migrations: bool
    model: str | None
    catalogue_hash: str
    code_version: str

"""Is the service light, and does it know its code and its day?"""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from api.settings import Settings
from api.wiring import SHANGHAI, code_version
from tests.models_fixture import TRUSTED

ROOT = Path(__file__).parents[2]
HEAVY = ("lightgbm", "sklearn", "shap", "pandas", "pyarrow", "matplotlib")
ONE_ASSESSMENT = """
import sys
from pathlib import Path
from starlette.testclient import TestClient
from api.app import create_app
from api.examples import example
from api.settings import Settings
from api.storage.migrate import migrate
from api.wiring import build_service

database, model, keys, heavy = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4:]
settings = Settings(database_url=database, model_dir=model, trusted_keys_dir=keys)
service = build_service(settings)
migrate(service.store)
with TestClient(create_app(service), "http://127.0.0.1", client=("127.0.0.1", 1)) as client:
    answer = client.post("/v1/assessments", json=example("growing", service.today()))
print(answer.status_code, *sorted(set(heavy) & set(sys.modules)))
"""


def test_the_service_assesses_without_any_training_library(tmp_path, demonstration_dir):
    told = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", ONE_ASSESSMENT, f"sqlite:///{tmp_path / 'a.db'}",
         str(demonstration_dir), str(TRUSTED), *HEAVY],
        capture_output=True, text=True, check=True, cwd=ROOT,
    )  # fmt: skip
    assert told.stdout.split() == ["201"]


def test_the_code_version_names_release_and_sources():
    release, _, digest = code_version().partition("+")
    assert release
    assert len(digest) == 12


def test_the_day_is_that_of_hangzhou():
    evening = datetime(2026, 11, 22, 16, 30, tzinfo=UTC)
    assert evening.astimezone(SHANGHAI).date().isoformat() == "2026-11-23"


def test_the_project_holds_what_the_settings_point_to():
    assert (Settings().products_dir / "reference_rates.yaml").exists()

"""Do products, tables and the audit log get looked after?"""

import json

import pytest
from sqlalchemy import text

from api.storage.sessions import open_store
from tests.api.storage.samples import keep


@pytest.fixture
def store(environment, hangcuang):
    assert hangcuang("migrate").code == 0
    opened = open_store(environment["HANGCUANG_DATABASE_URL"])
    yield opened
    opened.close()


def test_the_products_of_the_house_are_sound(hangcuang):
    told = hangcuang("check-products")
    assert told.code == 0
    assert "loan-haomiao" in told.out


def test_a_wrong_product_is_named_by_file_and_key(hangcuang, tmp_path):
    (tmp_path / "loan").mkdir()
    (tmp_path / "loan" / "odd.yaml").write_text("id: other\n", encoding="utf-8")
    told = hangcuang("check-products", tmp_path)
    assert told.code == 2
    assert "loan/odd.yaml: " in told.err


def test_migrating_again_says_that_nothing_is_to_be_done(hangcuang, store):
    assert "已是最新" in hangcuang("migrate").err


def test_a_database_without_tables_asks_to_be_migrated(hangcuang):
    told = hangcuang("verify-audit")
    assert told.code == 2
    assert "hangcuang migrate" in told.err


def test_a_sound_log_tells_its_head_which_later_checks_hold_to(hangcuang, store):
    keep(store)
    told = json.loads(hangcuang("verify-audit", "--json").out)
    assert told["faults"] == []
    noted = f"{told['head']['seq']}:{told['head']['sha256']}"
    assert hangcuang("verify-audit", "--head", noted).code == 0
    other = f"{told['head']['seq']}:{'0' * 64}"
    assert hangcuang("verify-audit", "--head", other).code == 1


def test_a_changed_log_ends_with_1_and_names_the_entry(hangcuang, store):
    keep(store)
    with store.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER audit_log_no_update"))
        connection.execute(text("UPDATE audit_log SET actor = 'x'"))
    told = hangcuang("verify-audit")
    assert told.code == 1
    assert "entry 1 was changed" in told.err

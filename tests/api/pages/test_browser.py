"""A real Chromium goes through the desk, with scripts switched off unless it measures."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect, sync_playwright

from api.app import create_app
from api.prefill.examples import write_examples
from api.wiring import Service
from tests.api.conftest import TODAY
from tests.api.importers.exports import OWN, a_line, as_csv

ARGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update",
        "--disable-sync"]  # fmt: skip
PHONE = {"width": 375, "height": 800}
expect.set_options(timeout=30_000)


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=ARGS)
        yield opened
        opened.close()


@pytest.fixture
def address(service: Service) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    config = uvicorn.Config(create_app(service), port=port, log_level="warning", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def page(browser: Browser, said: list[str]) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=False)
    opened = context.new_page()
    opened.on("console", lambda message: said.append(message.text))
    yield opened
    context.close()


def test_an_example_is_reviewed_and_submitted_without_scripts(
    page: Page, address: str, said: list[str]
) -> None:
    page.goto(address)
    page.click("text=用示例企业体验")
    page.click("text=直接核对并提交")
    page.click("text=确认无误")
    page.wait_for_url("**/assessments/*")
    expect(page.locator(".score-number")).to_be_visible()
    expect(page.locator("#chart-reasons .wide svg")).to_be_visible()
    assert said == []


def test_an_error_is_focused_linked_and_everything_typed_is_kept(page: Page, address: str) -> None:
    page.goto(f"{address}/apply")
    page.click("text=从空白开始")
    page.fill("[name='firm.name']", "杭州某科技有限公司")
    page.fill("[name='firm.credit_code']", "123")
    page.press("[name='firm.credit_code']", "Enter")
    expect(page.locator("#errors")).to_be_visible()
    page.click("#errors a")
    page.wait_for_url("**#f-firm-credit_code")
    expect(page.locator("[name='firm.name']")).to_have_value("杭州某科技有限公司")
    expect(page.locator("[name='firm.credit_code']")).to_have_value("123")


def test_a_page_is_typed_saved_and_found_again(page: Page, address: str) -> None:
    page.goto(f"{address}/apply")
    page.click("text=从空白开始")
    page.fill("[name='firm.name']", "某公司")
    page.click(".steps button:has-text('资金需求')")
    page.fill("[name='need.uses.0.amount']", "１２０万")
    page.click("text=增加一行")
    expect(page.locator("text=读作 1,200,000")).to_be_visible()
    page.click("text=上一步")
    page.click(".steps button:has-text('企业与人员')")
    expect(page.locator("[name='firm.name']")).to_have_value("某公司")


def test_no_page_scrolls_sideways_on_a_phone_and_none_breaks_the_policy(
    browser: Browser, page: Page, address: str, said: list[str]
) -> None:
    page.goto(f"{address}/apply")
    page.click("button[value=growing]")
    page.wait_for_url("**/firm*")
    step = page.url
    slugs = ("firm", "statements", "invoices", "tax", "innovation", "judicial", "need", "review")
    paths = [step.replace("/firm", f"/{slug}") for slug in slugs]
    phone = browser.new_context(viewport=PHONE).new_page()
    phone.on("console", lambda message: said.append(message.text))
    for path in [address, f"{address}/apply", f"{address}/products", *paths]:
        phone.goto(path)
        width = phone.evaluate("document.documentElement.scrollWidth")
        assert width <= PHONE["width"], path
    phone.click("text=确认无误")
    expect(phone.locator("#chart-uses .narrow svg")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert said == []
    phone.context.close()


def test_every_printed_sheet_carries_the_marks(page: Page, address: str) -> None:
    page.goto(f"{address}/apply")
    page.click("button[value=seed]")
    page.click("text=直接核对并提交")
    page.click("text=确认无误")
    page.emulate_media(media="print")
    mark = page.locator(".print-mark")
    expect(mark).to_be_visible()
    assert "演示分数:模型由模拟企业训练,不得用于授信" in mark.inner_text()
    assert "非杭州金投官方平台" in mark.inner_text()


def test_a_file_is_read_into_its_page_without_scripts(
    page: Page, address: str, said: list[str]
) -> None:
    page.goto(f"{address}/apply")
    page.click("text=从空白开始")
    page.fill("[name='firm.credit_code']", OWN)
    page.click(".steps button:has-text('发票')")
    page.fill("[name='firm.invoices.buyer_count']", "7")
    bad = as_csv([a_line(), a_line(2, 金额="x")])
    page.set_input_files("#upload-file", {"name": "坏.csv", "mimeType": "text/csv", "buffer": bad})
    page.click("text=读取文件")
    expect(page.locator(".data--errors td:has-text('Q 金额')")).to_be_visible()
    page.click("text=填入其余无误的部分")
    expect(page.locator("[name='firm.invoices.months.0.sales']")).to_have_value("100")
    expect(page.locator("[name='firm.invoices.buyer_count']")).to_have_value("7")
    assert said == []


def test_outside_sources_fill_in_the_form_after_the_consent(
    page: Page, address: str, service: Service
) -> None:
    write_examples(service.settings.prefill_dir, TODAY)
    page.goto(f"{address}/apply")
    page.fill("#credit_code", page.locator(".codes .figures").first.inner_text())
    page.click("text=授权并预填")
    expect(page.locator("#consent-error")).to_be_visible()
    page.check("#consent")
    page.click("text=授权并预填")
    expect(page.locator("#prefill:has-text('已按授权查询')")).to_be_visible()
    expect(page.locator(".badge--vouched").first).to_be_visible()

"""What does the desk do, in one screen?"""

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.examples import KINDS
from api.pages.guard import PageRoute
from api.pages.rendering import page
from engine.text import Text

router = APIRouter(route_class=PageRoute, include_in_schema=False)


def _both(zh: str, en: str) -> Text:
    return Text(zh=zh, en=en)


SAYS = {
    "invest": _both(
        "政府引导基金与市场化基金，换取少数股权", "Public and private funds for a minority share"
    ),
    "loan": _both("信用、质押、订单与设备贷款", "Unsecured, pledged, order and equipment loans"),
    "subsidy": _both(
        "贴息、消费券、奖励与补助，先付后补", "Interest support, coupons, rewards: paid afterwards"
    ),
    "guarantee": _both(
        "为具体贷款提供担保，本身不带来现金", "Backs a named loan; brings no cash itself"
    ),
    "insurance": _both("研发、首台（套）、知识产权等科技保险", "R&D, first-set and IP insurance"),
    "service": _both(
        "场景对接、算力与空间等，不计入资金", "Matching, compute, space: not counted as money"
    ),
}


@router.get("/")
def home(request: Request) -> Response:
    """The first page."""
    return page(request, "home.html", says=SAYS, example=KINDS[0])

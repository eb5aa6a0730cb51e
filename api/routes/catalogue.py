"""How does a program read the products and the features?"""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.routes.parts import Running, answer_of, as_json, problems
from api.schemas.catalogue import (
    FeatureList,
    ProductList,
    ProductQuery,
    features_shown,
    products_of,
)

router = APIRouter(prefix="/v1", tags=["catalogue"])


@router.get(
    "/products",
    responses={200: answer_of(ProductList, "The products."), **problems(401, 422)},
)
def get_products(service: Running, asked: Annotated[ProductQuery, Query()]) -> Response:
    """The products as they stand on a day (today if absent), of one channel or of all."""
    catalogue = service.catalogue(asked.on or service.today())
    return as_json(products_of(catalogue, asked.channel).model_dump_json())


@router.get("/features", responses={200: answer_of(FeatureList, "The features."), **problems(401)})
def get_features() -> Response:
    """The dictionary of features: what each means, which way is safer, what missing means."""
    return as_json(features_shown().model_dump_json())

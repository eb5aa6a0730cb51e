"""Which JSON schema helps an editor complete and check a product file?"""

import json

from engine.catalogue.files import ProductFile


def schema_text() -> str:
    """The content of `products/product.schema.json`, made from the file model."""
    schema = ProductFile.model_json_schema() | {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A product of the catalogue",
    }
    return json.dumps(schema, ensure_ascii=False, indent=1, sort_keys=True) + "\n"

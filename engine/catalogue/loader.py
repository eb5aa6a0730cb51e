"""How do the files of `products/` become a catalogue?"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from engine.catalogue.checks import faults_of
from engine.catalogue.files import ProductFile, RatesFile
from engine.catalogue.kinds import CHANNELS
from engine.catalogue.product import Catalogue
from engine.catalogue.reading import read_file
from engine.catalogue.resolve import Resolver, resolve
from engine.catalogue.vocabulary import WORDS
from engine.catalogue.walk import stated_values
from engine.errors import CatalogueError
from engine.facts import Fact

RATES_FILE = "reference_rates.yaml"
Words = Mapping[str, Fact]


@dataclass(frozen=True)
class DatedCatalogue:
    """All files as read, before a day is chosen; read once, ask for as many days as needed.

    `hash` is the SHA-256 over the canonical content: comments and key order do not change it.
    """

    products: Mapping[str, ProductFile]
    rates: RatesFile
    words: Words
    hash: str

    def on(self, day: date) -> Catalogue:
        """The catalogue as it stands on `day`; products by channel, then id."""
        at = Resolver(day, self.words)
        rates = {name: at.number(series) for name, series in self.rates.rates.items()}
        resolved = [resolve(each, day, self.words) for each in self.products.values()]
        return Catalogue(
            on=day,
            products=tuple(sorted(resolved, key=lambda p: (CHANNELS.index(p.channel), p.id))),
            reference_rates={name: rate for name, rate in rates.items() if rate is not None},
            rate_sources=self.rates.sources,
            hash=self.hash,
        )


def load_catalogue(folder: Path, on: date, words: Words = WORDS) -> Catalogue:
    """The catalogue in `folder` as it stands on `on`.

    Raises:
        CatalogueError: anything wrong in any file; every fault is named with file and key.
    """
    return read_catalogue(folder, words).on(on)


def read_catalogue(folder: Path, words: Words = WORDS) -> DatedCatalogue:
    """All product files and reference rates of `folder`, checked.

    Raises:
        CatalogueError: anything wrong in any file; every fault is named with file and key.
    """
    paths = sorted(path for channel in CHANNELS for path in (folder / channel).glob("*.yaml"))
    faults: list[str] = []
    files = {path: read_file(path, folder, ProductFile, faults) for path in paths}
    rates = read_file(folder / RATES_FILE, folder, RatesFile, faults)
    read = {path: product for path, product in files.items() if product is not None}
    ids = frozenset(path.stem for path in paths)
    for path, product in read.items():
        faults += _place_faults(path, folder, product)
        for fault in faults_of(product, words, ids):
            faults.append(f"{_shown(path, folder)}: {fault.key}: {fault.message}")
    if rates is not None:
        faults += _rate_faults(rates)
    if faults or rates is None:
        raise CatalogueError("\n".join(faults))
    products = {product.id: product for product in read.values()}
    return DatedCatalogue(products, rates, words, _hash(products, rates))


def _shown(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()


def _place_faults(path: Path, folder: Path, product: ProductFile) -> list[str]:
    faults = []
    if product.id != path.stem:
        faults.append(f"{_shown(path, folder)}: id: '{product.id}' is not the file's name")
    if product.channel != path.parent.name:
        faults.append(f"{_shown(path, folder)}: channel: '{product.channel}' is not the folder")
    return faults


def _rate_faults(rates: RatesFile) -> list[str]:
    named = [
        *stated_values(rates.rates.get("lpr1y"), "rates.lpr1y"),
        *stated_values(rates.rates.get("lpr5y"), "rates.lpr5y"),
    ]
    return [
        f"{RATES_FILE}: {placed.key}.source: unknown source '{placed.value.source}'"
        for placed in named
        if placed.value.source not in rates.sources
    ]


def _hash(products: Mapping[str, ProductFile], rates: RatesFile) -> str:
    content: dict[str, object] = {
        name: each.model_dump(mode="json") for name, each in products.items()
    }
    content[RATES_FILE] = rates.model_dump(mode="json")
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()

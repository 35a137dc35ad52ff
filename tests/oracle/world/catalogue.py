"""Categories, products, SKUs and barcodes."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

import models
from tests.oracle.world.builder import DAYS, MOMENTS, PRICES, QUANTITIES, Builder
from tests.oracle.world.texts import BARCODES, NAMES, WORDS


@dataclass(frozen=True)
class Catalogue:
    """What a company sells."""

    units: Sequence[models.Unit]
    categories: Sequence[models.ProductCategory]
    products: Sequence[models.Product]
    skus: Sequence[models.Sku]


def catalogue(builder: Builder, units: Sequence[models.Unit], currency: str) -> Catalogue:
    """Make the catalogue of one company, on a tree of three levels."""
    trunk = [_category(builder, place) for place in range(3)]
    branches = [_category(builder, place, builder.pick(trunk)) for place in range(3, 7)]
    twigs = [_category(builder, place, builder.pick(branches)) for place in range(7, 10)]
    categories = [*trunk, *branches, *twigs]
    products = [_product(builder, place, builder.pick(categories), builder.pick(units)) for place in range(10)]
    merged = [_product(builder, place, builder.pick(categories), builder.pick(units)) for place in range(10, 13)]
    for each in merged:
        each.merged_into_id, each.archived_at = builder.pick(products).id, builder.pick(MOMENTS)
    skus = [_sku(builder, place, builder.pick(products), builder.pick(units[:2]), currency) for place in range(16)]
    barcodes = [
        models.Barcode(
            **builder.owned(),
            sku_id=builder.pick(skus[:6]).id,
            value=value,
            kind=builder.pick(list(models.BarcodeKind)),
            quantity=builder.pick(QUANTITIES),
        )
        for value in BARCODES
    ]
    builder.layer(trunk, branches, twigs, products, merged, skus, barcodes)
    _bundles(builder, [*products, *merged], skus)
    return Catalogue(units, categories, [*products, *merged], skus)


def _bundles(builder: Builder, products: Sequence[models.Product], skus: Sequence[models.Sku]) -> None:
    """Let the first of what is kept in stock be a bundle of others, without the chance that all else depends on."""
    others, builder.random = builder.random, Random(f"bundles beside {skus[0].id}")
    goods = {each.id for each in products if each.kind is models.ProductKind.GOODS}
    first, *parts = [sku for sku in skus if sku.product_id in goods]
    bundle = models.Bundle(**builder.owned(), sku_id=first.id)
    components = [
        models.BundleComponent(
            **builder.owned(), bundle_id=bundle.id, position=place, sku_id=each.id, quantity=QUANTITIES[2]
        )
        for place, each in enumerate(parts[:2], 1)
    ]
    builder.layer([bundle], components)
    builder.random = others


def _category(builder: Builder, place: int, parent: models.ProductCategory | None = None) -> models.ProductCategory:
    return models.ProductCategory(
        **builder.owned(), code=f"K{place}", name=builder.pick(NAMES), parent_id=parent.id if parent else None
    )


def _product(builder: Builder, place: int, category: models.ProductCategory, unit: models.Unit) -> models.Product:
    return models.Product(
        **builder.owned(),
        code=f"A{place}",
        name=builder.pick(NAMES),
        description=builder.maybe(" ".join(builder.random.sample(WORDS, 4))),
        kind=builder.pick(list(models.ProductKind)),
        category_id=builder.maybe(category.id),
        unit_id=unit.id,
        tracking=builder.pick(list(models.Tracking)),
        cost_method=builder.pick(list(models.CostMethod)),
    )


def _sku(builder: Builder, place: int, product: models.Product, unit: models.Unit, currency: str) -> models.Sku:
    return models.Sku(
        **builder.owned(),
        product_id=product.id,
        code=f"S{place}",
        name=builder.pick(NAMES),
        variant=builder.pick([None, "blue", "Blue", "rot"]),
        unit_id=unit.id,
        currency=currency,
        list_price=builder.maybe(builder.pick(PRICES)),
        standard_cost=builder.maybe(builder.pick(PRICES)),
        weight_kg=builder.maybe(builder.pick(QUANTITIES)),
        reorder_point=builder.maybe(builder.pick(QUANTITIES)),
        is_made=builder.random.random() < 0.5,
        sold_from=builder.pick(DAYS),
    )

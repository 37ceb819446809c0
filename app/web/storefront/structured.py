"""What search engines read of a product: schema.org, as a data block that no browser executes."""

from typing import Any

from flask import current_app, request, url_for

from app.catalogue.product_page import ProductPage
from app.stock.queries import Stage
from app.web.formats import named, yuan_exact


def offers_of(found: ProductPage, stages: dict[int, Stage]) -> dict[str, Any]:
    base_url = current_app.extensions["settings"].base_url
    address = f"{base_url}{request.script_root}{request.path}"
    shot = current_app.jinja_env.globals["picture"](found.product.picture)  # type: ignore[operator]
    return {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": named(found.product),
        "description": named(found.product, "summary"),
        "image": f"{base_url}{shot.src}",
        "category": named(found.category),
        "brand": {"@type": "Brand", "name": named(found.cooperative)},
        "offers": [
            {
                "@type": "Offer",
                "name": named(pack),
                "price": yuan_exact(pack.price_fen),
                "priceCurrency": "CNY",
                "availability": _availability(found, stages[pack.id]),
                "url": f"{address}?pack={pack.id}",
                "seller": {
                    "@type": "Organization",
                    "name": named(found.cooperative),
                    "url": base_url
                    + url_for("storefront.cooperatives.show", slug=found.cooperative.slug),
                },
            }
            for pack in found.packs
        ],
    }


def _availability(found: ProductPage, stage: Stage) -> str:
    if stage is Stage.none or not found.selling.can_order:
        return "https://schema.org/OutOfStock"
    if found.selling.kind == "presale":
        return "https://schema.org/PreOrder"
    limited = stage is Stage.few
    return f"https://schema.org/{'LimitedAvailability' if limited else 'InStock'}"

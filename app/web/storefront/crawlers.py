"""For search engines: which addresses there are, and which are nobody's business."""

from flask import Blueprint, Response, current_app, url_for
from markupsafe import escape
from werkzeug.wrappers import Response as Answer

from app.catalogue.queries import published_slugs
from app.places.queries import halls
from app.web.guard import public_page

pages = Blueprint("crawlers", __name__)
PRIVATE_PLACES = ("/cart", "/checkout", "/pay", "/orders", "/account", "/sign-in", "/sign-up")
DESKS = (
    "/village",
    "/cooperative/",
    "/office",
    "/demonstration",
    "/addresses",
    "/me.json",
    "/track/",
)


@pages.get("/robots.txt")
@public_page(topics=())
def robots() -> Answer:
    places = [f"Disallow: {place}" for place in (*PRIVATE_PLACES, *DESKS)]
    sitemap = f"Sitemap: {_base()}/sitemap.xml"
    return Response("\n".join(["User-agent: *", *places, sitemap, ""]), mimetype="text/plain")


@pages.get("/sitemap.xml")
@public_page(topics=("catalogue",))
def sitemap() -> Answer:
    paths = [
        *(url_for("storefront.hall.show", slug=hall.slug) for hall in halls()),
        *(url_for("storefront.products.show", slug=slug) for slug in published_slugs()),
    ]
    urls = "".join(f"<url><loc>{escape(_base() + path)}</loc></url>\n" for path in paths)
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}</urlset>\n'
    )
    return Response(body, mimetype="application/xml")


def _base() -> str:
    return str(current_app.extensions["settings"].base_url)

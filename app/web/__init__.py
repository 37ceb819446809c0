"""The web: pieces joined in the order in which a visit passes them, from the inside out."""

from flask import Flask

from app.web import (
    compression,
    errors,
    formats,
    guard,
    headers,
    languages,
    page_cache,
    pages,
    pictures,
    proxies,
    sessions,
    sign_in,
    statics,
)
from app.web.cooperative import face as cooperative_face
from app.web.demonstration import face as demonstration_face
from app.web.health import pages as health_pages
from app.web.hooks import face as hooks_face
from app.web.office import face as office_face
from app.web.storefront import face as storefront_face
from app.web.village import face as village_face
from config import Settings

FACES = (
    health_pages,
    storefront_face,
    village_face,
    cooperative_face,
    office_face,
    hooks_face,
    demonstration_face,
)
MOST_BYTES = 2 * 1024 * 1024
MOST_FIELDS = 1000


def join(app: Flask, settings: Settings) -> None:
    app.config.update(
        MAX_CONTENT_LENGTH=MOST_BYTES,
        MAX_FORM_MEMORY_SIZE=guard.MOST_FORM_BYTES,
        MAX_FORM_PARTS=MOST_FIELDS,
        TRUSTED_HOSTS=headers.trusted_hosts(settings),
        PREFERRED_URL_SCHEME="https" if settings.is_https else "http",
    )
    sessions.join(app, settings, guard.may_open_session)
    sign_in.join(app)
    guard.join(app, settings)
    compression.join(app)
    errors.join(app)
    pages.join(app)
    formats.join(app)
    for blueprint in FACES:
        app.register_blueprint(blueprint)
    # WSGI layers, each around the ones before: the last one sees a visit first.
    page_cache.join(app, settings)
    languages.join(app, settings)
    shelf = statics.join(app, settings)
    headers.join(app, settings)
    pictures.join(app, shelf)
    proxies.join(app, settings)

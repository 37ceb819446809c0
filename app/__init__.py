"""PostHarvest 邮禾: settings in, pieces joined, nothing decided."""

from flask import Flask

from app import commands, web
from app.db import db, engine_options
from app.partners.joined import join_partners
from app.places.tree import tree
from app.web.deliveries import deliver_to
from config import Settings


def create_app(settings: Settings) -> Flask:
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    app = Flask(__name__, static_folder=None)
    app.testing = settings.testing
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings.database_url),
    )
    db.init_app(app)
    app.extensions["partners"] = join_partners(settings, _post_office, deliver_to(app))
    web.join(app, settings)
    commands.join(app)
    return app


def _post_office(region_code: str) -> str:
    """The name that the demonstration's carrier gives to its office there: the county's, because
    whoever has the number reads it, and nobody else need know the village."""
    return tree().text(tree().county_of(region_code), "zh-Hans")

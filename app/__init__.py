"""PostHarvest 邮禾: settings in, pieces joined, nothing decided."""

from flask import Flask

from app import web
from app.db import db, engine_options
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
    web.join(app, settings)
    return app

"""Doors for machines: what partners push to us. Every message is signed; none has a session."""

from app.web.guard import make_face
from app.web.hooks import cards, carrier

face = make_face("hooks", prefix="/hooks")
face.register_blueprint(cards.pages)
face.register_blueprint(carrier.pages)

"""Pages of the demonstration's partners: other firms, shown in their own plain dress.

They exist only while no real card company or carrier is configured, and never in production.
"""

from app.web.demonstration import cards, post
from app.web.guard import make_face

face = make_face("demonstration", prefix="/demonstration")
face.register_blueprint(cards.pages)
face.register_blueprint(post.pages)

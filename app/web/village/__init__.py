"""The counter of a village shop: for its shopkeeper."""

from app.web.guard import make_face

face = make_face("village", prefix="/village", roles=("shopkeeper",))

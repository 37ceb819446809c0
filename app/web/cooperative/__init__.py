"""The packing shed: for a cooperative's clerks and managers."""

from app.web.guard import make_face

face = make_face("cooperative", prefix="/cooperative", roles=("clerk", "manager"))

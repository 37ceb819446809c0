"""The post office's own desk: for postal staff and administrators."""

from app.web.guard import make_face

face = make_face("office", prefix="/office", roles=("postal", "administrator"))

"""The market as everybody sees it: nobody has to sign in to look."""

from app.web.guard import make_face

face = make_face("storefront")

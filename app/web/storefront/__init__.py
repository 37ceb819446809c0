"""The market as everybody sees it: nobody has to sign in to look."""

from app.web.guard import make_face
from app.web.storefront import (
    addresses,
    cart,
    checkout,
    claims,
    collections,
    cooperatives,
    crawlers,
    fees,
    grower,
    hall,
    handing,
    notices,
    orders,
    pay,
    pay_for,
    people,
    photos,
    pictures,
    products,
    regions,
    search,
    track,
)

face = make_face("storefront")
for family in (
    hall,
    search,
    products,
    cooperatives,
    collections,
    regions,
    addresses,
    cart,
    checkout,
    pay,
    pay_for,
    orders,
    handing,
    claims,
    photos,
    pictures,
    people,
    notices,
    fees,
    grower,
    track,
    crawlers,
):
    face.register_blueprint(family.pages)

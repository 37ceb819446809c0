"""The counter of a village shop: for its shopkeeper."""

from app.web.guard import make_face
from app.web.village.account import pages as account
from app.web.village.agreements import pages as agreements
from app.web.village.boxes import pages as boxes
from app.web.village.cash import pages as cash
from app.web.village.cash_days import pages as cash_days
from app.web.village.claims import pages as claims
from app.web.village.consents import pages as consents
from app.web.village.counter import pages as counter
from app.web.village.drop_offs import pages as drop_offs
from app.web.village.orders import pages as orders
from app.web.village.pay_links import pages as pay_links
from app.web.village.payees import pages as payees
from app.web.village.places import pages as places
from app.web.village.remittances import pages as remittances
from app.web.village.returns import pages as returns
from app.web.village.shelf import pages as shelf
from app.web.village.statements import pages as statements
from app.web.village.uncollected import pages as uncollected
from app.web.village.villagers import pages as villagers

face = make_face("village", prefix="/village", roles=("shopkeeper",))
for pages in (
    counter,
    villagers,
    consents,
    orders,
    pay_links,
    claims,
    shelf,
    agreements,
    uncollected,
    places,
    cash,
    account,
    cash_days,
    remittances,
    returns,
    drop_offs,
    statements,
    payees,
    boxes,
):
    face.register_blueprint(pages)

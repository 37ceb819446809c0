"""The packing shed: for a cooperative's clerks and managers."""

from app.web.cooperative.came_back import pages as came_back
from app.web.cooperative.carriage import pages as carriage
from app.web.cooperative.claims import pages as claims
from app.web.cooperative.here import current_cooperative, is_manager, works_for_several
from app.web.cooperative.households import pages as households
from app.web.cooperative.inbound import pages as inbound
from app.web.cooperative.labels import pages as labels
from app.web.cooperative.lots import pages as lots
from app.web.cooperative.manifests import pages as manifests
from app.web.cooperative.packing import pages as packing
from app.web.cooperative.packs import pages as packs
from app.web.cooperative.parcels import pages as parcels
from app.web.cooperative.payees import pages as payees
from app.web.cooperative.products import pages as products
from app.web.cooperative.sales import pages as sales
from app.web.cooperative.scale import pages as scale
from app.web.cooperative.shipping import pages as shipping
from app.web.cooperative.statements import pages as statements
from app.web.cooperative.team import pages as team
from app.web.guard import make_face

face = make_face("cooperative", prefix="/cooperative", roles=("clerk", "manager"))
for pages in (
    packing,
    labels,
    scale,
    manifests,
    shipping,
    claims,
    parcels,
    came_back,
    products,
    packs,
    lots,
    inbound,
    households,
    sales,
    carriage,
    statements,
    payees,
    team,
):
    face.register_blueprint(pages)


@face.context_processor
def know_the_shed() -> dict[str, object]:
    """For the band on top. Functions, because a page of the guard's own has no cooperative."""
    return {
        "our_cooperative": current_cooperative,
        "works_for_several": works_for_several,
        "is_manager": is_manager,
    }

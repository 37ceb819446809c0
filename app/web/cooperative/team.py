"""Who works here; and which cooperative, for those who work for several."""

from flask import Blueprint, request
from werkzeug.wrappers import Response as Answer

from app.cooperatives.queries import get_cooperative
from app.ground.quantities import parse_id
from app.ground.refusals import Missing, RoleNeeded
from app.people.kinds import Role
from app.people.queries import persons_with_role
from app.web.forms import Form
from app.web.guard import choose_cooperative, current_cooperative_id, my_cooperative_ids
from app.web.pages import back_to, page

pages = Blueprint("team", __name__, url_prefix="/team")


@pages.get("/")
def home() -> str:
    ours = current_cooperative_id()
    return page(
        cooperative=get_cooperative(ours),
        managers=persons_with_role(Role.manager, cooperative_id=ours),
        clerks=persons_with_role(Role.clerk, cooperative_id=ours),
        mine=[get_cooperative(one) for one in my_cooperative_ids()],
    )


@pages.post("/choose")
def choose() -> Answer:
    form = Form(request.form)
    wanted = form.take("cooperative_id", parse_id)
    form.check()
    try:
        choose_cooperative(wanted)
    except RoleNeeded:
        # Whether it is there is nobody's business who does not work in it.
        raise Missing() from None
    return back_to("cooperative.packing.home")

"""Money that does not match or waits for somebody, and who looks after it."""

from flask import Blueprint, request
from werkzeug.wrappers import Response as Answer

from app.db import transaction
from app.ground.refusals import Missing
from app.ground.texts import clean_line
from app.reconciliation.actions import take_task
from app.reconciliation.kinds import TaskKind
from app.reports.money_tasks import money_tasks
from app.web.forms import Form
from app.web.guard import current_person_id
from app.web.office.here import LONGEST_REASON
from app.web.pages import back_to, page

pages = Blueprint("tasks", __name__, url_prefix="/tasks")
LONGEST_SUBJECT = 300
MINE = "mine"


@pages.get("/")
def list() -> str:
    wanted = request.args.get("kind", "")
    if wanted and wanted != MINE and wanted not in set(TaskKind):
        raise Missing
    me = current_person_id()
    kind = TaskKind(wanted) if wanted and wanted != MINE else None
    tasks = money_tasks(kind, me if wanted == MINE else None)
    return page(
        tasks=tasks,
        wanted=wanted,
        kinds=[one.value for one in TaskKind],
        me=me,
    )


@pages.post("/")
def take() -> Answer:
    """Hers from now on; with `leave` nobody's. A note is kept beside the name."""
    form = Form(request.form)
    kind = form.choose("kind", TaskKind)
    subject = form.take("subject", clean_line, longest=LONGEST_SUBJECT)
    note = form.take("note", clean_line, longest=LONGEST_REASON, optional=True) or ""
    form.check()
    owner_id = None if form.ticked("leave") else current_person_id()
    with transaction():
        take_task(kind, subject, owner_id, note)
    return back_to("office.tasks.list", kind=request.args.get("kind") or None)

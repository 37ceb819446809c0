"""Labels by the hundred, drawn outside of any transaction."""

from flask import current_app

from app.db import Facts, session, transaction
from app.parcels.batches import get_size, keep_paper, note_progress, slips_to_draw
from app.parcels.labels import draw

# How many pages are drawn before the page that shows the progress hears of it.
EACH_TIME = 25


def draw_labels(facts: Facts) -> None:
    """May run twice: the first paper that is whole is kept."""
    batch_id = int(facts["batch_id"])
    base_url = str(current_app.extensions["settings"].base_url)
    size, slips = get_size(batch_id), slips_to_draw(batch_id, base_url)
    session.rollback()

    def tell(done: int) -> None:
        if done % EACH_TIME == 0:
            with transaction():
                note_progress(batch_id, done, len(slips))

    pdf = draw(slips, size, tell) if slips else b""
    with transaction():
        keep_paper(batch_id, pdf, len(slips))

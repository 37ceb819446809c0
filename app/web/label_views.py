"""What the pages of a cooperative's and of the office's label batches have in common."""

from flask import make_response
from werkzeug.wrappers import Response as Answer

from app.parcels.batch_lists import LabelBatch, paper_of
from app.parcels.kinds import LabelSize


def label_sizes() -> list[dict[str, str]]:
    """As the macro `radios` wants them."""
    return [
        {"value": one.value, "words": f"{one.value.replace('x', ' × ')} mm", "note": "", "icon": ""}
        for one in LabelSize
    ]


def paper_answer(pdf: bytes, name: str) -> Answer:
    """Numbers only in the name: what lies in a folder of downloads tells nobody anything."""
    answer = make_response(pdf)
    answer.content_type = "application/pdf"
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer


def batch_answer(batch: LabelBatch) -> Answer:
    return paper_answer(paper_of(batch), f"labels-batch-{batch.id}")

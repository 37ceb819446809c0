"""Private pages and errors go over the wire compressed too; public ones are kept compressed.

The usual danger (guessing a page's secret from its length) needs a token in the page and cookies
that other sites can make the browser send: forms have no token, and the cookie is SameSite.
"""

import gzip

import brotli
from flask import Flask, current_app, request
from werkzeug.wrappers import Response as Answer

from app.web.guard import PUBLIC, visibility_of
from app.web.page_cache import coding_for

TEXTS = ("text/", "application/json", "image/svg+xml")
WORTH_IT_BYTES = 1000


def compress(answer: Answer) -> Answer:
    kept_elsewhere = visibility_of(current_app, request.endpoint) == PUBLIC
    if (kept_elsewhere and answer.status_code == 200) or not _may_shrink(answer):
        return answer
    answer.vary.add("Accept-Encoding")
    coding = coding_for(request.headers.get("Accept-Encoding", ""))
    body = answer.get_data()
    if coding and len(body) >= WORTH_IT_BYTES:
        shrunk = brotli.compress(body, quality=4) if coding == "br" else gzip.compress(body, 4)
        answer.set_data(shrunk)
        answer.headers["Content-Encoding"] = coding
    return answer


def _may_shrink(answer: Answer) -> bool:
    return (
        not answer.is_streamed
        and not answer.direct_passthrough
        and "Content-Encoding" not in answer.headers
        and answer.headers.get("Content-Type", "").startswith(TEXTS)
    )


def join(app: Flask) -> None:
    app.after_request(compress)

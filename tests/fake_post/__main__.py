"""python -m tests.fake_post: beside a market on this machine. Ctrl-C or SIGTERM ends it.

Whose customer it serves and with which key say CHINA_POST_SENDER, _SECRET and _SIGN_KEY, as for the
market.
"""

import argparse
import os
import signal
import threading
from pathlib import Path

from tests.fake_post.post import FakePost
from tests.fake_post.server import serve


def main() -> None:
    words = argparse.ArgumentParser(prog="python -m tests.fake_post", description=__doc__)
    words.add_argument("--port", type=int, required=True)
    words.add_argument("--hook", default="", help="where scans are pushed to; else only asked for")
    words.add_argument("--state", type=Path, help="a file that keeps everything between starts")
    wanted = words.parse_args()
    post = FakePost.kept_in(wanted.state)
    post.sender = os.environ.get("CHINA_POST_SENDER", post.sender)
    post.authorization = os.environ.get("CHINA_POST_SECRET", post.authorization)
    post.sign_key = os.environ.get("CHINA_POST_SIGN_KEY", post.sign_key)
    server = serve(post, wanted.port, wanted.hook)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: threading.Thread(target=server.shutdown).start())
    server.serve_forever(0.1)


if __name__ == "__main__":
    main()

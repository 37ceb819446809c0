"""python -m tests.fake_stripe: beside a market on this machine. Ctrl-C or SIGTERM ends it."""

import argparse
import signal
import threading
from pathlib import Path

from tests.fake_stripe.hooks import Deliveries
from tests.fake_stripe.server import serve
from tests.fake_stripe.stripe import FakeStripe


def main() -> None:
    words = argparse.ArgumentParser(prog="python -m tests.fake_stripe", description=__doc__)
    words.add_argument("--port", type=int, required=True)
    words.add_argument("--hook", required=True, help="where events are sent to")
    words.add_argument("--secret", required=True, help="what they are signed with")
    words.add_argument("--state", type=Path, help="a file that keeps everything between starts")
    wanted = words.parse_args()
    fake = FakeStripe(wanted.state)
    fake.secret = wanted.secret
    server = serve(fake, wanted.port)
    deliveries = Deliveries(fake, wanted.hook)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: threading.Thread(target=server.shutdown).start())
    server.serve_forever(0.1)
    deliveries.stop()


if __name__ == "__main__":
    main()

"""The door for servers: `granian --interface wsgi wsgi:application`, `gunicorn wsgi:app`."""

import os
import sys

from app import create_app
from config import Settings, SettingsRefused

try:
    settings = Settings.from_environment(os.environ)
except SettingsRefused as refused:
    # The operator needs the sentences, not where they were found. At any other code than 3
    # gunicorn would try again for ever.
    print(refused, file=sys.stderr)
    sys.exit(3)

application = create_app(settings)
app = application

"""The door for servers: `granian --interface wsgi wsgi:application`, `gunicorn wsgi:app`."""

import os
import sys

from app import create_app
from config import Settings, SettingsRefused

try:
    settings = Settings.from_environment(os.environ)
except SettingsRefused as refused:
    # The operator needs the sentences, not where they were found.
    sys.exit(str(refused))

application = create_app(settings)
app = application

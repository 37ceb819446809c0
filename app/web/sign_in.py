"""Who is looking: Flask-Login, told to keep nothing but the secret of a row in people's sign-ins.

The row is the truth. When it is ended, every copy of its cookie is worthless.
"""

from flask import Flask, Response, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from app.people.queries import SignedIn, find_signed_in


class Visitor(UserMixin):  # type: ignore[misc]
    def __init__(self, secret: str, signed_in: SignedIn | None = None) -> None:
        self.secret = secret
        self.signed_in = signed_in
        # Read now: a transaction forgets what rows hold, and the page would ask for it again.
        self.person_id = signed_in.person.id if signed_in else None

    def get_id(self) -> str:
        return self.secret


class Visitors(LoginManager):  # type: ignore[misc]
    def _update_remember_cookie(self, response: Response) -> Response:
        """Flask-Login looks into the session after every answer; a public page has none."""
        return response


def remember(secret: str) -> None:
    """From now on this browser shows the secret of a sign-in that `people` has just written."""
    session.clear()
    session.permanent = True
    login_user(Visitor(secret))


def forget() -> None:
    """The page ends the sign-in's row as well: `people.actions.end_sign_in(find_secret())`."""
    logout_user()
    session.clear()


def find_secret() -> str | None:
    return current_user.secret if current_user.is_authenticated else None


def find_visitor() -> SignedIn | None:
    return current_user.signed_in if current_user.is_authenticated else None


def find_person_id() -> int | None:
    return current_user.person_id if current_user.is_authenticated else None


def _load(secret: str) -> Visitor | None:
    signed_in = find_signed_in(secret)
    return Visitor(secret, signed_in) if signed_in else None


def join(app: Flask) -> None:
    visitors = Visitors()
    # It would compare browser names and addresses, which change on the way to the metro.
    visitors.session_protection = None
    visitors.user_loader(_load)
    visitors.init_app(app, add_context_processor=False)

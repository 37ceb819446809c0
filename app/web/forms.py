"""Forms: every field is read by its own rule, and all that is wrong is told at once.

form = Form(request.form)
name = form.take("name", clean_line, longest=50)
boxes = form.take("boxes", parse_quantity, most=20)
form.check()
"""

from collections.abc import Callable
from typing import TypeVar, cast

from werkzeug.datastructures import MultiDict

from app.ground.refusals import ChoiceUnknown, Invalid, Refusal

Taken = TypeVar("Taken")
Choice = TypeVar("Choice", bound=str)
TICKED = frozenset({"on", "yes", "1", "true"})


class FormRefused(Invalid):
    """Several fields at once; `errors` says for each what is wrong with it."""

    def __init__(self, errors: dict[str, Refusal]) -> None:
        super().__init__()
        self.errors = errors


def shown(sign: str) -> str:
    return sign if sign >= " " or sign in "\t\n\r" else "\ufffd"


class Form:
    """`values` is what was sent, as it was sent; of a field sent twice the first counts.

    A field that nobody takes is ignored, so that nothing can be set that a page did not ask for.
    """

    def __init__(self, sent: MultiDict[str, str]) -> None:
        self.sent = sent
        # Shown again as it came, but for what no page can hold.
        self.values: dict[str, str] = {
            name: "".join(map(shown, text)) for name, text in sent.to_dict().items()
        }
        self.errors: dict[str, Refusal] = {}

    @classmethod
    def filled(cls, **values: object) -> "Form":
        """For the first look at a form that changes something: what it says now."""
        return cls(MultiDict({name: str(value) for name, value in values.items()}))

    def take(self, name: str, rule: Callable[..., Taken], **limits: object) -> Taken:
        """What the rule of `app.ground` makes of the field.

        A refused field is noted and yields None in spite of the type: rely on what was taken only
        after `check()`.
        """
        return self._by_rule(name, lambda: rule(self.sent.get(name), field=name, **limits))

    def take_each(self, name: str, rule: Callable[..., Taken], **limits: object) -> list[Taken]:
        """For boxes of one name that may be ticked several times."""
        return self._by_rule(
            name,
            lambda: [rule(text, field=name, **limits) for text in self.sent.getlist(name)],
        )

    def choose(self, name: str, choices: type[Choice]) -> Choice:
        """One word of a StrEnum."""

        def choose() -> Choice:
            try:
                return choices(self.sent.get(name, ""))
            except ValueError:
                raise ChoiceUnknown(field=name) from None

        return self._by_rule(name, choose)

    def ticked(self, name: str) -> bool:
        return self.sent.get(name) in TICKED

    def refuse(self, name: str, refusal: Refusal) -> None:
        """For what only shows when two fields are seen together; the first error stays."""
        refusal.field = name
        self.errors.setdefault(name, refusal)

    def check(self) -> None:
        if self.errors:
            raise FormRefused(self.errors)

    def _by_rule(self, name: str, rule: Callable[[], Taken]) -> Taken:
        try:
            return rule()
        except Refusal as refusal:
            self.refuse(name, refusal)
            return cast("Taken", None)


def errors_of(refusal: Refusal) -> dict[str, Refusal]:
    """By field; empty for a refusal that is about the whole."""
    if isinstance(refusal, FormRefused):
        return refusal.errors
    return {refusal.field: refusal} if refusal.field else {}

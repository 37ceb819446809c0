"""Letters as a list: what the worker laid into the folder instead of sending it."""

from collections.abc import Sequence
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import overload


class Letterbox(Sequence[EmailMessage]):
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def _all(self) -> list[EmailMessage]:
        paths = sorted(self.folder.glob("*.eml")) if self.folder.exists() else []
        return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in paths]

    @overload
    def __getitem__(self, index: int) -> EmailMessage: ...
    @overload
    def __getitem__(self, index: slice) -> list[EmailMessage]: ...
    def __getitem__(self, index: int | slice) -> EmailMessage | list[EmailMessage]:
        return self._all()[index]

    def __len__(self) -> int:
        return len(self._all())

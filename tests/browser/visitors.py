"""People who come into a small market of a few known ones, already signed in."""

from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser

from app.reports.checks import check_books
from tests.browser.live import Market
from tests.browser.walker import PHONE, TABLE, Walker

WITH_A_PHONE = ("", "shopper", "keeper", "courier")


@dataclass
class Visitors:
    """`people`: sessions of those who are signed in without a form."""

    market: Market
    chrome: Browser
    people: dict[str, str]
    walkers: list[Walker] = field(default_factory=list, kw_only=True)
    goodbyes: ExitStack = field(default_factory=ExitStack, kw_only=True)

    def come(self, who: str = "", **habits: Any) -> Walker:
        """`who` is one of `people`, or nobody in particular. The office sits at a table."""
        size = PHONE if who in WITH_A_PHONE else TABLE
        context = self.chrome.new_context(**{"viewport": size, "locale": "zh-CN", **habits})
        self.goodbyes.callback(context.close)
        if who:
            name = self.market.app.config["SESSION_COOKIE_NAME"]
            cookie = {"name": name, "value": self.people[who], "url": self.market.address}
            context.add_cookies([cookie])  # type: ignore[list-item]
        self.walkers.append(Walker.come(context, self.market.address))
        return self.walkers[-1]

    def end(self) -> None:
        """Whatever annoyed anybody on the way, and whatever does not add up."""
        self.goodbyes.close()
        self.market.lead.days = 0
        faults = [fault for walker in self.walkers for fault in walker.faults]
        self.walkers.clear()
        with self.market.app.app_context():
            faults += [f"{one.name}: {one.faults}" for one in check_books() if one.faults]
        assert not faults, "\n".join(faults)

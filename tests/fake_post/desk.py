"""Its own page: whoever plays the post sits here, moves parcels on and makes the line ill."""

import threading
import urllib.request
from collections.abc import Sequence
from html import escape
from urllib.error import URLError

from app import clock
from tests.fake_post.post import Facts, FakePost, pushed

MOST_SHOWN, MOST_FAULTS = 60, 50
# A parcel's way as it is usually told: code, office, words, and how it was handed over.
WAY: Sequence[tuple[str, str, str, str]] = (
    ("203", "常州揽收部", "已收寄", ""),
    ("389", "常州处理中心", "离开处理中心", ""),
    ("954", "寄达地处理中心", "到达处理中心", ""),
    ("713", "寄达地揽投部", "到达投递机构", ""),
    ("702", "寄达地揽投部", "安排投递", ""),
    ("704", "寄达地揽投部", "已妥投，本人签收", "10"),
)
# What else may happen, once a parcel is with the post.
ASIDE: Sequence[tuple[str, str, str]] = (
    ("705", "没投成", "4"),
    ("743", "妥投撤销", ""),
    ("748", "自取", ""),
    ("711", "已退回", ""),
    ("987", "丢失", ""),
)
FAULTS = (
    "down",
    "slow",
    "drip",
    "huge",
    "truncated",
    "html",
    "nested",
    "inner garbage",
    "redirect",
    "wrong number",
    "no number",
    "429",
    "500",
    "503",
)
_STYLE = """
body{margin:0;font:1rem/1.5 system-ui,sans-serif;background:#f4f7f5;color:#17211b}
main{max-width:64rem;margin:1.5rem auto;padding:1.25rem;background:#fff;border-radius:.75rem}
h1{font-size:1.2rem;margin:0}
button,select,input{min-height:44px;padding:.4rem .8rem;font:inherit;border:1px solid #c9d5cd;
border-radius:.5rem;background:#fff}
table{border-collapse:collapse;width:100%}td{border-top:1px solid #e0e8e3;padding:.4rem}
.scroll{overflow-x:auto}
"""


class Desk:
    """`hook`: where scans are pushed to; empty: they are only pulled."""

    def __init__(self, post: FakePost, hook: str = "") -> None:
        self.post, self.hook, self.said = post, hook, ""
        self._turn = threading.Lock()

    def show(self) -> str:
        with self.post.lock:
            numbers = [one["waybillNo"] for one in self.post.orders.values() if "receiver" in one][
                -MOST_SHOWN:
            ]
            rows = "".join(self._row(number) for number in reversed(numbers))
            waiting = ", ".join(self.post.faults) or "–"
        choices = "".join(f"<option>{escape(one)}</option>" for one in FAULTS)
        return (
            '<!doctype html><html lang="zh-Hans"><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width">'
            f"<title>Fake post</title><style>{_STYLE}</style><main><h1>自制的邮政 Fake post</h1>"
            f"<p>{escape(self.said)}</p>"
            '<form method="post"><label>故障 Fault <select name="fault">'
            f"{choices}</select></label> "
            '<label>几次 Questions <input name="times" value="3" size="3"></label> '
            '<button name="press" value="ill">排上 Script it</button> '
            '<button name="press" value="well">清除 Clear</button></form>'
            f"<p>接下来 Next: {escape(waiting)}</p>"
            f'<div class="scroll"><table>{rows}</table></div></main></html>'
        )

    def press(self, fields: dict[str, str]) -> None:
        """What cannot be done is said on the page."""
        what, _, number = fields.get("press", "").partition(":")
        with self._turn:
            if what in ("ill", "well"):
                self._script(what, fields)
            elif number not in self.post.scans and not self._knows(number):
                self.said = "没有这件 No such parcel"
            elif what == "next":
                self._tell(self._next(number))
            elif what == "whole":
                self._tell(self._rest(number))
            elif what == "quiet":
                self._next(number)
                self.said = f"{number}: 只记下，等来问 kept, not pushed"
            elif what == "weigh":
                self._weigh(number)
            elif what in {code for code, _, _ in ASIDE}:
                self._tell(self._aside(number, what))
        self.post.keep()

    def _knows(self, number: str) -> bool:
        return any(one["waybillNo"] == number for one in self.post.orders.values())

    def _script(self, what: str, fields: dict[str, str]) -> None:
        times, fault = fields.get("times", ""), fields.get("fault", "")
        with self.post.lock:
            if what == "well":
                self.post.faults.clear()
            elif fault in FAULTS and times.isdecimal() and 1 <= int(times) <= MOST_FAULTS:
                self.post.faults += [fault] * int(times)
        self.said = "好 Well" if what == "well" else f"{fault} × {times}"

    def _next(self, number: str) -> list[Facts]:
        """Nothing when it is at its end."""
        told = {one["opCode"] for one in self.post.scans.get(number, [])}
        left = [one for one in WAY if one[0] not in told]
        return [self._scan(number, *left[0])] if left else []

    def _rest(self, number: str) -> list[Facts]:
        items: list[Facts] = []
        while more := self._next(number):
            items += more
        return items

    def _aside(self, number: str, code: str) -> list[Facts]:
        _, words, reason = next(one for one in ASIDE if one[0] == code)
        return [self._scan(number, code, "寄达地揽投部", words, reason)]

    def _scan(self, number: str, code: str, office: str, words: str, reason: str) -> Facts:
        serial = f"{number}-{len(self.post.scans.get(number, [])) + 1}"
        more = {"office": office, "desc": words, "opOrgCode": f"2130{serial[-4:]:0>4}"}
        if code == "704":
            more["deliverCode"] = reason
        if code == "705":
            more["attemptDeliveryCode"] = reason
        return self.post.scan(number, code, clock.now(), serial=serial, **more)

    def _weigh(self, number: str) -> None:
        """What its own scale says: a tenth more than was told, for a price of its own."""
        facts = next(one for one in self.post.orders.values() if one["waybillNo"] == number)
        grams = int(facts.get("weight") or 1000) * 11 // 10
        self.post.charges[number] = (f"{8 + grams // 1000}.00", grams)
        self.said = f"{number}: {grams} g"

    def _tell(self, items: list[Facts]) -> None:
        """A push that the market does not take is still there to be asked for."""
        if not items:
            self.said = "已到终点 At its end"
            return
        words = f"{items[0]['waybillNo']}: {', '.join(one['opCode'] for one in items)}"
        if not self.hook:
            self.said = f"{words} kept"
            return
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        request = urllib.request.Request(self.hook, self._sealed(items), kind)
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:
                self.said = f"{words} → {answer.status}"
        except (URLError, OSError) as fault:
            self.said = f"{words} → {fault}"

    def _sealed(self, items: list[Facts]) -> bytes:
        names = {"senderNo": self.post.sender, "authorization": self.post.authorization}
        return pushed(items, sign_key=self.post.sign_key, **names)

    def _row(self, number: str) -> str:
        scans = self.post.scans.get(number, [])
        last = f"{scans[-1]['opCode']} {scans[-1]['opDesc']}" if scans else "已下单 ordered"
        if number in self.post.cancelled:
            last = "已撤单 withdrawn"
        buttons = [
            ("next", "下一站 Next"),
            ("whole", "走完 Whole way"),
            ("quiet", "只记下 Unpushed"),
            ("weigh", "过秤 Weigh"),
            *((code, words) for code, words, _ in ASIDE),
        ]
        presses = " ".join(
            f'<button name="press" value="{name}:{escape(number)}">{words}</button>'
            for name, words in buttons
        )
        return (
            f"<tr><td>{escape(number)}</td><td>{escape(last)}</td>"
            f'<td><form method="post">{presses}</form></td></tr>'
        )

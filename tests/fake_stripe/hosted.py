"""Its own pages: Checkout, where the buyer pays, and a desk where whoever plays the banks sits."""

from html import escape

from tests.fake_stripe.bank import METHODS, Facts, Refused
from tests.fake_stripe.stripe import FakeStripe

_STYLE = """
body{margin:0;font:1rem/1.5 system-ui,sans-serif;background:#f6f8fa;color:#1a1f36}
main{max-width:26rem;margin:2rem auto;padding:1.5rem;background:#fff;border-radius:.75rem}
main.wide{max-width:60rem}
h1{font-size:1.1rem;margin:0 0 .25rem}
.sum{font-size:2rem;margin:.25rem 0 1rem}
label{display:block;padding:.75rem;border:1px solid #d8dee4;border-radius:.5rem;margin:.5rem 0}
button{min-height:44px;padding:.5rem 1rem;margin:.25rem .25rem 0 0;border:1px solid #d8dee4;
border-radius:.5rem;background:#fff;font:inherit;white-space:nowrap}
button.main{width:100%;background:#635bff;border-color:#635bff;color:#fff}
p.no{color:#b3093c}
table{border-collapse:collapse;width:100%}td{border-top:1px solid #e3e8ee;padding:.4rem;
white-space:nowrap}
.scroll{overflow-x:auto}
@media(max-width:32rem){tr{display:flex;flex-wrap:wrap;border-top:1px solid #e3e8ee}
td{border:0}td:last-child{flex-basis:100%;padding-top:0}}
@media(prefers-color-scheme:dark){body{background:#0a0c12;color:#e3e8ee}
main{background:#151922}button{background:#222836;color:inherit;border-color:#3b4252}
label{border-color:#3b4252}td{border-color:#2b3140}}
"""
_WORDS = {"card": "银行卡 Card", "alipay": "支付宝 Alipay", "wechat_pay": "微信支付 WeChat Pay"}
Answer = tuple[int, str, str]


def show_checkout(fake: FakeStripe, name: str, said: str = "") -> Answer:
    session = fake.sessions.get(name)
    if session is None:
        return 404, _page("No such session", "<p>This page does not exist.</p>"), ""
    if session["status"] != "open":
        words = {"complete": "已付款 Paid", "expired": "已过期 Expired"}[session["status"]]
        back = escape(session["success_url"], quote=True)
        return 200, _page(words, f'<p><a href="{back}">返回商家 Back</a></p>'), ""
    yuan = f"{session['amount_total'] // 100}.{session['amount_total'] % 100:02d}"
    ways = "".join(
        f'<label><input type="radio" name="method" value="{one}"{" checked" * (not at)}> '
        f"{_WORDS[one]}</label>"
        for at, one in enumerate(session.get("payment_method_types") or METHODS)
    )
    body = (
        f"<p>{escape(session['description'])}</p>"
        f'<p class="sum">¥{yuan}</p>'
        + (f'<p class="no" role="alert">{escape(said)}</p>' if said else "")
        + f'<form method="post">{ways}'
        '<button class="main" name="press" value="pay">付款 Pay</button>'
        '<button name="press" value="decline">银行拒付 Declined</button>'
        '<button name="press" value="later">稍后到账 Pays later</button>'
        '<button name="press" value="leave">返回 Leave</button></form>'
        "<p><small>演示用的 Stripe，不动真钱。A Stripe for trying out: no money moves.</small></p>"
    )
    return 200, _page("付款 Checkout", body), ""


def press(fake: FakeStripe, name: str, fields: dict[str, str]) -> Answer:
    """303 back to the market, or the page again."""
    session = fake.sessions.get(name)
    if session is None:
        return show_checkout(fake, name)
    pressed, method = fields.get("press", ""), fields.get("method", "card")
    if pressed == "leave":
        return 303, "", str(session["cancel_url"])
    try:
        if pressed == "decline":
            fake.decline(name)
            fake.keep()
            return show_checkout(fake, name, "银行拒绝了这笔付款。The bank said no.")
        if pressed not in ("pay", "later") or method not in METHODS:
            return show_checkout(fake, name, "?")
        fake.pay(name, method, later=pressed == "later")
        fake.keep()
    except Refused:
        return show_checkout(fake, name)
    return 303, "", str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", name)


# What the desk offers for a row of which list.
_PRESSES = {
    "sessions": (("settle", "钱到了"), ("default", "钱没到")),
    "charges": (("dispute", "买家拒付"),),
    "refunds": (("finish", "退款到账"), ("fail", "退款退回")),
    "disputes": (("win", "商家胜诉"), ("lose", "商家败诉")),
}


def show_desk(fake: FakeStripe) -> Answer:
    parts = [
        f"<p>¥{fake.balance() / 100:.2f}</p>"
        '<form method="post"><button name="press" value="pay_out:">'
        "全部打款到银行 Pay out</button></form>"
    ]
    for shelf, presses in _PRESSES.items():
        rows = "".join(
            f"<tr><td>{escape(one['id'])}</td><td>{_sum(one)}</td>"
            f"<td>{escape(str(one.get('payment_status') or one['status']))}</td>"
            f"<td>{_buttons(presses, one)}</td></tr>"
            for one in reversed(list(getattr(fake, shelf).values())[-20:])
        )
        parts.append(f'<h2>{shelf}</h2><div class="scroll"><table>{rows}</table></div>')
    return 200, _page("Fake Stripe", "".join(parts), "wide"), ""


def press_at_desk(fake: FakeStripe, fields: dict[str, str]) -> Answer:
    what, _, name = fields.get("press", "").partition(":")
    try:
        match what:
            case "pay_out":
                fake.pay_out()
            case "settle" | "default" if name in fake.sessions:
                fake.settle(name, what == "settle")
            case "dispute" if name in fake.charges:
                fake.open_dispute(fake.charges[name]["payment_intent"])
            case "finish" | "fail" if name in fake.refunds:
                fake.end_refund(name, "succeeded" if what == "finish" else "failed")
            case "win" | "lose" if name in fake.disputes:
                fake.close_dispute(name, "won" if what == "win" else "lost")
    except (Refused, KeyError):
        pass
    fake.keep()
    return 303, "", "/"


def _sum(one: Facts) -> str:
    return f"¥{(one.get('amount_total') or one.get('amount') or 0) / 100:.2f}"


def _buttons(presses: tuple[tuple[str, str], ...], one: Facts) -> str:
    buttons = "".join(
        f'<button name="press" value="{word}:{escape(one["id"])}">{said}</button>'
        for word, said in presses
        if _applies(word, one)
    )
    return f'<form method="post">{buttons}</form>' if buttons else ""


def _applies(word: str, one: Facts) -> bool:
    status = one["status"]
    match word:
        case "settle" | "default":
            return bool(status == "complete" and one["payment_status"] == "unpaid")
        case "dispute":
            return bool(not one["disputed"] and one["amount_refunded"] < one["amount"])
        case "finish":
            return bool(status == "pending")
        case "fail":
            return status in ("pending", "succeeded")
    return status not in ("won", "lost")


def _page(title: str, body: str, width: str = "") -> str:
    return (
        '<!doctype html><html lang="zh-Hans"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<title>{title}</title><link rel="icon" href="data:,"><style>{_STYLE}</style></head>'
        f'<body><main class="{width}"><h1>{title}</h1>{body}</main></body></html>'
    )

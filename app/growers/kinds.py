"""How a household gets its money."""

from enum import StrEnum


class PayoutWay(StrEnum):
    cash = "cash"
    bank = "bank"
    wechat = "wechat"

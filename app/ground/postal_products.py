"""Products of the post in which a parcel can travel (docs/postage.md)."""

from enum import StrEnum


class PostalProduct(StrEnum):
    """`ordinary` 普通包裹, by the public tariff; `sticker` 家乡包裹贴, one price by weight to any
    province; `express` 快递包裹 at an agreed price; `cold_express` 极速鲜, by route and season;
    `local` 同城落地配, the city's own rounds."""

    ordinary = "ordinary"
    sticker = "sticker"
    express = "express"
    cold_express = "cold_express"
    local = "local"

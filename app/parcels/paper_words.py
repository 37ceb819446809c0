"""What papers of the post say, in the trade's Chinese whatever language a page is read in."""

from app.ground.postal_products import PostalProduct

PRODUCTS: dict[str | None, str] = {
    PostalProduct.ordinary: "普通包裹",
    PostalProduct.sticker: "家乡包裹贴",
    PostalProduct.express: "快递包裹",
    PostalProduct.cold_express: "极速鲜",
    PostalProduct.local: "同城落地配",
    None: "各类产品",
}

# Where goods of a temperature class lie, in the order in which one walks: what is cold last.
ROOMS = {
    "dry": "干货库",
    "ambient": "常温库",
    "live": "鲜活池",
    "cool": "冷藏库 0–8 ℃",
    "frozen": "冷冻库 −18 ℃",
}

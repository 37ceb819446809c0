"""How the post sorts a parcel: the big mark 大头笔, the code of three parts 三段码, and the bag
集包地 in which it travels. The carrier's answer counts; until there is one, the rule below."""

from collections.abc import Sequence
from dataclasses import dataclass

# What stands between province and county without being a place of its own.
NO_CITY = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})
NOT_KNOWN = "000"


@dataclass(frozen=True, slots=True)
class Routing:
    """三段码, 集包地 and 大头笔, each with its code and what people call it."""

    route_code: str
    package_code: str
    package_name: str
    mark_code: str
    mark_name: str


def routing_by_rule(
    code: str, names: Sequence[str], origin_code: str, outlet_code: str | None
) -> Routing:
    """`names` are those of `code` from the province down, `outlet_code` is the outlet that delivers
    there. City – outlet (or county) – town: 3204-0103-109.

    The first sort is by bag: within the province a bag to each city, beyond it to each province.
    """
    near = code[:2] == origin_code[:2]
    outlet = outlet_code[-4:] if outlet_code else f"{code[4:6]:0<2}00"
    bag = names[1] if near and len(names) > 1 else "".join(names[:1])
    return Routing(
        route_code=f"{code[:4]:0<4}-{outlet}-{code[6:9] or NOT_KNOWN}",
        package_code=code[:4] if near else code[:2],
        package_name=f"{bare(bag)}集包" if bag else "",
        mark_code=code[:6],
        mark_name=routing_mark(names),
    )


def routing_mark(names: Sequence[str]) -> str:
    """大头笔 of 江苏省, 常州市, 天宁区 …: 常州 天宁区; of a Shanghai address 上海 浦东新区."""
    told = [name for name in names[:3] if name not in NO_CITY]
    wide, near = told[-2:] if len(told) > 1 else ("", *(told or [""]))
    return f"{bare(wide)} {near}".strip()


def bare(name: str) -> str:
    """常州 of 常州市, 江苏 of 江苏省; what would be left of 市 alone stays."""
    shorter = name
    for ending in ("维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "市", "省"):
        shorter = shorter.removesuffix(ending)
    return shorter if len(shorter) > 1 else name

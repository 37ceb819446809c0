"""Every address where somebody may come, filled in with what is hers, another's, or nothing."""

from dataclasses import dataclass

from flask import Flask

from tests.two_towns import NO_ID, NOTHING

# Machines sign what they send; the demonstration's partners are other firms, never in production.
NOBODYS = {"health", "hooks", "demonstration"}


@dataclass(frozen=True, slots=True)
class Address:
    endpoint: str
    rule: str
    method: str
    arguments: tuple[str, ...]

    @property
    def face(self) -> str:
        return self.endpoint.split(".")[0]

    def of(self, own: dict[str, str]) -> str:
        family = self.endpoint.rpartition(".")[0]
        lacking = [one for one in self.arguments if f"{family}.{one}" not in own]
        assert not lacking, f"say in tests/two_towns.py what {family}.{lacking[0]} of hers is"
        return self._filled({one: own[f"{family}.{one}"] for one in self.arguments})

    def of_nothing(self) -> str:
        return self._filled({one: NOTHING.get(one, NO_ID) for one in self.arguments})

    def _filled(self, values: dict[str, str]) -> str:
        path = self.rule
        for name, value in values.items():
            path = path.replace(f"<int:{name}>", value).replace(f"<{name}>", value)
        return path


def addresses(app: Flask) -> list[Address]:
    return [
        Address(rule.endpoint, rule.rule, method, tuple(sorted(rule.arguments)))
        for rule in sorted(app.url_map.iter_rules(), key=lambda one: one.rule)
        if rule.endpoint.split(".")[0] not in NOBODYS
        for method in sorted((rule.methods or set()) & {"GET", "POST"})
    ]

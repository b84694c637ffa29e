"""Random expressions with values to evaluate them with: mostly of fitting types, near the borders of what fits."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from portal_config.expressions.parse import NODES

Json = Any
TEXTS = ("", "a", "de", "DE", "é", "é", "z", "😀", "ﾮ", "10", "Straße")
CURRENCIES = ("EUR", "EUR", "EUR", "USD", "JPY")
NUMBERS = (
    "0.1",
    "0.5",
    "2.5",
    "-2.5",
    "1.005",
    "0.000000000001",
    "0.0000000000000000000000000001",
    "9999999999999999999999999999",
    "12345678901234567890.12345678",
    "-7.25",
)
PARTS = ("bool", "text", "num", "money", "date", "instant", "set", "list:num", "list:money", "list:text")


def _size(expression: Json) -> int:
    return 1 + sum(_size(one) for one in expression[1:]) if isinstance(expression, list) else 1


class Maker:
    """Makes one case after another out of a seed."""

    def __init__(self, seed: int) -> None:
        self.by = random.Random(seed)

    def case(self) -> tuple[Json, Json]:
        """An expression and what it is evaluated with."""
        given = {
            "fields": {f"fld_{kind}_{n}": self._maybe(kind) for kind in PARTS for n in range(2)},
            "row": {f"fld_{kind}_{n}": self._maybe(kind) for kind in PARTS for n in range(2)},
            "ctx": {f"about.{kind}": self._maybe(kind) for kind in PARTS},
            "options": {
                f"fld_{kind}_{n}": [
                    [text, {"hours": self._maybe("num"), "price": self._maybe("money")}]
                    for text in self.by.sample(TEXTS, 5)
                ]
                for kind in ("text", "set")
                for n in range(2)
            },
            "calendar": {
                "weekdays": sorted(self.by.sample(range(7), self.by.randint(1, 6))),
                "holidays": [self._day() for _ in range(self.by.randint(0, 4))],
            },
        }
        made = self.expression(self.by.choice(PARTS), self.by.randint(1, 6))
        while _size(made) > NODES:
            made = self.expression(self.by.choice(PARTS), self.by.randint(1, 6))
        return made, given

    def expression(self, kind: str, depth: int) -> Json:
        """Of the type ``kind``; now and then of another."""
        if self.by.random() < 0.03:
            kind = self.by.choice(PARTS)
        if depth <= 1 or self.by.random() < 0.15:
            return self._leaf(kind)
        makers = {
            "bool": self._bool,
            "text": self._any,
            "num": self._num,
            "money": self._money,
            "date": self._date,
            "list:num": self._listing,
            "list:money": self._listing,
        }
        return makers.get(kind, self._any)(kind, depth - 1)

    def _leaf(self, kind: str) -> Json:
        from_ = self.by.random()
        if from_ < 0.45:
            return self._literal(kind)
        name = f"fld_{kind}_{self.by.randint(0, 1)}"
        return ["field", name] if from_ < 0.75 else ["row", name] if from_ < 0.9 else ["ctx", f"about.{kind}"]

    def _any(self, kind: str, depth: int) -> Json:
        if self.by.random() < 0.5:
            return ["if", self.expression("bool", depth), self.expression(kind, depth), self.expression(kind, depth)]
        return ["coalesce", *(self.expression(kind, depth) for _ in range(self.by.randint(2, 3)))]

    def _bool(self, kind: str, depth: int) -> Json:
        made = self.by.randint(0, 9)
        if made < 3:
            return [
                self.by.choice(("and", "or")),
                *(self.expression("bool", depth) for _ in range(self.by.randint(1, 4))),
            ]
        if made == 3:
            return ["not", self.expression("bool", depth)]
        if made < 7:
            part = self.by.choice(("num", "num", "money", "text", "date", "instant"))
            return [
                self.by.choice(("lt", "le", "gt", "ge")),
                self.expression(part, depth),
                self.expression(part, depth),
            ]
        if made == 7:
            part = self.by.choice(PARTS)
            return [self.by.choice(("eq", "ne")), self.expression(part, depth), self.expression(part, depth)]
        if made == 8:
            return [self.by.choice(("empty", "filled")), self.expression(self.by.choice(PARTS), depth)]
        which = self.by.choice(("has", "has_any", "has_all", "contains", "starts", "has_number"))
        if which == "has_number":
            return ["has", self.expression("list:num", depth), self.expression("num", depth)]
        first, second = {"has": ("set", "text"), "has_any": ("set", "set"), "has_all": ("set", "set")}.get(
            which, ("text", "text")
        )
        return [which, self.expression(first, depth), self.expression(second, depth)]

    def _num(self, kind: str, depth: int) -> Json:
        made = self.by.randint(0, 10)
        if made < 4:
            return [
                self.by.choice(("add", "mul")),
                *(self.expression("num", depth) for _ in range(self.by.randint(2, 4))),
            ]
        if made < 6:
            return [self.by.choice(("sub", "div")), self.expression("num", depth), self.expression("num", depth)]
        if made == 6:
            return ["round", self.expression("num", depth), self.by.randint(0, 12)]
        if made == 7:
            return [
                self.by.choice(("min", "max")),
                *(self.expression("num", depth) for _ in range(self.by.randint(1, 3))),
            ]
        if made == 8:
            return [self.by.choice(("sum", "min", "max", "count")), self.expression("list:num", depth)]
        if made == 9:
            return ["div", self.expression("money", depth), self.expression("money", depth)]
        return self.by.choice(
            (
                ["len", self.expression("text", depth)],
                ["days_between", self.expression("date", depth), self.expression("date", depth)],
                ["count", "fld_list:text_0"],
                ["sum", "fld_list:num_1"],
                ["option", [self.by.choice(("field", "row")), "fld_text_0"], "hours"],
            )
        )

    def _money(self, kind: str, depth: int) -> Json:
        made = self.by.randint(0, 5)
        if made < 2:
            return [self.by.choice(("add", "sub")), self.expression("money", depth), self.expression("money", depth)]
        if made == 2:
            return [self.by.choice(("mul", "div")), self.expression("money", depth), self.expression("num", depth)]
        if made == 3:
            return [
                "mul",
                self.expression("num", depth),
                self.expression("money", depth),
                self.expression("num", depth),
            ]
        if made == 4:
            return [
                self.by.choice(("min", "max")),
                *(self.expression("money", depth) for _ in range(self.by.randint(1, 3))),
            ]
        return self.by.choice(
            (["sum", self.expression("list:money", depth)], ["option", ["field", "fld_text_1"], "price"])
        )

    def _date(self, kind: str, depth: int) -> Json:
        if self.by.random() < 0.2:
            return [self.by.choice(("min", "max")), self.expression("date", depth), self.expression("date", depth)]
        how = self.by.choice(("add_days", "add_months", "add_business_days"))
        return [
            how,
            self.expression("date", depth),
            self.by.randint(-400, 400) if self.by.random() < 0.8 else self.expression("num", depth),
        ]

    def _listing(self, kind: str, depth: int) -> Json:
        if self.by.random() < 0.5:
            return ["option", ["field", f"fld_set_{self.by.randint(0, 1)}"], "hours" if kind == "list:num" else "price"]
        return self._any(kind, depth)

    def _maybe(self, kind: str) -> Json:
        return None if self.by.random() < 0.2 else self._literal(kind)

    def _literal(self, kind: str) -> Json:
        if kind == "bool":
            return self.by.random() < 0.5
        if kind == "text":
            return self.by.choice(TEXTS)
        if kind == "num":
            return (
                {"num": self.by.choice(NUMBERS)}
                if self.by.random() < 0.4
                else self.by.choice((0, 1, 2, 3, -1, 7, 100, 9007199254740991, self.by.randint(-99, 99)))
            )
        if kind == "money":
            minor = self.by.choice((0, 1, 5, -5, 1999, 9007199254740991, self.by.randint(-(10**6), 10**6)))
            return {"money": [minor, self.by.choice(CURRENCIES)]}
        if kind == "date":
            return {"date": self._day()}
        if kind == "instant":
            return {"instant": f"{self._day()}T{self.by.randint(0, 23):02}:{self.by.randint(0, 59):02}:00Z"}
        if kind == "set":
            return {"set": self.by.sample(TEXTS, self.by.randint(0, 4))}
        of = kind.removeprefix("list:")
        return {"list": {"of": of, "items": [self._literal(of) for _ in range(self.by.randint(0, 4))]}}

    def _day(self) -> str:
        if self.by.random() < 0.1:
            return self.by.choice(("0001-01-01", "9999-12-31", "2028-02-29", "2100-02-28", "1969-12-31", "1970-01-01"))
        return (date(2026, 1, 1) + timedelta(days=self.by.randint(-2000, 2000))).isoformat()

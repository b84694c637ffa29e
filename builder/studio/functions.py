"""What the functions of rules do, for people who write one."""

from __future__ import annotations

HELP: tuple[tuple[str, str], ...] = (
    ("a and b, a or b", "both hold; one of them holds"),
    ("not a", "it does not hold"),
    ("= != < <= > >=", "compare two numbers, texts, amounts or days"),
    ("+ - * /", "work with numbers and amounts"),
    ("if(test, then, else)", "one of two values"),
    ("filled(a), empty(a)", "whether there is an answer"),
    ("coalesce(a, b)", "the first that is there"),
    ('has(list, "value")', "whether it is among what was chosen"),
    ('has_any(list, {"a", "b"})', "whether one of them is"),
    ('has_all(list, {"a", "b"})', "whether all of them are"),
    ('contains(text, "part")', "whether a text holds another"),
    ('starts(text, "part")', "whether it begins with it"),
    ("len(text)", "how many characters it has"),
    ("round(number, places)", "rounded, halves away from zero"),
    ("min(a, b), max(a, b)", "the smallest and the largest"),
    ("count(rows), sum(rows)", "how many rows, and their sum"),
    ('option(question, "hours")', "what the chosen answer carries"),
    ("add_days(day, 3)", "so many days later"),
    ("add_months(day, 1)", "so many months later"),
    ("add_business_days(day, 3)", "so many working days later"),
    ("days_between(a, b)", "days from one day to another"),
)
"""How each is written → what it comes to."""

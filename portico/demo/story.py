"""What happened at Northlight Studio: who ordered what, when, and how it went. Days count back from today."""

from __future__ import annotations

from sandbox.story import Company, History, Person, Step, Story

ARTICLE = "svc_articles"
ONEPAGER = "svc_onepager"
BANNER = "svc_banner"
SOCIAL = "svc_social"
AUDIT = "svc_audit"

COMPANIES = (
    Company(
        "acme",
        "Acme Industries",
        (
            Person("dana", "Dana Whitfield", "dana@acme-industries.example", "rol_buyer"),
            Person("lee", "Lee Park", "lee@acme-industries.example", "rol_approver", ("rol_admin",)),
            Person("fiona", "Fiona Osei", "fiona@acme-industries.example", "rol_finance"),
        ),
        "C-1001",
    ),
)


def _articles(count: int, topics: str, lang: tuple[str, ...] = ("en",), formal: str = "") -> dict[str, tuple[str, ...]]:
    answers = {
        "fld_count": (str(count),),
        "fld_topics": (topics,),
        "fld_lang": lang,
        "fld_deadline": ("+14",),
        "fld_talk": ("yes",),
        "fld_talk_phone": ("+49 431 5550142",),
    }
    return answers | ({"fld_formal": (formal,)} if formal else {})


def _onepager(product: str, audience: str, proofs: str) -> dict[str, tuple[str, ...]]:
    return {
        "fld_product": (product,),
        "fld_product_url": ("https://acme-industries.example/products",),
        "fld_audience": (audience,),
        "fld_proofs": (proofs,),
    }


def _banner(campaign: str, brief: str) -> dict[str, tuple[str, ...]]:
    return {"fld_campaign": (campaign,), "fld_brief": (brief,), "fld_start": ("+14",)}


def _social(posts: int) -> dict[str, tuple[str, ...]]:
    return {
        "fld_posts": (str(posts),),
        "fld_expert": ("Ruth Adler",),
        "fld_expert_mail": ("ruth.adler@acme-industries.example",),
        "fld_project": ("MKT-26-11",),
    }


def _done(planned: int, started: int, review: int, done: int, *, by: str = "lee") -> tuple[Step, ...]:
    return (
        Step(planned, 9, "move", "jonas", "sts_todo"),
        Step(started, 10, "move", "jonas", "sts_doing"),
        Step(review, 16, "move", "jonas", "sts_review", "The files are ready, please have a look."),
        Step(done, 11, "move", by, "sts_done"),
    )


STORIES: tuple[Story, ...] = (
    Story(
        58,
        9,
        "dana",
        AUDIT,
        {
            "fld_site": ("https://acme-industries.example",),
            "fld_mail": ("dana@acme-industries.example",),
            "fld_goal": ("More requests from plant engineers",),
            "fld_ok": ("@leg_privacy",),
        },
        method=None,
        steps=_done(57, 56, 54, 53, by="dana"),
    ),
    Story(
        51,
        14,
        "dana",
        ARTICLE,
        _articles(
            6, "How to size a booster pump\nMaintenance calendar for heat pumps\nPumps that last: five field reports"
        ),
        po_number="4500118101",
        method="pmt_bank",
        steps=(*_done(50, 48, 43, 41), Step(38, 12, "transfer", "mia", note="AC 118101")),
    ),
    Story(
        44,
        10,
        "lee",
        BANNER,
        _banner(
            "Autumn service week", "Plant managers should book the free inspection before the heating season starts."
        ),
        po_number="4500118220",
        method="pmt_card",
        steps=(Step(44, 10, "pay", "lee"), *_done(43, 42, 40, 39)),
    ),
    Story(
        37,
        11,
        "dana",
        ONEPAGER,
        _onepager(
            "Acme BX booster pump",
            "engineers",
            "30 % less energy than the BW series\n4,200 in service\nTen-year promise",
        ),
        po_number="4500118377",
        method="pmt_bank",
        steps=(*_done(36, 34, 29, 27, by="dana"), Step(24, 15, "transfer", "mia", note="AC 118377")),
    ),
    Story(
        33,
        15,
        "lee",
        SOCIAL,
        _social(8),
        po_number="4500118402",
        method="pmt_bank",
        steps=(
            Step(32, 9, "move", "jonas", "sts_todo"),
            Step(31, 14, "cancel", "jonas", note="Ruth Adler is away until spring, we start again then."),
        ),
    ),
    Story(
        24,
        9,
        "dana",
        BANNER,
        _banner("Trade fair, hall 7", "Visitors should come to stand C24 and see the new pump running."),
        po_number="4500118560",
        method="pmt_card",
        steps=(
            Step(24, 9, "decline", "dana"),
            Step(24, 9, "pay", "dana"),
            Step(23, 9, "move", "jonas", "sts_todo"),
            Step(20, 9, "move", "jonas", "sts_doing"),
            Step(16, 17, "move", "jonas", "sts_review", "Six sizes, the stand number is large in all of them."),
            Step(14, 10, "move", "dana", "sts_doing", "Could the pump be a little larger on the left half?"),
            Step(9, 16, "move", "jonas", "sts_review", "The pump is 20 % larger now."),
            Step(8, 9, "move", "dana", "sts_done"),
        ),
    ),
    Story(
        12,
        10,
        "dana",
        ONEPAGER,
        _onepager(
            "Acme HP heat pump", "purchasing", "Delivered in ten days\nSpare parts for 20 years\nService in 40 towns"
        ),
        po_number="4500118723",
        method="pmt_card",
        steps=(
            Step(12, 10, "pay", "dana"),
            Step(11, 9, "move", "jonas", "sts_todo"),
            Step(10, 9, "move", "jonas", "sts_doing"),
            Step(1, 16, "move", "jonas", "sts_review", "Version 1 is ready. Please look at the third proof."),
        ),
    ),
    Story(
        9,
        13,
        "lee",
        ARTICLE,
        _articles(12, "Water hammer explained\nChoosing seals\nWhat a pump curve tells you", ("en", "de"), "sie"),
        po_number="4500119377",
        method="pmt_bank",
        steps=(
            Step(8, 9, "move", "jonas", "sts_todo"),
            Step(6, 11, "move", "jonas", "sts_doing"),
        ),
    ),
    Story(
        6,
        16,
        "dana",
        SOCIAL,
        _social(4),
        po_number="4500119401",
        method="pmt_bank",
        steps=(Step(5, 9, "move", "jonas", "sts_todo"),),
    ),
    Story(
        4,
        11,
        "dana",
        BANNER,
        _banner("Winter check", "Operators should order the winter check before the first frost."),
        po_number="4500119455",
        method="pmt_card",
        steps=(Step(4, 11, "pay", "dana"),),
    ),
    Story(
        2,
        15,
        "lee",
        ARTICLE,
        _articles(4, "Retrofit or replace?\nFive signs of a tired bearing"),
        po_number="4500119502",
        method="pmt_bank",
    ),
    Story(
        1,
        10,
        "dana",
        ONEPAGER,
        _onepager("Acme CS control unit", "management", "One unit for eight pumps\nAlarm by text message"),
        po_number="4500119533",
        method="pmt_card",
        steps=(Step(1, 10, "decline", "dana"),),
    ),
)

HISTORY = History(COMPANIES, STORIES)

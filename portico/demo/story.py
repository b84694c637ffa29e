"""What happened at Northlight Studio: who ordered what, when, and how it went. Days count back from today."""

from __future__ import annotations

from sandbox.story import Company, History, Person, Step, Story, Talk

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
        ("grp_key",),
    ),
    Company(
        "kestrel",
        "Kestrel Partners",
        (
            Person("nadia", "Nadia Rahman", "nadia@kestrel-partners.example", "rol_buyer", ("rol_admin",)),
            Person("tom", "Tom Becker", "tom@kestrel-partners.example", "rol_approver"),
        ),
        "C-1002",
    ),
    Company(
        "finca",
        "Finca Olivar",
        (Person("carmen", "Carmen Ruiz", "carmen@finca-olivar.example", "rol_buyer", ("rol_admin",)),),
        "C-1003",
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
            Step(
                16,
                16,
                "message",
                "jonas",
                "",
                "Dana, the first round is here. The stand number is large in all six sizes.",
                ("trade-fair-hall-7-draft-1.png",),
            ),
            Step(16, 17, "move", "jonas", "sts_review", "Six sizes, the stand number is large in all of them."),
            Step(15, 9, "message", "dana", "", "Thank you! I like the colours. I will show it to Lee."),
            Step(14, 10, "move", "dana", "sts_doing", "Could the pump be a little larger on the left half?"),
            Step(14, 12, "message", "jonas", "", "Yes, that works. You will have it on Monday."),
            Step(13, 9, "aside", "mia", "", "Please keep an eye on the hours here, this is the second round already."),
            Step(
                9,
                15,
                "message",
                "jonas",
                "",
                "The pump is 20 % larger now, in all sizes.",
                ("trade-fair-hall-7-draft-2.png",),
            ),
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
            Step(
                5,
                10,
                "message",
                "jonas",
                "",
                "Which figure may we print for the delivery time: ten days, or ten working days?",
            ),
            Step(
                4,
                9,
                "message",
                "dana",
                "",
                "Ten days. Here is the price list it comes from.",
                ("price-list-heat-pumps.pdf",),
            ),
            Step(
                1,
                15,
                "message",
                "jonas",
                "",
                "Version 1 is ready, two pages. Please look at the third proof.",
                ("one-pager-hp-version-1.pdf", "one-pager-hp-front.png"),
            ),
            Step(1, 16, "move", "jonas", "sts_review", "Version 1 is ready. Please look at the third proof."),
        ),
        unread=("dana", "lee"),
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
            Step(7, 10, "assign", "mia", "jonas"),
            Step(7, 10, "task", "mia", "jonas", "Interview the pump engineer"),
            Step(6, 11, "move", "jonas", "sts_doing"),
            Step(6, 12, "message", "jonas", "", "We have begun. Could somebody tell us which seals you sell most?"),
            Step(
                5, 14, "message", "lee", "", "Type S2, by far. https://acme-industries.example/seals has the details."
            ),
            Step(4, 15, "done", "jonas", "", "Interview the pump engineer"),
            Step(3, 10, "task", "jonas", "jonas", "Proofread the German texts"),
            Step(1, 9, "message", "lee", "", "How are the articles going? Our newsletter is due next week."),
        ),
        unread=("mia", "jonas"),
    ),
    Story(
        6,
        16,
        "dana",
        SOCIAL,
        _social(4),
        po_number="4500119401",
        method="pmt_bank",
        steps=(
            Step(5, 9, "move", "jonas", "sts_todo"),
            Step(5, 9, "assign", "mia", "jonas"),
            Step(4, 9, "task", "jonas", "mia", "Ask Ruth Adler for a date"),
        ),
    ),
    Story(
        4,
        11,
        "dana",
        BANNER,
        _banner("Winter check", "Operators should order the winter check before the first frost."),
        po_number="4500119455",
        method="pmt_card",
        steps=(
            Step(4, 11, "pay", "dana"),
            Step(
                2,
                13,
                "message",
                "dana",
                "",
                "When can we expect a first draft? The first frost is forecast for December.",
            ),
        ),
        unread=("mia", "jonas"),
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
    Story(
        47,
        11,
        "nadia",
        ONEPAGER,
        {
            "fld_product": ("Due diligence for mid-sized companies",),
            "fld_audience": ("management",),
            "fld_proofs": ("140 mandates\nAnswer within two days\nPartners in six countries",),
        },
        method="pmt_bank",
        steps=(
            *_done(46, 44, 40, 38, by="nadia"),
            Step(
                44,
                14,
                "message",
                "jonas",
                "",
                "Nadia, may we name clients, or shall we write of “a maker of machine tools”?",
            ),
            Step(43, 9, "message", "nadia", "", "No names, please. Sectors are fine."),
            Step(40, 15, "message", "jonas", "", "Here is the sheet.", ("due-diligence-one-pager.pdf",)),
            Step(33, 10, "transfer", "mia", "", "KP 047"),
        ),
    ),
    Story(
        19,
        10,
        "nadia",
        ARTICLE,
        {
            "fld_count": ("3",),
            "fld_topics": ("What buyers ask before they sign\nFive questions about earn-outs",),
            "fld_lang": ("en",),
            "fld_deadline": ("+14",),
            "fld_talk": ("yes",),
            "fld_talk_phone": ("+44 20 7946 0431",),
        },
        method="pmt_card",
        steps=(
            Step(19, 10, "pay", "nadia"),
            Step(18, 9, "assign", "mia", "jonas"),
            Step(18, 9, "move", "jonas", "sts_todo"),
            Step(15, 9, "move", "jonas", "sts_doing"),
            Step(
                3,
                16,
                "message",
                "jonas",
                "",
                "All three are written. The second one needs a word from you on page two.",
            ),
            Step(3, 17, "move", "jonas", "sts_review", "Three articles, please read the second one first."),
            Step(
                2,
                11,
                "message",
                "tom",
                "",
                "Read and liked. Nadia has a comment on the earn-out example, she will write today.",
            ),
            Step(1, 17, "message", "nadia", "", "Could the example be in pounds? Otherwise ready from our side."),
        ),
        unread=("mia", "jonas"),
    ),
    Story(
        7,
        9,
        "tom",
        BANNER,
        {
            "fld_campaign": ("Spring seminar",),
            "fld_brief": ("Managing directors should sign up for the seminar on succession.",),
            "fld_start": ("+14",),
        },
        method="pmt_bank",
        steps=(Step(6, 9, "move", "jonas", "sts_todo"), Step(6, 9, "assign", "mia", "mia")),
    ),
    Story(
        30,
        12,
        "carmen",
        AUDIT,
        {
            "fld_site": ("https://finca-olivar.example",),
            "fld_mail": ("carmen@finca-olivar.example",),
            "fld_goal": ("Restaurants should find our early harvest",),
            "fld_ok": ("@leg_privacy",),
        },
        steps=(
            *_done(29, 28, 26, 25, by="carmen"),
            Step(
                26,
                17,
                "message",
                "jonas",
                "",
                "Ten findings, the first two bring most.",
                ("content-audit-finca-olivar.pdf",),
            ),
            Step(25, 10, "message", "carmen", "", "Muchas gracias! We begin with the page for restaurants."),
        ),
    ),
    Story(
        10,
        15,
        "carmen",
        SOCIAL,
        {
            "fld_posts": ("8",),
            "fld_expert": ("Carmen Ruiz",),
            "fld_expert_mail": ("carmen@finca-olivar.example",),
        },
        po_number="FO-31",
        method="pmt_card",
        steps=(
            Step(10, 15, "pay", "carmen"),
            Step(9, 9, "assign", "mia", "mia"),
            Step(9, 9, "move", "mia", "sts_todo"),
            Step(5, 9, "move", "mia", "sts_doing"),
            Step(4, 9, "task", "mia", "mia", "Call Carmen about the harvest"),
            Step(
                2,
                12,
                "message",
                "carmen",
                "",
                "The harvest begins on Friday. Would pictures from the mill help?",
                ("olive-mill.png",),
            ),
        ),
        unread=("mia", "jonas"),
    ),
)

TALKS = (
    Talk(
        "acme",
        (
            Step(
                55, 10, "message", "mia", "", "Welcome, everybody. Whatever is not about one order has its place here."
            ),
            Step(
                54, 9, "message", "dana", "", "Good to be here. Our trade fair is in November, we will need you then."
            ),
            Step(
                50,
                9,
                "remark",
                "mia",
                "",
                "Invoices go to Fiona, with the PO number on top. Never ship anything to print without Lee's word.",
            ),
            Step(49, 9, "file", "mia", "fol_contracts", files=("framework-agreement-2026.pdf", "mutual-nda.pdf")),
            Step(48, 15, "file", "dana", "fol_brand", files=("acme-logo.png", "acme-type-and-colour.pdf")),
            Step(39, 11, "file", "jonas", "fol_deliverables", files=("autumn-week-banners.png",)),
            Step(8, 11, "message", "dana", "", "Could we have a short call about next year's plan?"),
            Step(7, 9, "message", "mia", "", "Gladly. Tuesday at ten?"),
        ),
    ),
    Talk(
        "kestrel",
        (
            Step(
                46,
                12,
                "message",
                "mia",
                "",
                "Hello Nadia, hello Tom. This is where we talk about everything beside the orders.",
            ),
            Step(40, 10, "file", "mia", "fol_contracts", files=("kestrel-agreement.pdf",)),
            Step(20, 9, "remark", "jonas", "", "Tom reads every text himself. Allow two days for it."),
            Step(5, 10, "task", "mia", "mia", "Offer Kestrel a yearly plan"),
        ),
    ),
    Talk(
        "finca",
        (
            Step(
                28, 9, "message", "mia", "", "Bienvenida, Carmen. Write here whenever you like, in English or Spanish."
            ),
            Step(1, 18, "message", "carmen", "", "Is it possible to have the posts in Spanish as well?"),
        ),
        unread=("mia", "jonas"),
    ),
)

HISTORY = History(COMPANIES, STORIES, TALKS)

"""What was tried in the demo's sandboxes: few orders, so that the first start stays short, one for each thing worth looking at."""

from __future__ import annotations

from sandbox.story import Company, History, Person, Step, Story, Talk

NORTHLIGHT = History(
    companies=(
        Company(
            "sample",
            "Sample Company",
            (
                Person("robin", "Robin Sample", "buyer@sample.example", "rol_buyer"),
                Person("kim", "Kim Sample", "approver@sample.example", "rol_approver"),
                Person("alex", "Alex Sample", "finance@sample.example", "rol_finance"),
            ),
            "T-1",
            ("grp_key",),
        ),
    ),
    orders=(
        Story(
            9,
            10,
            "robin",
            "svc_banner",
            {
                "fld_campaign": ("Open day",),
                "fld_brief": ("Neighbours should come and see the new hall.",),
                "fld_start": ("+14",),
            },
            method="pmt_card",
            steps=(
                Step(9, 10, "pay", "robin"),
                Step(8, 9, "move", "jonas", "sts_todo"),
                Step(7, 9, "move", "jonas", "sts_doing"),
                Step(5, 15, "message", "jonas", note="The first round.", files=("open-day-draft-1.png",)),
                Step(5, 16, "move", "jonas", "sts_review", "Three sizes, please have a look."),
                Step(4, 9, "move", "kim", "sts_done", "Just right."),
            ),
        ),
        Story(
            6,
            11,
            "kim",
            "svc_articles",
            {
                "fld_count": ("3",),
                "fld_topics": ("How we test\nWhat a sandbox is for",),
                "fld_lang": ("en",),
                "fld_deadline": ("+14",),
                "fld_talk": ("yes",),
                "fld_talk_phone": ("+49 431 5550142",),
            },
            method="pmt_bank",
            steps=(
                Step(5, 9, "assign", "jonas", "jonas"),
                Step(5, 9, "move", "jonas", "sts_todo"),
                Step(4, 9, "move", "jonas", "sts_doing"),
                Step(2, 14, "move", "jonas", "sts_review", "All three are written. Please read the second one first."),
                Step(1, 10, "message", "kim", note="I am reading. The first one is good."),
            ),
            unread=("mia", "jonas", "petra"),
        ),
        Story(
            1,
            15,
            "robin",
            "svc_onepager",
            {
                "fld_product": ("Sample pump",),
                "fld_audience": ("purchasing",),
                "fld_proofs": ("Quiet\nSmall\nRepaired in a day",),
            },
            method="pmt_card",
            steps=(Step(1, 15, "decline", "robin"),),
        ),
    ),
    talks=(
        Talk(
            "sample",
            (
                Step(8, 9, "message", "mia", note="Nothing here is real: order, write and pay as you like."),
                Step(8, 10, "file", "mia", "fol_contracts", files=("sample-agreement.pdf",)),
                Step(7, 10, "file", "robin", "fol_brand", files=("sample-logo.png",)),
            ),
        ),
    ),
)

HALDEN = History(
    companies=(
        Company(
            "sample",
            "Sample Company",
            (
                Person("robin", "Robin Sample", "purchasing@sample.example", "rol_purchasing"),
                Person("kim", "Kim Sample", "goods@sample.example", "rol_goods"),
            ),
            "T-1",
        ),
    ),
    orders=(
        Story(
            8,
            9,
            "robin",
            "svc_samples",
            {"fld_goods": ("Books",)},
            steps=(
                Step(7, 8, "move", "sigrid", "sts_pick"),
                Step(6, 14, "move", "sigrid", "sts_road"),
                Step(4, 11, "move", "kim", "sts_there"),
            ),
        ),
        Story(
            5,
            10,
            "robin",
            "svc_print",
            {"fld_print": ("1000",), "fld_colour": ("green",), "fld_words": ("Sample, on both sides",)},
            po_number="T-17",
            method="pmt_transfer",
            steps=(
                Step(4, 9, "move", "sigrid", "sts_make"),
                Step(2, 15, "message", "sigrid", note="Your proof.", files=("proof-sample-green.pdf",)),
                Step(2, 15, "move", "sigrid", "sts_proof", "Please release it by Friday."),
            ),
            unread=("robin",),
        ),
        Story(1, 11, "robin", "svc_film", {"fld_film": ("6",)}, po_number="T-21", method="pmt_transfer"),
    ),
    talks=(Talk("sample", (Step(3, 8, "message", "kim", note="Our ramp is shut on Thursday."),), unread=("sigrid",)),),
)

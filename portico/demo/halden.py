"""What happened at Halden Packaging: a wholesaler whose client orders by the bundle. Days count back from today."""

from __future__ import annotations

from sandbox.story import Company, History, Person, Step, Story, Talk

FK20, FK40, MAILER, FILM, PRINT, SAMPLES = (
    f"svc_{name}" for name in ("fk20", "fk40", "vt3", "film", "print", "samples")
)
TRANSFER = "pmt_transfer"


def _delivered(picked: int, sent: int, there: int) -> tuple[Step, ...]:
    return (
        Step(picked, 8, "move", "sigrid", "sts_pick"),
        Step(sent, 14, "move", "sigrid", "sts_road"),
        Step(there, 11, "move", "luis", "sts_there"),
    )


HISTORY = History(
    companies=(
        Company(
            "olivar",
            "Finca Olivar",
            (
                Person("carmen", "Carmen Ruiz", "carmen@finca-olivar.example", "rol_purchasing"),
                Person("luis", "Luis Ortega", "luis@finca-olivar.example", "rol_goods"),
            ),
            "40117",
        ),
        Company(
            "steinmann",
            "Kaffeerösterei Steinmann",
            (Person("anke", "Anke Steinmann", "anke@steinmann.example", "rol_purchasing"),),
            "40122",
        ),
    ),
    orders=(
        Story(
            56, 9, "carmen", SAMPLES, {"fld_goods": ("Olive oil in tins and bottles",)}, steps=_delivered(55, 55, 51)
        ),
        Story(
            45,
            10,
            "carmen",
            FK20,
            {"fld_fk20": ("3000",)},
            po_number="FO-2207",
            method=TRANSFER,
            steps=(*_delivered(44, 44, 40), Step(20, 9, "transfer", "sigrid", note="FO-2207")),
        ),
        Story(
            38,
            11,
            "carmen",
            PRINT,
            {
                "fld_print": ("2000",),
                "fld_colour": ("green",),
                "fld_words": ("Finca Olivar, cosecha temprana, on both sides",),
            },
            po_number="FO-2214",
            method=TRANSFER,
            steps=(
                Step(38, 12, "message", "carmen", note="Here is the artwork.", files=("finca-olivar-carton.png",)),
                Step(37, 8, "assign", "henrik", "sigrid"),
                Step(37, 9, "move", "sigrid", "sts_make"),
                Step(35, 15, "message", "sigrid", note="The proof, at full size.", files=("proof-carton-green.pdf",)),
                Step(35, 15, "move", "sigrid", "sts_proof", "Please check the accent on “cosecha”."),
                Step(34, 10, "move", "carmen", "sts_press", "Released. The green is right."),
                Step(24, 14, "move", "sigrid", "sts_gone"),
                Step(6, 9, "announce", "carmen", note="FO-2214"),
            ),
        ),
        Story(
            17,
            8,
            "anke",
            FK40,
            {"fld_fk40": ("600",)},
            po_number="S-88",
            method=TRANSFER,
            steps=(
                Step(17, 13, "move", "sigrid", "sts_pick"),
                Step(16, 14, "move", "sigrid", "sts_road"),
                Step(15, 10, "move", "sigrid", "sts_there"),
            ),
        ),
        Story(
            9,
            10,
            "anke",
            PRINT,
            {"fld_print": ("1000",), "fld_colour": ("black",), "fld_words": ("Steinmann, Rösterei seit 1931",)},
            po_number="S-93",
            method=TRANSFER,
            steps=(
                Step(8, 9, "assign", "henrik", "sigrid"),
                Step(8, 9, "move", "sigrid", "sts_make"),
                Step(
                    3,
                    15,
                    "message",
                    "sigrid",
                    note="Your proof. The dieresis is drawn, not typed.",
                    files=("proof-steinmann.pdf",),
                ),
                Step(3, 15, "move", "sigrid", "sts_proof", "Please release it by Friday."),
            ),
            unread=("anke",),
        ),
        Story(
            4,
            9,
            "carmen",
            MAILER,
            {"fld_vt3": ("2000",), "fld_vt3_day": ("+7",)},
            po_number="FO-2231",
            method=TRANSFER,
            steps=(
                Step(4, 13, "move", "sigrid", "sts_pick"),
                Step(2, 14, "move", "sigrid", "sts_road"),
                Step(1, 8, "message", "luis", note="Which day does it arrive? Our ramp is shut on Thursday."),
            ),
            unread=("henrik", "sigrid"),
        ),
        Story(1, 11, "carmen", FILM, {"fld_film": ("6",)}, po_number="FO-2236", method=TRANSFER),
    ),
    talks=(
        Talk(
            "olivar",
            (
                Step(55, 15, "remark", "sigrid", note="Ramp opens at 7:30. The driver calls Luis, not Carmen."),
                Step(
                    23,
                    9,
                    "message",
                    "carmen",
                    note="One pallet had a torn hood, the goods are fine.",
                    files=("torn-hood.png",),
                ),
                Step(
                    23,
                    11,
                    "message",
                    "sigrid",
                    note="Sorry about that. A roll of hoods comes with your next order, free of charge.",
                ),
            ),
        ),
    ),
)

"""How much a document may hold."""

from __future__ import annotations

RAW_BYTES = 2 * 1024 * 1024
CANONICAL_BYTES = 1024 * 1024
DEPTH = 40
TEXT = 20_000
NAME = 120
SENTENCE = 300

ENTRIES = {
    "roles": 20,
    "tabs": 30,
    "pages": 100,
    "dashboards": 20,
    "services": 300,
    "prices": 1_000,
    "forms": 100,
    "pipelines": 20,
    "payment_methods": 20,
    "legal": 20,
    "env": 50,
    "sections": 25,
    "blocks": 50,
    "widgets": 24,
    "statuses": 15,
    "fields": 150,
    "locales": 10,
    "groups": 50,
    "approvals": 50,
    "automations": 100,
    "templates": 100,
    "price_lists": 50,
    "assets": 100,
    "plans": 8,
    "slots": 4,
    "folders": 50,
    "coupons": 200,
    "desks": 20,
    "cards": 12,
    "checklist": 12,
    "articles": 200,
    "questions": 200,
    "regions": 50,
    "categories": 20,
    "notifications": 100,
    "addons": 100,
    "packages": 8,
}
STEPS = 20
TIERS_OF_APPROVAL = 5
TIERS = 20
REMINDERS = 5
FORM_PAGES = 20
OPTIONS = 300
ROWS = 200
OWN_DAYS = 200
MOVES = 100
ASSET_BYTES = 512 * 1024

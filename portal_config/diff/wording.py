"""The sentences of a difference in every language: templates with what is ~old~ and what is *new*, with [what stands where the two are not drawn|what stands where they
are], and labels through ``german``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from portal_config.diff import german
from portal_config.diff.change import Words

LOCALES = ("en", "de")

TEMPLATES: Mapping[str, tuple[str, str]] = {
    "added": ("*{what}* added", "*{what}* hinzugefügt"),
    "added_to": ("*{what}* added to {around}", "*{what}* in {around} hinzugefügt"),
    "added_after": ("*{what}* added after {other}", "*{what}* nach {other} hinzugefügt"),
    "added_to_after": ("*{what}* added to {around} after {other}", "*{what}* in {around} nach {other} hinzugefügt"),
    "removed": ("~{what}~ removed", "~{what}~ entfernt"),
    "removed_from": ("~{what}~ removed from {around}", "~{what}~ aus {around} entfernt"),
    "moved_before": ("{what}* moved before {other}*", "{what}* vor {other} verschoben*"),
    "moved_after": ("{what}* moved after {other}*", "{what}* nach {other} verschoben*"),
    "moved_before_in": ("{what}* moved before {other}* in {around}", "{what}* vor {other} verschoben* in {around}"),
    "moved_after_in": ("{what}* moved after {other}* in {around}", "{what}* nach {other} verschoben* in {around}"),
    "in": ("{what} in {around}", "{what} in {around}"),
    "of_notification": ("What was changed of a notification now holds for *{subject}*", "Was an einer Benachrichtigung geändert wurde, gilt jetzt für *{subject}*"),
    "required": ("{subject} is now *always required*", "{subject} ist jetzt *immer Pflicht*"),
    "not_required": ("{subject} is now *no longer required*", "{subject} ist jetzt *keine Pflicht mehr*"),
    "shown": ("{subject} is now *shown*", "{subject} wird jetzt *gezeigt*"),
    "not_shown": ("{subject} is now *hidden*", "{subject} ist jetzt *ausgeblendet*"),
    "required_when": ("{subject} is now *required only when {rule}*", "{subject} ist jetzt *nur Pflicht, wenn {rule}*"),
    "shown_when": ("{subject} is now *shown only when {rule}*", "{subject} wird jetzt *nur gezeigt, wenn {rule}*"),
    "public_when": ("{subject} is now *open only when {rule}*", "{subject} ist jetzt *nur zugänglich, wenn {rule}*"),
    "before_when": ("Before: only when {rule}", "Bisher: nur wenn {rule}"),
    "public": ("{subject} is now *open to people who are not signed in*", "{subject} ist jetzt *auch ohne Anmeldung zugänglich*"),
    "not_public": ("{subject} is now *only for people who are signed in*", "{subject} ist jetzt *nur für Angemeldete*"),
    "required_note": ("Orders placed from now on are asked for it", "Wer von jetzt an bestellt, wird danach gefragt"),
    "public_note": ("Anybody with the address can see it", "Wer die Adresse kennt, kann es sehen"),
    "is_now": ("{start} is now *{new}*", "{start} ist jetzt *{new}*"),
    "value_removed": ("{start} ~{old}~ removed", "{start} ~{old}~ entfernt"),
    "value_changed": ("{start} [from |]~{old}~[ to | ]*{new}*", "{start} [von |]~{old}~[ auf | ]*{new}*"),
    "from_to": ("from {old} to {new}", "von {old} auf {new}"),
    "changed": ("{start} *changed*", "{start} *geändert*"),
    "reordered": ("{start} in a new order: *{new}*", "{start} in neuer Reihenfolge: *{new}*"),
    "without": ("{start} without ~{old}~", "{start} ohne ~{old}~"),
    "with": ("{start} with *{new}*", "{start} mit *{new}*"),
    "without_with": ("{start} without ~{old}~, with *{new}*", "{start} ohne ~{old}~, mit *{new}*"),
    "entry_changed": ("{what}: ~{old}~[ → | ]*{new}*", "{what}: ~{old}~[ → | ]*{new}*"),
    "entry_gone": ("without ~{what}~", "ohne ~{what}~"),
    "entry_came": ("with *{what}*", "mit *{what}*"),
    "up_to": ("up to {end}", "bis {end}"),
    "beyond": ("beyond that", "darüber hinaus"),
    "plus": ("{one} plus {other}", "{one} plus {other}"),
    "by_whom": ("by {who}", "durch {who}"),
    "unnamed": ("{what} has *no name any more*", "{what} hat *keinen Namen mehr*"),
    "unnamed_in": ("{what} has *no name any more* in {around}", "{what} in {around} hat *keinen Namen mehr*"),
    "called": ("{what} is now called *{new}*", "{what} heißt jetzt *{new}*"),
    "called_in": ("{what} is now called *{new}* in {around}", "{what} in {around} heißt jetzt *{new}*"),
    "renamed": ("{what} renamed to *{new}*", "{what} in *{new}* umbenannt"),
    "renamed_in": ("{what} renamed to *{new}* in {around}", "{what} in {around} in *{new}* umbenannt"),
    "reads": ("{what} now reads *{new}*", "{what} lautet jetzt *{new}*"),
    "reads_in": ("{what} now reads *{new}* in {around}", "{what} in {around} lautet jetzt *{new}*"),
    "it": ("It", "Es"),
    "seen": ("{subject} is now shown to *{who}*", "{subject} sehen jetzt *{who}*"),
    "nobody": ("nobody", "niemand"),
    "everybody": ("everybody", "alle"),
    "seen_new": ("New: {who}", "Neu: {who}"),
    "seen_lost": ("No longer: {who}", "Nicht mehr: {who}"),
    "seen_before": ("Before: {who} only", "Bisher: nur {who}"),
    "seen_before_all": ("Before: everybody", "Bisher: alle"),
    "seen_before_this": ("Before: {who}", "Bisher: {who}"),
    "of_groups": ("{who} of {groups}", "{who} von {groups}"),
    "by_rule": ("{who}, only when {rule}", "{who}, nur wenn {rule}"),
    "in_language": ("{what} in {language}, {name}:", "{what} auf {language}, {name}:"),
    "will_see": ("{who} will see it", "Zu sehen für {who}"),
    "may": ("{role} may now *{doing}*", "{role} darf jetzt *{doing}*"),
    "may_not": ("{role} may no longer *{doing}*", "{role} darf nicht mehr *{doing}*"),
    "may_reach": ("{role} may {doing}: [from |]~{old}~[ to | ]*{new}*", "{role} darf {doing}: ~{old}~[, jetzt | ]*{new}*"),
    "of_service": ("{what} of {around}", "{what} von {around}"),
    "price_now": ("{name}: *{new}*", "{name}: *{new}*"),
    "price_same_currency": ("{name}: [from |]{currency} ~{old}~[ to | ]*{new}*{each}", "{name}: [von |]{currency} ~{old}~[ auf | ]*{new}*{each}"),
    "price_other_currency": ("{name}: [from |]~{old}~[ to | ]*{new}*{each}", "{name}: [von |]~{old}~[ auf | ]*{new}*{each}"),
    "price_each": (" each {unit}", " je {unit}"),
    "price_note": ("New orders only: what was ordered keeps its price", "Nur für neue Aufträge: was bestellt ist, behält seinen Preis"),
    "contrast_note": ("Text on buttons now {ratio} : 1", "Schrift auf Knöpfen jetzt {ratio} : 1"),
    "statuses_note": ("Orders keep the statuses they were placed with", "Aufträge behalten die Status, mit denen sie erteilt wurden"),
    "folder_add": ("{subject}: files may now be added by *{who}*", "{subject}: Dateien hinzufügen dürfen jetzt *{who}*"),
    "folder_remove": ("{subject}: files may now be removed by *{who}*", "{subject}: Dateien entfernen dürfen jetzt *{who}*"),
    "whoever_adds": ("whoever may add files to the client", "alle, die dem Kunden Dateien hinzufügen dürfen"),
    "team_removes": ("your team only", "nur Ihr Team"),
    "folders_note": ("Clients no longer see the files in it; your team does and can move them", "Kunden sehen die Dateien darin nicht mehr; Ihr Team sieht sie und kann sie verschieben"),
    "services_note": ("Orders keep what they were sold", "Aufträge behalten, was verkauft wurde"),
    "to_nobody": ("{title} is told *to nobody any more*", "{title} wird *niemandem mehr* gemeldet"),
    "switched_off": ("{channels} for {title} is *switched off*", "{channels} für {title} ist *ausgeschaltet*"),
    "switched_on": ("{channels} for {title} is *switched on*", "{channels} für {title} ist *eingeschaltet*"),
    "both_off": ("{channels} for {title} are *switched off*", "{channels} für {title} sind *ausgeschaltet*"),
    "both_on": ("{channels} for {title} are *switched on*", "{channels} für {title} sind *eingeschaltet*"),
    "switched_on_note": ("Each person can still switch it off", "Jede Person kann es noch ausschalten"),
    "switched_off_note": ("Nobody can choose it any more", "Niemand kann es mehr wählen"),
    "subject_usual": ("Subject of the mail for {title}: ~{old}~[, now | ]*the usual one*", "Betreff der Mail für {title}: ~{old}~[, jetzt | ]*der übliche*"),
    "subject_now": ("Subject of the mail for {title} is now *{new}*", "Betreff der Mail für {title} ist jetzt *{new}*"),
    "subject_changed": ("Subject of the mail for {title}: [from |]~{old}~[ to | ]*{new}*", "Betreff der Mail für {title}: [von |]~{old}~[ auf | ]*{new}*"),
    "bell": ("bell", "Glocke"),
    "email": ("mail", "Mail"),
    "on": ("on", "an"),
    "off": ("off", "aus"),
    "days": ("{count} days", "{count} Tage"),
    "day": ("1 day", "1 Tag"),
    "nothing": ("nothing", "nichts"),
    "entry": ("1 entry", "1 Eintrag"),
    "entries": ("{count} entries", "{count} Einträge"),
    "net": ("within {count} days", "binnen {count} Tagen"),
    "default": ("its default", "die Voreinstellung"),
    "other_settings": ("other settings", "andere Einstellungen"),
    "and": ("{first} and {last}", "{first} und {last}"),
    "quoted": ("“{text}”", "„{text}“"),
}  # fmt: skip
"""Sentence, note or word → (English, German)."""

ENGLISH: Mapping[str, str] = {
    "invite": "by invitation only", "invite_or_request": "by invitation or on request", "domain": "by their mail domain", "waiting_client": "waiting for the client",
    "due_now": "due at once", "po_number": "PO number", "email_link": "link by mail", "email": "mail", "bell": "bell", "letters_digits": "letters and digits", "sku": "article number",
    "csv": "CSV file", "rep": "your team", "self": "clients themselves", "either": "clients or your team", "mon": "Monday", "tue": "Tuesday", "wed": "Wednesday",
    "thu": "Thursday", "fri": "Friday", "sat": "Saturday", "sun": "Sunday", "month_start": "start of the month", "month_end": "end of the month",
    "honeypot_and_rate_limit": "trap and limit", "wide_first": "first one wide", "wide_last": "last one wide", "now_full": "now, in full",
    "now_prorated": "now, for the rest of the period", "period_end": "at the end of the period",
}  # fmt: skip
"""Option of a choice → what it is called in English, where that is neither its name nor told by its setting."""

_NET = re.compile(r"net_(\d+)", re.ASCII)
_PIECE = re.compile(r"\*([^*]+)\*|~([^~]+)~|\[([^|\]]*)\|([^\]]*)\]|([^*~\[]+)")
_PLURAL = re.compile(r"^([\d.]+ (?:Tage|Einträge))$")
"""What takes an ending after “von”."""
_speaking: ContextVar[str] = ContextVar("portal_config_diff_locale", default="en")


@contextmanager
def speaking(locale: str) -> Iterator[None]:
    """Tell in this language; English for one that has no sentences."""
    token = _speaking.set("de" if locale[:2] == "de" else "en")
    try:
        yield
    finally:
        _speaking.reset(token)


def in_german() -> bool:
    """Whether German is spoken."""
    return _speaking.get() == "de"


def say(name: str, /, **parts: object) -> tuple[Words, ...]:
    """A sentence with its marks."""
    made: list[Words] = []
    for new, old, undrawn, drawn, plain in _PIECE.findall(TEMPLATES[name][in_german()]):
        text = (new or old or drawn or plain).format(**parts)
        if old and made and made[-1].plain == "von ":
            undrawn = _PLURAL.sub(r"\1n", text)
        if text or undrawn:
            made.append(Words(text, "new" if new else "old" if old else "", undrawn or None))
    return tuple(made)


def words(name: str, /, **parts: object) -> str:
    """A sentence or word without marks."""
    return TEMPLATES[name][in_german()].format(**parts)


def quoted(text: str) -> str:
    """What somebody wrote, in the quotation marks of the language."""
    return words("quoted", text=text)


def joined(names: Iterable[str]) -> str:
    """One, or several with the last after “and”."""
    *first, last = names
    return words("and", first=", ".join(first), last=last) if first else last


def label(english: str) -> str:
    """A label, word of the language or title in the language that is spoken."""
    return german.WORDS.get(english, english) if in_german() else english


def choice(value: str) -> str:
    """A word of the language, such as ``optional``."""
    return german.CHOICES.get(value, value) if in_german() else value


def option_words(value: str, own: str = "") -> str:
    """An option of a choice; ``own``: what its setting calls it."""
    net = _NET.fullmatch(value)
    if net:
        return words("net", count=net[1])
    if in_german():
        return german.CHOICES.get(value) or german.WORDS.get(own) or value.replace("_", " ")
    return ENGLISH.get(value) or inside(own) or value.replace("_", " ")


def inside(label_: str) -> str:
    """A label in the middle of a sentence: small in English, where it is no abbreviation."""
    return (
        label_ if in_german() or not label_[:2].isalpha() or label_[:2].isupper() else label_[:1].lower() + label_[1:]
    )


def figure(number: str) -> str:
    """A number as it is written: 1,240.50 or 1.240,50."""
    return number.translate(str.maketrans(",.", ".,")) if in_german() else number

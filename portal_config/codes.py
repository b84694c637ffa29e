"""The catalogue of findings: every stable code with when it is found and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Code:
    """``severity`` is ``error`` (refuses publishing) or ``warning``; ``when`` and ``do`` are sentences."""

    severity: str
    when: str
    do: str


_ERRORS = """
action_side | A client's role is given an action of the seller's own people. | Remove the action from the role.
action_unknown | A role is given an action that does not exist. | Use one that the message lists.
addon_elsewhere | A service offers an add-on that goes with other services. | Add the service in the add-on's “for”.
addon_of_free | A free service offers an add-on, and has no way to be paid for it. | Take the add-on out, or make the service a fixed one.
audience_unknown | A notification names people who are never told of its event. | Write the audience that the message shows.
choice_unknown | A value is none of those to choose from. | Choose one that the message lists.
code_duplicate | Two coupons have one code. | Choose another code for one.
code_invalid | The code of a coupon is not written as one. | Write it like SPRING-26.
color_invalid | A colour is not written as one. | Give a colour space with components, or a hex value such as #294fb5.
color_mismatch | The components and the hex value of a colour differ. | Keep one of the two.
compute_asked | A question that people answer has a computed value. | Use a question of the kind “calculated”, or remove the rule.
country_duplicate | A country stands in two tax regions. | Keep it in one.
country_excluded | A country that is chosen beforehand or shown first is none of those to choose from. | Add it to the countries.
country_invalid | A country of a tax region is not written as one. | Use two capitals, as in DE.
country_unknown | A country of a question is none of ISO 3166. | Write its two letters, like DE.
coupon_worth | A coupon takes off nothing, or both a share and an amount. | Give one of the two.
currency_mixed | Prices that are added up are in several currencies. | Choose one currency.
currency_unknown | A currency is none of ISO 4217. | Use a three-letter code such as EUR.
date_invalid | A bound of a date is neither a day nor a number of days. | Write 2026-11-20, or days from today as P7D.
default_refused | The default answer of a question would be refused. | Choose one that fits the question's own limits.
domain_invalid | A domain of an e-mail question is not one. | Write it like example.com.
duplicate_item | A list holds one thing twice. | Keep one of the two.
duplicate_key | An object gives one name twice. | Keep one of the two.
duration_days | A duration has months or hours where days are counted. | Write days as P7D or weeks as P2W.
duration_invalid | A duration is not written as one. | Write days as P7D or weeks as P2W.
duration_months | A period is not given in months or years. | Write months as P1M and years as P1Y.
engine_planned | The language knows this, and no engine obeys it yet. | Remove it before you publish.
expr_arity | A function of a rule has too few or too many arguments. | Give as many as the message says.
expr_circle | Rules of a form wait for one another. | Change one of them.
expr_limit | A rule has too many parts or is too deep. | Split it up.
expr_literal | A value in a rule cannot be one. | Write a text, a number, a date or an amount.
expr_shape | A list in a rule is no operation. | Write the name of the function first.
expr_type | Parts of a rule do not fit together. | Compare and reckon with values of one kind.
expr_unknown | A rule names a function that does not exist. | Use one that the message lists.
field_repeated | A question is asked twice. | Ask it on one page.
font_invalid | A font name has characters that none has. | Write it like Inter.
form_private | Strangers are to fill in a form that is for people who are signed in. | Make the form or its service public, or the page private.
form_without_service | A form on a page belongs to no service, so nobody would receive the answers. | Use the form in a service.
hash_invalid | The digest of a file is not one. | Upload the picture again.
highlight_twice | Two packages or plans are singled out. | Keep one of the two.
holidays_unknown | The public holidays of a place are not known. | Write a country as DE, or DE-BE.
id_duplicate | Two parts have one id. | Give one of them another.
id_invalid | An id is not written as one. | Write the prefix of its place and a name of a-z, 0-9 and _.
id_prefix | An id has the prefix of another kind of part. | Give it the prefix of its place.
id_retired | An id that was removed has come back on another part. | Choose a new id.
invalid | A value was refused without a code of its own. | Read the message.
key_duplicate | Two questions of a form have one name in exports. | Choose another name for one.
key_invalid | The name of a question in exports is not written as one. | Write it like company_size.
kind_unknown | A part is of a kind that does not exist. | Use one that the message lists.
legal_page_private | A legal text stands on a page that strangers cannot read. | Make the page public.
legal_text_missing | A legal text has no page that holds it. | Choose the page.
limit_exceeded | There are more of these than a portal may have. | Remove what is not used.
link_target | A link leads to nothing, or to two places. | Give either “to” or “url”.
locale_invalid | A language is not written as one. | Use a tag such as en, de or pt-BR.
locale_missing | The portal's own language is not among its languages. | Add it to the list.
logo_invalid | A logo is no picture with its words. | Give the asset and the words for those who do not see it.
media_type_invalid | A type of files is not one. | Write it like application/pdf or image/*.
missing | Something needed is not there. | Fill it in.
money_invalid | An amount is not written as one. | Write minor units and currency, as in [24000, "EUR"].
nested_too_deep | Rows or groups of questions stand inside of others. | Take the inner ones out.
not_canonical | The document has no canonical JSON. | Read the message.
not_json | The text is not JSON. | Check commas, quotes and brackets at the place that the message names.
not_object | The document is no JSON object. | Start it with { and end it with }.
not_utf8 | The document is not UTF-8. | Save it as UTF-8.
notification_duplicate | Two entries change what is told of one thing. | Keep one of the two.
number_not_finite | A number is NaN or infinity. | Give a number.
number_pattern | A pattern of numbers lacks {seq}, or has more in it than may be. | Write it like NL-{yyyy}-{seq}.
number_range | A number is too small or too large. | Keep it in the range that the message names.
option_missing | A default or an excluding answer is none of a question's options. | Write the value of one that is.
override_unknown | A price list changes what a price of its model does not have. | Remove it.
packages_mixed | Some packages of a service cost by how many are ordered, others as a whole. | Give all of them a price per unit, or none.
page_private | A page named for strangers cannot be read by them. | Make the page public.
pages_missing | A form has no page. | Add one with its questions.
payment_missing | A service that costs money cannot be paid. | Choose a payment method.
percent_alone | A percentage of the service stands where nothing is to be a part of. | Choose another price, or take it out.
pipeline_broken | A service's pipeline cannot be read. | Correct the pipeline.
pipeline_end_missing | No status of a pipeline says that an order is finished, or none that it is cancelled. | Add one with that meaning.
plan_period | A plan of a subscription has a price without a period. | Give the price a period in “every”.
plans_missing | A subscription has no plan. | Add one with its price.
price_archived | A service or an add-on that is offered costs a price that is sold no more. | Choose another price, or archive the service.
price_broken | A service's price cannot be read. | Correct the price.
price_or_packages | A service has a price of its own beside its packages. | Remove one of the two.
quantity_field_wrong | The question for the quantity does not ask for a whole number from 1 on. | Choose another one, or set “integer”, “min” and “require” on it.
range_empty | The most is less than the least. | Raise the one or lower the other.
ref_invalid | A reference is not written as an id. | Write the id of the part.
ref_kind | A reference names a part of another kind. | Name one of the kind that is wanted.
ref_missing | A reference names a part that does not exist here. | Choose one that does.
reminder_order | A reminder does not come after the one before it. | Give more days.
role_side | A role of the wrong side stands here. | Choose a role of the other side.
scope_invalid | A role reaches as far as its side never does. | Choose one of those that the message lists.
sku_invalid | An article number is not written as one. | Write it like AB-100.
slot_kind | A slot of another kind is named than is needed there. | Choose a slot of that kind.
slot_unbound | Nothing is bound to the slot of the portal's address where the document goes live. | Choose the address it stands for, or take it out.
slug_duplicate | Two pages have one address. | Choose another address.
slug_invalid | The address of a page is not written as one. | Write it like free-audit.
start_finished | New orders would begin as finished. | Begin in an open status.
start_missing | New orders have no status to begin in. | Choose the first status.
statuses_missing | A pipeline has no status. | Add the first one.
text_control | A text holds a control character, or a line break where none may be. | Type it again on one line.
text_key | The key of a translation is not an id, a dot and a property. | Write it like svc_articles.name.
text_nul | A text holds a NUL character. | Type it again.
text_surrogate | A text holds half of a character. | Type it again.
text_too_long | A text is too long. | Shorten it.
text_too_short | A text is too short, or empty. | Write more.
tier_empty | Nobody decides in a tier of an approval. | Name roles in “any_of” or “all_of”.
tier_open | The last tier has an end, or another one has none. | Write null for the last one only.
tier_order | A tier does not end after the one before it. | Raise it.
time_invalid | A time of day is not written as one. | Write it like 14:30.
timezone_unknown | A time zone does not exist. | Use a name such as Europe/Berlin.
too_deep | The document is nested too deeply. | Flatten it.
too_few | A list has too few entries. | Add one.
too_large | The document is too large. | Remove what is not used.
unknown_key | A key has no meaning where it stands. | Remove it or correct its spelling.
url_invalid | An address does not begin with https and a host. | Begin with https:// and a host name.
value_duplicate | Two options of a question have one value. | Give one another value.
value_invalid | The value of an option is not written as one. | Write it like en.
version_unknown | The document is written for another version of the language. | Update Portico, or write the version that the message names.
video_host | The address of a film leads to no film of a known host. | Copy the address of one film at YouTube, Vimeo or Loom.
wait_end | A wait of an automation ends in no way, or in several. | Give “for”, “until” or “event”.
wrong_type | A value is of another type. | Write what the message asks for.
"""

_WARNINGS = """
expr_option | A rule compares with an answer that the question does not offer. | Choose one of its options.
unreachable_tab | Nobody who sees a tab may use it. | Show it to a role that may.
automation_circle | Automations start one another. | Narrow one of them with “if” or “to”.
can_without_see | Somebody may add files to a folder, or take some out, and does not see it. | Show it to that role, or take the role out.
contrast_low | The accent is so pale that buttons hardly stand out from a light page. | Choose a stronger colour, or keep it: text on it reads all the same.
field_unplaced | A question is on no page, so it is never asked. | Put it on a page, or remove it.
folder_unseen | A list names a folder that nobody who reads the list sees. | Show the folder to one of them, or take it out.
onboarding_unseen | Nobody has a dashboard, so nobody sees the first steps. | Add a dashboard tab.
order_duplicate | An order lists one part twice. | Remove one of the two.
order_unknown | An order lists a part that does not exist. | Remove it from the list.
placeholder_unknown | A text names a placeholder that is not known there and stays empty. | Use one that the message lists.
placeholder_unread | Double braces hold no placeholder, so they stay as they are. | Write it as in {{user.name}}.
public_with_see | A service is open to everybody and has a list of who sees it. | Remove one of the two.
see_without_can | Somebody is shown what they may not use. | Hide it from that role, or give the permission.
status_stuck | No move leads away from a status in which orders are not finished. | Add a move.
status_unreachable | No move leads to a status. | Add one, or remove the status.
target_unseen | A card or a first step leads where no client can go. | Choose a tab, a public page or a service that they see.
text_language | There are translations into a language the portal does not have. | Add it to “locales”, or remove them.
text_missing | A text has no translation into a language of the portal. | Translate it.
text_orphan | A translation belongs to a part that does not exist. | Remove the translation.
text_unused | A translation is of a text that its part does not have. | Remove it.
"""


def _read(severity: str, table: str) -> dict[str, Code]:
    rows = [line.split(" | ") for line in table.strip().splitlines()]
    return {code: Code(severity, when, do) for code, when, do in rows}


CODES: Mapping[str, Code] = MappingProxyType(
    dict(sorted({**_read("error", _ERRORS), **_read("warning", _WARNINGS)}.items()))
)
"""Code → what it means, in order of code."""

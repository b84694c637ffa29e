"""Declaration of the company number field."""

from portal_config.kinds import Kind, registry
from portal_config.settings import Choices, Settings
from words import unsaid

SCHEMES = {
    "vat": unsaid("VAT number"),
    "lei": unsaid("Legal Entity Identifier"),
    "at_uid": unsaid("Austrian UID"),
    "au_abn": unsaid("Australian business number"),
    "br_cnpj": unsaid("Brazilian CNPJ"),
    "ch_uid": unsaid("Swiss UID"),
    "cz_dic": unsaid("Czech DIČ"),
    "de_register": unsaid("German commercial register"),
    "dk_cvr": unsaid("Danish CVR number"),
    "fi_ytunnus": unsaid("Finnish business ID"),
    "fr_siren": unsaid("French SIREN"),
    "fr_siret": unsaid("French SIRET"),
    "no_orgnr": unsaid("Norwegian organisation number"),
    "pl_regon": unsaid("Polish REGON"),
    "se_orgnr": unsaid("Swedish organisation number"),
    "us_ein": unsaid("US employer identification number"),
}
"""Scheme → its words."""


class CompanyIdSettings(Settings):
    schemes = Choices(tuple(SCHEMES), words=SCHEMES, default=("vat",), at_least=1, label="Which numbers are taken")


@registry.register
class CompanyId(Kind):
    name, family, label, icon, group = "company_id", "field", "Company number", "company", "Contact"
    answers = "text"
    Settings = CompanyIdSettings
    example = {"type": "company_id", "key": "vat", "label": "VAT or register number", "schemes": ["vat", "de_register"]}

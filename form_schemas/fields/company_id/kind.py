"""Declaration of the company number field."""

from portal_config.kinds import Kind, registry
from portal_config.settings import Choices, Settings

SCHEMES = {
    "vat": "VAT number",
    "lei": "Legal Entity Identifier",
    "at_uid": "Austrian UID",
    "au_abn": "Australian business number",
    "br_cnpj": "Brazilian CNPJ",
    "ch_uid": "Swiss UID",
    "cz_dic": "Czech DIČ",
    "de_register": "German commercial register",
    "dk_cvr": "Danish CVR number",
    "fi_ytunnus": "Finnish business ID",
    "fr_siren": "French SIREN",
    "fr_siret": "French SIRET",
    "no_orgnr": "Norwegian organisation number",
    "pl_regon": "Polish REGON",
    "se_orgnr": "Swedish organisation number",
    "us_ein": "US employer identification number",
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

"""Declaration of the picture between questions."""

from portal_config import limits
from portal_config.kinds import Kind, registry
from portal_config.settings import Choice, Ref, Settings, Text


class ImageBlockSettings(Settings):
    image = Ref("ast", required=True, label="Picture")
    alt = Text(
        at_least=1,
        at_most=limits.SENTENCE,
        translated=True,
        required=True,
        label="What it shows, for those who do not see it",
    )
    caption = Text(at_most=limits.SENTENCE, translated=True, label="Words below it")
    width = Choice(("full", "half"), default="full", words={"full": "Full", "half": "Half"}, label="Width")


@registry.register
class ImageBlock(Kind):
    name, family, label, icon, group = "image_block", "field", "Picture", "image", "Content"
    answers = ""
    Settings = ImageBlockSettings
    example = {
        "type": "image_block",
        "image": "ast_example",
        "alt": "A banner on a stand, seen from the side",
        "caption": "The stand is 40 cm tall.",
        "width": "half",
    }

"""The portal's own sentences in the language of whoever reads them.

Every sentence stands in the code in English, and its translations in ``words/<language>.po`` under that English. ``say`` gives it in the present language:
a request, a letter or a notification names it with ``speaking``; where nobody did, it is English. Nothing here knows of requests.
"""

from words.language import language, speaking
from words.sentences import say, say_again, say_as, say_many, unsaid, within

__all__ = ["language", "say", "say_again", "say_as", "say_many", "speaking", "unsaid", "within"]

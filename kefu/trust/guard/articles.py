"""An article tells what thieves say, in quotes and in tables, and two people read it first: its own words alone count. Pure."""

import re

_QUOTED = re.compile(r"“[^”\n]{0,200}”|\"[^\"\n]{0,200}\"|「[^」\n]{0,200}」|«[^»\n]{0,200}»")
_TARGETS = re.compile(r"\]\((?:article|exchange|page|media):[^)\n]{0,200}\)")
_FACTS = re.compile(r"\{\{[^}\n]{0,80}\}\}")


def own_words(text: str) -> str:
    """As long as the text: what is left out became spaces, so that places stay."""
    lines = [" " * len(line) if line.lstrip().startswith(("|", "![")) else line for line in text.split("\n")]
    left = "\n".join(lines)
    for aside in (_QUOTED, _TARGETS, _FACTS):
        left = aside.sub(lambda found: " " * len(found.group()), left)
    return left

"""How a stranger's page may look: attributes and declarations that paint and place, and load nothing. Pure."""

import re
from collections.abc import Mapping

MOST_PX, MOST_SPAN = 2_000, 100

_PROPERTIES = frozenset(
    {
        *("color", "background-color", "font-size", "font-weight", "font-style", "font-family", "line-height"),
        *("text-align", "text-decoration", "text-transform", "text-indent", "letter-spacing", "white-space"),
        *(
            "vertical-align",
            "width",
            "max-width",
            "min-width",
            "height",
            "display",
            "border-collapse",
            "border-spacing",
        ),
        *(f"{box}{side}" for box in ("margin", "padding") for side in ("", "-top", "-right", "-bottom", "-left")),
        *(
            f"border{side}"
            for side in ("", "-top", "-right", "-bottom", "-left", "-color", "-style", "-width", "-radius")
        ),
    }
)
_VALUE = re.compile(r"(?:[\w\s.#%,!-]|rgba?\([\d\s.,%]{1,40}\)){1,200}", re.ASCII)
_DISPLAYS = frozenset({"none", "block", "inline", "inline-block", "table", "table-row", "table-cell"})
_COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}|[a-zA-Z]{3,20}")
_SIZE = re.compile(r"(\d{1,5})(?:px|(%))?")
_NUMBER = re.compile(r"\d{1,3}")
_PLACES = frozenset({"left", "right", "center", "justify", "top", "middle", "bottom", "baseline"})
_HIDES = re.compile(r"display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden", re.IGNORECASE)
_SMALL = re.compile(r"(?<![\w-])(?:width|height)\s{0,9}:\s{0,9}[012](?:\.\d)?(?:px)?\s{0,9}(?:;|!|$)", re.IGNORECASE)


def of(attributes: Mapping[str, str]) -> dict[str, str]:
    """What of it may stand on any tag."""
    told = {"style": style(attributes.get("style", ""))}
    told |= {name: _place(attributes.get(name, "")) for name in ("align", "valign")}
    told |= {name: _size(attributes.get(name, "")) for name in ("width", "height")}
    told |= {
        name: _number(attributes.get(name, "")) for name in ("border", "cellpadding", "cellspacing", "size", "start")
    }
    told |= {name: _span(attributes.get(name, "")) for name in ("colspan", "rowspan")}
    told |= {name: _colour(attributes.get(name, "")) for name in ("bgcolor", "color")}
    told["dir"] = attributes.get("dir", "").lower() if attributes.get("dir", "").lower() in {"ltr", "rtl"} else ""
    return {name: value for name, value in told.items() if value}


def style(written: str) -> str:
    """Declarations of a closed list, with values in which nothing can be named, called or escaped."""
    kept = []
    for each in written.replace('"', "").replace("'", "")[:4_000].split(";")[:60]:
        name, colon, value = each.partition(":")
        name, value = name.strip().lower(), value.strip()
        if not colon or name not in _PROPERTIES or _VALUE.fullmatch(value) is None:
            continue
        if name == "display" and value.lower().removesuffix("!important").strip() not in _DISPLAYS:
            continue
        kept.append(f"{name}:{value}")
    return ";".join(kept)


def is_pixel(attributes: Mapping[str, str]) -> bool:
    """A picture that nobody is meant to see: what it is for is to tell that the mail was opened."""
    sides = [attributes.get(side, "").strip().lower().removesuffix("px") for side in ("width", "height")]
    if any(side in {"0", "1", "2"} for side in sides):
        return True
    written = attributes.get("style", "")[:4_000]
    return _HIDES.search(written) is not None or _SMALL.search(written) is not None or "hidden" in attributes


def _place(value: str) -> str:
    return value.strip().lower() if value.strip().lower() in _PLACES else ""


def _size(value: str) -> str:
    found = _SIZE.fullmatch(value.strip().lower())
    if found is None:
        return ""
    number, is_share = int(found[1]), bool(found[2])
    return f"{min(number, 100)}%" if is_share else str(min(number, MOST_PX))


def _number(value: str) -> str:
    return value.strip() if _NUMBER.fullmatch(value.strip()) else ""


def _span(value: str) -> str:
    return str(min(int(value), MOST_SPAN)) if _NUMBER.fullmatch(value.strip()) else ""


def _colour(value: str) -> str:
    return value.strip() if _COLOUR.fullmatch(value.strip()) else ""

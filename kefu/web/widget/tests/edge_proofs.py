"""What the small Kefu answers under "Is it really you?": always the same, so that screens can be looked at."""

from typing import Any

CARD = {"alias": "Anna", "badge": "101-0396", "is_ours": True, "is_on_shift": True, "channels": ["Live chat"]}
PROOFS: dict[str, dict[str, Any]] = {
    "/talks": {
        "talks": [
            {
                "conversation": "a" * 26,
                "since": "2026-11-01T08:00:00+00:00",
                "bot": False,
                "card": CARD,
                "words": {"en": "ring rope", "zh": "戒指 绳子", "changes_in_s": 20},
            }
        ],
        "own_word": "blue whale",
    },
    "/agents/a/card": CARD,
    "/badges/101-0396": {**CARD, "is_on_shift": False},
    "/proofs": {
        "proof": "ours",
        "headline": "Yes. We sent you this.",
        "next_step": "Read the words here.",
        "card": CARD,
    },
    "/verify/reports": {"reference": "ABCDEF-GHJKMN"},
    "/own-word": {"word": "red kite"},
    "/passkeys": {"passkeys": [], "page": "http://localhost/passkeys/ticket"},
}

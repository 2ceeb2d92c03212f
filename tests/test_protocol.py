"""What the live process really sends fits the schema that is served; both speak of the same frames as the document."""

import re
import uuid
from pathlib import Path
from typing import Any

from kefu.api.v1 import protocol
from tests.running import Line, Server

DOCUMENT = Path(__file__).resolve().parents[1] / "docs" / "protocol.md"


def test_every_frame_of_a_talk_fits_the_schema(server: Server) -> None:
    token, agent = server.session(f"schema-{uuid.uuid4().hex[:6]}"), server.token("agent1")
    chat = server.chat(token)
    customer, desk = server.signed_in(token), server.signed_in(agent)
    heard = talk(customer, desk, chat)
    place = f"/conversations/{chat}"
    answer = {"client_msg_id": uuid.uuid4().hex, "body": "Tomorow"}
    own = server.api("POST", f"{place}/entries", token=agent, json=answer).json()["seq"]
    for method, path, body in (
        ("PATCH", f"{place}/entries/{own}", {"body": "better"}),
        ("PUT", f"{place}/closure", {"reason": "solved"}),
        ("DELETE", f"{place}/closure", None),
        ("DELETE", f"{place}/entries/{own}", None),
    ):
        with_token = agent if method != "DELETE" or "closure" in path else server.token("admin")
        assert server.api(method, path, token=with_token, json=body).status_code == 200
    heard += customer.all_heard(for_s=2) + desk.all_heard(for_s=2)
    for frame in heard:
        protocol.FromServer.validate_python(frame)
    told = {frame["type"] for frame in heard}
    assert {
        "subscribed",
        "entry",
        "caught_up",
        "ack",
        "error",
        "receipt",
        "typing",
        "presence",
        "inbox",
        "pong",
    } <= told
    assert {"edited", "redacted", "closed", "reopened"} <= {f["kind"] for f in heard if f["type"] == "entry"}


def test_the_document_and_the_schema_name_the_same_frames() -> None:
    for heading, frames in (("client", protocol.FromClient), ("server", protocol.FromServer)):
        section = DOCUMENT.read_text().split(f"## Frames from the {heading}")[1].split("\n## ")[0]
        documented = set(re.findall(r"^\| `(\w+) \{", section, flags=re.MULTILINE))
        shapes: Any = frames.json_schema()["discriminator"]["mapping"]
        assert documented == set(shapes)


def talk(customer: Line, desk: Line, chat: str) -> list[dict[str, Any]]:
    """Both sides use every frame that they have."""
    for line, shape in ((customer, "json"), (desk, "html"), (desk, "json")):
        line.say(type="subscribe", conversation=chat, after=0, format=shape)
    desk.say(type="subscribe_inbox")
    desk.say(type="presence", conversation=chat, here=True)
    for line in (customer, desk):
        line.say(type="typing", conversation=chat, on=True)
        line.say(type="send", conversation=chat, body="hello", client_msg_id=uuid.uuid4().hex)
        line.say(type="delivered", conversation=chat, seq=1)
        line.say(type="read", conversation=chat, seq=1)
        line.say(type="ping")
        line.say(type="nonsense")
    return customer.all_heard(for_s=2) + desk.all_heard(for_s=2)

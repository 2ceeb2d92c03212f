"""Our own people, for those who hand conversations over."""

from kefu.api.v1 import shapes
from kefu.api.v1.door import ApiRequest, GuardedRouter
from kefu.people import directory
from kefu.people.access import Who, policy
from kefu.people.capabilities import Capability

router = GuardedRouter(tags=["agents"])


@router.get("/agents", response=shapes.Agents)
@policy(Who.STAFF, needs=Capability.READ_CONVERSATIONS, objects="names of active agents")
def list_agents(request: ApiRequest, like: shapes.Name = "") -> shapes.Agents:
    """All of them, or with `like` the few whose name begins so: whoever writes @ in a note is offered those."""
    found = directory.agents_like(like) if like else directory.agents()
    return shapes.Agents(agents=[shapes.Agent(id=card.public_id, name=card.name, alias=card.alias) for card in found])

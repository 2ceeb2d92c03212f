"""What a chat asks before the first words, and whether what was typed is the account one is signed in with."""

from django.http import HttpRequest

from kefu.api.v1 import shapes
from kefu.api.v1.door import ApiRequest, GuardedRouter
from kefu.conversations import definitions
from kefu.people import claims, directory
from kefu.people.access import Rate, Who, policy
from kefu.people.claims import Claim

router = GuardedRouter(tags=["form"])


@router.get("/categories", response=shapes.Categories)
@policy(Who.ANYONE, objects="the same for all", rate=Rate.STATIC)
def list_categories(request: HttpRequest, locale: shapes.LanguageTag = "en") -> shapes.Categories:
    """What a conversation can be about, in the exchange's own words and order."""
    named = [
        shapes.Category(slug=each.slug, name=definitions.named(each.names, locale=locale))
        for each in definitions.categories()
    ]
    return shapes.Categories(categories=named)


@router.get("/form", response=shapes.Form)
@policy(Who.CUSTOMER, objects="oneself")
def form(request: ApiRequest) -> shapes.Form:
    """The account that a chat need not ask for, masked; empty where nothing is proved."""
    card = directory.customer_card(request.auth.id)
    is_proved = card.proof == "signed"
    return shapes.Form(
        uid_masked=card.uid_masked if is_proved else "",
        email_masked=card.email_masked if is_proved else "",
        phone_masked=card.phone_masked if is_proved else "",
    )


@router.post("/form/comparison", response=shapes.Comparison)
@policy(Who.CUSTOMER, objects="oneself", rate=Rate.WRITE)
def comparison(request: ApiRequest, typed: shapes.Account) -> shapes.Comparison:
    """Before it is sent: a wrong digit sends somebody to a stranger's account."""
    return shapes.Comparison(unlike=claims.unlike_proved(request.auth.id, Claim(**typed.model_dump())))

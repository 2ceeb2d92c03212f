"""Where our own addresses are set up. Endpoints are nouns; what changes something is a POST."""

from django.urls import path

from kefu.web.setup import addresses

app_name = "setup"
urlpatterns = [
    path("desk/addresses/", addresses.listing, name="addresses"),
    path("desk/addresses/new/<slug:channel>", addresses.new, name="new"),
    path("desk/addresses/<int:row>/", addresses.address, name="address"),
    path("desk/addresses/<int:row>/check", addresses.check, name="check"),
    path("desk/addresses/<int:row>/state", addresses.state, name="state"),
]

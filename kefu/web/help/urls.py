"""The help centre's addresses: a language first, then a noun. They must be those of `knowledge.addresses`."""

from django.urls import path

from kefu.web.help import checks, contact, machines, media, promises, sitemap, told, verify, views
from kefu.web.help.tools import futures, trading
from kefu.web.help.tools import views as tools

app_name = "help"

urlpatterns = [
    path("help/", views.door, name="door"),
    path("robots.txt", machines.robots, name="robots"),
    path("sitemap.xml", sitemap.whole, name="sitemap"),
    path("sitemap-<int:number>.xml", sitemap.part, name="sitemap_part"),
    path("help/media/<str:public_id>/<str:name>", media.medium, name="media"),
    path("help/<str:code>/", views.home, name="home"),
    path("help/<str:code>/search", views.search, name="search"),
    path("help/<str:code>/suggestions", views.suggestions, name="suggestions"),
    path("help/<str:code>/notices", views.notices, name="notices"),
    path("help/<str:code>/notices.rss", machines.feed, name="feed"),
    path("help/<str:code>/opensearch.xml", machines.opensearch, name="opensearch"),
    path("help/<str:code>/verify", verify.verify, name="verify"),
    path("help/<str:code>/chat", views.chat, name="chat"),
    path("help/<str:code>/checks/", checks.checks, name="checks"),
    path("help/<str:code>/checks/<str:key>", checks.check, name="check"),
    path("help/<str:code>/sections/<path:slug>", views.section, name="section"),
    path("help/<str:code>/articles/<str:slug>", views.article, name="article"),
    path("help/<str:code>/articles/<str:slug>/votes", told.voted, name="votes"),
    path("help/<str:code>/visits/pages", told.read, name="read"),
    path("help/<str:code>/visits/clicks", told.clicked, name="clicks"),
    path("help/<str:code>/visits/contacts", told.contacted, name="contacts"),
    path("help/<str:code>/visits/searches", told.searched, name="searches"),
    path("help/<str:code>/contact", contact.contact, name="contact"),
    path("help/<str:code>/promises", promises.promises, name="promises"),
    path("help/<str:code>/answers", contact.answers, name="answers"),
    path("help/<str:code>/tools/connection", tools.connection, name="connection"),
    path("help/<str:code>/tools/clock", tools.clock, name="clock"),
    path("help/<str:code>/tools/time", tools.time, name="time"),
    path("help/<str:code>/tools/browser", tools.browser, name="browser"),
    path("help/<str:code>/tools/photo", tools.photo, name="photo"),
    path("help/<str:code>/tools/address", tools.address, name="address"),
    path("help/<str:code>/tools/fees", trading.fees, name="fees"),
    path("help/<str:code>/tools/slippage", trading.slippage, name="slippage"),
    path("help/<str:code>/tools/liquidation", futures.liquidation, name="liquidation"),
    path("help/<str:code>/tools/position", futures.position, name="position"),
    path("help/<str:code>/<path:rest>", views.nothing, name="nothing"),
]

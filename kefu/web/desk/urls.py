"""The desk's addresses. Endpoints are nouns; what changes something is a POST."""

from django.urls import path

from kefu.web.desk import (
    actions,
    bulk,
    conversation,
    files,
    inbox,
    layout,
    notices,
    palette,
    replies,
    saved,
    ticket,
)

app_name = "desk"
urlpatterns = [
    path("desk/", inbox.inbox, name="inbox"),
    path("desk/lines", inbox.lines, name="lines"),
    path("desk/rows", inbox.rows, name="rows"),
    path("desk/files", files.new_picture, name="files"),
    path("desk/files/<str:upload_id>", files.picture, name="file"),
    path("desk/acts", bulk.acts, name="acts"),
    path("desk/acts/<str:act_id>/reversal", bulk.reversal, name="reversal"),
    path("desk/layout.css", layout.stylesheet, name="layout"),
    path("desk/palette", palette.palette, name="palette"),
    path("desk/notices", notices.notices, name="notices"),
    path("desk/notices/told", notices.told, name="notices-told"),
    path("desk/notices/sight", notices.sight, name="notices-sight"),
    path("desk/notices/browsers", notices.browsers, name="browsers"),
    path("desk/notices/browsers/<str:browser_id>/removal", notices.removal, name="browser-removal"),
    path("desk/notices/browsers/<str:browser_id>/trial", notices.trial, name="browser-trial"),
    path("desk/preference", layout.preference, name="preference"),
    path("desk/views", saved.views, name="views"),
    path("desk/views/<str:view_id>", saved.view, name="view"),
    path("desk/views/<str:view_id>/removal", saved.removal, name="removal"),
    path("desk/ticket", ticket.ticket, name="ticket"),
    path("desk/c/<str:public_id>/", conversation.conversation, name="conversation"),
    path("desk/c/<str:public_id>/entries", conversation.entries, name="entries"),
    path("desk/c/<str:public_id>/head", conversation.head, name="head"),
    path("desk/c/<str:public_id>/messages", replies.messages, name="messages"),
    path("desk/c/<str:public_id>/draft", replies.draft, name="draft"),
    path("desk/c/<str:public_id>/lease", replies.lease, name="lease"),
    path("desk/c/<str:public_id>/assignment", actions.assignment, name="assignment"),
    path("desk/c/<str:public_id>/closure", actions.closure, name="closure"),
    path("desk/c/<str:public_id>/reopening", actions.reopening, name="reopening"),
    path("desk/c/<str:public_id>/redactions", actions.redactions, name="redactions"),
]

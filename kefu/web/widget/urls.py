"""The two addresses a host page and an app know, and what the chat fetches."""

from django.urls import path

from kefu.web.widget import views

app_name = "widget"

urlpatterns = [
    path("widget.js", views.loader, name="loader"),
    path("chat", views.chat, name="chat"),
    path("chat/spots.json", views.spots, name="spots"),
]

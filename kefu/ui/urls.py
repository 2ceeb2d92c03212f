"""The living page of components; included only where DEBUG is on."""

from django.urls import path

from kefu.ui import views

app_name = "ui"
urlpatterns = [path("components", views.components, name="components")]

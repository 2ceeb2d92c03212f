"""The help centre leads to the page that says whether something is ours."""

from django.test import Client


def test_the_home_page_and_every_foot_lead_there(reader: Client) -> None:
    assert reader.get("/help/zh-cn/").content.decode().count('href="/help/zh-cn/verify"') == 2


def test_it_leads_on_in_the_language_of_the_page(reader: Client) -> None:
    assert reader.get("/help/zh-cn/verify")["Location"] == "/verify?locale=zh-CN"

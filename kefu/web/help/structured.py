"""What search engines read of a page, in the vocabulary of schema.org (JSON-LD). Plain values; a template tag writes them."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings

from kefu.knowledge import addresses
from kefu.knowledge.cards import ArticlePage, Crumb, SectionPage
from kefu.knowledge.kinds import Kind
from kefu.web.help.places import Place

Data = dict[str, Any]
MAX_ANSWER_CHARS = 1_500


def home(place: Place) -> Sequence[Data]:
    target = {"@type": "EntryPoint", "urlTemplate": f"{settings.BASE_URL}{place.search}?q={{search_term_string}}"}
    return [
        {
            **_of("WebSite"),
            "name": settings.BRAND_NAME,
            "url": f"{settings.BASE_URL}{place.home}",
            "inLanguage": place.lang,
            "potentialAction": {
                "@type": "SearchAction",
                "target": target,
                "query-input": "required name=search_term_string",
            },
        }
    ]


def section(page: SectionPage, place: Place) -> Sequence[Data]:
    return [_crumbs([*page.crumbs, Crumb(page.section.slug, page.section.title)], place)]


def article(page: ArticlePage, place: Place) -> Sequence[Data]:
    about = {Kind.GUIDE: _how_to, Kind.ANSWER: _question}.get(page.card.kind)
    is_told = about is not None and (page.steps or page.card.kind is not Kind.GUIDE)
    return [_article(page), *([about(page)] if about and is_told else []), _crumbs(page.crumbs, place)]


def _article(page: ArticlePage) -> Data:
    return {
        **_of("NewsArticle" if page.card.kind is Kind.NOTICE else "Article"),
        "headline": page.card.title,
        "description": page.card.summary,
        "inLanguage": page.card.locale,
        "datePublished": page.card.published_at.isoformat(),
        "dateModified": page.updated_at.isoformat(),
        "mainEntityOfPage": f"{settings.BASE_URL}{addresses.article(page.card.slug, page.card.locale)}",
        "author": {"@type": "Organization", "name": settings.BRAND_NAME, "url": settings.BASE_URL},
    }


def _how_to(page: ArticlePage) -> Data:
    steps = [{"@type": "HowToStep", "position": at, "text": text} for at, text in enumerate(page.steps, 1)]
    supplies = [{"@type": "HowToSupply", "name": text} for text in page.before]
    return {
        **_of("HowTo"),
        "name": page.card.title,
        "description": page.card.summary,
        "supply": supplies,
        "step": steps,
    }


def _question(page: ArticlePage) -> Data:
    answer = {"@type": "Answer", "text": page.plain[:MAX_ANSWER_CHARS]}
    question = {"@type": "Question", "name": page.card.title, "acceptedAnswer": answer}
    return {**_of("FAQPage"), "inLanguage": page.card.locale, "mainEntity": [question]}


def _crumbs(crumbs: Sequence[Crumb], place: Place) -> Data:
    where = [
        (settings.BRAND_NAME, place.home),
        *((each.title, addresses.section(each.slug, place.locale)) for each in crumbs),
    ]
    items = [
        {"@type": "ListItem", "position": at, "name": name, "item": f"{settings.BASE_URL}{address}"}
        for at, (name, address) in enumerate(where, 1)
    ]
    return {**_of("BreadcrumbList"), "itemListElement": items}


def _of(kind: str) -> Data:
    return {"@context": "https://schema.org", "@type": kind}

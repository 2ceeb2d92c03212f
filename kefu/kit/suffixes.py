"""What somebody registered of a domain, by the list of public suffixes."""

from functools import cache

from publicsuffixlist import PublicSuffixList


def registered(domain: str) -> str:
    """What somebody registered of this domain; itself where nobody can have registered it."""
    return str(_suffixes().privatesuffix(domain) or domain)


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()

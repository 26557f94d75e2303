"""What an address that does not exist was probably meant to be."""

from difflib import get_close_matches

from processor.registration.gate import FREEMAIL, domain_of

_ALIKE = 0.85  # gmial.com is to gmail.com; gmx.eu is not to gmx.de
_LONGEST = 30  # characters of a domain worth comparing
_PROVIDERS = sorted(FREEMAIL)


def meant(address: str) -> str:
    """The well-known domain that the address's own is nearly spelt like, else ''."""
    domain = domain_of(address)
    if domain in FREEMAIL or len(domain) > _LONGEST:
        return ""
    return next(iter(get_close_matches(domain, _PROVIDERS, n=1, cutoff=_ALIKE)), "")

"""Is this a well-formed unified social credit code (GB 32100-2015)?"""

import unicodedata

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH = 18
SIMULATED_REGION = "339900"
_MODULUS = 31
_WEIGHTS = tuple(pow(3, place, _MODULUS) for place in range(17))
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_ORGANISATION_MODULUS = 11


def normalise_code(code: str) -> str:
    """The code in half-width capitals without surrounding blanks.

    >>> normalise_code(" ９1350100m000100y43")
    '91350100M000100Y43'
    """
    return unicodedata.normalize("NFKC", code).strip().upper()


def check_character(first17: str) -> str:
    """The 18th character of a code, from its first 17.

    Source: GB 32100-2015, worked example.

    >>> check_character("91350100M000100Y4")
    '3'
    """
    total = sum(ALPHABET.index(c) * w for c, w in zip(first17, _WEIGHTS, strict=True))
    return ALPHABET[(_MODULUS - total % _MODULUS) % _MODULUS]


def organisation_check_character(first8: str) -> str:
    """The ninth character of an organisation code, from its first eight.

    Source: GB 11714-1997; letters count A=10 .. Z=35.

    >>> organisation_check_character("M000100Y")
    '4'
    """
    total = sum(int(c, 36) * w for c, w in zip(first8, _ORGANISATION_WEIGHTS, strict=True))
    return "0123456789X0"[(_ORGANISATION_MODULUS - total % _ORGANISATION_MODULUS)]


def is_credit_code(code: str) -> bool:
    """Whether `code` is 18 allowed characters whose two check characters both hold."""
    if len(code) != LENGTH or any(c not in ALPHABET for c in code):
        return False
    organisation = code[8:16], code[16]
    holds = organisation_check_character(organisation[0]) == organisation[1]
    return holds and check_character(code[:17]) == code[17]


def simulated_code(number: int) -> str:
    """The credit code of simulated firm `number`, in a region that no real firm has.

    `number` is 0 .. 9,999,999; the region 339900 is not an assigned division.
    """
    organisation = f"M{number:07d}"
    body = f"91{SIMULATED_REGION}{organisation}{organisation_check_character(organisation)}"
    return body + check_character(body)

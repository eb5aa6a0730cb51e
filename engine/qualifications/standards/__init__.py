"""Which standards are known, each with the days it is in force?"""

from datetime import date

from engine.qualifications.conditions import Standard
from engine.qualifications.standards import cxx, hangzhou, hnte, kxzxqy, xjr, zjtx

STANDARDS: tuple[Standard, ...] = (
    kxzxqy.STANDARD,
    hangzhou.ZJKX,
    hnte.STANDARD,
    cxx.STANDARD,
    zjtx.STANDARD,
    xjr.STANDARD,
    hangzhou.SEED,
    hangzhou.HMZ,
    hangzhou.XCY,
    hangzhou.LEAD,
)


def standard_of(code: str, on: date) -> Standard | None:
    """The standard for a qualification in force on the day, None where none is."""
    found = (each for each in STANDARDS if each.code == code and each.is_in_force(on))
    return next(found, None)

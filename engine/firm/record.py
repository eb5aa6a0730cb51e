"""What is known of one firm, section by section?"""

from typing import Annotated, Self

from pydantic import BeforeValidator, model_validator
from pydantic.fields import FieldInfo

from engine.firm.base import Line, Part, Section, titled
from engine.firm.business import Debts, Invoices, Orders, Tax
from engine.firm.footprint import Customs, RealEstate, Utilities
from engine.firm.innovation import (
    Equity,
    IntellectualProperty,
    Qualifications,
    Research,
)
from engine.firm.judicial import Judicial
from engine.firm.main_business import MainBusiness
from engine.firm.registration import People, Registration
from engine.firm.statements import Statements
from engine.identity import is_credit_code, normalise_code


def _checked_code(value: object) -> object:
    if not isinstance(value, str):
        return value
    code = normalise_code(value)
    if not is_credit_code(code):
        raise ValueError("is not a valid unified social credit code")
    return code


CreditCode = Annotated[str, BeforeValidator(_checked_code)]


class Firm(Part):
    """An applicant as known on a date; an absent section is unknown, never zero."""

    name: Annotated[Line, titled("企业名称", "Firm name")]
    credit_code: Annotated[
        CreditCode | None, titled("统一社会信用代码", "Unified social credit code")
    ] = None
    external_id: Annotated[
        Line | None,
        titled("外部编号(无信用代码时)", "Identifier where there is no code"),
    ] = None
    registration: Annotated[Registration | None, titled("工商登记", "Registration")] = None
    main_business: Annotated[MainBusiness | None, titled("主营业务", "Main business")] = None
    statements: Annotated[Statements | None, titled("财务报表", "Statements")] = None
    invoices: Annotated[Invoices | None, titled("增值税发票", "VAT invoices")] = None
    tax: Annotated[Tax | None, titled("纳税", "Tax")] = None
    people: Annotated[People | None, titled("人员", "People")] = None
    intellectual_property: Annotated[
        IntellectualProperty | None, titled("知识产权", "Intellectual property")
    ] = None
    research: Annotated[Research | None, titled("研发活动", "Research")] = None
    qualifications: Annotated[Qualifications | None, titled("资质认定", "Qualifications held")] = (
        None
    )
    equity: Annotated[Equity | None, titled("股权融资", "Equity rounds")] = None
    debts: Annotated[Debts | None, titled("债务", "Debts")] = None
    judicial: Annotated[Judicial | None, titled("司法与公示", "Judicial and registers")] = None
    orders: Annotated[Orders | None, titled("订单", "Orders")] = None
    utilities: Annotated[Utilities | None, titled("水电气", "Utilities")] = None
    customs: Annotated[Customs | None, titled("进出口", "Customs")] = None
    real_estate: Annotated[RealEstate | None, titled("不动产", "Real estate")] = None

    @model_validator(mode="after")
    def _is_identified(self) -> Self:
        if self.credit_code is None and self.external_id is None:
            raise ValueError("needs credit_code, or external_id where there is no code")
        return self

    @property
    def identifier(self) -> str:
        """The credit code, or the outside identifier where there is none."""
        return self.credit_code or str(self.external_id)


def _section_in(field: FieldInfo) -> type[Section] | None:
    parts = getattr(field.annotation, "__args__", ())
    kinds = (part for part in parts if isinstance(part, type) and issubclass(part, Section))
    return next(kinds, None)


_SECTION_TYPES = {
    name: kind for name, field in Firm.model_fields.items() if (kind := _section_in(field))
}
SECTIONS: tuple[str, ...] = tuple(_SECTION_TYPES)


def section_type(name: str) -> type[Section]:
    """The model of the section `name`."""
    return _SECTION_TYPES[name]


def sections_of(firm: Firm) -> dict[str, Section | None]:
    """The sections by name, None where absent."""
    return {name: getattr(firm, name) for name in SECTIONS}

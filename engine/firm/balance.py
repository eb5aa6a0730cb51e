"""What does the balance sheet of a fiscal year say?"""

from typing import Annotated

from engine.firm.base import Part, titled
from engine.money import NonNegativeYuan, Yuan

CNY = "CNY"


class BalanceSheet(Part):
    """Closing balances (forms 会小企01 and the general enterprise form); unstated is None."""

    cash: Annotated[NonNegativeYuan | None, titled("货币资金", "Cash and bank", CNY)] = None
    short_term_investments: Annotated[
        NonNegativeYuan | None, titled("短期投资", "Short-term investments", CNY)
    ] = None
    trading_financial_assets: Annotated[
        NonNegativeYuan | None, titled("交易性金融资产", "Financial assets held for trading", CNY)
    ] = None
    derivative_assets: Annotated[
        NonNegativeYuan | None, titled("衍生金融资产", "Derivative assets", CNY)
    ] = None
    notes_receivable: Annotated[
        NonNegativeYuan | None, titled("应收票据", "Notes receivable", CNY)
    ] = None
    accounts_receivable: Annotated[
        NonNegativeYuan | None, titled("应收账款", "Accounts receivable", CNY)
    ] = None
    receivables_financing: Annotated[
        NonNegativeYuan | None, titled("应收款项融资", "Receivables held for financing", CNY)
    ] = None
    prepayments: Annotated[NonNegativeYuan | None, titled("预付账款", "Prepayments", CNY)] = None
    dividends_receivable: Annotated[
        NonNegativeYuan | None, titled("应收股利", "Dividends receivable", CNY)
    ] = None
    interest_receivable: Annotated[
        NonNegativeYuan | None, titled("应收利息", "Interest receivable", CNY)
    ] = None
    other_receivables: Annotated[
        NonNegativeYuan | None, titled("其他应收款", "Other receivables", CNY)
    ] = None
    inventory: Annotated[NonNegativeYuan | None, titled("存货", "Inventory", CNY)] = None
    contract_assets: Annotated[
        NonNegativeYuan | None, titled("合同资产", "Contract assets", CNY)
    ] = None
    held_for_sale_assets: Annotated[
        NonNegativeYuan | None, titled("持有待售资产", "Assets held for sale", CNY)
    ] = None
    non_current_assets_due: Annotated[
        NonNegativeYuan | None,
        titled("一年内到期的非流动资产", "Non-current assets due in a year", CNY),
    ] = None
    other_current_assets: Annotated[
        NonNegativeYuan | None, titled("其他流动资产", "Other current assets", CNY)
    ] = None
    current_assets: Annotated[
        NonNegativeYuan | None, titled("流动资产合计", "Current assets", CNY)
    ] = None
    long_term_bond_investments: Annotated[
        NonNegativeYuan | None, titled("长期债券投资", "Long-term bond investments", CNY)
    ] = None
    other_debt_investments: Annotated[
        NonNegativeYuan | None, titled("其他债权投资", "Other debt investments", CNY)
    ] = None
    long_term_receivables: Annotated[
        NonNegativeYuan | None, titled("长期应收款", "Long-term receivables", CNY)
    ] = None
    long_term_equity_investments: Annotated[
        NonNegativeYuan | None, titled("长期股权投资", "Long-term equity investments", CNY)
    ] = None
    other_equity_investments: Annotated[
        NonNegativeYuan | None, titled("其他权益工具投资", "Other equity investments", CNY)
    ] = None
    other_non_current_financial_assets: Annotated[
        NonNegativeYuan | None,
        titled("其他非流动金融资产", "Other non-current financial assets", CNY),
    ] = None
    investment_property: Annotated[
        NonNegativeYuan | None, titled("投资性房地产", "Investment property", CNY)
    ] = None
    fixed_assets_cost: Annotated[
        NonNegativeYuan | None, titled("固定资产原价", "Fixed assets, at cost", CNY)
    ] = None
    accumulated_depreciation: Annotated[
        NonNegativeYuan | None, titled("累计折旧", "Accumulated depreciation", CNY)
    ] = None
    fixed_assets_net: Annotated[
        NonNegativeYuan | None, titled("固定资产账面价值", "Fixed assets, net", CNY)
    ] = None
    construction_in_progress: Annotated[
        NonNegativeYuan | None, titled("在建工程", "Construction in progress", CNY)
    ] = None
    construction_materials: Annotated[
        NonNegativeYuan | None, titled("工程物资", "Construction materials", CNY)
    ] = None
    fixed_assets_disposal: Annotated[
        Yuan | None, titled("固定资产清理", "Fixed assets in disposal", CNY)
    ] = None
    biological_assets: Annotated[
        NonNegativeYuan | None, titled("生产性生物资产", "Productive biological assets", CNY)
    ] = None
    oil_and_gas_assets: Annotated[
        NonNegativeYuan | None, titled("油气资产", "Oil and gas assets", CNY)
    ] = None
    right_of_use_assets: Annotated[
        NonNegativeYuan | None, titled("使用权资产", "Right-of-use assets", CNY)
    ] = None
    intangible_assets: Annotated[
        NonNegativeYuan | None, titled("无形资产", "Intangible assets", CNY)
    ] = None
    development_expenditure: Annotated[
        NonNegativeYuan | None, titled("开发支出", "Capitalised development", CNY)
    ] = None
    goodwill: Annotated[NonNegativeYuan | None, titled("商誉", "Goodwill", CNY)] = None
    long_term_deferred_expenses: Annotated[
        NonNegativeYuan | None, titled("长期待摊费用", "Long-term deferred expenses", CNY)
    ] = None
    deferred_tax_assets: Annotated[
        NonNegativeYuan | None, titled("递延所得税资产", "Deferred tax assets", CNY)
    ] = None
    other_non_current_assets: Annotated[
        NonNegativeYuan | None, titled("其他非流动资产", "Other non-current assets", CNY)
    ] = None
    non_current_assets: Annotated[
        NonNegativeYuan | None, titled("非流动资产合计", "Non-current assets", CNY)
    ] = None
    total_assets: Annotated[NonNegativeYuan | None, titled("资产总计", "Total assets", CNY)] = None

    short_term_loans: Annotated[
        NonNegativeYuan | None, titled("短期借款", "Short-term loans", CNY)
    ] = None
    trading_financial_liabilities: Annotated[
        NonNegativeYuan | None,
        titled("交易性金融负债", "Financial liabilities held for trading", CNY),
    ] = None
    derivative_liabilities: Annotated[
        NonNegativeYuan | None, titled("衍生金融负债", "Derivative liabilities", CNY)
    ] = None
    notes_payable: Annotated[NonNegativeYuan | None, titled("应付票据", "Notes payable", CNY)] = (
        None
    )
    accounts_payable: Annotated[
        NonNegativeYuan | None, titled("应付账款", "Accounts payable", CNY)
    ] = None
    advances_from_customers: Annotated[
        NonNegativeYuan | None, titled("预收账款", "Advances from customers", CNY)
    ] = None
    contract_liabilities: Annotated[
        NonNegativeYuan | None, titled("合同负债", "Contract liabilities", CNY)
    ] = None
    payroll_payable: Annotated[Yuan | None, titled("应付职工薪酬", "Payroll payable", CNY)] = None
    taxes_payable: Annotated[Yuan | None, titled("应交税费", "Taxes payable", CNY)] = None
    interest_payable: Annotated[
        NonNegativeYuan | None, titled("应付利息", "Interest payable", CNY)
    ] = None
    dividends_payable: Annotated[
        NonNegativeYuan | None, titled("应付利润(股利)", "Dividends payable", CNY)
    ] = None
    other_payables: Annotated[
        NonNegativeYuan | None, titled("其他应付款", "Other payables", CNY)
    ] = None
    held_for_sale_liabilities: Annotated[
        NonNegativeYuan | None, titled("持有待售负债", "Liabilities held for sale", CNY)
    ] = None
    non_current_liabilities_due: Annotated[
        NonNegativeYuan | None,
        titled("一年内到期的非流动负债", "Non-current liabilities due in a year", CNY),
    ] = None
    other_current_liabilities: Annotated[
        NonNegativeYuan | None, titled("其他流动负债", "Other current liabilities", CNY)
    ] = None
    current_liabilities: Annotated[
        NonNegativeYuan | None, titled("流动负债合计", "Current liabilities", CNY)
    ] = None
    long_term_loans: Annotated[
        NonNegativeYuan | None, titled("长期借款", "Long-term loans", CNY)
    ] = None
    bonds_payable: Annotated[NonNegativeYuan | None, titled("应付债券", "Bonds payable", CNY)] = (
        None
    )
    lease_liabilities: Annotated[
        NonNegativeYuan | None, titled("租赁负债", "Lease liabilities", CNY)
    ] = None
    long_term_payables: Annotated[
        NonNegativeYuan | None, titled("长期应付款", "Long-term payables", CNY)
    ] = None
    provisions: Annotated[NonNegativeYuan | None, titled("预计负债", "Provisions", CNY)] = None
    deferred_income: Annotated[
        NonNegativeYuan | None, titled("递延收益", "Deferred income (grants)", CNY)
    ] = None
    deferred_tax_liabilities: Annotated[
        NonNegativeYuan | None, titled("递延所得税负债", "Deferred tax liabilities", CNY)
    ] = None
    other_non_current_liabilities: Annotated[
        NonNegativeYuan | None, titled("其他非流动负债", "Other non-current liabilities", CNY)
    ] = None
    non_current_liabilities: Annotated[
        NonNegativeYuan | None, titled("非流动负债合计", "Non-current liabilities", CNY)
    ] = None
    total_liabilities: Annotated[
        NonNegativeYuan | None, titled("负债合计", "Total liabilities", CNY)
    ] = None
    paid_in_capital: Annotated[
        NonNegativeYuan | None, titled("实收资本(股本)", "Paid-in capital", CNY)
    ] = None
    other_equity_instruments: Annotated[
        NonNegativeYuan | None, titled("其他权益工具", "Other equity instruments", CNY)
    ] = None
    capital_reserve: Annotated[Yuan | None, titled("资本公积", "Capital reserve", CNY)] = None
    treasury_shares: Annotated[
        NonNegativeYuan | None, titled("库存股", "Treasury shares, taken off equity", CNY)
    ] = None
    other_comprehensive_income: Annotated[
        Yuan | None, titled("其他综合收益", "Other comprehensive income", CNY)
    ] = None
    special_reserve: Annotated[
        NonNegativeYuan | None, titled("专项储备", "Special reserve", CNY)
    ] = None
    surplus_reserve: Annotated[Yuan | None, titled("盈余公积", "Surplus reserve", CNY)] = None
    retained_earnings: Annotated[Yuan | None, titled("未分配利润", "Retained earnings", CNY)] = None
    total_equity: Annotated[Yuan | None, titled("所有者权益合计", "Total equity", CNY)] = None
    liabilities_and_equity: Annotated[
        NonNegativeYuan | None, titled("负债和所有者权益总计", "Liabilities and equity", CNY)
    ] = None


BALANCE_ITEMS: tuple[str, ...] = tuple(BalanceSheet.model_fields)

"""How does the registry say why something may not be?"""

from collections.abc import Mapping

from engine.text import Text

STATES: Mapping[str, Text] = {
    "demonstration": Text(zh="演示", en="demonstration"),
    "candidate": Text(zh="候选", en="candidate"),
    "validated": Text(zh="已验证", en="validated"),
    "champion": Text(zh="现任", en="champion"),
    "retired": Text(zh="已退役", en="retired"),
}
NOBODY = Text(zh="无", en="none")
UNKNOWN = Text(zh="登记簿中没有模型{id}", en="the registry has no model {id}")
NO_FINDING = Text(zh="该模型没有第{n}号问题", en="this model has no finding no. {n}")
TWICE = Text(zh="模型{id}已登记", en="{id} is in the registry already")
SIMULATED = Text(
    zh="由模拟企业训练,只能用于演示", en="it learnt from simulated firms and stays a demonstration"
)
STATE = Text(
    zh="状态为“{state}”,不能这样处理", en="its state is {state}, which does not allow this"
)
DEVELOPER = Text(zh="开发人员不能经办自己的模型", en="nobody judges a model of their own")
VALIDATOR = Text(
    zh="批准人不能是验证人,也不能是关闭其问题的人",
    en="whoever validated it or closed a finding cannot approve it",
)
APPROVER = Text(zh="批准过该模型的人不能验证它", en="whoever approved it cannot validate it")
OWNER = Text(zh="整改责任人不能关闭自己的问题", en="whoever must mend a finding cannot close it")
OPEN = Text(zh="有未关闭的高级别问题:第{numbers}号", en="high findings are open: no. {numbers}")
EXPIRED = Text(
    zh="验证已于{day}到期,须重新验证", en="its validation ran out on {day}: validate it again"
)
RED = Text(
    zh="红色结论不能通过验证,请提出问题或退役",
    en="a red verdict validates nothing: raise findings or retire the model",
)
NO_CONDITION = Text(zh="黄色结论须写明使用条件", en="are needed for an amber verdict")
TOO_SHORT = Text(zh="须晚于今天", en="must lie after today")
DUE = Text(zh="不能早于今天", en="must not lie before today")
CLOSED = Text(zh="该问题已关闭", en="this finding is closed already")
MOVED = Text(
    zh="现任模型是{now},不是{said};请核对后再试",
    en="the champion is {now}, not {said}: look again before deciding",
)
NO_EARLIER = Text(zh="此前没有现任模型可退回", en="there is no earlier champion to go back to")
ONLY_CREDIT = Text(zh="只有信用模型可以作挑战者", en="only a credit model can be a challenger")
NOT_CHALLENGER = Text(zh="该模型不是挑战者", en="this model is no challenger")
REPLACED = "由{model_id}接替 / replaced by {model_id}"
ROLLED_BACK = "退回到{model_id} / rolled back to {model_id}"

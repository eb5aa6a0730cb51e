"""How are the labels behind coded facts called in Chinese and in English?"""

from engine.text import Text

_WORDS = {
    "none": ("未融资", "none"),
    "seed": ("种子轮", "seed"),
    "angel": ("天使轮", "angel"),
    "pre_a": ("Pre-A轮", "pre-A"),
    "a": ("A轮", "A"),
    "b": ("B轮", "B"),
    "c": ("C轮", "C"),
    "pre_ipo": ("Pre-IPO轮", "pre-IPO"),
    "micro": ("微型", "micro"),
    "small": ("小型", "small"),
    "medium": ("中型", "medium"),
    "large": ("大型", "large"),
    "上城": ("上城区", "Shangcheng"),
    "拱墅": ("拱墅区", "Gongshu"),
    "西湖": ("西湖区", "Xihu"),
    "滨江": ("滨江区", "Binjiang"),
    "萧山": ("萧山区", "Xiaoshan"),
    "余杭": ("余杭区", "Yuhang"),
    "富阳": ("富阳区", "Fuyang"),
    "临安": ("临安区", "Lin'an"),
    "临平": ("临平区", "Linping"),
    "钱塘": ("钱塘区", "Qiantang"),
    "桐庐": ("桐庐县", "Tonglu"),
    "淳安": ("淳安县", "Chun'an"),
    "建德": ("建德市", "Jiande"),
}


def label_text(label: str) -> Text:
    """The label in both languages; one without words of its own stands for itself.

    >>> label_text("pre_a").zh, label_text("余杭").en, label_text("B").en
    ('Pre-A轮', 'Yuhang', 'B')
    """
    zh, en = _WORDS.get(label, (label, label))
    return Text(zh=zh, en=en)

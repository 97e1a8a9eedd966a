"""The problems that a text describes, and whether one was put right on the spot."""

import re
import unicodedata
from collections.abc import Sequence

from data_loaders.cells.cells import UNTIDY_TEXT, CellError, is_blank_mark, narrowed, parse_text, quoted
from data_loaders.reading.workbook import Cell
from data_loaders.text.many_texts import texts_with
from data_loaders.text.numerals import chinese_number

_COUNTED = "处辆个块起家户名台座盏条堆根棵张只间幅"
_MARKERS = (
    re.compile(r"[(（]\s*(\d{1,2}|[一二三四五六七八九十]{1,2})\s*[)）]"),
    re.compile(r"()[①-⑳]"),
    re.compile(r"()[⑴-⒇]"),
    re.compile(
        rf"(?:(?<=^)|(?<=[\n;；。，,:：、\s]))(\d{{1,2}})\s*[.．、)）](?:(?!\d)|(?=\d{{1,3}}[{_COUNTED}])|(?=20\d\d年))"
    ),
    re.compile(r"(?:(?<=^)|(?<=[\n;；。:：\s]))([一二三四五六七八九十]{1,2})、"),
    re.compile(r"(?:(?<=^)|(?<=[\n;；。，,:：\s]))([一二三四五六七八九])是"),
    re.compile(r"(?:(?<=^)|(?<=[\n;；。，,:：\s]))第([一二三四五六七八九])[，,、]"),
)


_PLAIN_MARKER = r"(?:\d{1,2}\s*[.．、)）]|第?[一二三四五六七八九十]{1,2}[、是，,])"
_FIRST_MARKER = re.compile(_PLAIN_MARKER)
_ANY_MARKER = re.compile(
    rf"[(（①-⑳⑴-⒇\n;；。，,:：、\s](?:(?<=[①-⑳⑴-⒇])|(?<=[(（])\s*[\d一二三四五六七八九十]|(?<=[\n;；。，,:：、\s]){_PLAIN_MARKER})"
)
"""Quick look: without one of these, at the start or anywhere, no marker can match."""


_NUMBER_ONLY = re.compile(
    r"[-+\s]*\d[\d.,:/\-\s%％年月日号时分秒]*|[二〇○零一三四五六七八九十]{4}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}[日号]"
)


_LONGEST_MARK = 12
UNTIDY_PROBLEM = (
    *UNTIDY_TEXT,
    re.compile(r"\n(?:[-+\s]*\d|[二〇○零一三四五六七八九十]{4}年)"),
    re.compile(rf"\n[^\n]{{0,{_LONGEST_MARK}}}(?=\n)"),
)
"""What one of many texts on a line each must hold for `parse_problem` to change or refuse it."""


def parse_problem(value: Cell) -> str | None:
    """The text on what is wrong; a stroke (/, ---) is none. Raises CellError for a cell that only holds a number: it counts, or belongs to another table."""
    text = parse_text(value)
    if text is None or (len(text) <= _LONGEST_MARK and _is_stroke(text)):
        return None
    if _NUMBER_ONLY.fullmatch(text):
        raise CellError(
            f"存在问题栏只有数字{quoted(text)}，没有说是什么问题。", "请写明问题；如果是统计数，请删去这一行。"
        )
    return text


def _is_stroke(text: str) -> bool:
    """Whether a text only crosses its cell out."""
    plain = narrowed(text)
    return is_blank_mark(plain) and not any(sign.isalnum() for sign in plain if sign != "一")


def may_be_numbered(texts: Sequence[str]) -> set[int]:
    """Positions of the texts that may have numbered parts, at a quick look; the others are one problem each."""
    return texts_with((_ANY_MARKER,), texts)


def enumerated(text: str) -> tuple[str, ...]:
    """The numbered parts of one cell, without their numbers: "(1)…；(2)…", "1.…2.…", "①…②…", "一是…二是…"; a text without any gives a 1-tuple.

    Numbers may be broken (1, 1, 3), but the first marker must begin the text or be a one. What stands before the first marker
    ("某路存在：1.…") is put before each problem. Decimals ("长3.5米"), dates and house numbers ("3、5号楼") do not split.
    """
    text = text.strip()
    if not _FIRST_MARKER.match(text) and not _ANY_MARKER.search(text):
        return (text,) if text else ()
    best: list[re.Match[str]] = []
    for marker in _MARKERS:
        found = list(marker.finditer(text))
        if len(found) < 2 and not (found and found[0].start() == 0):
            continue
        if found[0].start() > 0 and _value_of(found[0]) not in (None, 1):
            continue
        if not best or found[0].start() < best[0].start() or (len(best) == 1 and len(found) > 1):
            best = found
    if not best:
        return (text,) if text else ()
    intro = text[: best[0].start()].strip(" \n:：，,;；")
    ends = [marker.start() for marker in best[1:]] + [len(text)]
    parts = [text[marker.end() : end].strip(" \t\n\u3000；;，,、") for marker, end in zip(best, ends, strict=True)]
    parts = [part for part in parts if part]
    if not parts:
        return (text,)
    return tuple(f"{intro}：{part}" if intro else part for part in parts)


_FAULT = re.compile(
    r"[未无没缺乱脏差坏破损污堵塞漏积淤霉锈臭裂塌陷歪倒斜断脱掉丢失死枯黑违占挡遮旧污溢满松翘晃绊错误慢卡低]|不(?!锈)|非法|私[拉搭接设自]|飞线|涂[鸦写]|坑|洼|踩踏|逆行|褪色|蚀|店外|出店|跨门|占?道?经营|堆|晾晒|张贴|倾倒|焚烧|[抽吸]烟|停放|闯|翻越|种菜|裂|剥落|起皮|渗|淹|冒|残|碎|毁|变形|磨损|模糊|薄弱|滞后|拥堵|过[期高低大小少多于]|较[差多少]"
    r"|异味|噪[声音]|扬尘|杂[物草乱]|垃圾|小广告|牛皮癣|裸[露土]|油[烟污]|烟头|[痰狗]|超[期限载标员高]|散[落乱]|随意|隐患|[老退]化|闲置|扰民|流动摊|摊贩|明火|短路|异常|报错|崩溃|闪退|失灵|故障|问题|存在|BUG|bug"
)
"""What a part says that tells of a fault."""
_TELLS = re.compile(
    r"[应须需要请将把被让使已可]|增加|新增|添加|修[改复]|改[为成]|调整|删除|取消|优化|完善|显示|支持|设置|提供|实现|导[出入]|进行|加强|整改|更换|清[理运]"
)
"""What makes a long part a sentence of its own: somebody does something, or is to."""
_STEP = re.compile(
    r"^(?:首先|然后|接着|再次?|最后|重新)?(?:[在以用从][^，。；]{1,14}?(?:中|上|里|下|身份|后)?)?(?:打开|点击|点选|单击|双击|右键|进入|输入|选择|勾选|选中|登[录陆]|启[动用]|切换|返回|填写|连接|"
    r"观察|查看|拖动|按下|依次|(?i:open|click|enter|select|log ?in|go to|navigate|press|type|fill|apply|choose)\b)"
)
"""A part that says what to do at a machine, not what is wrong."""
_REPORT = re.compile(r"(?:操作|重现|复现|测试)步骤|步骤[:：]|预期结果|期望结果|实际结果|前提条件|前置条件")
"""Words of a report on one fault: how to come to it, what should be seen and what is."""
_ANNOUNCED = re.compile(
    r"(?:问题|隐患|不足|缺陷|毛病|现象|违规|违章)(?:有|如下|是|为)?$|(?:存在|发现)(?:有|以下|如下)?$"
)
"""What stands before the parts and says that each is a problem."""
_OF_ALL = re.compile(
    r"(?:以上|上述|[^，。；\d]{0,2}[两二三四五六七八九十\d]{1,2}(?:个|项|类|种|处|者)[^，。；]{0,6}[，]?)\S{0,4}?(?:均|都|全部|一律)"
)
_SENTENCE = 6
"""Characters from which a part without a word of fault can be a sentence."""


def split_problems(text: str) -> tuple[str, ...]:
    """The problems in one cell: its numbered parts where each of them is a problem, else the whole text.

    Parts are no problems of their own where they are the steps that lead to one (打开系统、点击导出), where they name things and say
    nothing of them (锅炉、电梯), but for what the last says of all, or where a report tells steps and results. What stands before them may
    say that each is a problem (存在以下问题：).
    """
    return problems_of(text)[0]


def problems_of(text: str) -> tuple[tuple[str, ...], bool]:
    """The problems in one cell as `split_problems` has them, and whether it has numbered parts that are one problem all the same."""
    parts = enumerated(text)
    whole = len(parts) > 1 and not _each_a_problem(text, parts)
    return ((text.strip(),) if whole else parts), whole


def _each_a_problem(text: str, parts: tuple[str, ...]) -> bool:
    if _REPORT.search(text):
        return False
    intro = _intro_of(parts)
    said = [unicodedata.normalize("NFKC", part[len(intro) :]).strip(" ：:") for part in parts]
    if any(_STEP.match(part) and not _FAULT.search(part) for part in said[:-1]):
        return False
    if intro and _ANNOUNCED.search(intro):
        return True
    if any(_OF_ALL.search(part) for part in said[-1:]) and not any(_FAULT.search(part) for part in said[:-1]):
        return False
    return not all(_is_bare(part) for part in said[:-1])


def _intro_of(parts: tuple[str, ...]) -> str:
    """What `enumerated` has put before each part; empty where it put nothing."""
    head, mark, _ = parts[0].partition("：")
    return head if mark and all(part.startswith(f"{head}：") for part in parts) else ""


def _is_bare(part: str) -> bool:
    """Whether a part only names a thing."""
    return not _FAULT.search(part) and not (len(part) >= _SENTENCE and _TELLS.search(part))


def _value_of(marker: re.Match[str]) -> int | None:
    numeral = marker.group(1)
    if not numeral:
        character = ord(marker.group()[0])
        return character - (0x2460 if character < 0x2474 else 0x2474) + 1
    return int(numeral) if numeral.isdecimal() else chinese_number(numeral)


_FIX = r"(?:整改|清理|处理|处置|纠正|清除|清运|规范|劝离|解决|修复|改正|落实|完成)"
_FIXED = re.compile(
    rf"(?:现场|当场|当即|即时|立即|检查时|检查后|随即)[^。；;，,]{{0,4}}?已经?(?:督促|要求)?{_FIX}"
    rf"|已经?(?:在)?(?:现场|当场|当即|立即|立行立改)(?:督促|要求)?(?:其)?(?:{_FIX}|改)?"
    rf"|(?:现场|当场|当即){_FIX}(?:完毕|完成|到位|结束|好)"
    rf"|[(（\[【]\s*(?:已经?(?:完成)?{_FIX}(?:完成|到位|完毕)?|{_FIX}(?:完成|到位|完毕)|(?:现场|当场|当即){_FIX})\s*[)）\]】]"
)
_NOT_FIXED = re.compile(
    r"[未没不](?:能|有|曾|及时)?(?:现场|当场|当即|立即)|(?:责令|要求|督促|责成|限|限期|应|需|须|请)(?:其|该\w{0,4})?(?:现场|当场|当即|立即)"
)


def fixed_on_the_spot(text: str) -> bool:
    """Whether a problem text says that the fault was put right while the inspectors were there: 现场已整改, 已当场整改, （已整改）.

    An order to do so (责令当场整改) is not.
    """
    plain = _NOT_FIXED.sub("", unicodedata.normalize("NFKC", text))
    return bool(_FIXED.search(plain))

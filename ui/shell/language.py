"""Streamlit's own English, in Chinese: a dictionary, and the middleware that puts it into the page that browsers load."""

import base64
import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from starlette.types import ASGIApp, Message, Receive, Scope, Send

BROWSER = Path(__file__).parents[1] / "browser"
TITLE = "创城督查看板"
STYLES = ("page.css", "sheets.css", "presenting.css", "print.css")
"""The style sheets of the page outside components, in the order in which they win."""

WORDS: Mapping[str, str] = {
    # Frame
    "Skip to main content": "跳到正文",
    "Expand sidebar": "展开侧栏",
    "Collapse sidebar": "收起侧栏",
    "Open sidebar": "展开侧栏",
    "Close sidebar": "收起侧栏",
    "Main menu": "主菜单",
    "App pages": "页面",
    "Sidebar": "侧栏",
    "Print": "打印",
    "Settings": "设置",
    "Rerun": "刷新",
    "Stop": "停止",
    "Stop the current script run": "停止计算",
    "Running...": "正在计算……",
    "RUNNING...": "正在计算……",
    "CONNECTING": "正在连接",
    "Connecting": "正在连接",
    "Close": "关闭",
    "View more": "展开",
    "View less": "收起",
    "Fullscreen": "全屏",
    "Close fullscreen": "退出全屏",
    "Exit fullscreen": "退出全屏",
    "Connection error": "连接中断",
    "Connecting to Streamlit server": "正在连接服务器",
    "Unable to connect to Streamlit server": "无法连接服务器",
    "Try again": "重试",
    "Page not found": "没有这个页面",
    "Script execution error": "页面出错",
    "Bad message format": "收到的数据不完整",
    "Loading...": "正在加载……",
    "Light": "浅色",
    "Dark": "深色",
    "Copy to clipboard": "复制",
    "Copied": "已复制",
    "Help": "说明",
    "More options": "更多",
    "Toolbar action": "工具",
    # Choosing
    "Choose an option": "请选择",
    "Choose options": "请选择",
    "Choose or add an option": "请选择或输入",
    "Choose or add options": "请选择或输入",
    "Add an option": "请输入",
    "Add options": "请输入",
    "No options to select": "没有可选项",
    "No options": "没有可选项",
    "No results": "没有匹配项",
    "Select all": "全选",
    "Clear all": "全部清除",
    "Clear value": "清除",
    "Clear entry": "清除",
    "Clear selection": "取消选择",
    "Selected values": "已选",
    "Multiselect options": "可选项",
    "Selectbox options": "可选项",
    "Show suggestions": "显示可选项",
    "Choose date": "选择日期",
    "Choose date range": "选择日期范围",
    "Clear date": "清除日期",
    "Clear dates": "清除日期",
    "Clear time": "清除时间",
    "Calendar": "日历",
    "year": "年",
    "month": "月",
    "day": "日",
    "Next month": "下个月",
    "Previous month": "上个月",
    "Next year": "下一年",
    "Previous year": "上一年",
    "Pagination": "翻页",
    "Next page": "下一页",
    "Previous page": "上一页",
    "Next": "下一个",
    "Previous": "上一个",
    "Open": "展开",
    "Use arrow keys to navigate dates. Enter to select. Escape to close.": "用方向键选择日期，回车确认，Esc 关闭。",
    "yyyy": "年",
    "mm": "月",
    "dd": "日",
    "Date range": "日期范围",
    "Selected date unavailable.": "不能选择这一天。",
    "Start date must be before end date.": "开始日期应早于结束日期。",
    "Invalid value.": "内容无效。",
    "Invalid input.": "内容无效。",
    "Press Enter to apply": "按回车键确认",
    "Press Enter to submit form": "按回车键提交",
    "Press Ctrl+Enter to apply": "按 Ctrl+回车键确认",
    "Press ⌘+Enter to apply": "按 ⌘+回车键确认",
    "Number is above the allowed range.": "超出允许的范围。",
    "Number is below the allowed range.": "超出允许的范围。",
    # Files
    "Upload": "选择文件",
    "Browse files": "选择文件",
    "Drag and drop file here": "把文件拖到这里",
    "Drag and drop files here": "把文件拖到这里",
    "Drag and drop a file here": "把文件拖到这里",
    "Add files": "添加文件",
    "File Uploader": "上传文件",
    "file upload": "上传文件",
    "Remove file": "移除文件",
    "Delete": "删除",
    "Upload failed": "上传失败",
    "Click to retry upload": "点击重新上传",
    "Only one file is allowed.": "只能选择一个文件。",
    "Too many files": "文件过多",
    "Error uploading file": "上传失败",
    "Download failed": "下载失败",
    # Tables
    "Download as CSV": "下载 CSV",
    "Search": "查找",
    "Type to search": "输入要查找的内容",
    "Close Search": "关闭查找",
    "Next Result": "下一个",
    "Previous Result": "上一个",
    "Show/hide columns": "显示或隐藏列",
    "Column visibility": "显示或隐藏列",
    "Sort ascending": "升序",
    "Sort descending": "降序",
    "Format": "显示格式",
    "Autosize": "自动列宽",
    "Pin column": "固定列",
    "Unpin column": "取消固定",
    "Hide column": "隐藏列",
    "Copy column name": "复制列名",
    "Statistics": "统计",
    "Automatic": "自动",
    "Localized": "本地格式",
    "Plain": "普通",
    "Compact": "紧凑",
    "Dollar": "美元",
    "Euro": "欧元",
    "Yen": "日元",
    "Percent": "百分比",
    "Accounting": "会计",
    "Scientific": "科学计数",
    "Distance": "距今",
    "Duration": "时长",
    "Calendar time": "日历",
    "Count": "个数",
    "Distinct": "不同值",
    "Empty": "空值",
    "Minimum": "最小值",
    "Maximum": "最大值",
    "Average": "平均值",
    "Median": "中位数",
    "Sum": "合计",
    "Range": "范围",
    "Standard deviation": "标准差",
    "Minimum length": "最短",
    "Maximum length": "最长",
    "Average length": "平均长度",
    "Based on sample": "按样本",
    "empty": "空",
    "Dataframe column menu": "列菜单",
    "No data": "没有数据",
    "None": "无",
    "Select": "选择",
    "Increment": "增加",
    "Decrement": "减少",
    "Visibility": "显示",
    "Wrap": "自动换行",
    "Edit": "编辑",
}

PATTERNS: tuple[tuple[str, str], ...] = (
    (r"^(\d+) options? available\.$", "有 $1 个可选项。"),
    (r"^(\d+) options? available, (\d+) selected\.?$", "有 $1 个可选项，已选 $2 个。"),
    (r"^(\d+(?:\.\d+)?) ?([KMG]B) per file(?: • (.*))?$", "每个文件不超过 $1 $2  $3"),
    (r"^Limit (\d+(?:\.\d+)?) ?([KMG]B) per file(?: • (.*))?$", "每个文件不超过 $1 $2  $3"),
    (r"^Select all \((\d+)\)$", "全选（$1）"),
    (r"^Select (\d+) match(?:es)?$", "选中匹配的 $1 项"),
    (r"^Page (\d+)$", "第 $1 页"),
    (r"^(\d+) of (\d+)$", "$1 / $2"),
    (r"^(\d+) results?(?: of (\d+))?$", "$1 个结果"),
    (r"^Remove (.+)$", "移除 $1"),
    (r"^Delete row\(s\)(?:: (.*))?$", "删除勾选的行"),
    (r"^Add row(?:: (.*))?$", "新增一行"),
    (r"^.*Please fill out this cell\.$", "请填写这一格。"),
    (r"^Delete (.+)$", "删除 $1"),
    (r"^Clear (.+)$", "清除 $1"),
    (r"^Help for (.+)$", "说明：$1"),
    (r"^Selected (.+)\. (.+)$", "已选 $1。$2"),
    (r"^The page that you have requested does not seem to exist.*$", "请求的页面不存在，已打开总览。"),
    (r"^You can only select up to (\d+) options?.*$", "最多选 $1 项"),
    (r"^File must be (.+) or smaller\.?$", "文件不能超过 $1"),
    (r"^(.+) files are not allowed\.?$", "不支持 $1 文件"),
    (r"^Is Streamlit still running\?.*$", "与服务器的连接已断开，正在自动重连。"),
    (r"^Running (.+)\.\.\.$", "正在计算 $1"),
)


@cache
def head() -> str:
    """What goes into the head of every page: styles, the translation, 汇报模式 and paper, and a back button
    that leads to whole addresses."""
    script = (BROWSER / "translate.js").read_text(encoding="utf-8")
    script = script.replace("__WORDS__", json.dumps(WORDS, ensure_ascii=False))
    script = script.replace("__PATTERNS__", json.dumps(PATTERNS, ensure_ascii=False))
    style = "".join((BROWSER / name).read_text(encoding="utf-8") for name in STYLES)
    address = "".join((BROWSER / name).read_text(encoding="utf-8") for name in ("history.js", "presenting.js"))
    return f"<style>{style}</style><script>{address}{script}</script>"


@cache
def icon() -> str:
    """Our icon as a data address: nothing needs to be served as a file for it."""
    picture = (BROWSER.parent / "static" / "favicon.png").read_bytes()
    return f"data:image/png;base64,{base64.b64encode(picture).decode()}"


def in_chinese(page: str) -> str:
    """The HTML that browsers load, with a Chinese title, our styles and the translation of Streamlit's texts."""
    if '<html lang="zh-CN">' in page:
        return page  # one of our own
    page = page.replace('<html lang="en">', '<html lang="zh-CN">', 1)
    page = re.sub(r"<title>[^<]*</title>", f"<title>{TITLE}</title>", page, count=1)
    page = page.replace('href="./favicon.png"', f'href="{icon()}"')
    page = page.replace("You need to enable JavaScript to run this app.", "请在浏览器中启用 JavaScript。")
    return page.replace("</head>", f"{head()}</head>", 1)


class Chinese:
    """ASGI middleware: `in_chinese` on every HTML answer, everything else untouched."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on and edits its answer if that is HTML."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        # Asking for plain bytes: a compressed page could not be edited.
        headers = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        start: Message | None = None
        parts: list[bytes] = []

        async def edited(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                kinds = [value for name, value in message["headers"] if name.lower() == b"content-type"]
                if not kinds or not kinds[0].startswith(b"text/html"):
                    await send(message)
                    return
                start = message
                return
            if start is None or message["type"] != "http.response.body":
                await send(message)
                return
            parts.append(message.get("body", b""))
            if message.get("more_body"):
                return
            body = in_chinese(b"".join(parts).decode("utf-8")).encode("utf-8")
            dropped = {b"content-length", b"etag", b"last-modified"}
            kept = [(name, value) for name, value in start["headers"] if name.lower() not in dropped]
            kept.append((b"content-length", str(len(body)).encode()))
            await send({**start, "headers": kept})
            await send({"type": "http.response.body", "body": body})

        await self.app({**scope, "headers": headers}, receive, edited)

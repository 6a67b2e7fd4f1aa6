"""What the command says, in English and, where the user's locale is Chinese, in Chinese."""

from __future__ import annotations

import locale
import os

_ZH = {
    "Checking the ledger": "检查台账",
    "Assembling with {}": "排版（{}）",
    "Edition {}": "{} 期",
    "{}  {} notebooks to run: {}": "{}  运行 {} 个笔记本：{}",
    "{} notebooks run, {} unchanged": "运行 {} 个笔记本，{} 个沿用",
    "nothing has changed": "没有变化",
    "assembled: {}": "排版：{}",
    "nothing": "无",
    "failed": "失败",
    "{} editions in {} s": "{} 期，{} 秒",
    "{} s": "{} 秒",
    "site": "网站",
    "new in {}: {}": "{} 首次出现：{}",
    "{} deal": "{} 单",
    "{} deals": "{} 单",
    "{} tranche": "{} 只",
    "{} tranches": "{} 只",
    "Preview at {}  (Ctrl-C ends it)": "预览：{}（按 Ctrl-C 结束）",
    "{} changed": "{} 已修改",
    "{} files have changed": "{} 个文件已修改",
    "No problem found.": "没有发现问题。",
    "{} figures agree with the printed edition, {} differ, {} are missing.": "{} 个数字与印本一致，{} 个不一致，{} 个缺失。",
    "Errata of the printed edition": "印本勘误",
    "The manifest holds: {} files.": "清单相符：{} 个文件。",
}


def is_chinese() -> bool:
    """Tell whether the user's locale is Chinese."""
    name = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return (name or locale.getlocale()[0] or "").lower().startswith("zh")


def say(text: str, *values: object) -> str:
    """Return `text` in the user's language with `values` put in."""
    return (_ZH.get(text, text) if is_chinese() else text).format(*values)

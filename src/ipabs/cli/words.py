"""What the command says, in English and, where the user's locale is Chinese, in Chinese."""

from __future__ import annotations

import locale
import os

_ZH = {
    "Checking the ledger": "检查台账",
    "Running {} notebooks": "运行 {} 个笔记本",
    "Staging the project": "生成项目",
    "Assembling with {}": "排版（{}）",
    "Publishing": "发布",
    "Edition {}": "{} 期",
    "step": "步骤",
    "seconds": "秒",
    "ledger": "台账",
    "notebooks": "笔记本",
    "stage": "生成",
    "assemble": "排版",
    "publish": "发布",
    "total": "合计",
    "Built": "已生成",
    "site": "网站",
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

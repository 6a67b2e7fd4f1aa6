"""What the command says, in English and, where the user's locale is Chinese, in Chinese."""

from __future__ import annotations

import locale
import os

_ZH = {
    "Checking the ledger": "检查台账",
    "Assembling with {}": "排版（{}）",
    "Published ({})": "已发布（{}）",
    "1 notebook run, {} unchanged": "运行 1 个笔记本，{} 个沿用",
    "{}: taken away, its numbers were others (--to {} makes it again)": (
        "{}：已撤下，其数字与本次不同（用 --to {} 重新生成）"
    ),
    "The process that kernels are forked from ended ({}): started again": "派生内核的进程已终止（{}）：已重新启动",
    "The process that kernels are forked from ended ({}): going on without it": "派生内核的进程已终止（{}）：改用普通进程继续",
    "{}: its process was killed; run again": "{}：其进程被终止；重新运行",
    "Edition {}": "{} 期",
    "{}  {} notebooks to run: {}": "{}  运行 {} 个笔记本：{}",
    "{} notebooks run, {} unchanged": "运行 {} 个笔记本，{} 个沿用",
    "nothing has changed": "没有变化",
    "{}: published earlier, same numbers, older text or look (--to {} renews it)": (
        "{}：此前所发布，数字相同，文字或版式为旧（用 --to {} 更新）"
    ),
    "stopped.": "已停止。",
    "assembled: {}": "排版：{}",
    "nothing": "无",
    "failed": "失败",
    "{} editions in {} s": "{} 期，{} 秒",
    "{} s": "{} 秒",
    "site": "网站",
    "files": "文件",
    "new in {}: {}": "{} 首次出现：{}",
    "{} deal": "{} 单",
    "{} deals": "{} 单",
    "{} tranche": "{} 只",
    "{} tranches": "{} 只",
    "Preview at {}  (Ctrl-C ends it)": "预览：{}（按 Ctrl-C 结束）",
    "{} changed": "{} 已修改",
    "{} files have changed": "{} 个文件已修改",
    "No problem found.": "没有发现问题。",
    "errors: {}, warnings: {}, notices: {}": "错误 {} 项，警告 {} 项，提示 {} 项",
    "deal": "项目",
    "issued": "发行日",
    "verdict": "结论",
    "include": "纳入",
    "exclude": "不纳入",
    "reason": "理由",
    "by hand": "人工裁定",
    "{} on {}: {}": "{}，{}：{}",
    "holds": "含",
    "yes": "是",
    "no": "否",
    "rule": "规则",
    "{} figures agree with the printed edition, {} differ, {} are missing.": "{} 个数字与印本一致，{} 个不一致，{} 个缺失。",
    "Errata of the printed edition": "印本勘误",
    "note: {}": "提示：{}",
    "(empty)": "（空）",
    "all": "合计",
    "reasons: {}": "拒收原因：{}",
    "conflict: {} {} {}: the ledger says {}, {} says {}": "冲突：{} {} {}：台账为 {}，{} 为 {}",
    "{}: {} rows = {} accepted + {} unchanged + {} rejected": "{}：{} 行 = 接收 {} + 未变 {} + 拒收 {}",
    "{} conflicts wait for keep or take in the column decision of {}": "{} 处冲突待定：请在 {} 的 decision 列填写 保留 或 采用",
    "{} conflicts would wait for keep or take; {} is written by the import itself": "{} 处冲突将待定；本次未写入 {}，导入成功后方写入",
    "{} conflicts are to be taken: import their files again": "{} 处冲突已定为采用：请重新导入所在文件",
    "Nothing was imported: correct the rows above, or import the others with --accept-rest.": "未导入任何内容：请更正上列各行，或用 --accept-rest 导入其余各行。",
    "Dry run: {} cells would change; nothing was written.": "试运行：将改动 {} 个单元格；未写入任何内容。",
    "Nothing has changed.": "没有变化。",
    "{} cells written.": "已写入 {} 个单元格。",
    "The manifest holds: {} files.": "清单相符：{} 个文件。",
}


def is_chinese() -> bool:
    """Tell whether the user's locale is Chinese."""
    name = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return (name or locale.getlocale()[0] or "").lower().startswith("zh")


def say(text: str, *values: object) -> str:
    """Return `text` in the user's language with `values` put in."""
    return (_ZH.get(text, text) if is_chinese() else text).format(*values)

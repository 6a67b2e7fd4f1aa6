"""Whatever stands in an export: it is refused and nothing changes, or the ledger passes its checks."""

from __future__ import annotations

import shutil
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ipabs.errors import IpabsError
from ipabs.importing import Options, import_files
from ipabs.ledger import check_ledger

from .base import content, ledger
from .test_bad_input import HEADER, as_csv, table

WORDS = [
    "", "--", "无", "0", "-1", "1e400", "９９", "2024-02-29", "2024-05-06", "45418", "AAA", "优先级", "次级", "中间级", "=x",
    "<b>", "a/b", "#N/A", "样本", "样本甲；样本乙", "5亿元", "3.2%", "0.03", "\u200b", "第十百期", "NaN", "Infinity", "1,000", "\t",
    "a\nb", "优", "A1", "；、", "()", "知识产权-小额贷款", "小额贷款", "深交所", "广东", "9000", "9" * 18, "合计", "数据来源：Wind",
]  # fmt: skip
CHANGES = st.lists(
    st.tuples(
        st.integers(0, 3), st.integers(0, len(HEADER) - 1), st.sampled_from(WORDS) | st.text(max_size=6)
    ),
    max_size=4,
)


def outcome(tmp_path: Path, data: bytes, options: Options) -> None:
    root = ledger(tmp_path / "any")
    try:
        before = content(root)
        path = tmp_path / "any.csv"
        path.write_bytes(data)
        try:
            done = import_files([path], root, options)
        except IpabsError as error:
            assert content(root) == before and len(str(error)) < 50_000
            return
        counted = [done.count(kind) for kind in ("accepted", "unchanged", "rejected")]
        assert sum(counted) == len(done.records)
        if done.refused:
            assert content(root) == before and done.problems
            return
        assert not [problem for problem in check_ledger(root) if problem.severity == "error"]
        after = content(root)
        import_files([path], root, options)
        assert content(root) == after
    finally:
        shutil.rmtree(root)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=CHANGES, accept_rest=st.booleans())
@example(changes=[(1, 11, "1e400"), (3, 11, "1e400")], accept_rest=True)
def test_any_cells(tmp_path: Path, changes: list[tuple[int, int, str]], accept_rest: bool) -> None:
    rows = table()
    for row, column, word in changes:
        rows[row][column] = word
    try:
        data = as_csv(rows)
    except UnicodeEncodeError:  # lone surrogates, which no file holds
        return
    outcome(tmp_path, data, Options(accept_rest=accept_rest))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=300))
def test_any_bytes(tmp_path: Path, data: bytes) -> None:
    outcome(tmp_path, data, Options())

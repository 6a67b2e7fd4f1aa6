"""Forked kernels give what ordinary ones give, hold none of the project's code, and take none of the user's settings."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ipabs.errors import IpabsError, LedgerError, Problem
from ipabs.execution.run import Job, Workers, execute

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only"),
]


def outputs(path: Path) -> list[Any]:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [(cell.get("execution_count"), cell.get("outputs")) for cell in cells]


def printed(job: Job) -> Any:
    """Return what the last cell printed, read as JSON."""
    return json.loads("".join(outputs(job.target)[-1][1][0]["text"]))


CELLS = (
    "display('before')\nprint('between')\ndisplay('after')",
    "import pandas as pd\nframe = pd.DataFrame({f'column{n}': range(70) for n in range(30)})\nframe",
    "print(repr(frame))\nimport sys\nprint('aside', file=sys.stderr)",
    "%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.rcParams['svg.hashsalt'] = 'x'\nplt.plot([1, 3, 2]);",
    "display({'text/plain': 'shown', 'text/html': '<b>shown</b>'}, raw=True)\nIn[1], Out, _",
    "import os; os.system('echo from a subprocess'); os.write(1, b'from below\\n')",
    "import asyncio\nawait asyncio.sleep(0, 'waited for')",
    "!echo shell\n%who_ls",
    "hash('text'), hash(frozenset('abc')), list({'b', 'a', 'c'})",
    "f'{period}', __name__, sys.argv[0][-2:] != '.y', sys.path[0]",
    "import threading\nthread = threading.Thread(target=display, args=('beside',))\nthread.start()\nthread.join()",
    "1 / 0",
)


def test_a_forked_and_an_ordinary_kernel_give_the_same(write: Any, workers: Workers, tmp_path: Path) -> None:
    source = write("n.ipynb", *CELLS)
    forked, ordinary = (Job(source, tmp_path / name / "n.ipynb", {"period": "2023Q4"}) for name in ("f", "o"))
    ended = [workers.submit(forked)]
    with Workers(1, forks=False) as spawned:
        ended.append(spawned.submit(ordinary))
        for future in ended:
            assert "ZeroDivisionError" in future.result().error
    assert outputs(forked.target) == outputs(ordinary.target)
    assert not spawned.folder.exists()


def test_no_module_of_the_project_is_loaded_before_a_cell_imports_it(
    write: Any, workers: Workers, tmp_path: Path
) -> None:
    look = "import json, sys\nprint(json.dumps({n: getattr(m, '__file__', None) or '' for n, m in sys.modules.items()}))"
    job = Job(write("n.ipynb", look), tmp_path / "o.ipynb", {})
    execute([job], workers, lambda done: None)
    loaded = printed(job)
    project = Path(__file__).parents[2] / "src"
    assert "pandas" in loaded and "matplotlib" in loaded
    assert not [name for name in loaded if name.split(".")[0] == "ipabs"]
    assert not [name for name, file in loaded.items() if str(project) in file]


def test_an_edited_module_is_read_afresh(write: Any, workers: Workers, tmp_path: Path) -> None:
    module = tmp_path / "measured.py"
    source = write("n.ipynb", "import measured\nprint(measured.VALUE)")
    seen = []
    for value in (1, 22):
        module.write_text(f"VALUE = {value}\n")
        job = Job(source, tmp_path / f"{value}.ipynb", {})
        execute([job], workers, lambda done: None)
        seen.append(printed(job))
    assert seen == [1, 22]


def test_a_kernel_starts_in_the_notebooks_folder_with_the_environment_given(
    write: Any, workers: Workers, tmp_path: Path
) -> None:
    look = "import json, os\nprint(json.dumps([os.getcwd(), os.environ['IPABS_TOLD'], before]))"
    job = Job(
        write("n.ipynb", look),
        tmp_path / "out" / "o.ipynb",
        {},
        before="before = 'run'",
        environment={"IPABS_TOLD": "so"},
    )
    execute([job], workers, lambda done: None)
    assert printed(job) == [str(tmp_path), "so", "run"]


def test_settings_of_the_user_are_not_read_and_nothing_is_written_at_home(write: Any, tmp_path: Path) -> None:
    home = tmp_path / "home"
    files = {
        ".ipython/profile_default/startup/mine.py": "print('startup')",
        ".ipython/profile_default/ipython_config.py": "c.InteractiveShellApp.exec_lines = ['print(1)']",
        ".config/matplotlib/matplotlibrc": "lines.linewidth: 77",
        ".jupyter/jupyter_config.py": "raise SystemExit",
        ".local/share/jupyter/kernels/python3/kernel.json": '{"argv": ["false"], "display_name": "x", "language": "python"}',
    }
    for name, text in files.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(text)
    source = write(
        "n.ipynb", "import json, matplotlib\nprint(json.dumps(matplotlib.rcParams['lines.linewidth']))"
    )
    script = (
        "import sys\nfrom pathlib import Path\nfrom ipabs.execution.run import *\n"
        "with Workers(1) as workers:\n"
        "    execute([Job(Path(sys.argv[1]), Path(sys.argv[2]), {})], workers, lambda done: None)\n"
    )
    job = Job(source, tmp_path / "o.ipynb", {})
    keep = {
        name: value for name, value in os.environ.items() if not name.startswith(("XDG", "MPL", "JUPYTER"))
    }
    subprocess.run(
        [sys.executable, "-c", script, source, job.target], check=True, env={**keep, "HOME": str(home)}
    )
    assert printed(job) == 1.5
    written = {str(path.relative_to(home)) for path in home.rglob("*") if path.is_file()} - files.keys()
    # A list of the installed fonts is matplotlib's to keep.
    assert not [name for name in written if not name.startswith(".cache/matplotlib/fontlist")]


def test_a_function_runs_in_a_process_with_pandas(workers: Workers) -> None:
    assert workers.submit_call("operator:add", [1], [2]).result(30) == [1, 2]
    assert workers.submit_call("os:getpid").result(30) != os.getpid()
    columns = workers.submit_call("pandas:DataFrame", {"deals": [1, 2]}).result(30).columns
    assert list(columns) == ["deals"]


def test_an_expected_failure_of_a_function_comes_back_as_it_is(workers: Workers) -> None:
    with pytest.raises(LedgerError) as error:
        workers.submit_call("ipabs.ledger:read_ledger", str(Path(__file__).parent)).result(60)
    assert isinstance(error.value, IpabsError)
    assert error.value.problems and isinstance(error.value.problems[0], Problem)


def test_an_unexpected_failure_of_a_function_carries_its_traceback(workers: Workers) -> None:
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        workers.submit_call("operator:truediv", 1, 0).result(30)
    with pytest.raises(IpabsError, match="ended"):
        workers.submit_call("os:_exit", 3).result(30)


def test_the_command_imports_nothing_heavy() -> None:
    script = (
        "import sys\nfrom ipabs.execution.run import Workers\n"
        "with Workers(1) as workers: workers.submit_call('os:getpid').result()\n"
        "print({'pandas', 'matplotlib', 'papermill', 'jupyter_client', 'zmq', 'asyncio'} & set(sys.modules))"
    )
    told = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert told.stdout.strip() == "set()"


def test_papermills_own_command_takes_the_engine(write: Any, tmp_path: Path) -> None:
    target = tmp_path / "o.ipynb"
    command = [sys.executable, "-m", "papermill", "--engine", "ipabs", "--no-progress-bar"]
    subprocess.run(
        [*command, "-p", "period", "2020Q1", write("n.ipynb", "period"), target], check=True, cwd=tmp_path
    )
    assert outputs(target)[-1][1][0]["data"]["text/plain"] == ["'2020Q1'"]

"""Children that run notebooks: warm, apart from each other, ended whatever happens."""

import builtins
import importlib
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress

import nbformat
import papermill
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from sozialraum.publish import children, engine

KERNELSPEC = {"name": "python3", "language": "python", "display_name": "P"}


def run(sources, tmp_path, **options):
    node = new_notebook(cells=[new_code_cell(source) for source in sources])
    node.metadata.kernelspec = KERNELSPEC
    return papermill.execute_notebook(
        node, str(tmp_path / "aus.ipynb"), engine_name=engine.NAME, progress_bar=False, **options
    )


def value(done, number=-1):
    return done.cells[number].outputs[-1].data["text/plain"]


@pytest.fixture(params=["geforkt", "neuer Prozess"])
def way(request, monkeypatch):
    if request.param == "neuer Prozess":
        monkeypatch.setattr(engine, "may_fork", lambda: False)


@pytest.fixture
def without_fork(monkeypatch):
    monkeypatch.setattr(engine, "may_fork", lambda: False)
    while children._spares:
        children._spares.pop().end()


@pytest.mark.usefixtures("way")
def test_cells_see_nothing_of_what_their_owner_has_in_hand(tmp_path, monkeypatch):
    monkeypatch.setattr(builtins, "_", "fremd", raising=False)  # a console leaves it there
    importlib.import_module("tqdm.auto")  # which finds out once whether this is a notebook
    seen = "_, __import__('tqdm.auto').auto.tqdm.__bases__[0].__module__"
    assert value(run(["6 * 7", seen], tmp_path)) == "(42, 'tqdm.notebook')"


@pytest.mark.usefixtures("way")
def test_nothing_that_a_cell_does_remains(tmp_path):
    import sozialraum.formats

    traces = (
        "import sozialraum.formats as f, os; f.spur = 1; os.environ['SPUR'] = '1'; os.chdir('/')"
    )
    run([traces], tmp_path)
    seen = (
        "import sozialraum.formats as f, os; hasattr(f, 'spur'), 'SPUR' in os.environ, os.getcwd()"
    )
    assert value(run([seen], tmp_path)) == repr((False, False, os.getcwd()))
    assert not hasattr(sozialraum.formats, "spur")


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize(
    ("source", "options", "name", "said"),
    [
        (
            "print('vorher')\nimport time; time.sleep(99)",
            {"execution_timeout": 1},
            "Zeitlimit",
            "1 Sekunden",
        ),
        (
            "print('vorher', flush=True)\nimport os; os.kill(os.getpid(), 9)",
            {},
            "Absturz",
            "abgestürzt",
        ),
        ("print('vorher', flush=True)\nimport os; os._exit(0)", {}, "Absturz", "abgestürzt"),
    ],
)
def test_a_child_that_is_ended_leaves_a_marked_cell(tmp_path, source, options, name, said):
    with pytest.raises(papermill.PapermillExecutionError) as caught:
        run(["1", source, "2"], tmp_path, **options)
    assert caught.value.ename == name
    assert said in caught.value.evalue
    kept = nbformat.read(tmp_path / "aus.ipynb", 4)
    marked = next(cell for cell in kept.cells if cell.source == source)
    assert marked.outputs[-1].ename == name
    assert kept.cells[0].metadata.tags == ["papermill-error-cell-tag"]
    assert kept.cells[-1].execution_count is None


@pytest.mark.usefixtures("way")
def test_a_cell_that_ends_the_kernel_lets_no_other_run(tmp_path):
    with pytest.raises(papermill.PapermillExecutionError) as caught:
        run(["1", "exit()", "2"], tmp_path)
    assert caught.value.ename == "Absturz"
    assert caught.value.source == "2"


@pytest.mark.usefixtures("way")
def test_a_hundred_megabytes_of_output_come_through(tmp_path):
    done = run(["for _ in range(100):\n    print('x' * 1_000_000)"], tmp_path)
    assert sum(len(output.text) for output in done.cells[0].outputs) == 100 * 1_000_001


@pytest.mark.usefixtures("way")
def test_what_is_written_past_python_stands_where_it_was_written(tmp_path):
    source = "import os\nprint('vor'); os.system('echo dazwischen'); print('nach')\n7"
    (printed, result) = run([source], tmp_path).cells[0].outputs
    assert printed.text == "vor\ndazwischen\nnach\n"
    assert result.data["text/plain"] == "7"


@pytest.mark.usefixtures("way")
def test_a_kernel_is_seen_to_die_though_what_it_started_lives(tmp_path):
    source = (
        "import multiprocessing, os, time\n"
        "multiprocessing.get_context('fork').Process(target=time.sleep, args=(30,)).start()\n"
        "os.kill(os.getpid(), 9)"
    )
    with pytest.raises(papermill.PapermillExecutionError) as caught:
        run([source], tmp_path, execution_timeout=10)
    assert caught.value.ename == "Absturz"


def test_half_a_character_is_printed_as_a_question_mark(tmp_path):
    assert run([r"print('a\ud800b')", "1"], tmp_path).cells[0].outputs[0].text == "a?b\n"


@pytest.mark.usefixtures("way")
def test_processes_and_threads_that_a_cell_starts_do_not_write_over_each_other(tmp_path):
    source = """
import multiprocessing, threading
def reden(wer):
    for _ in range(500): print(wer * 200, flush=True)
alle = [multiprocessing.get_context('fork').Process(target=reden, args=(w,)) for w in 'abc']
alle += [threading.Thread(target=reden, args=(w,)) for w in 'def']
for einer in alle: einer.start()
for einer in alle: einer.join()
"""
    done = run([source], tmp_path)
    text = "".join(output.text for output in done.cells[0].outputs if output.name == "stdout")
    assert {who: text.count(who) for who in "abcdef"} == dict.fromkeys("abcdef", 500 * 200)


@pytest.mark.usefixtures("way")
def test_much_that_a_widget_catches_blocks_nobody(tmp_path):
    source = """
import ipywidgets
kasten = ipywidgets.Output()
with kasten:
    for _ in range(60): print('x' * 20_000, flush=True)
"""
    done = run([source, "len(kasten.outputs[0]['text'])"], tmp_path, execution_timeout=60)
    assert value(done) == str(60 * 20_001)


@pytest.mark.usefixtures("without_fork")
def test_the_next_notebook_finds_a_process_that_has_warmed_up(tmp_path, monkeypatch):
    source = (
        "import os, sys\n"
        "os.getpid(), os.getcwd(), os.environ.get('SPUR'), "
        "{'sozialraum.display.maps', 'matplotlib.pyplot'} <= set(sys.modules)"
    )
    first, *_ = eval(value(run([source], tmp_path)))
    (spare,) = children._spares
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SPUR", "später gesetzt")
    second, *seen = eval(value(run([source], tmp_path)))
    assert second == spare._process.pid != first
    assert seen == [str(tmp_path), "später gesetzt", True]


@pytest.mark.langsam
@pytest.mark.usefixtures("without_fork")
def test_a_region_is_open_before_the_notebook_comes(tmp_path, monkeypatch):
    monkeypatch.setattr(children, "FOLDERS", {"data/musterstadt"})
    source = "from sozialraum.display import opening; [path.name for path in opening._KEPT]"
    assert value(run([source], tmp_path)) == "['musterstadt']"


@pytest.mark.langsam
@pytest.mark.usefixtures("without_fork")
def test_a_process_that_dies_while_it_waits_harms_nobody(tmp_path):
    assert value(run(["1"], tmp_path)) == "1"
    os.kill(children._spares[0]._process.pid, signal.SIGKILL)
    children._spares[0]._process.wait()
    assert value(run(["2"], tmp_path)) == "2"


@pytest.mark.langsam
@pytest.mark.usefixtures("without_fork")
@pytest.mark.parametrize("begin", ["raise SystemExit(1)", "import time; time.sleep(99)"])
def test_a_process_that_never_gets_ready_is_one_failed_notebook(tmp_path, monkeypatch, begin):
    with monkeypatch.context() as patch:
        patch.setattr(children, "_BEGIN", begin)
        with pytest.raises(papermill.PapermillExecutionError) as caught:
            run(["1"], tmp_path, start_timeout=1)
    assert caught.value.ename == "Absturz"
    children._spares.pop().end()
    assert value(run(["2"], tmp_path)) == "2"


WINDOWS = """
import importlib, os, pkgutil, signal, sys
import sozialraum.cli, sozialraum.publish

rooms = (sozialraum.publish, sozialraum.cli)
names = [f'{r.__name__}.{m.name}' for r in rooms for m in pkgutil.iter_modules(r.__path__)]
for name in names:
    importlib.import_module(name)  # other libraries find what they look for
for name in [name for name in sys.modules if name.split('.')[0] == 'sozialraum']:
    del sys.modules[name]
for name in ('fork', 'forkpty', 'killpg', 'setsid', 'getpgid', 'getppid', 'waitpid', 'WNOHANG'):
    delattr(os, name)
del signal.SIGKILL, signal.SIGHUP
sys.modules |= dict.fromkeys(['fcntl', 'resource', 'pwd', 'grp', 'termios'])
for name in names:
    importlib.import_module(name)
print(len(names))
from sozialraum.publish.engine import may_fork
print(may_fork())
"""


@pytest.mark.langsam
def test_all_is_loaded_where_only_windows_names_exist():
    told = subprocess.run([sys.executable, "-c", WINDOWS], capture_output=True, text=True)
    assert told.returncode == 0, told.stderr
    loaded, forks = told.stdout.split()
    assert int(loaded) > 60
    assert forks == "False"


SCRIPT = """
import os, sys, nbformat, papermill
from nbformat.v4 import new_code_cell, new_notebook
from sozialraum.publish import children, engine
engine.may_fork = lambda: False
for number, source in enumerate(sys.argv[1:]):
    node = new_notebook(cells=[new_code_cell(source)])
    node.metadata.kernelspec = {'name': 'python3', 'language': 'python', 'display_name': 'P'}
    papermill.execute_notebook(node, f'{number}.ipynb', engine_name='sozialraum')
"""


@pytest.mark.langsam
def test_a_script_of_anybody_needs_no_guard_and_is_told_once(tmp_path):
    (tmp_path / "skript.py").write_text(SCRIPT, encoding="utf-8")
    command = [sys.executable, "skript.py", "1", "2", "3"]
    told = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert told.returncode == 0, told.stderr
    assert told.stderr.count("kein fork möglich") == 1
    assert "Traceback" not in told.stderr
    assert [value(nbformat.read(tmp_path / f"{n}.ipynb", 4)) for n in range(3)] == ["1", "2", "3"]


@pytest.mark.langsam
def test_children_end_with_their_owner(tmp_path):
    hangs = (
        "import os, subprocess, time\n"
        "mit = subprocess.Popen(['sleep', '99'])\n"
        f"open({str(tmp_path / 'nummern')!r}, 'w').write(f'{{os.getpid()}} {{mit.pid}}.')\n"
        "time.sleep(99)"
    )
    (tmp_path / "skript.py").write_text(SCRIPT, encoding="utf-8")
    owner = subprocess.Popen([sys.executable, "skript.py", hangs], cwd=tmp_path)
    noted = tmp_path / "nummern"
    assert _comes_true(lambda: noted.exists() and noted.read_text().endswith("."))
    before = set(_children_of(owner.pid))
    pids = {int(pid) for pid in noted.read_text().strip(".").split()}
    assert len(before | pids) == 3  # the one that runs, its program, and the spare
    owner.kill()
    owner.wait()
    assert _comes_true(lambda: not any(_lives(pid) for pid in before | pids))


def _comes_true(condition, seconds=60):
    until = time.monotonic() + seconds
    while not condition() and time.monotonic() < until:
        time.sleep(0.05)
    return condition()


def _children_of(pid):
    with open(f"/proc/{pid}/task/{pid}/children") as stream:
        return [int(child) for child in stream.read().split()]


def _lives(pid):
    with suppress(FileNotFoundError), open(f"/proc/{pid}/stat") as stream:
        return stream.read().rpartition(")")[2].split()[0] != "Z"
    return False

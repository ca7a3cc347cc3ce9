"""The engine writes what a kernel of its own would have written."""

import importlib
import logging
import re
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import matplotlib
import nbformat
import papermill
import pytest
from matplotlib import pyplot
from nbclient.exceptions import CellTimeoutError
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from sozialraum.errors import PublishError
from sozialraum.publish import engine

CELLS = (
    "1 + 1",
    "import sys, os\nprint('aus'); print('fehler', file=sys.stderr)\nprint('mehr')",
    "import warnings; warnings.warn('Achtung')",
    "from IPython.display import display, HTML, Markdown, clear_output, update_display\n"
    "h = display(HTML('<b>alt</b>'), display_id='eins')",
    "update_display(HTML('<b>neu</b>'), display_id='eins')",
    "print('weg'); clear_output(); print('da')",
    "print('weg'); clear_output(wait=True); display(Markdown('*da*'))",
    "import pandas as pd; pd.DataFrame({'a': [1, 2]})",
    "import matplotlib.pyplot as plt\nplt.plot([1, 2]); plt.title('ä')",
    "fig, ax = plt.subplots(); ax.bar([1], [2])\nfig",
    "plt.rcParams['figure.figsize'], plt.get_backend()",
    "type(get_ipython()).__name__, __name__, sys.stdout.encoding, '__file__' in globals()",
    "%pwd\n%config InlineBackend.figure_formats = ['svg']",
    "%%capture gefangen\nprint('still')",
    "gefangen.stdout, _, In[1], Out[1], _i",
    "!echo aus der Shell",
    "import asyncio\nawait asyncio.sleep(0.01)\n'gewartet'",
    "class Reich:\n    def _repr_html_(self): return '<i>reich</i>'\n"
    "    def _repr_mimebundle_(self, **k):\n"
    "        return {'application/x+json': {'a': (1,)}, 'text/plain': 'r'}\n"
    "Reich()",
    "import logging; logging.warning('geloggt')",
    "import pickle; pickle.loads(pickle.dumps(Reich)).__name__",
    "import random, numpy\nlen({random.random(), numpy.random.rand()})",
    "from ipykernel.comm import Comm; Comm('ziel').comm_id is not None",
    "x = 3; x;",
    "from IPython.display import Image\nImage(data=b'\\x89PNG\\r\\n\\x1a\\n', format='png')",
    "%matplotlib inline\nplt.plot([3])\nplt.show(); print('nach dem Bild')",
    "%lsmagic",
    "get_ipython().run_cell_magic('html', '', '<b>x</b>')",
    "%%bash\necho aus; echo fehler >&2",
    "# nur ein Kommentar",
    "h.update('neu'); h",
    "for i in range(3):\n    clear_output(wait=True); print(i)",
    "class Leise:\n    def _repr_html_(self): raise ValueError('geht nicht')\nLeise()",
    "for i in range(4):\n    print('aus', i); print('fehler', i, file=sys.stderr)",
    "async def spaet():\n    await asyncio.sleep(0.01); print('Ausgabe der Zelle davor')\n"
    "aufgabe = asyncio.create_task(spaet())",
    "await aufgabe\n'fertig'",
    "import threading\nfaden = threading.Thread(target=print, args=('Faden',))\n"
    "faden.start(); faden.join()",
    "import signal\nsignal.getsignal(signal.SIGINT)",
    "os.kill(os.getpid(), signal.SIGINT)",
    "logging.getLogger('eigener').info('leise'), logging.root.level, logging.root.manager.disable",
    "import ipywidgets\nregler = ipywidgets.IntSlider(3); regler",
    "kasten = ipywidgets.Output(); display(kasten)\nwith kasten:\n    print('im Kasten')",
    "kasten.outputs",
    "breakpoint()",
    "@ipywidgets.interact(x=3)\ndef doppelt(x): return x * 2",
    "from tqdm.auto import tqdm\nfor _ in tqdm(range(3)): pass",
    "kern = get_ipython().kernel\ngesendet = kern.send_response("
    "kern.iopub_socket, 'stream', {'name': 'stdout', 'text': 'selbst'})",
    "print('ä' * 1_000_000)",
    "raise SystemExit(0)",
)
FAILING = (
    "def teile(a):\n    return a / 0\n\nteile(1)",
    "input('Name?')",
    "import getpass; getpass.getpass()",
    "1 +",
    "%gibtesnicht",
    "open('gibt es nicht')",
    "try:\n    1 / 0\nexcept ZeroDivisionError as grund:\n    raise ValueError('Folge') from grund",
    "raise ExceptionGroup('zwei', [ValueError(1), TypeError(2)])",
    "class Eigener(Exception):\n    def _render_traceback_(self): return ['eigene Spur']\n"
    "raise Eigener",
    "class Stumm:\n    def __repr__(self): raise ValueError('geht nicht')\nStumm()",
    "sys.exit('Ende')",
    "raise KeyboardInterrupt",
    "await 3",
    "%xmode Plain\n1 / 0",
    "get_ipython().showtraceback()",
)
VOLATILE = re.compile(
    r"ipykernel_\d+/\d+\.py|0x[0-9a-f]+|date>[^<]*|id=\"[\w-]+\"|#\w{11}|url\(#\w+\)|[0-9a-f]{32}|\d{4}-\d\d-\d\dT[\d:.]+"
)


def notebook_of(sources):
    node = new_notebook(cells=[new_markdown_cell("# Text")])
    node.cells += [new_code_cell(source) for source in sources]
    node.cells[1].id = "anfang"
    for cell in node.cells:
        cell.metadata["tags"] = ["raises-exception"]
    node.metadata.kernelspec = {"name": "python3", "language": "python", "display_name": "P"}
    return node


def run(node, path, engine_name, **options):
    copy = nbformat.from_dict(node)
    return papermill.execute_notebook(
        copy, str(path), engine_name=engine_name, progress_bar=False, kernel_name="python3",
        execution_timeout=60, **options,
    )  # fmt: skip


def joined(outputs):
    """Return outputs with neighbouring pieces of one stream put together, as they look."""
    told = []
    for output in outputs:
        output = dict(output)
        if output["output_type"] == "stream" and told and told[-1].get("name") == output["name"]:
            told[-1]["text"] += output["text"]
        else:
            told.append(output)
    return [VOLATILE.sub("…", repr(sorted(output.items()))) for output in told]


def executed(path, engine_name):
    node = notebook_of([*CELLS[:-1], *FAILING, CELLS[-1]])
    with pytest.raises(papermill.PapermillExecutionError):  # papermill ignores the tag
        run(node, path, engine_name, request_save_on_cell_execute=False, autosave_cell_every=0)
    return nbformat.read(path, 4)


def shown(widgets):
    """Return what widgets show, without their names."""
    for state in widgets["application/vnd.jupyter.widget-state+json"]["state"].values():
        yield re.sub(r"IPY_MODEL_\w+|\d+.\d+it/s", "…", repr(sorted(state.items())))


@pytest.fixture(scope="module")
def kernel(tmp_path_factory):
    for _ in range(3):  # on a busy machine a kernel behind sockets has lost a widget's answer
        with suppress(CellTimeoutError):
            return executed(tmp_path_factory.mktemp("kern") / "aus.ipynb", None)
    return pytest.fail("Der gewöhnliche Rechenkern antwortet nicht.")


@pytest.fixture(scope="module", params=["geforkt", "neuer Prozess"])
def both(request, kernel, tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "neuer Prozess":
            patch.setattr(engine, "may_fork", lambda: False)
        logging.disable(logging.INFO)  # what the program does is not the notebook's
        ours = executed(tmp_path_factory.mktemp("lauf") / "aus.ipynb", engine.NAME)
        logging.disable(logging.NOTSET)
    return kernel, ours


@pytest.mark.langsam
def test_every_cell_is_as_a_kernel_gives_it(both):
    kernel, ours = both
    assert [cell.source for cell in ours.cells] == [cell.source for cell in kernel.cells]
    for theirs, mine in zip(kernel.cells, ours.cells, strict=True):
        assert mine.get("execution_count") == theirs.get("execution_count"), mine.source
        assert joined(mine.get("outputs", [])) == joined(theirs.get("outputs", [])), mine.source


@pytest.mark.langsam
def test_the_files_have_the_same_metadata_of_the_same_kind(both):
    kernel, ours = both
    assert set(ours.metadata) == set(kernel.metadata)
    assert ours.metadata.language_info == kernel.metadata.language_info
    mine, theirs = (sorted(shown(node.metadata.widgets)) for node in (ours, kernel))
    assert mine == theirs
    for theirs, mine in zip(kernel.cells, ours.cells, strict=True):
        assert set(mine.metadata) == set(theirs.metadata), mine.source
        noted, expected = (cell.metadata.get("papermill", {}) for cell in (mine, theirs))
        assert set(noted) == set(expected)
        assert noted.get("status") == expected.get("status")
        assert set(mine.metadata.get("execution", {})) == set(theirs.metadata.get("execution", {}))


@pytest.mark.langsam
def test_figures_of_the_process_that_forks_change_nothing(tmp_path, monkeypatch):
    """Whoever calls papermill from a script may have drawn there, with any backend."""
    monkeypatch.setitem(matplotlib.rcParams, "backend", "agg")
    importlib.import_module("matplotlib_inline.backend_inline")
    drawn = pyplot.figure()
    node = notebook_of(["import matplotlib.pyplot as plt\nplt.plot([1]);", "plt.get_fignums()"])
    done = run(node, tmp_path / "aus.ipynb", engine.NAME)
    pyplot.close(drawn)
    assert "image/png" in done.cells[1].outputs[-1].data
    assert done.cells[2].outputs[0].data["text/plain"] == "[]"


def test_a_notebook_in_another_language_is_refused(tmp_path):
    node = notebook_of(["x <- 3"])
    node.metadata.kernelspec = {"name": "ir", "language": "R", "display_name": "R"}
    nbformat.write(node, tmp_path / "ein.ipynb")
    with pytest.raises(PublishError, match="in „R“ geschrieben"):
        papermill.execute_notebook(
            tmp_path / "ein.ipynb", str(tmp_path / "aus.ipynb"), engine_name=engine.NAME
        )


@pytest.mark.parametrize("first", ["papermill", "sozialraum.publish.engine"])
def test_the_engine_and_papermill_load_each_other_in_any_order(first):
    code = f"import {first}; from papermill.engines import papermill_engines as known; "
    code += f"print(known.get_engine('{engine.NAME}'))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert "ForkEngine" in done.stdout, done.stderr


def test_loading_the_engine_leaves_progress_bars_as_they_are():
    """Whoever loads ipykernel is a notebook for tqdm; papermill loads us with every start."""
    code = "import sys, papermill, sozialraum.publish.batch; print('ipykernel' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.langsam
def test_the_command_of_papermill_knows_the_engine(tmp_path):
    nbformat.write(notebook_of(["6 * 7"]), tmp_path / "ein.ipynb")
    command = [Path(sys.executable).with_name("papermill"), "--engine", engine.NAME]
    told = subprocess.run(
        [*command, tmp_path / "ein.ipynb", tmp_path / "aus.ipynb"], capture_output=True, text=True
    )
    assert told.returncode == 0, told.stderr
    assert "100%" in told.stderr  # its own progress bar
    done = nbformat.read(tmp_path / "aus.ipynb", 4)
    assert done.cells[1].outputs[0].data["text/plain"] == "42"

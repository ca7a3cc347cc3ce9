"""The engine writes what a kernel of its own would have written."""

import re
import subprocess
import sys
from pathlib import Path

import nbformat
import papermill
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

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
    "raise SystemExit(0)",
)
FAILING = (
    "def teile(a):\n    return a / 0\n\nteile(1)",
    "input('Name?')",
    "import getpass; getpass.getpass()",
    "1 +",
    "%gibtesnicht",
    "open('gibt es nicht')",
)
VOLATILE = re.compile(
    r"ipykernel_\d+/\d+\.py|0x[0-9a-f]+|date>[^<]*|id=\"[\w-]+\"|#\w{11}|url\(#\w+\)|\d{4}-\d\d-\d\dT[\d:.]+"
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
        **options,
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


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lauf")
    node = notebook_of([*CELLS[:-1], *FAILING, CELLS[-1]])
    for name in (None, engine.NAME):
        with pytest.raises(papermill.PapermillExecutionError):  # papermill ignores the tag
            run(node, folder / f"{name}.ipynb", name)
    return [nbformat.read(folder / f"{name}.ipynb", 4) for name in (None, engine.NAME)]


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
    for theirs, mine in zip(kernel.cells, ours.cells, strict=True):
        assert set(mine.metadata) == set(theirs.metadata), mine.source
        noted, expected = (cell.metadata.get("papermill", {}) for cell in (mine, theirs))
        assert set(noted) == set(expected)
        assert noted.get("status") == expected.get("status")
        assert set(mine.metadata.get("execution", {})) == set(theirs.metadata.get("execution", {}))


def quick(sources, tmp_path, **options):
    node = notebook_of(sources)
    for cell in node.cells:
        cell.metadata["tags"] = []
    return run(node, tmp_path / "aus.ipynb", engine.NAME, **options)


def test_nothing_that_a_cell_does_remains(tmp_path):
    import sozialraum.formats

    quick(
        ["import sozialraum.formats as f; f.spur = 1; import os; os.environ['SPUR'] = '1'"],
        tmp_path,
    )
    done = quick(
        ["import sozialraum.formats as f, os; hasattr(f, 'spur'), 'SPUR' in os.environ"], tmp_path
    )
    assert done.cells[1].outputs[0].data["text/plain"] == "(False, False)"
    assert not hasattr(sozialraum.formats, "spur")


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
        quick(["1", source, "2"], tmp_path, **options)
    assert caught.value.ename == name
    assert said in caught.value.evalue
    kept = nbformat.read(tmp_path / "aus.ipynb", 4)
    marked = next(cell for cell in kept.cells if cell.source == source)
    assert marked.outputs[-1].ename == name
    assert kept.cells[0].metadata.tags == ["papermill-error-cell-tag"]
    assert kept.cells[-1].execution_count is None


def test_where_forking_is_not_possible_a_new_process_runs_the_cells(tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(engine, "may_fork", lambda: False)
    done = quick(["print('da')", "6 * 7"], tmp_path)
    assert done.cells[1].outputs[0].text == "da\n"
    assert done.cells[2].outputs[0].data["text/plain"] == "42"
    assert "kein fork" in caplog.text


def test_a_hundred_megabytes_of_output_come_through(tmp_path):
    done = quick(["for _ in range(100):\n    print('x' * 1_000_000)"], tmp_path)
    assert sum(len(output.text) for output in done.cells[1].outputs) == 100 * 1_000_001


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

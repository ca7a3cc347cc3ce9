"""A notebook runs with checked parameters; its file is whole, or there is none."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell

from sozialraum.errors import PublishError
from sozialraum.publish.notebook import (
    forget_folders,
    known_parameters,
    notebook_path,
    run_notebook,
)
from tests.publish.conftest import notebook

PARAMETERS = 'gebiet: str = ""  # leer = Beispiel\njahr: int = 0'


@pytest.fixture
def path(tmp_path):
    """Write a notebook with a parameters cell and one more cell."""

    def write(source):
        cells = [
            nbformat.v4.new_code_cell(PARAMETERS, id="a"),
            nbformat.v4.new_code_cell(source, id="b"),
        ]
        cells[0].metadata["tags"] = ["parameters"]
        nbformat.write(notebook(*cells), tmp_path / "n.ipynb")
        return tmp_path / "n.ipynb"

    return write


def test_a_key_of_digits_stays_text_and_the_file_is_the_same_each_time(path, tmp_path):
    source = path("[gebiet, jahr, sorted({'a', 'b'})]")
    out = tmp_path / "aus.ipynb"
    node = run_notebook(source, {"gebiet": "007", "jahr": 2025}, out)
    assert node.cells[-1].outputs[0].data["text/plain"] == "['007', 2025, ['a', 'b']]"
    first = out.read_bytes()
    run_notebook(source, {"gebiet": "007", "jahr": 2025}, out)
    assert out.read_bytes() == first
    assert str(tmp_path).encode() not in first


@pytest.mark.parametrize("place", ["/home/vögel müller", "~/vögel"])
def test_a_notebook_for_everybody_holds_only_the_names_of_folders(tmp_path, place):
    cells = [new_code_cell('region: str = ""\nordner: str = ""'), new_code_cell("region")]
    cells[0].metadata["tags"] = ["parameters"]
    nbformat.write(notebook(*cells), tmp_path / "n.ipynb")
    given = {"region": f"{place}/unser-ort", "ordner": f"{place}/aus/2025"}
    run_notebook(tmp_path / "n.ipynb", given, tmp_path / "aus.ipynb")
    forget_folders(tmp_path / "aus.ipynb", given)
    text = (tmp_path / "aus.ipynb").read_text(encoding="utf-8")
    assert "gel" not in text
    done = nbformat.read(tmp_path / "aus.ipynb", 4)
    assert done.cells[-1].outputs[0].data["text/plain"] == "'unser-ort'"
    assert done.metadata.papermill.parameters == {"region": "unser-ort", "ordner": "2025"}


def test_a_failing_cell_gives_our_own_words_and_keeps_the_run(path, tmp_path):
    out = tmp_path / "aus.ipynb"
    ours = path(
        "from sozialraum.errors import DataError, Fault\n"
        "raise DataError(Fault('Dieses Gebiet gibt es nicht.', file='region.toml'))"
    )
    with pytest.raises(PublishError, match=r"^region.toml: Dieses Gebiet gibt es nicht\.$"):
        run_notebook(ours, {}, out)
    with pytest.raises(PublishError, match=r"Zelle \[2\] abgebrochen \(ZeroDivisionError"):
        run_notebook(path("1 / 0"), {}, out)
    assert not out.exists()
    assert (tmp_path / "aus_abgebrochen.ipynb").is_file()
    run_notebook(path("1"), {}, out)
    assert not (tmp_path / "aus_abgebrochen.ipynb").exists()


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"gebeit": "1"}, "kennt keinen Parameter „gebeit“. Meinten Sie „gebiet“?"),
        ({"gebiet": 5315}, "„gebiet“ von „n.ipynb“: erwartet wird ein Text, angegeben ist 5315"),
        ({"jahr": "2025"}, "erwartet wird eine ganze Zahl, angegeben ist '2025'"),
        ({"jahr": True}, "erwartet wird eine ganze Zahl, angegeben ist True"),
    ],
)
def test_wrong_parameters_are_refused_before_anything_runs(path, tmp_path, parameters, message):
    with pytest.raises(PublishError) as caught:
        run_notebook(path("1"), parameters, tmp_path / "aus.ipynb")
    assert message in str(caught.value)
    assert not (tmp_path / "aus.ipynb").exists()


@pytest.mark.parametrize("name", ["bericht.ipynb", "ueberblick.ipynb"])
def test_our_notebooks_say_the_types_of_their_parameters(name):
    node = nbformat.read(notebook_path(name), as_version=4)
    assert set(known_parameters(node).values()) == {"str", "int"}
    with pytest.raises(PublishError, match="fehlt"):
        notebook_path("gibt-es-nicht.ipynb")

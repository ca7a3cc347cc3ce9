"""What a refused file of case counts holds comes out nowhere: commands, notebooks, files."""

import io
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest

from sozialraum import cli
from sozialraum.errors import PublishError
from sozialraum.publish.notebook import notebook_path, run_notebook
from tests.sources.count_tables import refused_files, tokens_of

TOWN = Path(__file__).parents[1] / "data/musterstadt"


@pytest.fixture
def town(tmp_path, monkeypatch):
    """A town without counts; everything that is made lands beside it, temporary files too."""
    made = tmp_path / "entstanden"
    made.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(made))
    for name in ("TMPDIR", "IPYTHONDIR", "JUPYTER_RUNTIME_DIR", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(made))
    return Path(copytree(TOWN, tmp_path / "stadt")), made


def refused(source: Path, tokens: list[str]) -> list[Path]:
    """Refused files of many shapes, each with all tokens."""
    source.mkdir()
    return list(refused_files(source, tokens, each=len(tokens)))


def plant(folder: Path, path: Path) -> str:
    """Put a refused file in place of the counts; return its name."""
    for old in folder.glob("faelle.*"):
        old.unlink()
    name = f"faelle{path.suffix}"
    (folder / name).write_bytes(path.read_bytes())
    return name


def texts_in(data: bytes) -> Iterator[str]:
    """Yield a file's text, and that of all files packed in it."""
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            for name in packed.namelist():
                yield name
                yield from texts_in(packed.read(name))
    for encoding in ("utf-8", "utf-16"):
        yield data.decode(encoding, errors="ignore")


def left_in(folder: Path) -> str:
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return "\n".join(
        [*map(str, files), *(t for path in files for t in texts_in(path.read_bytes()))]
    )


def told_of(tokens: list[str], text: str) -> list[str]:
    return [token for token in tokens if token.casefold() in text.casefold()]


@pytest.mark.langsam
def test_pruefen_repeats_nothing_of_a_refused_file(town, tmp_path, capfd, caplog):
    folder, made = town
    tokens = tokens_of(43)
    for path in refused(tmp_path / "abgelehnt", tokens)[::5]:
        name = plant(folder, path)
        assert cli.run(["pruefen", str(folder)]) == 2
        output = capfd.readouterr()
        assert name in output.out + output.err
        assert told_of(tokens, output.out + output.err + caplog.text + left_in(made)) == []


@pytest.mark.langsam
def test_notebooks_and_reports_repeat_nothing_of_a_refused_file(town, tmp_path, capfd, caplog):
    folder, made = town
    tokens = tokens_of(44)
    files = {path.suffix: path for path in refused(tmp_path / "abgelehnt", tokens)}
    first = plant(folder, files[".csv"])
    with pytest.raises(PublishError) as caught:
        run_notebook(
            notebook_path("05_antidiskriminierung.ipynb"),
            {"region": str(folder)},
            made / "05.ipynb",
        )
    assert (made / "05_abgebrochen.ipynb").is_file()
    plant(folder, files[".xlsx"])
    wanted = ["--je", "agentur", "--agenturen", "MU-01", "-o", str(made)]
    assert cli.run(["berichte", str(folder), *wanted]) == 0
    output = capfd.readouterr()
    text = output.out + output.err + caplog.text + str(caught.value) + left_in(made)
    assert first in str(caught.value)
    assert "Die Fallzahlen sind nicht lesbar." in left_in(made / "stadt")
    assert told_of(tokens, text) == []

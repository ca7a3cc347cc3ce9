"""The command line speaks German and says by its code how it went."""

import shutil

import docx
import pytest

from sozialraum import cli
from sozialraum.publish import batch
from sozialraum.publish.batch import Batch
from sozialraum.publish.manifest import Outcome

TOWN = "data/musterstadt"


@pytest.fixture
def run(capsys):
    def call(*words):
        code = cli.run(list(words))
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


def test_the_help_is_german(run):
    code, out, _ = run("--hilfe")
    assert code == 0
    assert out.startswith("Aufruf: sozialraum [OPTIONEN] BEFEHL …")
    assert "..." not in out  # each command's sentence fits on its line
    for command in cli.sozialraum.commands:
        _, out, _ = run(command, "--help")
        assert "Optionen:" in out
        for english in ("Usage", "Options", "Show this", "default", "required"):
            assert english not in out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["berich"], "Den Befehl „berich“ gibt es nicht. Meinten Sie „bericht“"),
        (["bericht"], "Es fehlt die Angabe REGION."),
        (["bericht", TOWN], "entweder GEBIET oder --agentur KENNUNG"),
        (["pruefen", TOWN, "x"], "Zu viele Angaben: x"),
        (
            ["berichte", TOWN, "--job", "2"],
            "Die Option „--job“ gibt es nicht. Meinten Sie „--jobs“",
        ),
        (["berichte", TOWN, "--jobs"], "Zur Option „--jobs“ fehlt der Wert."),
        (["berichte", TOWN, "--jobs", "-1"], "Erwartet wird eine ganze Zahl von 0 bis 256"),
        (["berichte", TOWN, "--gebiete", ","], "Erwartet wird mindestens ein Wort"),
        (
            ["bericht", TOWN, "22", "--format", "odt"],
            "„odt“ ist nicht bekannt. Bekannt: html, docx, pdf, xlsx.",
        ),
        (["bericht", TOWN, "22", "--vorlage", "brief.docx"], "„brief.docx“ gibt es nicht"),
        (["berichte", TOWN, "--vorlage", "README.md"], "„README.md“ ist keine lesbare Word-Datei"),
        (
            ["export", "x.ipynb", "--format", "pdf", "--vorlage", "brief.docx"],
            "--vorlage gilt für Word; unter --format fehlt docx.",
        ),
        (["bericht", TOWN, "Altmarck"], "Meinten Sie „Altmarkt“?"),
        (["pruefen", "data/musterstat"], "Meinten Sie „musterstadt“?"),
    ],
)
def test_what_the_user_can_put_right_ends_with_a_message_and_code_2(run, words, message):
    code, out, err = run(*words)
    assert (code, out) == (2, "")
    assert message in err


def test_checking_a_region_shows_what_is_there_and_what_is_missing(run):
    code, out, err = run("pruefen", TOWN)
    assert (code, err) == (0, "")
    for words in ("9 Stadtteile", "A01", "Nicht verfügbar", "zu beschaffen", "22  Altmarkt"):
        assert words in out


def test_a_misspelt_merkmal_is_named_with_the_closest_known_one(run, tmp_path):
    shutil.copytree(TOWN, tmp_path / "stadt")
    path = tmp_path / "stadt/kennzahlen.csv"
    text = path.read_text(encoding="utf-8-sig").replace(";waehlende;", ";wählende;")
    path.write_text(text, encoding="utf-8-sig")
    _, out, _ = run("pruefen", str(tmp_path / "stadt"))
    assert "wählende Meinten Sie „waehlende“" in out


def test_an_output_folder_that_is_a_file_gives_code_2(run, tmp_path):
    (tmp_path / "datei").touch()
    code, _, err = run("bericht", TOWN, "22", "-o", str(tmp_path / "datei"))
    assert code == 2
    assert "kann kein Ordner werden" in err


def test_a_batch_with_failures_lists_them_and_ends_with_code_1(run, tmp_path, monkeypatch):
    outcomes = (Outcome("11", "Nordhafen", 1.0), Outcome("22", "Altmarkt", 1.0, "kaputt"))
    monkeypatch.setattr(batch, "make_reports", lambda *_, **__: Batch(tmp_path, outcomes))
    code, out, err = run("berichte", TOWN)
    assert code == 1
    assert "1 von 2 Berichten fertig" in out
    assert "Nicht erstellt: 22 Altmarkt: kaputt" in err


def test_a_master_reaches_the_word_file_of_a_report_and_its_gaps_are_told(run, tmp_path):
    master = docx.Document()
    master.styles["Normal"].font.name = "Verdana"
    title = master.styles["Title"].element
    title.getparent().remove(title)
    master.save(tmp_path / "brief.docx")
    words = ("--format", "docx", "--vorlage", str(tmp_path / "brief.docx"))
    code, out, err = run("bericht", TOWN, "22", "-o", str(tmp_path), *words)
    assert code == 0
    assert err.startswith("Der Vorlage „brief.docx“ fehlten Formatvorlagen: „Titel“")
    files = [line for line in out.splitlines() if line.endswith(".docx")]
    assert docx.Document(files[0]).styles["Normal"].font.name == "Verdana"
    notebook = files[0].replace(".docx", ".ipynb")
    code, _, err = run("export", notebook, "-o", str(tmp_path / "noch"), *words)
    assert (code, err.count("„Titel“")) == (0, 1)


def test_an_interrupted_run_says_so(run, monkeypatch):
    def stop(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(batch, "make_reports", stop)
    assert run("berichte", TOWN)[0] == 130

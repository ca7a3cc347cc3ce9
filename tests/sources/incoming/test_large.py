"""Memory does not grow with the file: what nobody wants is passed over while it is read."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[3] / "benchmarks"))


@pytest.mark.langsam
def test_a_large_table_is_imported_within_little_memory(tmp_path):
    from tables import import_large, write_large

    assert write_large(tmp_path, 24) >= 24
    _, before, peak = import_large(tmp_path)
    assert peak - before < 4 * 24  # MiB; at this rate 200 MB fit into 1 GB


@pytest.mark.langsam
def test_a_large_file_is_read_anew_for_every_pass_and_says_the_same(tmp_path, monkeypatch):
    from sozialraum.sources.incoming import raw

    path = tmp_path / "a.csv"
    path.write_text("a;b\n1;2\n" * 50, encoding="utf-8")
    kept = raw.read_raw(path)[0].rows
    monkeypatch.setattr(raw, "LARGE", 10)
    anew = raw.read_raw(path)[0].rows
    assert not isinstance(anew, list)
    assert list(anew) == list(anew) == kept

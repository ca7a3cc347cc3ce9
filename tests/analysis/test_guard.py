"""The wording guard finds what the glossary advises against, and leaves plain words alone."""

import pytest

from sozialraum.analysis.guard import wording_hints


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Der soziale Brennpunkt am Hafen", ["soziale Brennpunkt"]),
        ("das Ausländerproblem und die Asylanten", ["Ausländerproblem", "Asylanten"]),
        ("Betroffene mit Migrationshintergrund", ["Betroffene mit Migrationshintergrund"]),
        ("Das Schlusslicht der Stadt", ["Schlusslicht"]),
        ("Die Terrasse ist klasse.", []),
        ("Menschen mit ausländischer Staatsangehörigkeit", []),
    ],
)
def test_words_are_found_as_words_not_inside_others(text, found):
    assert [hint.found for hint in wording_hints(text)] == found


def test_causes_are_asked_for_only_where_a_program_writes():
    text = "Weil viele umgezogen sind, fehlt es an Plätzen."
    assert wording_hints(text) == ()
    (hint,) = wording_hints(text, causes=True)
    assert str(hint).startswith("„Weil“ – besser: „geht einher mit“")

"""What people of Musterstadt say, need, decide and plan: all invented.

It is the worked example of the model from evidence to focus area: three needs with their
evidence, a contrary document, a resource of each area, and what the agency made of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sozialraum.publish.forms import evidence_workbook, plan_workbook
from sozialraum.sources.decisions import Choice, Decision, decisions_text

Row = dict[str, object]

AGENCY, OTHER = "MU-01", "MU-28"
PARENTS, NEIGHBOURS, SEEKERS = (
    "Eltern von Kindern unter 6 Jahren",
    "Nachbarschaft und Bewohner*innen der Unterkunft",
    "Menschen auf Wohnungssuche, die Ablehnung erfahren",
)


def local_files(areas: Mapping[str, str]) -> dict[str, bytes]:
    """Return name and content of the files that hold local knowledge."""
    return {
        "belege.xlsx": evidence_workbook(areas, evidence()),
        "plan.xlsx": plan_workbook(areas, [AGENCY, OTHER], plan()),
        "entscheidungen.toml": decisions_text([decision()]).encode("utf-8"),
    }


def evidence() -> dict[str, Sequence[Row]]:
    """Return the rows of all sheets of ``belege.xlsx``."""
    return {
        "belege": [*kita(), *meeting(), *housing(), *resources(), internal()],
        "befunde": findings(),
        "bedarfe": needs(),
        "netz": network(),
        "nadel": pins(),
        "befragung": survey(),
    }


def piece(
    key: str, area: str, kind: str, theme: str, text: str, group: str, strength: int,
    source: str, day: str, *, richtung: str = "stützt", **more: object,
) -> Row:  # fmt: skip
    """Return one row of the sheet Belege; its source says that it is invented."""
    return {
        "id": key, "gebiet": area, "art": kind, "thema": theme, "aussage": text,
        "zielgruppe": group, "richtung": richtung, "staerke": strength,
        "quelle": f"{source} (erfunden)", "stand": day, "freigabe": "öffentlich",
    } | more  # fmt: skip


def kita() -> list[Row]:
    """Return the evidence on the first need: parents do not find the way to day care."""
    theme = "Kita"
    return [
        piece("K1", "Altmarkt", "Gespräche", theme,
              "Eltern fragen erst kurz vor dem Start nach einem Platz, weil sie die Anmeldung "
              "nicht finden.",
              PARENTS, 2, "Gespräche mit drei Kita-Leitungen", "2025-03", n=3,
              einwilligung="ja", verfremdet="ja", freigabe="Förderer",
              notiz="Eine Leitung möchte vor dem Druck noch einmal gefragt werden (erfunden)."),
        piece("K2", "Altmarkt", "Begehung", theme,
              "Der Aushang zur Anmeldung hängt nur auf Deutsch.",
              PARENTS, 1, "Begehung mit Protokoll", "2025-04-16", verfremdet="nicht nötig",
              einwilligung="nicht nötig", freigabe="Förderer"),
        piece("K3", "Altmarkt", "Dokumente", theme,
              "Der Bericht der Anmeldestelle nennt keine verspäteten Anmeldungen.",
              PARENTS, 1, "Jahresbericht 2024 der Anmeldestelle", "2024", richtung="widerspricht",
              einschraenkung="zählt nur, wer sich angemeldet hat",
              einwilligung="nicht nötig", verfremdet="nicht nötig", freigabe="Förderer"),
    ]  # fmt: skip


def meeting() -> list[Row]:
    """Return the evidence on the second need: no place in common."""
    theme = "Begegnung"
    return [
        piece("T1", "Nordhafen", "Gespräche", theme,
              "Nachbarschaft und Geflüchtete kennen sich nicht, weil es keinen Anlass gibt, "
              "sich zu treffen.",
              NEIGHBOURS, 3, "Gespräche mit Bewohner*innen, auch aus der Unterkunft", "2025-05",
              n=11, aus_zielgruppe="ja", einwilligung="ja", verfremdet="ja"),
        piece("T2", "Nordhafen", "Dokumente", theme,
              "Die Stadtteilkonferenz hält fest, dass ein gemeinsamer Ort fehlt.",
              NEIGHBOURS, 2, "Protokoll der Stadtteilkonferenz", "2025-06-12",
              einwilligung="nicht nötig", verfremdet="nicht nötig"),
        piece("T3", "Nordhafen", "Begehung", theme, "Im Stadtteil gibt es keinen Treffpunkt.",
              NEIGHBOURS, 1, "Begehung mit Protokoll", "2025-04-16",
              einwilligung="nicht nötig", verfremdet="nicht nötig", freigabe="Förderer"),
    ]  # fmt: skip


def housing() -> list[Row]:
    """Return the evidence on the third need: refused when looking for a flat."""
    theme = "Wohnen"
    return [
        piece("W1", "Möwengrund; Altmarkt", "Fallzahlen", theme,
              "In der Beratung wird Ablehnung bei der Wohnungssuche am häufigsten genannt.",
              SEEKERS, 2, "Fallzahlen der Servicestelle", "2024", n=24,
              einschraenkung="Hellfeld: nur wer den Weg in die Beratung findet",
              einwilligung="nicht nötig", verfremdet="nicht nötig", freigabe="Förderer"),
        piece("W2", "Möwengrund; Altmarkt", "Befragung", theme,
              "Mehr als die Hälfte der Befragten wurde bei der Wohnungssuche schon abgewiesen.",
              SEEKERS, 3, "Bogen der Vereine", "2025-05", n=60, aus_zielgruppe="ja",
              einschraenkung="keine Zufallsauswahl",
              einwilligung="ja", verfremdet="nicht nötig"),
    ]  # fmt: skip


def resources() -> list[Row]:
    """Return a strength of each area."""
    known = {
        "R11": ("Nordhafen", "Der Ruderverein öffnet sein Bootshaus für Feste."),
        "R12": ("Möwengrund", "Das Café Möwenblick hat eine Mütterrunde, die sich selbst trägt."),
        "R22": ("Altmarkt", "Zwei Vereine dolmetschen seit Jahren ehrenamtlich."),
        "R31": ("Drei Uhren", "Das Uhrenhaus verleiht seine Räume kostenlos."),
    }
    return [
        piece(key, area, "Begehung", "Ressource", text, "", 0, "Begehung mit Protokoll",
              "2025-04-16", richtung="neutral", einwilligung="nicht nötig",
              verfremdet="nicht nötig")
        for key, (area, text) in known.items()
    ]  # fmt: skip


def internal() -> Row:
    """Return what nobody outside the agency may read."""
    return piece(
        "I1", "Altmarkt", "Gespräche", "Zusammenarbeit",
        "Die Absprache zwischen zwei Diensten stockt (streng intern, erfunden).", "", 1,
        "Vermerk aus der Teamsitzung", "2025-09-02", richtung="neutral",
        einwilligung="nein", verfremdet="nein", freigabe="intern",
        notiz="Erst nach einem Gespräch mit beiden Leitungen verwenden (erfunden).",
    )  # fmt: skip


def findings() -> list[Row]:
    """Return one finding for each need."""
    return [
        {"id": "F1", "aussage": "Der Weg zur Kita-Anmeldung ist für viele Eltern schwer zu finden.",
         "belege": "K1, K2, K3", "freigabe": "Förderer"},
        {"id": "F2", "aussage": "Zwischen Nachbarschaft und Unterkunft fehlt ein gemeinsamer Ort.",
         "belege": "T1, T2, T3", "freigabe": "öffentlich"},
        {"id": "F3", "aussage": "Ablehnung bei der Wohnungssuche ist verbreitet.",
         "belege": "W1, W2", "freigabe": "öffentlich",
         "notiz": "Mit der Servicestelle abgestimmt (erfunden)."},
    ]  # fmt: skip


def needs() -> list[Row]:
    """Return the three needs of the worked example."""
    able = {"personal": "teilweise", "auftrag": "ja", "partner": "ja"}
    return [
        {"id": "N1", "gebiet": "Altmarkt", "zielgruppe": PARENTS,
         "bedarf": "Eltern finden die Kita-Anmeldung nicht: Sie brauchen im Stadtteil einen Weg, "
                   "den sie verstehen, damit ihr Kind einen Platz bekommt.",
         "belege": "K1, K2, K3", "befunde": "F1", "indikatoren": "E01", "luecke": "teilweise",
         "eckpunkte": "IKO 2, SRA 1", "zustaendig": "Integrationsagentur",
         "bedarfsart": "vergleichend", "freigabe": "Förderer"} | able,
        {"id": "N2", "gebiet": "Nordhafen", "zielgruppe": NEIGHBOURS,
         "bedarf": "Nachbarschaft und Unterkunft haben keinen gemeinsamen Ort: Sie brauchen in "
                   "Nordhafen Anlässe und Räume, um sich kennenzulernen.",
         "belege": "T1, T2, T3", "befunde": "F2", "luecke": "groß", "eckpunkte": "SRA 2, BE 1",
         "zustaendig": "Integrationsagentur", "bedarfsart": "geäußert",
         "freigabe": "öffentlich"} | able | {"personal": "ja"},
        {"id": "N3", "gebiet": "Möwengrund; Altmarkt", "zielgruppe": SEEKERS,
         "bedarf": "Menschen, die bei der Wohnungssuche abgelehnt werden, brauchen nahe "
                   "Beratung, damit sie ihre Rechte kennen und nutzen.",
         "belege": "W1, W2", "befunde": "F3", "luecke": "groß", "eckpunkte": "AD 2, SRA 1",
         "zustaendig": "Integrationsagentur", "bedarfsart": "empfunden",
         "freigabe": "öffentlich"} | able,
    ]  # fmt: skip


def network() -> list[Row]:
    """Return who works with whom: institutions only."""
    agency = "Integrationsagentur Nordhafen (erfunden)"
    edges = [
        (agency, "Jugendmigrationsdienst Nordhafen (erfunden)", "Kooperation", 3, "öffentlich"),
        (agency, "Servicestelle Laternenhöhe (erfunden)", "Kooperation", 2, "öffentlich"),
        (agency, "Integrationszentrum Musterstadt (erfunden)", "Kontakt", 2, "öffentlich"),
        (agency, "Integrationsagentur Drei Uhren (erfunden)", "Vertrag", 2, "Förderer"),
        (agency, "Verein Granatapfel (erfunden)", "Kooperation", 1, "öffentlich"),
        ("Fachdienst Altmarkt (erfunden)", "Bürgeramt Musterstadt (erfunden)", "Konflikt", 1,
         "intern"),
    ]  # fmt: skip
    names = ("von", "nach", "beziehung", "staerke", "freigabe")
    return [dict(zip(names, edge, strict=True)) | {"stand": "2025-09"} for edge in edges]


def pins() -> list[Row]:
    """Return what people pinned on the map: places of the town, to 100 m."""
    points = [
        (450200, 5662300, "Nordhafen", "gern", 6), (450700, 5662100, "Nordhafen", "ungern", 3),
        (450500, 5662800, "Nordhafen", "Treffpunkt", 4),
        (451700, 5662500, "Möwengrund", "gern", 5), (451200, 5662200, "Möwengrund", "ungern", 2),
        (451700, 5661500, "Altmarkt", "Treffpunkt", 8), (451300, 5661200, "Altmarkt", "Angst", 4),
        (451500, 5661800, "Altmarkt", "gern", 3),
    ]  # fmt: skip
    names = ("x", "y", "gebiet", "art", "anzahl")
    about = {"thema": "Mein Stadtteil (erfunden)", "stand": "2025-05", "freigabe": "öffentlich"}
    hidden = {"freigabe": "intern"}
    return [
        dict(zip(names, point, strict=True)) | about | (hidden if "Angst" in point else {})
        for point in points
    ]


def survey() -> list[Row]:
    """Return the counted answers to two questions."""
    about = {
        "n_gefragt": 120, "n_antworten": 60, "gruppe": "Mitglieder von Vereinen",
        "stand": "2025-05", "quelle": "Bogen der Vereine (erfunden)",
    }  # fmt: skip
    welcome = "Ich fühle mich in meinem Stadtteil willkommen."
    refused = "Sind Sie bei der Wohnungssuche schon einmal abgewiesen worden?"
    scale = zip("12345", (6, 9, 15, 18, 12), strict=True)
    words = zip(("ja", "nein", "weiß nicht"), (33, 21, 6), strict=True)
    return [
        *({"frage": welcome, "antwort": answer, "anzahl": n, "freigabe": "öffentlich"} | about
          for answer, n in scale),
        *({"frage": refused, "antwort": answer, "anzahl": n, "freigabe": "Förderer"} | about
          for answer, n in words),
    ]  # fmt: skip


def decision() -> Decision:
    """Return what the first agency decided for 2025."""
    choices = {
        "IKO": Choice(
            False,
            "Das Familienzentrum stellt die Anmeldung 2026 selbst um; wir prüfen es im Herbst "
            "noch einmal und leiten weiter, was Eltern uns sagen.",
            "Der Jahresbericht der Anmeldestelle nennt keine verspäteten Anmeldungen.",
        ),
        "SRA": Choice(
            True,
            "In Nordhafen gibt es keinen gemeinsamen Ort; Nachbarschaft, Unterkunft und "
            "Stadtteilkonferenz sagen dasselbe, und das Personal ist da.",
        ),
        "BE": Choice(
            False,
            "Bisher ist Engagement nur ergänzend belegt. 2026 fragen wir die Vereine, was sie "
            "brauchen, bevor wir hier einen Schwerpunkt setzen.",
        ),
        "AD": Choice(
            True,
            "Ablehnung bei der Wohnungssuche ist von Betroffenen selbst belegt, und in Möwengrund "
            "und Altmarkt gibt es dazu kein Angebot.",
            "Die Befragung ist keine Zufallsauswahl.",
        ),
    }
    roles = ("Fachkraft der Agentur", "Leitung des Trägers", "Vertretung der Vereine")
    day = date(2025, 10, 20).isoformat()
    return Decision(AGENCY, 2025, day, roles, "oeffentlich", choices)


def plan() -> dict[str, Sequence[Row]]:
    """Return the rows of both sheets of ``plan.xlsx``: 2025 as it went, and 2026."""
    return {"ziele": [*done_goals(), *goals()], "massnahmen": [*done(), *activities()]}


def goal(
    key: str, code: str, need: str, group: str, text: str, values: tuple[str, str], day: str,
    indicator: str, **more: object,
) -> Row:  # fmt: skip
    """Return one row of the sheet Ziele."""
    return {
        "id": key, "agentur": AGENCY, "jahr": 2000 + int(key[1:3]), "eckpunkt": code,
        "bedarf": need, "zielgruppe": group, "ziel": text, "ausgangswert": values[0],
        "zielwert": values[1], "bis": day, "indikator": indicator, "freigabe": "öffentlich",
    } | more  # fmt: skip


def done_goals() -> list[Row]:
    """Return the goals of 2025, with what became of them."""
    return [
        goal("Z25-1", "Sozialraumorientierte Arbeit", "N2", NEIGHBOURS,
             "Nachbarschaft und Unterkunft begegnen sich regelmäßig.",
             ("0 Treffen", "4 Treffen"), "2025-11-30", "gemeinsame Treffen im Jahr",
             ist="5 Treffen", bewertung="erreicht",
             folgerung="Die Treffen brauchen einen festen Ort."),
        goal("Z25-2", "Interkulturelle Öffnung", "N1", PARENTS,
             "Kitas im Altmarkt informieren in den Sprachen der Eltern.",
             ("0 von 3 Kitas", "3 von 3 Kitas"), "2025-10", "Kitas mit mehrsprachigem Aushang",
             ist="2 von 3 Kitas", bewertung="teilweise",
             folgerung="Das Familienzentrum übernimmt die dritte Kita.", freigabe="Förderer",
             notiz="Eine Kita wartet noch auf ihren Träger (erfunden)."),
        goal("Z25-3", "Antidiskriminierung", "N3", SEEKERS,
             "Betroffene kennen die Servicestelle.",
             ("nicht erhoben", "30 Erstkontakte"), "2025-11-30",
             "Erstkontakte aus Möwengrund und Altmarkt",
             ist="9 Erstkontakte", bewertung="nicht erreicht",
             folgerung="Der Weg ist zu weit: 2026 kommt die Sprechstunde in den Stadtteil."),
    ]  # fmt: skip


def goals() -> list[Row]:
    """Return two goals for each focus area chosen for 2026."""
    sra, ad = "Sozialraumorientierte Arbeit", "Antidiskriminierung"
    return [
        goal("Z26-1", sra, "N2", NEIGHBOURS,
             "Nordhafen hat einen festen Ort, an dem sich Nachbarschaft und Unterkunft treffen.",
             ("0 Öffnungstage je Monat", "4 Öffnungstage je Monat"), "2026-06-30",
             "Öffnungstage je Monat"),
        goal("Z26-2", sra, "N2", NEIGHBOURS,
             "Bewohner*innen gestalten den Ort selbst mit.",
             ("0 Gruppen", "2 Gruppen"), "2026-11-30",
             "Gruppen, die den Ort ohne Fachkraft nutzen", freigabe="Förderer"),
        goal("Z26-3", ad, "N3", SEEKERS,
             "Wer abgelehnt wird, findet im eigenen Stadtteil Beratung.",
             ("9 Erstkontakte", "25 Erstkontakte"), "2026-11-30",
             "Erstkontakte aus Möwengrund und Altmarkt"),
        goal("Z26-4", ad, "N3", SEEKERS,
             "Anbietende von Wohnungen verabreden faire Regeln für die Vergabe.",
             ("0 Zusagen", "2 Zusagen"), "2026-11", "schriftliche Zusagen", freigabe="Förderer",
             notiz="Zuerst mit der Genossenschaft sprechen (erfunden)."),
    ]  # fmt: skip


def activity(
    key: str, aim: str, code: str, text: str, area: str, place: str, partner: str,
    time: tuple[str, str], hours: int, output: tuple[str, str], outcome: tuple[str, str],
    **more: object,
) -> Row:  # fmt: skip
    """Return one row of the sheet Maßnahmen."""
    return {
        "id": key, "ziel": aim, "katalog": code, "massnahme": text, "gebiet": area, "ort": place,
        "kooperation": partner, "beginn": time[0], "ende": time[1], "stunden": hours,
        "output_indikator": output[0], "output_soll": output[1], "outcome_indikator": outcome[0],
        "outcome_soll": outcome[1], "status": "geplant", "freigabe": "öffentlich",
    } | more  # fmt: skip


def done() -> list[Row]:
    """Return what was done in 2025."""
    finished = {"status": "fertig"}
    return [
        activity("M25-1", "Z25-1", "SRA01", "Mitbringfrühstück am Hafen", "Nordhafen",
                 "Bootshaus (erfunden)", "Ruderverein (erfunden)", ("2025-03", "2025-10"), 80,
                 ("Treffen", "4"), ("Wiederkehrende", "10"), zielgruppe=NEIGHBOURS,
                 output_ist="5", outcome_ist="14", **finished),
        activity("M25-2", "Z25-2", "IKO06", "Mehrsprachige Aushänge für Kitas", "Altmarkt",
                 "drei Kitas (erfunden)", "Familienzentrum (erfunden)", ("2025-02", "2025-09"), 60,
                 ("Aushänge", "3"), ("Rückfragen am Empfang", "halb so viele"), zielgruppe=PARENTS,
                 output_ist="2", outcome_ist="nicht erhoben", freigabe="Förderer", **finished),
        activity("M25-3", "Z25-3", "AD05", "Aktionswoche gegen Rassismus", "Altmarkt",
                 "Marktküche (erfunden)", "Servicestelle Laternenhöhe (erfunden)",
                 ("2025-03", "2025-03"), 70, ("Veranstaltungen", "6"), ("Erstkontakte", "30"),
                 zielgruppe=SEEKERS, output_ist="6", outcome_ist="9", **finished),
    ]  # fmt: skip


def activities() -> list[Row]:
    """Return what is planned for 2026."""
    year = ("2026-01", "2026-11")
    service = "Servicestelle Laternenhöhe (erfunden)"
    return [
        activity("M26-1", "Z26-1", "SRA01", "Begegnungscafé mit festem Wochentag", "Nordhafen",
                 "Bootshaus (erfunden)", "Ruderverein (erfunden)", year, 160,
                 ("Treffen", "40"), ("Wiederkehrende", "25"), zielgruppe=NEIGHBOURS),
        activity("M26-2", "Z26-1", "SRA02", "Stadtteilkonferenz zum gemeinsamen Ort", "Nordhafen",
                 "Schule (erfunden)", "Integrationszentrum Musterstadt (erfunden)",
                 ("2026-02", "2026-05"), 50, ("Konferenzen", "2"), ("gemeinsame Vorhaben", "1"),
                 zielgruppe=NEIGHBOURS),
        activity("M26-3", "Z26-2", "SRA05", "Begehungen und Nadelmethode mit Bewohner*innen",
                 "Nordhafen", "Stadtteil", "Jugendmigrationsdienst Nordhafen (erfunden)",
                 ("2026-04", "2026-06"), 40, ("Begehungen", "3"),
                 ("Ergebnisse in der Planung", "2"), zielgruppe=NEIGHBOURS, freigabe="Förderer"),
        activity("M26-4", "Z26-3", "AD11", "Außensprechstunde mit Sprachmittlung",
                 "Möwengrund; Altmarkt", "Café Möwenblick, Marktküche (erfunden)", service, year,
                 120, ("Sprechstunden", "20"), ("Anteil über Verweis", "50 %"),
                 zielgruppe=SEEKERS),
        activity("M26-5", "Z26-4", "AD07", "Runder Tisch faire Wohnungsvergabe", "Altmarkt",
                 "Bürgeramt (erfunden)", f"{service}, Genossenschaft (erfunden)",
                 ("2026-03", "2026-11"), 60, ("Treffen", "4"), ("Zusagen", "2"),
                 zielgruppe="Anbietende von Wohnungen", freigabe="Förderer"),
        activity("M26-6", "Z26-4", "AD04", "Training zu Vorurteilen für Hausverwaltungen", "",
                 "", service, ("2026-09", "2026-10"), 30, ("Trainings", "2"),
                 ("geänderte Praxis nach 3 Monaten", "1"), zielgruppe="Hausverwaltungen",
                 freigabe="intern", notiz="Noch nicht zugesagt (erfunden)."),
    ]  # fmt: skip

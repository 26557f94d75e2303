"""What staff write, and the commands in it."""

from collections.abc import Callable

import pytest

from processor.steering import Script, Vocabulary
from processor.steering.model import (
    Accept,
    Attend,
    Capacity,
    Close,
    Confirm,
    Decline,
    Enter,
    Hand,
    Help,
    Ignore,
    Note,
    Open,
    Paper,
    Personally,
    Resize,
    Status,
    Undo,
    Why,
    Withdraw,
)
from processor.steering.parse import MOST_COMMANDS

Read = Callable[..., Script]
TOKEN = "S17441.abcdefghijkl"

SAID = [
    ("annehmen 17", Accept(17)),
    ("17 annehmen", Accept(17)),
    ("bitte 17 annehmen", Accept(17)),
    ("Bitte die 17 annehmen, danke!", Accept(17)),
    ("Könnten Sie bitte Punkt 17 annehmen", Accept(17)),
    ("ANNEHMEN: #17.", Accept(17)),
    ("accept 17", Accept(17)),
    ("Could you please accept 17, thanks", Accept(17)),
    ("17: 3 Personen", Accept(17, 3)),
    ("17: drei Personen", Accept(17, 3)),
    ("17 = 3", Accept(17, 3)),
    ("17: 3 people", Accept(17, 3)),
    ("annehmen 17 mit 3 Personen", Accept(17, 3)),
    ("ablehnen 17", Decline(17)),
    ("decline 17", Decline(17)),
    ("Ignorieren 17", Ignore(17)),
    ("warum 17?", Why(17)),
    ("why 17", Why(17)),
    ("persönlich 17", Personally(17)),
    ("persoenlich 17", Personally(17)),
    ("I answer myself 17", Personally(17)),
    ("plätze 120", Capacity(120)),
    ("PLAETZE 120", Capacity(120)),
    ("Platze 1.200", Capacity(1200)),
    ("seats 120 forum", Capacity(120, "forum")),
    ("Plätze Bürgerforum: 120", Capacity(120, "forum")),
    ("schließen", Close()),
    ("schliessen werkstatt", Close("werkstatt")),
    ("öffnen bitte", Open()),
    ("reopen", Open()),
    ("eintragen „Anna Schmidt“ 2", Enter("Anna Schmidt", 2)),
    ('eintragen "Anna Schmidt" 2 anna@example.org', Enter("Anna Schmidt", 2, "anna@example.org")),
    ("eintragen Anna Schmidt, 2 Personen, <anna@example.org>", Enter("Anna Schmidt", 2, "anna@example.org")),
    ("Bitte eintragen: «Anna Schmidt» zwei Personen Innenstadt-West", Enter("Anna Schmidt", 2, "", "werkstatt")),
    ("enter 'Anna Schmidt' 2 forum", Enter("'Anna Schmidt'", 2, "", "forum")),
    ("ändern KL-7F3Q 3", Resize("KL-7F3Q", 3)),
    ("aendern kl–7f3q auf 3 Personen", Resize("KL-7F3Q", 3)),
    ("KL-7F3Q: 3", Resize("KL-7F3Q", 3)),
    ("absagen KL-7F3Q", Withdraw(("KL-7F3Q",))),
    ("KL-7F3Q absagen", Withdraw(("KL-7F3Q",))),
    ("absagen KL-7F3Q und KL-8F3Q", Withdraw(("KL-7F3Q", "KL-8F3Q"))),
    ("rückgängig", Undo()),
    ("ruckgangig", Undo()),
    ("undo", Undo()),
    ("notiz KL-7F3Q kommt später; bringt Kuchen, bitte", Note("KL-7F3Q", "kommt später; bringt Kuchen, bitte")),
    ("liste", Hand(Paper.LIST)),
    ("Bitte die Liste", Hand(Paper.LIST)),
    ("list forum", Hand(Paper.LIST, "forum")),
    ("bedarf", Hand(Paper.NEEDS)),
    ("bogen", Hand(Paper.SHEET)),
    ("anwesend 1-12, 15", Attend("anwesend 1-12, 15")),
    ("stand", Status()),
    ("hilfe", Help()),
    ("help", Help()),
    ("ja j3f6c1d0f9a", Confirm("j3f6c1d0f9a")),
    ("bestätigen 17", Accept(17)),
]


@pytest.mark.parametrize(("line", "command"), SAID, ids=[line for line, _ in SAID])
def test_a_line_is_read_as_its_command(read: Read, line, command):
    assert [given.command for given in read(line).commands] == [command]


@pytest.mark.parametrize("command", [command for _, command in SAID])
def test_what_we_write_is_read_as_the_same_command(read: Read, words: Vocabulary, command):
    assert [given.command for given in read(words.say(command)).commands] == [command]


@pytest.mark.parametrize("line", [
    "Ich möchte 17 annehmen", "Wir kommen zu dritt.", "anmelden 2 Personen", "Ich melde mich mit 2 Personen an.",
    "plätze sind knapp 12", "liste der Gäste folgt", "Stand: 12. Oktober", "absagen", "absagen müssen wir leider",
    "ja", "ok", "annehmen", "17", "Bedarf: Rollstuhl", "eintragen 2", "annehmen 17 oder 18", "öffnen Turnhalle",
    "annehmen 99999999999", "annehmen ١٧ ٪", "ja j3f6c1d0f9aa",
])
def test_what_is_not_wholly_a_command_is_none(read: Read, line):
    assert read(line) == Script()


def test_several_points_in_a_line_are_several_commands(read: Read):
    script = read("17, 18 und 19 annehmen")
    assert [given.command for given in script.commands] == [Accept(17), Accept(18), Accept(19)]


def test_several_commands_in_a_line_are_all_read(read: Read):
    script = read("17 annehmen, 18 ablehnen; ignorieren 19")
    assert [given.command for given in script.commands] == [Accept(17), Decline(18), Ignore(19)]


def test_a_greeting_in_front_is_passed_over_and_one_behind_ends_it(read: Read):
    script = read("Guten Morgen Herr Bauer,\n\nannehmen 17\n- ablehnen 18\n\nViele Grüße\nPetra Lindner\nliste")
    assert [given.command for given in script.commands] == [Accept(17), Decline(18)]
    assert script.unknown == ()


def test_a_rule_ends_it(read: Read):
    assert [given.command for given in read("annehmen 17\n-- \nliste").commands] == [Accept(17)]


def test_three_lines_that_are_no_commands_end_it(read: Read):
    script = read("annehmen 17\nUnd sonst?\nWie geht es Ihnen?\nIch war im Urlaub.\nliste")
    assert [given.command for given in script.commands] == [Accept(17)]
    assert len(script.unknown) == 3


def test_a_mail_without_any_command_is_a_letter_and_not_errors(read: Read):
    assert read("Liebe Kollegin,\nwas machen wir mit dem Catering?\nUnd wer holt die Schlüssel?") == Script()


@pytest.mark.parametrize(("line", "meant"), [
    ("anehmen 17", "annehmen 17"), ("ablenen 18", "ablehnen 18"), ("ich möchte 17 annehmen", "annehmen 17"),
    ("plaze 120", "plätze 120"), ("absage KL-7F3Q", "absagen KL-7F3Q"), ("Wer kommt sonst noch", ""),
])
def test_an_unknown_line_between_commands_is_shown_with_what_was_probably_meant(read: Read, line, meant):
    (unknown,) = read(f"stand\n{line}").unknown
    assert (unknown.line, unknown.meant) == (line, meant)


def test_the_subject_of_a_button_is_a_command(read: Read):
    assert [given.command for given in read("", f"annehmen 17 {TOKEN}").commands] == [Accept(17)]


def test_a_command_in_subject_and_text_is_given_once(read: Read):
    assert [given.command for given in read("annehmen 17", f"annehmen 17 {TOKEN}").commands] == [Accept(17)]


def test_a_button_that_asks_for_a_number_acts_by_its_text(read: Read):
    assert [given.command for given in read("17: 5 Personen", f"Zahl 17 {TOKEN}").commands] == [Accept(17, 5)]


@pytest.mark.parametrize("subject", ["AW: annehmen 17", "Re: liste", "WG: plätze 120", "Fwd: annehmen 17", "Antw: stand"])
def test_the_subject_of_an_answer_or_a_forwarded_mail_is_not_theirs(read: Read, subject):
    assert read("", subject) == Script()


def test_an_event_is_named_by_key_title_alias_or_a_part_nobody_else_has(read: Read):
    named = [read(f"liste {event}").commands[0].command for event in ("FORUM", "Bürgerforum", "forum im herbst", "innenstadt")]
    assert [hand.event for hand in named] == ["forum", "forum", "forum", "werkstatt"]


def test_a_hostile_text_is_read_quickly_and_no_further_than_it_may_be(read: Read):
    script = read("\n".join(f"ignorieren {n}" for n in range(10_000)))
    assert len(script.commands) == MOST_COMMANDS
    assert read("annehmen " + "17 " * 20_000) == Script()
    assert read("„" * 50_000 + "\n" + "\u202e" * 50_000) == Script()


def test_a_name_keeps_no_control_and_no_more_characters_than_a_name_may_have(read: Read):
    (given,) = read(f'eintragen "=HYPERLINK(\u202ea\u2066) {"x" * 300}" 2').commands
    assert len(given.command.name) == 100
    assert given.command.name.isprintable()


@pytest.mark.parametrize("line", ["da: 1-14, 17=2", "gefehlt: 3 und 9", "alle außer 3", "attended 1-3"])
def test_who_came_is_read_as_the_answer_to_a_sheet(read: Read, line):
    assert isinstance(read(line).commands[0].command, Attend)

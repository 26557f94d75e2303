"""The demonstration: every run gives the same picture, on real parts, and nothing it shows is a lie."""

import io
import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from html.parser import HTMLParser
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console

from processor.demo import run
from processor.demo.output import MARKER
from processor.demo.run import run_demo
from processor.demo.samples import samples
from processor.demo.stage import Scene, Stage
from processor.registration.model import Outcome, State

OURS = "integrationfindetstadt@firu-mbh.de"


@dataclass(frozen=True)
class Played:
    """One demonstration as it was watched."""

    out: Path
    printed: str
    code: int
    scenes: tuple[Scene, ...]
    standing: object


def play(out: Path, width: int = 140) -> Played:
    """Run the demonstration and keep what it printed and played."""
    scenes, standings, paper = [], [], io.StringIO()
    console = Console(file=paper, width=width)

    class Watched(Stage):
        def standing(self):
            scenes.extend(self.scenes)
            standings.append(super().standing())
            return standings[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("processor.demo.stage.Stage", Watched)
        code = run_demo(out, console)
    return Played(out, paper.getvalue(), code, tuple(scenes), standings[-1])


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    return play(tmp_path_factory.mktemp("demo") / "first")


def test_it_ends_well_and_says_which_day_it_shows(played):
    assert played.code == 0
    assert played.printed.startswith("Vorführung, Stichtag 2. Oktober 2017\n")


def test_two_runs_print_the_same_table_and_send_the_same_octets(played, tmp_path):
    again = play(tmp_path / "again")
    assert again.printed.replace(str(again.out), "") == played.printed.replace(str(played.out), "")
    assert written(again.out) == written(played.out)


def test_every_mail_that_arrived_ends_in_exactly_one_outcome_and_has_one_row(played):
    assert all(isinstance(scene.outcome, Outcome) for scene in played.scenes)
    rows = re.findall(r"^(\d\d) ", table_of(played.printed), re.MULTILINE)
    assert rows == [scene.sample.number for scene in played.scenes]


def test_a_sample_is_left_out_only_where_the_mail_it_quotes_got_no_reply(played):
    arrived = {scene.sample.number: scene for scene in played.scenes}
    for sample in samples():
        quoted = {found.decode() for found in re.findall(rb"\{\{[a-zA-Z -]+ of (\d\d)", sample.template)}
        assert (sample.number in arrived) == all(number in arrived and arrived[number].reply for number in quoted)


def test_an_answer_to_a_reply_finds_the_registration_it_is_about(played):
    after = {scene.sample.name: scene for scene in played.scenes}
    assert after["11-antwort-doch-drei"].reply.kind == "changed"
    assert after["43-liste-absage"].reply.kind == after["47-ja-absagen"].reply.kind == "cancelled"
    assert after["18-kalender-zugesagt"].reply is None and after["18-kalender-zugesagt"].outcome is Outcome.SILENT


def test_no_machine_is_answered(played):
    machines = [scene for scene in played.scenes if scene.message.automatic]
    assert {scene.sample.name for scene in machines} >= {"04-rundbrief", "16-abwesenheit", "25-unzustellbar"}
    assert all(scene.reply is None and not scene.further for scene in machines)


def test_an_answer_goes_only_to_the_one_who_asked(played):
    answered = [scene for scene in played.scenes if scene.reply]
    assert len(answered) > 20
    assert all(scene.reply.recipient == scene.message.sender.address for scene in answered)


def test_what_goes_to_others_goes_to_an_address_that_is_registered(played):
    stored = {one.contact for one in played.standing.registrations}
    assert {letter.recipient for scene in played.scenes for letter in scene.further} <= stored


def test_a_waiting_list_appears_and_a_cancellation_seats_somebody(played):
    kinds = [scene.reply.kind for scene in played.scenes if scene.reply]
    assert "waitlisted" in kinds
    freed = [scene for scene in played.scenes if any(letter.kind == "promoted" for letter in scene.further)]
    assert freed and all(scene.request.intent in ("cancel", "change") for scene in freed)


def test_no_seat_is_given_twice(played):
    held = sum(one.size for one in played.standing.registrations if one.state in (State.CONFIRMED, State.OFFERED))
    assert held == played.standing.seats.taken <= played.standing.seats.event.capacity


def test_the_bounce_finds_the_registration_it_is_about(played):
    weber = next(one for one in played.standing.registrations if one.contact == "karin.weber@psot.example")
    assert not weber.reachable


def test_every_reply_lies_in_the_folder_as_one_mail_to_one_address(played):
    letters = [letter for scene in played.scenes for letter in (scene.reply, *scene.further) if letter]
    files = sorted((played.out / "replies").iterdir())
    assert sorted(file.read_bytes() for file in files) == sorted(letter.raw for letter in letters)
    for file in files:
        mail = message_from_bytes(file.read_bytes(), policy=policy.default)
        assert len(mail["To"].addresses) == 1 and mail["From"].addresses[0].addr_spec == OURS


def test_the_page_shows_every_mail_and_runs_nothing_of_theirs(played):
    page = (played.out / "index.html").read_text("utf-8")
    tags = Tags()
    tags.feed(page)
    assert [name for name in tags.ids if name.startswith("mail-")] == [f"mail-{s.sample.number}" for s in played.scenes]
    assert not tags.names & {"script", "img", "iframe", "form", "font", "center"}
    assert all((played.out / link).is_file() for link in tags.links)
    assert not any("://" in link for link in tags.links)


def test_the_report_lies_beside_it_as_page_and_text(played):
    assert "Warteliste" in (played.out / "report.txt").read_text("utf-8")
    assert (played.out / "report.html").read_text("utf-8").lstrip().lower().startswith("<!doctype html")


@pytest.mark.parametrize("width", [80, 120, 200])
def test_the_table_fits_the_console(tmp_path, width):
    table = table_of(play(tmp_path / "narrow", width).printed)
    assert max(map(cell_len, table.splitlines())) <= width


def test_a_second_run_replaces_only_what_the_first_one_wrote(tmp_path):
    out = tmp_path / "demo"
    play(out)
    (out / "notes.txt").write_text("mine", "utf-8")
    (out / "replies" / "99-old.eml").write_text("mine too", "utf-8")
    (out / MARKER).open("a", encoding="utf-8").write("../outside.txt\n")
    (tmp_path / "outside.txt").write_text("not theirs", "utf-8")
    assert play(out).code == 0
    assert (out / "notes.txt").read_text("utf-8") == "mine"
    assert (out / "replies" / "99-old.eml").read_text("utf-8") == "mine too"
    assert (tmp_path / "outside.txt").read_text("utf-8") == "not theirs"


def test_a_folder_of_somebody_else_is_not_touched(tmp_path, capsys):
    (tmp_path / "letter.txt").write_text("mine", "utf-8")
    assert run_demo(tmp_path, Console(file=io.StringIO())) == 1
    assert "--out" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_the_samples_are_in_the_order_of_their_dates_and_write_to_us():
    mails = list(samples())
    assert len(mails) >= 44
    assert [mail.date for mail in mails] == sorted(mail.date for mail in mails)
    assert mails[-1].date < run.KEY_DATE.astimezone(mails[-1].date.tzinfo)


def test_the_samples_use_reserved_domains_only():
    addresses = {found.decode() for mail in samples() for found in re.findall(rb"[\w.+-]+@([\w.-]+)", mail.template)}
    assert addresses - {"firu-mbh.de"} == {name for name in addresses if name.endswith(".example")}


def table_of(printed: str) -> str:
    """The rows below the rule, without the summary."""
    return re.split(r"^─+$", printed, flags=re.MULTILINE)[1].rpartition(" seats taken")[0].rpartition("\n")[0]


class Tags(HTMLParser):
    """The elements, ids and links of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.names, self.ids, self.links = set(), [], []

    def handle_starttag(self, tag, attributes):
        self.names.add(tag)
        found = dict(attributes)
        self.ids += [found["id"]] if "id" in found else []
        self.links += [found["href"]] if "href" in found else []


def written(out: Path) -> dict[str, bytes]:
    """Everything a reader may open, by name."""
    files = (path for path in out.rglob("*") if path.is_file() and "parts" not in path.parts)
    return {str(path.relative_to(out)): path.read_bytes() for path in files}

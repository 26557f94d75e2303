"""`processor demo`: the whole job on a week of sample mails, at a fixed key date.

Promise: no account, no network, nothing sent; every run gives the same picture.
Everything written lies below the one folder that was named.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from importlib.resources import as_file, files
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.text import Text

from processor import config as configs
from processor.config import Config
from processor.demo.letter import Letter
from processor.demo.output import ForeignFolder, Output
from processor.demo.page import page
from processor.demo.samples import Sample, UnknownReply, samples
from processor.demo.stage import Scene, Stage, Standing, below, stage
from processor.demo.table import table
from processor.demo.wording import TITLE, sender, summary

KEY_DATE = datetime(2017, 10, 2, 12, 0)  # in the organiser's zone

TO_READ = {
    "index.html": "each mail with its answer",
    "report.html": "the team's report, also report.txt",
    "replies": "the finished mails",
}


def run_demo(out: Path, console: Console) -> int:
    """Play every sample mail, print what became of each, write replies and report below `out`; the exit code."""
    output = Output(out)
    try:
        output.prepare()
    except ForeignFolder as error:
        Console(stderr=True).print(str(error), style="red", markup=False, highlight=False, soft_wrap=True)
        return 1
    config = below(_config(), out)
    mails = list(samples())
    with stage(config, mails[0].date - timedelta(hours=1)) as one:
        key_date = KEY_DATE.replace(tzinfo=config.organiser.zone)
        scenes = _played(one, mails, key_date)
        report = one.report(key_date)
        standing = one.standing()
    _write(output, scenes, standing, report)
    _print(console, out, scenes, standing)
    return 0


def _config() -> Config:
    with as_file(files("processor.demo") / "config.toml") as path:
        return configs.read(path)


def _played(one: Stage, mails: Sequence[Sample], until: datetime) -> list[Scene]:
    """Each mail's scene, with a bar for people who watch. Nobody answers a reply that never came."""
    watching = Console(stderr=True)
    columns = (TextColumn("Reading the mails of a week"), BarColumn(), MofNCompleteColumn(),
               TextColumn("{task.fields[who]}", markup=False))
    replies: dict[str, Letter] = {}
    with Progress(*columns, console=watching, transient=True, disable=not watching.is_terminal) as progress:
        task = progress.add_task("", total=len(mails), who="")
        for mail in mails:
            one.pass_time(mail.date)
            with suppress(UnknownReply):
                progress.update(task, who=sender(one.play(mail, replies)))
            progress.advance(task)
        one.pass_time(until)
    return one.scenes


def _write(output: Output, scenes: Sequence[Scene], standing: Standing, report: Letter | None) -> None:
    written = {}
    for scene in scenes:
        for letter, name in _named(scene):
            output.write(name, letter.raw)
            written[letter.message_id] = name
    if report is not None:
        output.write("report.html", report.html.encode())
        output.write("report.txt", report.text.encode())
    output.write("index.html", page(scenes, standing, written, report).encode())


def _named(scene: Scene) -> Iterable[tuple[Letter, str]]:
    """Each letter of a scene and its file: the answer bears the mail's own name."""
    if scene.reply is not None:
        yield scene.reply, f"replies/{scene.sample.name}.eml"
    for number, letter in enumerate(scene.further, 1):
        yield letter, f"replies/{scene.sample.name}-further-{number}.eml"


def _print(console: Console, out: Path, scenes: Sequence[Scene], standing: Standing) -> None:
    console.print(Text(TITLE, "bold"), Text(standing.seats.event.title), sep="\n")
    console.print(table(scenes, console))
    for line in summary(standing):
        console.print(line, highlight=False)
    sent = sum(1 for scene in scenes for _ in _named(scene))
    console.print(f"{len(scenes)} mails, {sent} replies, nothing left this machine. To read:", highlight=False)
    for name, what in TO_READ.items():
        console.print(f"  {out / name}  {what}", highlight=False, markup=False, soft_wrap=True)

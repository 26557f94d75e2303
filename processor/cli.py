"""The commands. They say what there is to say; `processor.commands` and `processor.worker` do it.

Exit codes: 0 all is well; 1 something was found wrong (`check`, `health`, a
name that is not there); 2 the command line is wrong; 3 the config is wrong;
4 a mailbox, a mail server or the database could not be reached or used.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from processor import __version__, config
from processor.registration.model import State

if TYPE_CHECKING:
    from processor.store import Store

WRONG, CONFIG, UNREACHABLE = 1, 3, 4

app = typer.Typer(
    name="processor", no_args_is_help=True, add_completion=False, rich_markup_mode="rich", pretty_exceptions_enable=False,
    help="Registration by e-mail: an ordinary mail comes in, a seat is recorded, an answer goes out.",
    epilog="Exit codes: 0 well · 1 something found wrong · 2 wrong command line · 3 wrong config · 4 server or database out of reach.",
    context_settings={"help_option_names": ["-h", "--help"]},
)
templates = typer.Typer(no_args_is_help=True, help="Look at the replies: what citizens read.")
review = typer.Typer(help="What waits for a human, one after the other; `review list` lists it.")
app.add_typer(templates, name="templates", rich_help_panel="Look")
app.add_typer(review, name="review", rich_help_panel="Work")
listing = typer.Typer(help="Who is registered; `registrations show CODE` tells why.")
app.add_typer(listing, name="registrations", rich_help_panel="Look")

ConfigFile = Annotated[Path, typer.Option("--config", "-c", envvar="PROCESSOR_CONFIG", help="The config file.")]
DEFAULT = Path("config.toml")
out = Console(soft_wrap=False)
err = Console(stderr=True)


def main() -> None:
    """Run one command; a user's mistake ends in a sentence and an exit code, never in a traceback."""
    app()


@app.command(rich_help_panel="Look")
def explain(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH…", help="A .eml file, an mbox, a folder (a Maildir too), or - for standard input.")],
    config_file: ConfigFile = DEFAULT,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    standing: Annotated[bool, typer.Option("--standing", help="Decide with the registrations in the database, as the worker would.")] = False,
) -> None:
    """Say what a mail is understood as, and which of its words say so. Records nothing."""
    with _faults():
        from processor.commands.explain import explain as run

        _existing(paths)
        settings = config.read(config_file)
        real = None
        if standing:
            from processor.commands.standing import decisions

            real = decisions(settings)
        run(paths, settings, as_json=as_json, out=_plain() if as_json else out, real=real)


@app.command(rich_help_panel="Work")
def demo(
    folder: Annotated[Path, typer.Option("--out", help="Where replies and report are written.")] = Path("demo-output"),
) -> None:
    """Show the whole job on sample mails: no account, no network, nothing sent."""
    with _faults():
        from processor.demo.run import run_demo

        raise typer.Exit(run_demo(out=folder, console=out))


@app.command(rich_help_panel="Work")
def run(config_file: ConfigFile = DEFAULT) -> None:
    """Poll, understand, record, answer and report until stopped (SIGTERM). Logs JSON lines to standard error."""
    with _faults():
        from processor import bootstrap

        raise typer.Exit(bootstrap.worker_of(config.read(config_file)).run())


@app.command(rich_help_panel="Work")
def once(config_file: ConfigFile = DEFAULT) -> None:
    """Do one round and end: for cron. Another processor at work on the mailbox is left alone."""
    with _faults():
        from processor import bootstrap

        worker = bootstrap.worker_of(config.read(config_file))
        try:
            done = worker.once()
        finally:
            worker.close()
        if done.busy:
            raise _wrong("Another processor works on this mailbox; nothing was done.")
        out.print(f"{done.fetched} fetched: {done.answered} answered, {done.silent} silent, {done.automatic} automatic, "
                  f"{done.not_ours} not ours, {done.held} held; {done.delivered} sent, {done.delayed} delayed, {done.failed} failed")


@app.command(rich_help_panel="Work")
def health(config_file: ConfigFile = DEFAULT) -> None:
    """Is mail being read and answered? For the container's health check; exit code 1 where it is not."""
    with _faults():
        from processor.worker import health as look
        from processor.worker.clock import SystemClock

        settings = config.read(config_file)
        seconds = settings.mailbox.poll_seconds if settings.mailbox else 60
        seen = look(_opened(settings), SystemClock().now(), seconds)
        if not seen.good:
            raise _wrong("; ".join(seen.problems))
        out.print("well")


@app.command(rich_help_panel="Work")
def backlog(
    config_file: ConfigFile = DEFAULT,
    accept: Annotated[bool, typer.Option("--accept", help="Accept them all, in their order of arrival, and answer.")] = False,
    by: Annotated[str, typer.Option(help="Who decides; for the history.")] = "command line",
) -> None:
    """The clear proposals among held mails: what lay in the mailbox at first contact."""
    with _faults():
        from processor import bootstrap
        from processor.commands import review as command
        from processor.worker.backlog import accept_clear, clear_points

        settings = config.read(config_file)
        desk = bootstrap.worker_of(settings).desk
        if accept:
            command.print_cleared(accept_clear(desk, by), out)
            return
        points = clear_points(desk)
        command.print_points(points, settings.organiser.zone, out)
        if points:
            out.print(f"{len(points)} clear proposals. Accept them all: processor backlog --accept")


@review.callback(invoke_without_command=True)
def review_walk(
    context: typer.Context,
    config_file: ConfigFile = DEFAULT,
    by: Annotated[str, typer.Option(help="Who decides; for the history.")] = "command line",
) -> None:
    """What waits for a human, one after the other: accept, number, decline, ignore, skip, why, quit. Works over a pipe, too."""
    if context.invoked_subcommand is not None:
        return
    with _faults():
        from processor import bootstrap
        from processor.commands.review_walk import walk
        from processor.worker import open_points

        desk = bootstrap.worker_of(config.read(config_file)).desk
        if not (points := open_points(desk)):
            out.print("Nothing waits for a human.")
            return
        walk(desk, points, _asked, out, by)


@review.command("list")
def review_list(config_file: ConfigFile = DEFAULT) -> None:
    """List what waits for a human."""
    with _faults():
        from processor.commands import review as command

        settings = config.read(config_file)
        with _opened(settings).reading() as unit:
            points, asked = unit.points.waiting(), unit.questions.unanswered()
        command.print_points(points, settings.organiser.zone, out)
        command.print_asked(asked, settings.organiser.zone, out)


@review.command("answer")
def review_answer(
    number: Annotated[int, typer.Argument(help="The open point's number.")],
    verdict: Annotated[str, typer.Argument(metavar="accept|decline|ignore", help="What you decide.")],
    config_file: ConfigFile = DEFAULT,
    persons: Annotated[int | None, typer.Option(min=1, help="How many people, where the mail leaves it open.")] = None,
    event: Annotated[str | None, typer.Option(help="Which event, where the mail leaves it open.")] = None,
    by: Annotated[str, typer.Option(help="Who decides; for the history.")] = "command line",
) -> None:
    """Settle one open point. The answer to the citizen goes out with the worker's next round."""
    with _faults():
        from processor import bootstrap
        from processor.commands import review as command
        from processor.worker import Verdict, settle

        if verdict not in tuple(Verdict):
            raise _wrong(f"{verdict!r} is no decision. Say one of: {', '.join(Verdict)}.")
        desk = bootstrap.worker_of(config.read(config_file)).desk
        try:
            settled = settle(desk, number, Verdict(verdict), by, size=persons, event=event)
        except LookupError as error:
            raise _wrong(f"{error}. `processor review list` lists what there is.") from None
        command.print_settled(settled, out)
        if not settled.settled:
            raise typer.Exit(WRONG)


@app.command(rich_help_panel="Work")
def check(
    config_file: ConfigFile = DEFAULT,
    send_to: Annotated[str | None, typer.Option(metavar="ADDRESS", help="Send a test mail there, too.")] = None,
) -> None:
    """Check config, login, folders, sending, database, templates and privacy. Green means: `run` will work."""
    with _faults():
        from processor.commands.check import check as findings
        from processor.commands.check import show
        from processor.worker.clock import SystemClock

        if not show(findings(config.read(config_file), send_to, SystemClock()), out):
            raise typer.Exit(WRONG)


@app.command("report", rich_help_panel="Look")
def report_now(
    config_file: ConfigFile = DEFAULT,
    file: Annotated[Path, typer.Option("--out", help="Where the page is written.")] = Path("report.html"),
    open_it: Annotated[bool, typer.Option("--open", help="Show it in the browser.")] = False,
) -> None:
    """Write what the next report would say as a page. Nothing is sent."""
    with _faults():
        from processor import bootstrap
        from processor.commands import report as command

        written = command.write(bootstrap.worker_of(config.read(config_file)).desk, file)
        out.print(f"The report: {written}", highlight=False, soft_wrap=True)
        if open_it:
            typer.launch(str(written))


@listing.callback(invoke_without_command=True)
def registrations(
    context: typer.Context,
    config_file: ConfigFile = DEFAULT,
    event: Annotated[str | None, typer.Option(help="Only this event's key.")] = None,
    everyone: Annotated[bool, typer.Option("--all", help="Cancelled and expired ones, too.")] = False,
    state: Annotated[list[State] | None, typer.Option(help="Only these states; may be given several times.")] = None,
    waiting: Annotated[bool, typer.Option("--waiting", help="Only those who wait for seats.")] = False,
    need: Annotated[str, typer.Option(help="Only who needs this: wheelchair, interpreter, interpreter:ar …")] = "",
    search: Annotated[str, typer.Option(help="Words in names, group, address or code.")] = "",
    since: Annotated[str, typer.Option(metavar="TIME", help="Asked since: 2017-10-12, 2017-10-12T09:00, 12h, 3d or 2w.")] = "",
    language: Annotated[str, typer.Option(help="Only who writes this language, as de.")] = "",
    unreachable: Annotated[bool, typer.Option("--unreachable", help="Only those our mails do not reach.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="CSV with a header line; formulas are neutral.")] = False,
    xlsx: Annotated[Path | None, typer.Option(metavar="FILE", help="Write a spreadsheet of one event; no needs.")] = None,
    pdf: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the sign-in sheet of one event.")] = None,
) -> None:
    """Who is registered; `registrations show CODE` tells why."""
    if context.invoked_subcommand is not None:
        return
    with _faults():
        from processor.commands import registrations as command
        from processor.commands import registrations_files as files
        from processor.commands.registrations_filter import Wanted, moment, wanted
        from processor.registration.seats import ACTIVE
        from processor.worker.clock import SystemClock

        settings = config.read(config_file)
        if event is not None:
            _known_event(settings, event)
        try:
            after = moment(since, SystemClock().now(), settings.organiser.zone) if since else None
        except ValueError as error:
            raise _wrong(str(error)) from None
        states = frozenset(state) if state else frozenset(State) if everyone else ACTIVE
        which = Wanted(states, waiting, need, search, after, language, unreachable)
        if pdf is not None:
            if not which.everybody:
                raise _wrong("A sign-in sheet holds everybody: --pdf goes with --event and nothing else.")
            out.print(files.write_sheet(settings, _only_event(settings, event), pdf), markup=False, highlight=False)
            return
        with _opened(settings).reading() as unit:
            found = wanted(unit.registrations.every(event), which)
        if xlsx is not None:
            out.print(files.write_spreadsheet(settings, _only_event(settings, event), found, xlsx), markup=False, highlight=False)
        elif as_json:
            command.write_json(found, sys.stdout)
        elif as_csv:
            command.write_csv(found, sys.stdout)
        else:
            asked = "" if which.everybody else "Nobody fits what you asked for."
            command.print_table(found, settings.organiser.zone, out, asked)


@listing.command("show")
def show(
    code: Annotated[str, typer.Argument(metavar="CODE", help="The registration's code, as KL-7F3Q.")],
    config_file: ConfigFile = DEFAULT,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Tell one registration's story: its mails, what they were understood as and why, what changed, what was answered."""
    with _faults():
        from processor.commands import history as command
        from processor.store.story import story

        settings = config.read(config_file)
        with _opened(settings).reading() as unit:
            told = story(unit, code.strip().upper())
        if told is None:
            raise _wrong(f"No registration has, or ever had, the code {code!r}. `processor registrations` lists them.")
        if as_json:
            command.write_json(told, sys.stdout)
        else:
            command.print_story(told, settings.organiser.zone, out)


@app.command(rich_help_panel="Work")
def attendance(
    event: Annotated[str, typer.Argument(metavar="EVENT", help="The event's key.")],
    numbers: Annotated[list[str] | None, typer.Argument(metavar="NUMBERS…", help="Who came: 1-14 17 23=2, or in words.")] = None,
    config_file: ConfigFile = DEFAULT,
    file: Annotated[Path | None, typer.Option(help="Read the answer from a file, - for standard input.")] = None,
    all_but: Annotated[str, typer.Option(metavar="NUMBERS", help="Everybody came but these.")] = "",
    show: Annotated[bool, typer.Option("--show", help="Show every number, whose it is and who came.")] = False,
    by: Annotated[str, typer.Option(help="Who says so; for the history.")] = "command line",
) -> None:
    """Record who came, by the numbers on the sign-in sheet; `registrations --pdf` makes one."""
    with _faults():
        from processor.commands import attendance as command

        settings = config.read(config_file)
        _known_event(settings, event)
        said = "\n".join(filter(None, (" ".join(numbers or ()), _text_of(file), f"all but {all_but}" if all_but else "")))
        if not said and not show:
            raise _wrong("Say who came, for example: 1-14 17, --all-but 3,9 or --file FILE; --show shows what is noted.")
        try:
            command.attendance(settings, event, said, by, out, show=show)
        except (ValueError, LookupError) as error:
            raise _wrong(str(error)) from None


@app.command(rich_help_panel="Work")
def retention(
    config_file: ConfigFile = DEFAULT,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what is due.")] = False,
) -> None:
    """Show what is stored and until when, and erase what is due. The worker does so by itself once a day."""
    with _faults():
        from processor import bootstrap
        from processor.commands import retention as command
        from processor.worker.retention import erase, rehearse, remove_copies, waiting_copies

        settings = config.read(config_file)
        desk = bootstrap.worker_of(settings).desk
        command.print_kept(command.kept(desk), desk.clock.now(), settings.organiser.zone, out)
        if dry_run:
            command.print_due(*rehearse(desk), out)
            return
        command.print_erased(erase(desk), remove_copies(desk), out)
        desk.mailbox.close()
        if left := waiting_copies(desk):
            err.print(f"{left} copies could not be removed from the mailbox. The worker tries again at every poll.")
            raise typer.Exit(UNREACHABLE)


@templates.command("preview")
def preview(
    config_file: ConfigFile = DEFAULT,
    folder: Annotated[Path, typer.Option("--out", help="Where index.html is written.")] = Path("templates-preview"),
) -> None:
    """Write a page that shows every reply in every language, with sample data."""
    with _faults():
        from processor import bootstrap
        from processor.replies import Organiser
        from processor.replies import preview as write

        settings = config.read(config_file)
        out.print(f"Every reply, with sample data: {write(bootstrap.templates_of(settings), Organiser.of(settings), folder)}")


@app.callback(invoke_without_command=True)
def _options(version: Annotated[bool, typer.Option("--version", help="Print the version and end.")] = False) -> None:
    if version:
        out.print(f"processor {__version__}", highlight=False)
        raise typer.Exit


def _opened(settings: config.Config) -> "Store":
    from processor import bootstrap

    return bootstrap.store_of(settings)


def _known_event(settings: config.Config, event: str) -> None:
    if event not in (known := [e.key for e in settings.events]):
        raise _wrong(f"No event is called {event!r}. Known here: {', '.join(known)}.")


def _only_event(settings: config.Config, event: str | None) -> str:
    """The event asked for; the only one there is needs no name."""
    if event is None and len(settings.events) > 1:
        raise _wrong(f"Which event? Say --event with one of: {', '.join(e.key for e in settings.events)}.")
    return event or settings.events[0].key


def _text_of(file: Path | None) -> str:
    if file is None:
        return ""
    return sys.stdin.read() if str(file) == "-" else file.read_text("utf-8", "replace")


def _asked(prompt: str) -> str | None:
    """One line of the human's; None at the end of the input."""
    out.print(prompt, end="", style="cyan", highlight=False)
    try:
        line = input()
    except EOFError:
        out.print()
        return None
    if not sys.stdin.isatty():
        out.print(line, markup=False, highlight=False)  # nobody sees what a pipe types
    return line


def _existing(paths: list[Path]) -> None:
    missing = [str(path) for path in paths if str(path) != "-" and not path.exists()]
    if missing:
        raise _wrong(f"No such file or folder: {', '.join(missing)}. Give .eml files, an mbox or a folder.")


def _plain() -> Console:
    return Console(file=sys.stdout, soft_wrap=True)


def _wrong(message: str) -> typer.Exit:
    err.print(message, style="red", markup=False, highlight=False)
    return typer.Exit(WRONG)


@contextmanager
def _faults() -> Iterator[None]:
    """Every fault that is not the program's own, told in its own words."""
    try:
        yield
    except config.ConfigError as error:
        count = len(error.problems)
        err.print(f"The config has {count} problem{'s' if count > 1 else ''}:", style="bold red")
        err.print(str(error), markup=False, highlight=False)
        raise typer.Exit(CONFIG) from None
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output left; Python would complain once more at the end
        raise typer.Exit(0) from None
    except KeyboardInterrupt:
        raise typer.Exit(130) from None
    except Exception as error:
        if not (told := _told(error)):
            raise
        err.print(told, style="red", markup=False, highlight=False)
        raise typer.Exit(UNREACHABLE) from None


def _told(error: Exception) -> str:
    """What to say of a fault outside the program; '' where the fault is ours."""
    from sqlalchemy.exc import SQLAlchemyError

    from processor.delivery.port import DeliveryError
    from processor.mailbox.port import MailboxError

    if isinstance(error, MailboxError | DeliveryError):
        return str(error)
    if isinstance(error, SQLAlchemyError):
        return (f"The database cannot be used: {getattr(error, 'orig', None) or error}. Check [database] in the config, that the "
                "folder may be written to and that the disk has room.")
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}. Check that it exists and that the processor may read and write there."
    return ""


if __name__ == "__main__":
    main()

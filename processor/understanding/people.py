"""Who comes: relations, names, lists and numbers of the sentences that sign up.

Promise: several independent readings (a stated total, the people mentioned one
by one, the names listed) are compared; where they disagree the number is open.
"""

import re
from dataclasses import dataclass, field

from processor.understanding.cases import as_listed
from processor.understanding.fold import fold
from processor.understanding.listed import Entry
from processor.understanding.names import Name, full, is_organisation, runs, same_person, shared_family
from processor.understanding.phrases import Match
from processor.understanding.reading import Reading
from processor.understanding.scripts import cyrillic, one_name
from processor.understanding.sender import Sender
from processor.understanding.statements import Statement, Who, named_with_sender
from processor.understanding.text import Kind

_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
_ACTING = ("attend_i", "attend_we", "attend_they", "attend", "bring", "companions", "signup", "i", "add", "one_more")


_IN_BRACKETS = 24  # tokens between an opening bracket and a name in it
_STORY = 14  # tokens from which a sentence with a number tells a story of its own


@dataclass(slots=True)
class Group:
    """People mentioned in one go: "meine drei Kinder Abel, Rahel und Noah"."""

    size: int | None  # None where only "some" is said
    first: int
    last: int
    head: str  # the folded relation, '' for people only named
    match: Match | None = None
    names: list[str] = field(default_factory=list)
    with_writer: bool = False  # the writer's own name stands among theirs

    @property
    def counted(self) -> int | None:
        if self.size is None:
            return len(self.names) or None
        return max(self.size, len(self.names))


@dataclass(frozen=True, slots=True)
class Party:
    """The people a mail speaks of as coming, and as staying away."""

    sender_comes: bool
    groups: tuple[Group, ...]
    away: tuple[Group, ...]
    extra: int
    extra_match: Match | None

    @property
    def known(self) -> bool:
        return all(group.counted is not None for group in self.groups)

    @property
    def size(self) -> int:
        among = any(group.match is not None and group.match.value == "adults" for group in self.groups)
        return int(self.sender_comes and not among) + sum(group.counted or 0 for group in self.groups) + self.extra

    @property
    def names(self) -> list[str]:
        return [name for group in self.groups for name in group.names]


def people(reading: Reading, found: list[Statement], writer: Sender, listed: list[Entry], comes: bool) -> Party:
    """The party of a mail whose statements are known."""
    scope = _scope(reading, found)
    groups = _groups(reading, scope, writer, listed)
    away_places = _away(reading, found, groups)
    staying = [group for group in groups if group.first in away_places]
    coming = [group for group in groups if group.first not in away_places]
    names = [entry for entry in listed if not same_person(entry.name, writer.name)]
    for entry in names:
        if not any(same_person(entry.name, name) for group in coming for name in group.names):
            coming.append(Group(1, entry.first, entry.last, "", None, [entry.name]))
    own = len(names) < len(listed)
    coming = _told_again(reading, _counted_names(reading, coming), {p for e in names for p in range(e.first, e.last + 1)}, writer, own=own)
    for group in coming if comes else ():
        if group.size and _with_writer(reading, group, writer):
            group.size -= 1
    coming = [group for at, group in enumerate(coming) if not _is_one_of(reading, group, coming[:at])]
    extra, match = _extra(reading, scope, coming)
    if comes and _spelled_out(reading, coming, writer):
        comes = False  # "wir (Thomas und Sabine Kraus)": the names are the whole party
    if comes and not writer.name and any(_own(name, writer) for group in coming for name in group.names):
        comes = False  # the writer, whose name stands nowhere else, is one of those named
    return Party(comes, tuple(_distinct(coming)), tuple(staying), extra, match)


def _spelled_out(reading: Reading, groups: list[Group], writer: Sender) -> bool:
    """Whether names stand right behind a "we" that they spell out, the writer's not among those left over."""
    for group in groups:
        if group.head or group.first < 2 or reading.tokens[group.first - 1].text not in "(,:":
            continue
        spelled = reading.words.trie.in_class(reading.tokens[group.first - 2].fold, "we")
        written = any(same_person(name.text, writer.name) for name in named(reading)) if writer.name else False
        following = reading.in_clause(reading.clause_of(group.first), "i")
        if spelled and not written and not following:
            return True
    return False


def _with_writer(reading: Reading, group: Group, writer: Sender) -> bool:
    """Whether the number of a group includes the writer: "die Eheleute Stein", written by Rolf Stein."""
    listed = group.size == len(group.names) + 1 > 2 and _writer_among(reading, group, writer)
    return listed or group.with_writer or _couple_of(reading, group, writer)


def _couple_of(reading: Reading, group: Group, writer: Sender) -> bool:
    """Whether a couple bears the writer's family name."""
    if group.match is None or group.match.value != "two" or not writer.name or group.last + 1 >= len(reading.tokens):
        return False
    title = reading.words.trie.in_class(reading.tokens[group.last].fold, "title")
    return title and reading.tokens[group.last + 1].fold == fold(writer.name.split()[-1])


def _counted_names(reading: Reading, groups: list[Group]) -> list[Group]:
    """ "zwei Freunde … Luca Berger, Sami Toure": as many names behind a number are those people."""
    groups = sorted(groups, key=lambda group: group.first)
    groups = [group for group in groups if not _spelled_out_behind(reading, group, groups)]
    groups = [group for group in groups if not _the_same(reading, group, groups)]
    if sum(not group.head for group in groups) >= 2:
        groups = [g for g in groups if g.size is not None or g.names or g.match is None or g.match.value != "group"]
    for index, group in enumerate(groups):
        singles = [g for g in groups[index + 1 :] if not g.head]
        if (
            group.names
            or not group.size
            or group.size < 2
            or len(singles) != group.size
            or any(g.head for g in groups[index + 1 :])
        ):
            continue
        joined = reading.tokens[group.last + 1] if group.last + 1 < len(reading.tokens) else None
        if (
            joined is not None
            and singles[0].first == group.last + 2
            and reading.words.trie.in_class(joined.fold, "and")
        ):
            continue
        group.names = [name for g in singles for name in g.names]
        return groups[: index + 1]
    return groups


def _writer_among(reading: Reading, group: Group, writer: Sender) -> bool:
    """ "four members: Ada Bo, Eva Li …", written by Ada Bo or closed with "and myself"."""
    listed = [name for name in named(reading) if group.first < name.first <= group.last + 3]
    own = writer.name and any(
        same_person(name.text, writer.name) and reading.tokens[name.first].sentence == reading.tokens[group.first].sentence
        for name in listed
    )
    return bool(own) or _writer_closes(reading, group)


def _writer_closes(reading: Reading, group: Group) -> bool:
    """ "four members: Ada Bo, Eva Li, Ugo Fay and myself": whether the writer is the last of those counted."""
    behind = [place for place in range(group.last + 1, group.last + 6) if place < len(reading.tokens)]
    listed = any(token.text == ":" for token in reading.tokens[group.first : group.last])
    if not listed or not behind or not _in_class(reading, behind[0], "and"):
        return False
    sentence = reading.tokens[group.last].sentence
    return any(_in_class(reading, place, "i") and reading.tokens[place].sentence == sentence for place in behind)


def _told_again(reading: Reading, groups: list[Group], rows: set[int], writer: Sender, *, own: bool) -> list[Group]:
    """ "My mother-in-law and her sister … Please put down: Ada Bo, Eva Li": as many names in a list, the writer's `own`
    among them or not, are those people."""
    heads = [group for group in groups if group.head]
    if any(group.size for group in heads):  # "six members of our club"
        heads = [g for g in heads if g.size or g.match is None or g.match.value != "group"]
    names = [group for group in groups if not group.head]
    if not heads or any(group.names or not group.size for group in heads):
        return groups
    spoken_of = sum(group.size or 0 for group in heads)
    own = own and len(heads) == 1 and spoken_of == len(names) + 1
    if spoken_of != len(names) + own:
        return groups
    first = min(group.first for group in names)
    if first < max(group.last for group in heads) or not (first in rows or _opens_list(reading, first, writer)):
        return groups
    heads[0].with_writer = own
    left = [name for group in names for name in group.names]
    for group in heads:
        group.names, left = left[: group.size], left[group.size :]
    return heads


def _opens_list(reading: Reading, first: int, writer: Sender) -> bool:
    """Whether a name opens a list behind a colon, alone or behind the writer's own: "put us down: Ada and Tom Bo"."""
    if reading.tokens[first - 1].text == ":":
        return True
    joint = reading.tokens[first - 1]
    own = next((name for name in named(reading) if name.last == first - 2), None)
    joined = joint.text == "," or reading.words.trie.in_class(joint.fold, "and")
    if not writer.name or not joined or own is None or not same_person(own.text, writer.name):
        return False
    before = reading.tokens[own.first - 1]
    return before.text == ":" or before.sentence != joint.sentence  # "… Ada and Tom Bo" below what is said


def _spelled_out_behind(reading: Reading, group: Group, groups: list[Group]) -> bool:
    """ "als Familie: mein Mann, ich und zwei Kinder": a family whose members follow a colon or stand in brackets."""
    if group.match is None or group.names or (group.size is not None and group.size < 2):
        return False
    sentence = reading.tokens[group.last].sentence
    behind = [g for g in groups if g.first > group.last and reading.tokens[g.first].sentence == sentence]
    if group.size is not None:
        return _makes_up(reading, group, behind)
    if group.match.value != "group":
        return False
    return bool(behind) and any(t.text in ":(" for t in reading.tokens[group.last + 1 : behind[0].first])


def _makes_up(reading: Reading, group: Group, behind: list[Group]) -> bool:
    """ "meine Eltern (Vater Karl, Mutter Hilde)": relations in brackets or behind a colon that are as many."""
    opens = reading.tokens[group.last + 1].text if behind else ""
    if opens not in ("(:,–-" if group.match is not None and group.match.value == "two" else "(:") or not behind:
        return False
    if behind[0].first > group.last + 4:
        return False
    counted, size = 0, group.size or 0
    for member in behind:
        counted += member.counted or size
        if counted >= size:
            break
    return counted == size


def _the_same(reading: Reading, group: Group, groups: list[Group]) -> bool:
    """ "Pfarrer Lutz und Diakon Benz … beide Herren": as many as are named before, by a word that says so."""
    if group.match is None or group.names or not group.size or group.size < 2:
        return False
    said = any(_in_class(reading, place, "those") for place in range(group.match.first - 1, group.last))
    before = [g for g in groups if g.first < group.first and g.counted]
    counted = sum(g.counted or 0 for g in before)
    told = counted > group.size and reading.in_sentence(reading.tokens[group.first].sentence, "need")
    own = any(_in_class(reading, place, "own") for place in (group.first - 1, *group.match.places))
    return said and (counted == group.size or (bool(told) and not own))


def _own(name: str, writer: Sender) -> bool:
    """Whether a name's letters stand in the sender's address or display name."""
    if any(len(part) > 2 and part in writer.trace for part in fold(name).split()):
        return True
    written = _LONG_WORD.findall(writer.trace) if cyrillic(name) else []
    return any(one_name(part, word) for part in name.split() if len(part) > 3 for word in written)


def _scope(reading: Reading, found: list[Statement]) -> set[int]:
    """The sentences in which people mentioned are people of the party."""
    acting = {s.sentence for s in found if not s.asked}
    added = {reading.sentence(match) for match in reading.all("add")}
    acting |= {sentence for sentence in added if not reading.in_sentence(sentence, "need")}
    acting |= {_named_before(reading, sentence) for sentence in acting if _speaks_of_them(reading, sentence)}
    acting |= {_named_before(reading, s.sentence) for s in found if s.who is Who.OTHERS and _names_nobody(reading, s)}
    if any(not s.asked and reading.in_sentence(s.sentence, "we") for s in found):
        acting |= {reading.sentence(m) for m in reading.all("i") if _couple_before(reading, m, acting)}
    scope = set(acting)
    for sentence in reading.sentences:
        if sentence in scope or reading.is_question(sentence) or reading.in_sentence(sentence, "greeting"):
            continue
        persons = reading.in_sentence(sentence, "person")
        if (
            (persons and reading.in_sentence(sentence, "also") and len(reading.sentences[sentence]) <= 9)
            or (sentence - 1 in scope and _only_people(reading, sentence))
            or (sentence + 1 in acting and _couple(reading, sentence))
            or (reading.in_sentence(sentence, "together", "total") and (persons or sentence - 1 in acting) and _own_story(reading, sentence))
        ):
            scope.add(sentence)
    return scope


def _own_story(reading: Reading, sentence: int) -> bool:
    """Whether a sentence with a number is the writer's, or too short for another story: "417 Personen in Wohnungen, …"."""
    return len(reading.sentences[sentence]) <= _STORY or bool(reading.in_sentence(sentence, "i", "we", "me", "also", "add"))


def _couple_before(reading: Reading, sender: Match, acting: set[int]) -> bool:
    """ "Mein Mann und ich sind neu hier. Bitte merken Sie uns vor": whom "us" means, where nobody else is named."""
    named_there = any(reading.in_sentence(sentence, "person", "total", "together") for sentence in acting)
    earlier = not acting or reading.sentence(sender) < max(acting)
    return earlier and not named_there and named_with_sender(reading, reading.clause(sender))


def _speaks_of_them(reading: Reading, sentence: int) -> bool:
    return any(reading.words.trie.in_class(reading.tokens[p].fold, "them") for p in reading.sentences[sentence])


def _names_nobody(reading: Reading, statement: Statement) -> bool:
    """ "Meine Großeltern … Die beiden möchten kommen": of whom is said before."""
    sentence, places = statement.sentence, reading.sentences[statement.sentence]
    if statement.asked or reading.in_sentence(sentence, "person", "title", "i", "we"):
        return False
    if not reading.in_sentence(sentence, "they") or reading.tokens[places[-1]].text == ":":
        return False
    if any(reading.numbers[p] is not None and not _in_class(reading, p, "those") for p in places):
        return False
    return not any(name.first in places for name in named(reading))


def _in_list_line(reading: Reading, name: Name, listed: list[Entry]) -> bool:
    """ "1) Ada Bo (Computer Science)": what else stands in the line of a listed name."""
    return any(e.marked and e.first < name.first <= e.last and not same_person(e.name, name.text) for e in listed)


def _of_a_thing(reading: Reading, name: Name) -> bool:
    """ "mit Blindenhund (Labrador, Paula)": brackets behind a need say what it is like."""
    for opens in range(name.first - 1, max(-1, name.first - _IN_BRACKETS), -1):
        if reading.tokens[opens].text in "()":
            behind = reading.tokens[opens].text == "("
            return behind and any(match.last in (opens - 1, opens - 2) for match in reading.all("need"))
    return False


def _named_before(reading: Reading, sentence: int) -> int:
    """The last sentence before this one that speaks of somebody: whom "him" means."""
    earlier = [reading.sentence(m) for m in reading.all("person", "title") if reading.sentence(m) < sentence]
    return max(earlier, default=sentence)


def _couple(reading: Reading, sentence: int) -> bool:
    """ "Greg and Paula Simmons here. We'd love to come": two names before what they say."""
    places = reading.sentences[sentence]
    names = [name for name in named(reading) if name.first in places]
    joined = len(names) == 2 and _in_class(reading, names[0].last + 1, "and") and names[0].last + 2 == names[1].first
    return joined and _only_people(reading, sentence)


def _only_people(reading: Reading, sentence: int) -> bool:
    """Whether a sentence consists of people only: "De Günter Mohr, es Moni Mohr un ich." """
    if reading.in_sentence(sentence, "signoff"):
        return False
    places = [p for p in reading.sentences[sentence] if reading.tokens[p].kind is Kind.WORD]
    covered = {p for match in reading.in_sentence(sentence, "person", "i", "title", "also") for p in match.places}
    covered |= {p for name in named(reading) for p in range(name.first, name.last + 1)}
    covered |= {p for p in places if reading.words.trie.in_class(reading.tokens[p].fold, "and")}
    return bool(covered & set(places)) and len(set(places) - covered) <= max(1, len(places) // 4)


def named(reading: Reading) -> list[Name]:
    """The runs of name-like words, family names that stand once given to both."""
    return reading.cached("shared", lambda: shared_family(reading.cached("runs", lambda: runs(reading)), reading))


def _groups(reading: Reading, scope: set[int], writer: Sender, listed: list[Entry]) -> list[Group]:
    groups = _related(reading, scope)
    for name in named(reading):
        if _in_list_line(reading, name, listed) or _of_a_thing(reading, name):
            continue
        if reading.tokens[name.first].sentence not in scope or _stands_for_something_else(reading, name):
            continue
        owner = _owner(reading, groups, name)
        text = _as_listed(reading, name, owner)
        if owner is not None and not same_person(text, writer.name):
            owner.names.append(text)
            owner.last = max(owner.last, name.last)
        elif owner is not None:
            owner.with_writer = owner.size is not None and owner.size > 1
        elif not same_person(text, writer.name) and not _signed_line(reading, name, writer) and _introduced(reading, name, groups):
            groups.append(Group(1, name.first, name.last, "", None, [text]))
    _named_later(reading, groups)
    return sorted(groups, key=lambda group: group.first)


def _signed_line(reading: Reading, name: Name, writer: Sender) -> bool:
    """ "Hedwig Schlosser, Hohenecken, Lindenweg 4": a line the writer begins with the own name and goes on with an address."""
    token = reading.tokens[name.first]
    begin = next(p for p in range(name.first, -1, -1) if p == 0 or reading.tokens[p - 1].line != token.line)
    own = next((run for run in named(reading) if run.first == begin), None)
    if own is None or own == name or not full(own.text) or not same_person(own.text, writer.name):
        return False
    rest = [t for t in reading.tokens[begin:] if t.line == token.line and t.part == token.part]
    return any(t.kind is Kind.NUMBER for t in rest)


def _as_listed(reading: Reading, name: Name, owner: Group | None) -> str:
    relation = owner.match.places if owner is not None and owner.match is not None else ()
    return as_listed(reading, name, named(reading), relation)


def _related(reading: Reading, scope: set[int]) -> list[Group]:
    """The relations mentioned, each word once, the one with a number before the one without."""
    by_last: dict[int, Match] = {}
    unsure: set[int] = set()  # one or several: "meine Enkel"
    for match in reading.all("person"):
        if reading.sentence(match) not in scope or match.value == "unit":
            continue
        if reading.part(match) == "subject" and (
            match.value != "two" or any(reading.part(m) != "subject" for m in reading.all("person"))
        ):
            continue
        if any(_in_class(reading, p, "me") for p in range(match.first, match.last) if p not in match.places):
            continue  # "(meiner) Klasse und mich als (Begleitperson)"
        if match.number and match.last != match.first + 1 and any(need.last == match.last for need in reading.all("need")):
            continue  # "die beiden Kleinen bräuchten Kinderbetreuung"
        if match.value == "group" and _within(reading, match.first):
            continue  # "represents our club"
        held = by_last.get(match.last)
        if held is not None and {held.value, match.value} == {"one", "many"} and held.number is match.number is None:
            unsure.add(match.last)
        if held is None or (_telling(match), match.first) > (_telling(held), held.first):
            by_last[match.last] = match
    groups: list[Group] = []
    for last, match in sorted(by_last.items()):
        if _title_of_name(reading, match) or _in_total(reading, match) or _says_who(reading, match):
            continue
        if any(match.first < group.last < last and group.first == match.first for group in groups):
            continue
        if groups and match.value == "group" and groups[-1].last + 1 == match.first and groups[-1].size:
            continue  # "sechs Schülerinnen meiner Klasse"
        groups.append(
            Group(
                _ages(reading, last) if last in unsure or _size(match) is None else _size(match),
                match.first,
                last,
                reading.words.base(reading.tokens[last].fold),
                match,
            )
        )
    return _without_apposition(reading, groups)


def _within(reading: Reading, place: int) -> bool:
    """Whether a preposition stands before a word, or before its article: "in der Familie"."""
    article = _in_class(reading, place - 1, "they") or _in_class(reading, place - 1, "mine")
    return _in_class(reading, place - 1, "place_before") or (article and _in_class(reading, place - 2, "place_before"))


def _in_class(reading: Reading, place: int, name: str) -> bool:
    return place >= 0 and reading.words.trie.in_class(reading.tokens[place].fold, name)


def _telling(match: Match) -> tuple[bool, bool, bool]:
    return (match.number is not None, match.value in ("one", "two"), match.value == "adults")


def _size(match: Match) -> int | None:
    match match.value:
        case "one":
            return 1
        case "two":
            return 2
    return match.number


def _ages(reading: Reading, last: int) -> int | None:
    """ "our kids (3, 8 and 11)", "my sons, aged 6 and 9": as many as ages are given; one number alone may be either."""
    trie, ages = reading.words.trie, 0
    for token in reading.tokens[last + 1 : last + 16]:
        if token.kind is Kind.NUMBER:
            given = token.fold.split(",")
            if token.sentence != reading.tokens[last].sentence or not all(g.isdigit() and int(g) < 20 for g in given):
                return None
            ages += len(given)
        elif token.text == ")" or (ages and not (token.text in ",&+/" or trie.in_class(token.fold, "and"))):
            break
        elif not ages and not (token.text in "(,:" or any(trie.in_class(token.fold, c) for c in ("label", "measure"))):
            return None
    return ages if ages > 1 else None


def _title_of_name(reading: Reading, match: Match) -> bool:
    """ "die Frau Schmidt": a title, not a wife."""
    if match.value != "one" or match.last + 1 >= len(reading.tokens):
        return False
    word, after = reading.tokens[match.last], reading.tokens[match.last + 1]
    own = any(reading.words.trie.in_class(reading.tokens[p].fold, "mine") for p in match.places)
    return not own and reading.words.trie.in_class(word.fold, "title") and after.capital


def _says_who(reading: Reading, match: Match) -> bool:
    """ "Mehmet Aydin (Trainer)": a relation in brackets behind a name."""
    ends = reading.cached("run ends", lambda: {run.last for run in named(reading)})
    return reading.tokens[match.first].text == "(" and match.first - 1 in ends


def _in_total(reading: Reading, match: Match) -> bool:
    """ "wir vier Freunde": the number is the whole party's."""
    if match.number is None:
        return False
    heads = [m for m in reading.all("person") if match in chained(reading, m)]
    return any(
        any(reading.words.trie.in_class(reading.tokens[p].fold, c) for p in total.places for c in ("we", "group"))
        and not any(reading.words.trie.in_class(reading.tokens[p].fold, "with") for p in range(total.first, match.last))
        and any(set(total.places) & set(head.places) for head in heads)
        for total in reading.all("total")
    )


def chained(reading: Reading, match: Match) -> list[Match]:
    """ "zwei Erwachsene und zwei Kinder": a number of people and those joined to it, in their order."""
    found = [match] if match.number is not None and match.value != "group" else []
    while found:
        after = found[-1].last + 1
        if after >= len(reading.tokens):
            break
        joint = reading.tokens[after]
        if joint.text not in ",&+/" and not any(_in_class(reading, after, name) for name in ("and", "with")):
            break
        behind = [m for m in reading.all("person") if after < m.first <= after + 2 and m.number is not None and m.value != "group"]
        if not behind:
            break
        found.append(max(behind, key=lambda m: m.last))
    return found


def _without_apposition(reading: Reading, groups: list[Group]) -> list[Group]:
    """ "meine Nachbarn, das Ehepaar Rim und Nabil": the second says who the first are."""
    kept = []
    for index, group in enumerate(groups):
        following = groups[index + 1] if index + 1 < len(groups) else None
        if group.size is None and following is not None and following.size is not None and following.size > 1:
            between = range(group.last + 1, following.first)
            apart = any(reading.words.trie.in_class(reading.tokens[p].fold, "and") for p in between)
            if not apart and reading.tokens[group.last].sentence == reading.tokens[following.first].sentence:
                continue
        kept.append(group)
    return kept


def _owner(reading: Reading, groups: list[Group], name: Name) -> Group | None:
    """The relation a name belongs to: it stands right before, or other names and marks only lie between."""
    before = [
        group
        for group in groups
        if group.last < name.first and reading.tokens[group.last].sentence == reading.tokens[name.first].sentence
    ]
    if not before:
        return None
    group = max(before, key=lambda group: group.last)
    if (group.size is not None and len(group.names) >= group.size) or group.head == "":
        return None
    inside = {p for run in named(reading) for p in range(run.first, run.last + 1)}
    colon = next((p for p in range(name.first - 1, group.last, -1) if reading.tokens[p].text == ":"), group.last)
    titled = False
    for place in range(colon + 1, name.first):
        token = reading.tokens[place]
        linking = token.text in "(,،:–-" if not group.names else token.text in "(,،:–-+&"
        joins = reading.words.trie.in_class(token.fold, "title") or reading.words.trie.in_class(token.fold, "name_link")
        linking = linking or (colon > group.last and token.text in ",،+&") or (token.text == "." and titled)
        titled = reading.words.trie.in_class(token.fold, "title")
        linking = linking or (bool(group.names) and (token.text == ")" or _age(reading, place)))
        joins = joins or ((bool(group.names) or colon > group.last) and reading.words.trie.in_class(token.fold, "and"))
        if not (linking or joins or place in inside):
            return None
    return group


def _age(reading: Reading, place: int) -> bool:
    """ "Amir (15) and Reza (16)": a number that counts nobody."""
    return reading.tokens[place].kind is Kind.NUMBER and reading.numbers[place] is None


def _stands_for_something_else(reading: Reading, name: Name) -> bool:
    """Whether a run of capitals is an event, a place, an office or who is replaced."""
    covered = reading.cached("event places", set)
    if all(place in covered for place in range(name.first, name.last + 1)) or is_organisation(name.text, reading.words):
        return True
    if reading.parts[reading.tokens[name.first].part].name == "subject":
        return True
    sentence = reading.tokens[name.first].sentence
    if _office_of(reading, name) or _firm(reading, name):
        return True
    if any(
        match.last < name.first and name.first - match.last <= 3 for match in reading.in_sentence(sentence, "instead")
    ):
        return True
    return bool(reading.in_sentence(sentence, "greeting")) and _opens(reading, name)


def _firm(reading: Reading, name: Name) -> bool:
    """ "die Westpfalz Bau eG": behind an article and before its legal form or kind stands no person."""
    if name.last + 1 >= len(reading.tokens) or not any(_in_class(reading, name.first - 1, c) for c in ("they", "place_before")):
        return False
    behind = reading.tokens[name.last + 1]
    return not reading.words.trie.marker_symbols.isdisjoint(reading.words.trie.symbols(behind.text))


def _office_of(reading: Reading, name: Name) -> bool:
    """ "Herr Ott, Leiter der Handwerkskammer Pfalz": what stands behind somebody's role is no second person."""
    article = any(_in_class(reading, name.first - 1, c) for c in ("they", "place_before", "source"))
    return article and _in_class(reading, name.first - 2, "role")


def _opens(reading: Reading, name: Name) -> bool:
    sentence = reading.tokens[name.first].sentence
    clause = reading.tokens[name.first].clause
    return bool(reading.in_clause(clause, "greeting")) and sentence in list(reading.sentences)[:3]


def _introduced(reading: Reading, name: Name, groups: list[Group], far: int = 6) -> bool:
    """Whether a bare name is brought in as a person: title, with, and, colon, bracket, a full name alone."""
    before = reading.tokens[name.first - 1] if name.first else None
    after = reading.tokens[name.last + 1] if name.last + 1 < len(reading.tokens) else None
    trie = reading.words.trie
    if before is not None and before.sentence == reading.tokens[name.first].sentence and (
        before.kind is Kind.NUMBER or reading.numbers[name.first - 1] is not None
    ):
        return False  # "2 Bleche Börek"
    if name.first > 1 and before is not None and before.text == "." and _in_class(reading, name.first - 2, "title"):
        return before.sentence == reading.tokens[name.first].sentence  # "mit Frau Dr. Meier"
    if before is not None and before.sentence == reading.tokens[name.first].sentence:
        if trie.in_class(before.fold, "place_before") or trie.in_class(before.fold, "group"):
            return False  # a thing, or a family by its name
        if trie.in_class(before.fold, "title"):
            return True
        if trie.in_class(before.fold, "role"):  # "Frau Amtsrätin Kurz", "unser Trainer Mehmet Aydin"
            titled = _in_class(reading, name.first - 2, "title")
            return titled or " " in name.text or not trie.symbols(reading.tokens[name.first].fold)
        joined = trie.in_class(before.fold, "and") or trie.in_class(before.fold, "with") or before.text in ":+&"
        joined = joined or _joined_by_article(reading, name)
        beside = before.text == "+" or (name.first > 1 and trie.in_class(reading.tokens[name.first - 2].fold, "i"))
        forms = (reading.tokens[name.first].text, as_listed(reading, name, named(reading), ()))
        given = any(reading.words.is_given(form) for form in forms)
        joined = (joined and (" " in name.text or beside or given)) or (
            before.text == "("
            and (" " in name.text or (after is not None and (after.text == "," or trie.in_class(after.fold, "and"))))
        )
        if joined and (" " in name.text or not trie.knows(reading.tokens[name.first].fold)):
            return True
    if name.first > 1 and (trie.in_class(reading.tokens[name.first - 1].fold, "and") or before.text == ","):
        ends = reading.cached("named by end", lambda: {run.last: run for run in named(reading)})
        joins = ends.get(name.first - 2)
        if far and joins is not None and _introduced(reading, joins, groups, far - 1):
            return not _all_known(reading, name)  # "Sandra und Gerda"
    if after is not None and after.text == "," and _goes_on(reading, name):
        return not _all_known(reading, name)
    if after is not None and trie.in_class(after.fold, "and") and name.last + 2 < len(reading.tokens):
        following = reading.tokens[name.last + 2]
        starts = reading.cached("named by start", lambda: {run.first for run in named(reading)})
        if trie.in_class(following.fold, "i") or name.last + 2 in starts:
            return " " in name.text or not trie.knows(reading.tokens[name.first].fold)
    if " " not in name.text or all(trie.knows(reading.tokens[p].fold) for p in range(name.first, name.last + 1)):
        return False
    if before is None or before.sentence != reading.tokens[name.first].sentence or before.kind is not Kind.WORD:
        return True
    acting = {p for m in reading.all(*_ACTING) for p in m.places}
    return (
        name.first - 1 in acting
        or trie.in_class(before.fold, "name_link")
        or trie.in_class(before.fold, "also")
        or trie.in_class(before.fold, "me")
    )


def _joined_by_article(reading: Reading, name: Name) -> bool:
    """ "ich und die Hannelore": an article before a given name."""
    if name.first < 2 or not _in_class(reading, name.first - 1, "name_link"):
        return False
    joined = _in_class(reading, name.first - 2, "and") or _in_class(reading, name.first - 2, "with")
    return joined and reading.words.is_given(reading.tokens[name.first].text)


def _all_known(reading: Reading, name: Name) -> bool:
    """Whether every word of a run stands in the vocabulary: "Viel Arbeit" is nobody."""
    return all(reading.words.trie.knows(reading.tokens[p].fold) for p in range(name.first, name.last + 1))


def _goes_on(reading: Reading, name: Name) -> bool:
    """Whether names and commas follow up to an "and" before the last: "Sandra, Gerda und Ute"."""
    lasts = reading.cached("name ends", lambda: {run.first: run.last for run in named(reading)})
    place = name.last
    for _ in range(20):
        if place + 2 >= len(reading.tokens) or reading.tokens[place + 2].sentence != reading.tokens[name.first].sentence:
            return False
        joint, following = reading.tokens[place + 1], reading.tokens[place + 2]
        if reading.words.trie.in_class(joint.fold, "and"):
            return place + 2 in lasts or reading.words.trie.in_class(following.fold, "i")
        if joint.text != "," or place + 2 not in lasts:
            return False
        place = lasts[place + 2]
    return False


def _named_later(reading: Reading, groups: list[Group]) -> None:
    """ "Er heißt Witalij Melnik", "Meine Kinder heißen Abel und Rahel": names for people without."""
    for match in reading.all("their_name_is"):
        names = [
            name
            for name in named(reading)
            if name.first > match.last and reading.tokens[name.first].sentence == reading.sentence(match)
        ]
        nameless = [group for group in groups if not group.names and group.head]
        own = reading.in_sentence(reading.sentence(match), "person")
        target = next(
            (
                g
                for g in nameless
                if any(reading.words.base(reading.tokens[p.last].fold) == g.head for p in own)
            ),
            None,
        )
        target = target or (nameless[-1] if nameless else None)
        if own == [] and len(nameless) > 1 and len(names) == sum(group.size or 0 for group in nameless):
            left = [name.text for name in names]  # "My mother and my aunt … Their names are Ada Bo and Eva Li"
            for group in nameless:
                group.names, left = left[: group.size], left[group.size :]
        elif target is not None and names:
            target.names = [name.text for name in names][: target.size or len(names)]


def _away(reading: Reading, found: list[Statement], groups: list[Group]) -> set[int]:
    """Where the people stand who do not come."""
    away: set[int] = set()
    coming = {s.clause for s in found if s.positive}
    for group in groups:
        clause = reading.tokens[group.first].clause
        before = reading.tokens[group.first - 1].fold if group.first else ""
        if (
            reading.words.trie.in_class(before, "no")
            or _replaced(reading, group.first)
            or (reading.in_clause(clause, "absent") and clause not in coming)
            or (clause not in coming and reading.in_clause(clause, "not") and not reading.in_clause(clause, "also"))
        ):
            away.add(group.first)
    for statement in found:
        if statement.who is not Who.OTHERS or statement.positive:
            continue
        inside = [
            g
            for g in groups
            if reading.tokens[g.first].clause == statement.clause or reading.tokens[g.last].clause == statement.clause
        ]
        earlier = [
            g
            for g in groups
            if g.first < statement.match.first and reading.tokens[g.first].sentence == statement.sentence
        ]
        previous = [g for g in groups if g.first < statement.match.first]
        for group in inside or earlier[-1:] or ([] if _own_subject(reading, statement) else previous[-1:]):
            away.add(group.first)
    return away


def _own_subject(reading: Reading, statement: Statement) -> bool:
    """ "Der Dekan lässt sich entschuldigen": a sentence that names who stays away by a title or a role."""
    before = [p for p in reading.sentences[statement.sentence] if p < statement.match.first]
    return any(_in_class(reading, p, name) for p in before for name in ("title", "role"))


def _replaced(reading: Reading, place: int) -> bool:
    """Whether "instead of" stands right before, or with an article between."""
    for match in reading.all("instead"):
        between = reading.tokens[match.last + 1 : place]
        if 0 < place - match.last <= 2 and not any(reading.words.trie.in_class(token.fold, "me") for token in between):
            return True
    return False


def _extra(reading: Reading, scope: set[int], groups: list[Group]) -> tuple[int, Match | None]:
    """People said by number only, besides those mentioned: "+1", "mit Begleitung", "und 2 weitere"."""
    taken = {place for group in groups if group.match is not None for place in group.match.places}
    for match in reading.all("extra", "companion", "one_more"):
        if (reading.sentence(match) not in scope and reading.part(match) != "subject") or not taken.isdisjoint(
            match.places
        ):
            continue
        return (match.number or 1) if match.kind == "extra" else 1, match
    return 0, None


def _is_one_of(reading: Reading, group: Group, earlier: list[Group]) -> bool:
    """ "Meine Eltern und ich kommen, Vater im Rollstuhl": one of those spoken of before, in another clause."""
    if group.size != 1 or not group.head:
        return False
    clause = reading.clause_of(group.last)
    return any(
        (other.size != 1) and reading.clause_of(other.last) < clause and reading.words.is_member(group.head, other.head)
        for other in earlier
    )


def _distinct(groups: list[Group]) -> list[Group]:
    """Each relation once, however often it is mentioned."""
    kept: list[Group] = []
    for group in groups:
        same = next(
            (
                k
                for k in kept
                if k.head
                and k.head == group.head
                and (not group.names or not k.names or any(same_person(a, b) for a in k.names for b in group.names))
            ),
            None,
        )
        if same is None and not (
            group.names and any(same_person(n, o) for n in group.names for k in kept for o in k.names)
        ):
            kept.append(group)
        elif same is not None:
            same.names = same.names or group.names
            same.size = same.size if same.size is not None else group.size
    return kept

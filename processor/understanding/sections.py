"""The sections a vocabulary file may have, and what each says.

Promise: a section, phrase kind or need that stands in no table here is an
error in the file, so that a misspelt one cannot go unnoticed.
"""

SECTIONS = (
    "language",
    "spelling",
    "words",
    "numbers",
    "together",
    "calendar",
    "phrases",
    "people",
    "members",
    "needs",
    "languages",
    "forms",
    "names",
    "events",
    "organisations",
)

# Word classes, usable in phrases as {name}. The first four are read by the engine wherever they stand.
CLASSES = (
    "i",  # the sender: ich, mich, I, me
    "we",  # the sender and others: wir, uns
    "not",  # turns a statement round: nicht, not
    "also",  # auch, too
    "no",  # turns the thing behind it round, never the statement: kein, ohne
    "they",  # somebody else, named before: er, he
    "me",  # the sender as object of a signing up: mich, uns, me, us
    "those",  # before or in a number of people named before: beide, die beiden
    "mine",  # possessives: mein, unser, my
    "own",  # possessives of the sender only: behind "with" they announce somebody, known or not
    "title",  # Herr, Frau, Dr.: stands before a name, is no part of it
    "and",  # joins names and people: und, sowie, &
    "with",  # mit, samt
    "unit",  # what people are counted in: Personen, Plätze
    "group",  # family, club, group: with a number the whole party
    "measure",  # after a number that counts no people: Uhr, Jahre, Euro
    "label",  # before a number that counts no people: Zimmer, Nr., um, seit
    "day_before",  # before a bare day of the month: am 19., the 19th, le 19
    "ordinal",  # written on a bare day of the month: 19th, 19-го
    "need_verb",  # may stand between a need and the "not" that takes it back: brauchen, nötig
    "oblique",  # possessives in a case that also bends the name behind: мою, моєю
    "place_before",  # before a capitalised word that is a place or thing: aus, in, das
    "name_link",  # between a relation and its name: namens, called
    "no_name",  # capitalised words that are never part of a name
    "role",  # what somebody is: trainer, chairwoman, councillor: beside a name, no part of it
    "them",  # somebody named before, as object and nothing else: ihn, him
    "source",  # before a name that something comes from or belongs to: von, from
    "anyone",  # people in general: wer, man, everyone; what they do, nobody in particular does
    "data",  # stored data: a cancellation that speaks of it is more than one
    "needed",  # nötig, necessary: behind a "not" it takes back the need of an earlier clause
    "until",  # before the last day of a span, which names no event: jusqu'au, fino al
    "known",  # words that say nothing about who comes; the second reading need not stop at them
)

KINDS = {
    "ignore": "looks like one of the others, but is not: swallows the words it covers",
    "attend_i": "the sender comes",
    "attend_we": "the sender and others come",
    "attend_they": "somebody else, named in the sentence, comes; 'brings along', 'accompanies me'",
    "attend": "comes, whoever the sentence is about: infinitives, nouns",
    "companions": "the sender comes with somebody; what follows are further people",
    "bring": "the sender comes and brings the people named in the sentence",
    "signup": "puts people on the list: the sentence says whom",
    "registered": "speaks of a registration that exists already",
    "alters": "asks for a registration to be altered: Anmeldung ... ändern",
    "confirmation": "words of our confirmation: subject, quoted text",
    "decline_i": "the sender (or the sender's whole party) does not come",
    "elsewhere": "is somewhere else at the time; declines only where one of our events is meant",
    "decline_they": "somebody else, named in the sentence, does not come",
    "cancel": "takes people off the list: the sentence says whom, else the sender",
    "late": "comes later, leaves earlier: a 'not' beside it is about the time only",
    "absent": "the person named in this clause is not among those who come",
    "alone": "nobody but the sender comes",
    "each": "each of those named comes with whoever follows: jede mit ihrem Mann",
    "companion": "one further person, unnamed: mit Begleitung",
    "total": "the whole number (#) of those who come",
    "extra": "so many (#) besides the sender, or besides those already registered",
    "fewer": "so many (#) fewer than registered",
    "one_more": "one person more than registered",
    "one_fewer": "one person fewer than registered",
    "only": "nobody besides those named: nur, only",
    "unit_word": "a word for people in general, without a number: Leute, Personen",
    "swap": "somebody takes the sender's place: dafür, an meiner Stelle",
    "instead": "what follows is replaced: statt, anstelle von",
    "vague": "a number that is none: ein paar, etwa, mehrere",
    "correct": "what was said before is taken back: Quatsch, nein",
    "maybe": "not sure",
    "condition": "only if",
    "held_out": "will decide, ask round or register later",
    "interest": "would like to and no more, unless the mail says elsewhere that somebody comes",
    "change": "alters an existing registration",
    "add": "adds people to what exists: noch dazu, ergänzen",
    "contact": "new mail address, telephone number",
    "misspelt": "corrects the spelling of a name",
    "request": "asks us to do something, politely: könnten Sie; a question mark then asks nothing",
    "ask": "asks something a human has to answer, even without a question mark",
    "automatic": "a machine wrote this, certain",
    "away": "reads like an absence note or receipt; two make it certain where nothing else is said",
    "spam": "advertising, phishing; two make it certain where no event is named",
    "foreign": "a matter of somebody else's: hotel, residence registration",
    "other_event": "a kind of event: one of ours must be meant, else a human looks",
    "topic": "a matter for a human: job application, press, stall, offer",
    "complaint": "a human must read this",
    "thanks": "thanks, pleasantries, all clear",
    "greeting": "opens a mail",
    "signoff": "closes a mail; a name follows",
    "on_behalf": "i. A.: who signs does not come",
    "not_self": "the sender does not come, only signs others up",
    "privately": "for nobody's organisation",
    "self_served": "a need is met already: mein Sohn übersetzt",
    "name_is": "the sender's name follows",
    "their_name_is": "the name of the person mentioned before follows",
    "organisation_is": "the organisation follows",
    "export": "wants to see the stored data",
    "erase": "wants the stored data deleted",
    "not_me": "has not written to us",
    "notice": "wants the privacy notice",
    "not_store_needs": "wants needs not stored",
    "partial_ok": "the party may be split",
    "yes": "a bare yes",
    "nay": "a bare no, or that all is to stay as it is: nein, alles bleibt so",
    "bad_list": "header of a list or table of names: weitere Personen",
    "key_name": "key of a form line whose value is a name",
    "key_given": "key of a form line whose value is a given name: Vorname",
    "key_people": "key of a form line whose value is further names",
    "key_number": "key of a form line whose value is the number of people",
}

NEEDS = ("wheelchair", "sign_language", "hearing_loop", "interpreter", "childcare", "diet", "assistance", "other")

PEOPLE = {
    "one": "one person: Frau, Mann, Mutter, Kollege",
    "two": "two people: Eltern, Ehepaar",
    "many": "people, a number needed: Kinder, Freunde",
    "adults": "people, a number needed, the sender among them: Erwachsene",
    "unit": "what totals are counted in: Personen, Plätze",
    "group": "a group, a number needed: Familie, Verein",
}

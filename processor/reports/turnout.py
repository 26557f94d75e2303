"""Who came, in words."""

from processor.reports.model import Turnout
from processor.reports.words import Words


def turnout_said(turnout: Turnout, words: Words) -> str:
    """'31 Personen gekommen, 4 nicht; angemeldet waren 35.'; before anything is noted, how to note it."""
    if turnout.registered == turnout.untold and not turnout.came:
        return words.say("turnout_unknown")
    said = words.say("turnout", came=words.count("people", turnout.came), missing=words.number(turnout.missing),
                     registered=words.number(turnout.registered))
    return f"{said} {words.say('turnout_untold', untold=words.count('people', turnout.untold))}" if turnout.untold else said

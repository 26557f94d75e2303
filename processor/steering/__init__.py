"""What staff order by mail: who may, what was ordered, and how it is answered."""

from processor.steering.model import Command, Given, Script, Unknown, Verb
from processor.steering.parse import parse
from processor.steering.words import Vocabulary

__all__ = ["Command", "Given", "Script", "Unknown", "Verb", "Vocabulary", "parse"]

"""What a sender wants: `Message` → `Request`, each field with the sender's words.

Promise: pure and deterministic; no I/O beyond reading the vocabulary files once.
"""

from processor.understanding.context import context_of
from processor.understanding.explained import explain_json
from processor.understanding.understand import understand

__all__ = ["context_of", "explain_json", "understand"]

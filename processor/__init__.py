"""Registration by e-mail: an ordinary mail comes in, a seat is recorded, an answer goes out."""

__version__ = "0.1.0"

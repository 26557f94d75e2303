"""Octets → text, whatever charset they claim (RFC 2045, 5; WHATWG Encoding for the usual lies).

Promise: `decode` never raises and returns only Unicode scalar values without
control characters and without marks that turn the direction of a line.
"""

import codecs
import re
from functools import lru_cache

_ALIASES = {  # what is declared → what the octets really are
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
_SPELLINGS = {
    "utf8mb4": "utf-8",
    "unicode-1-1-utf-7": "utf-7",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
    "ks_c_5601-1987": "cp949",
    "x-sjis": "cp932",
    "windows-874": "cp874",
    "x-windows-949": "cp949",
    "x-gbk": "gb18030",
    "x-mac-cyrillic": "mac-cyrillic",
    "x-mac-roman": "mac-roman",
    "macintosh": "mac-roman",
    "x-euc-jp": "euc_jp",
    "ansi": "cp1252",
    "iso-8859-16": "iso-8859-16",
    "cp-850": "cp850",
    "dos-850": "cp850",
}
_HARMFUL = frozenset(
    {  # no charsets: they unpack, execute or rewrite instead of decoding
        "idna",
        "punycode",
        "unicode-escape",
        "unicode_escape",
        "raw-unicode-escape",
        "raw_unicode_escape",
        "undefined",
        "mbcs",
        "oem",
        "unicode-internal",
    }
)
_WIDE = ("utf-16", "utf-32")
_LABEL = 40  # characters of a charset name
_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]")


def decode(octets: bytes, declared: str | None) -> tuple[str, bool]:
    """`octets` as clean text, and whether the declared charset was missing, wrong or no charset at all."""
    text, guessed = _decode(octets, declared)
    return clean(text), guessed


def clean(text: str) -> str:
    """`text` with LF line ends, plain spaces, without controls, direction overrides, lone surrogates."""
    if text.isascii() and (text.isprintable() or ("\r" not in text and not _FORBIDDEN.search(text))):
        return text
    return _SPACES.sub(" ", _FORBIDDEN.sub("", _BREAKS.sub("\n", text)))


def one_line(text: str) -> str:
    """`text` clean and without any line break, for header values."""
    return " ".join(clean(text).split())


@lru_cache(maxsize=64)
def codec(declared: str | None) -> str | None:
    """The Python codec for a declared charset, None where it names none that only decodes text."""
    label = (declared or "").strip().strip("\"'").lower()
    if not label or len(label) > _LABEL or "\x00" in label or not label.isascii():
        return None
    try:
        found = codecs.lookup(_SPELLINGS.get(label, label))
    except (LookupError, ValueError):
        return None
    if found.name in _HARMFUL or not getattr(found, "_is_text_encoding", True):
        return None
    return _ALIASES.get(found.name, found.name)


def _decode(octets: bytes, declared: str | None) -> tuple[str, bool]:
    name = codec(declared)
    if octets.isascii() and (name is None or not name.startswith(("utf-7", "hz", "iso2022", *_WIDE))):
        return octets.decode("ascii"), False
    if octets.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        name = "utf-8" if octets.startswith(codecs.BOM_UTF8) else "utf-16"
    elif name is not None and name.startswith(_WIDE) and octets.count(0) < len(octets) // 10:
        name = None  # plain octets called UTF-16 would become Chinese
    if name in (None, "cp1252", "utf-8"):
        return _western(octets, name)
    try:
        return octets.decode(name), False
    except (UnicodeError, ValueError):
        return octets.decode(name, "replace") if name.startswith(_WIDE) else _western(octets, None)[0], True


def _western(octets: bytes, name: str | None) -> tuple[str, bool]:
    """UTF-8 where it is UTF-8 (it is never that by chance), else what Windows writes."""
    try:
        return octets.decode("utf-8"), name != "utf-8"
    except UnicodeDecodeError:
        pass
    if name == "utf-8":  # a few broken octets in good UTF-8: a cut or a mangled character
        text = octets.decode("utf-8", "replace")
        if text.count("\ufffd") * 4 < sum(1 for character in text if character > "\x7f"):
            return text, True
    return octets.decode("cp1252", "replace"), name != "cp1252"

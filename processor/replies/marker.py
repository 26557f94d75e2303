"""The line where a quotation of our mail starts.

Promise: the marker stands alone at the top of every text and HTML we send, in
characters that survive Latin-1, re-wrapping and quoting, so that whoever reads
an answer can cut there. It is an ornament to people and says nothing.
"""

QUOTE_MARKER = "·~·~·~·"

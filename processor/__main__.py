"""`python -m processor` is `processor`."""

from processor.cli import main

main()

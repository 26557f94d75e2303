"""What the commands do; `processor.cli` only says how they are called."""

# make demo      the main job on embedded parts: no account, no network
# make test      all tests that this machine has the parts for; says what it left out
# make install   only .venv with .venv/bin/processor
# make servers   Dovecot, Postfix and PostgreSQL for the suites on real servers (Debian, Ubuntu; needs root)
# make image     the container, with the tools docs/container.md names

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)

.PHONY: demo test install servers image lint requirements clean

demo: install
	$(BIN)/processor demo --out demo-output

test: install
	$(BIN)/python -m pytest

install: $(STAMP)

$(STAMP): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(v < (3, 11) and f"Python 3.11 or newer is needed; {sys.executable} is {v[0]}.{v[1]}. Try: make PYTHON=python3.12 $(MAKECMDGOALS)" or 0)'
	@[ -x $(BIN)/python ] || $(PYTHON) -m venv $(VENV) || { echo "Python could not make a virtual environment. On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

servers:
	$(SUDO) apt-get update -qq
	DEBIAN_FRONTEND=noninteractive $(SUDO) apt-get install -y -qq --no-install-recommends dovecot-imapd dovecot-lmtpd postfix postgresql openssl

lint: install
	$(BIN)/python -m ruff check processor tests benchmarks

# Pins every package with the hashes of all its files; the file names no index (docs/development.md).
requirements:
	$(PYTHON) -m piptools compile --quiet --generate-hashes --allow-unsafe --strip-extras --extra postgresql --extra oauth --extra metrics --extra test \
	  --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options --no-header --no-annotate \
	  --output-file requirements.txt pyproject.toml requirements-build.in

image:
	buildah bud --format docker --tag registration-processor .

clean:
	rm -rf $(VENV) demo-output build *.egg-info

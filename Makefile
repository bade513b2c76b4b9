# make demo    the bot on this machine, without any account: it prints what to open
# make test    everything that must hold
# make soak    the fault tests for ten minutes; make soak RUNS=10 their short form ten times, all of them clean
# make .venv   the environment with the test tools; runs nothing
# make bench   every benchmark beside its competitors; make bench QUICK=1 takes a few minutes
#
# A fresh machine needs Python 3.11 to 3.14 and make. To choose one: make demo PYTHON=python3.13

FITS := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))
PYTHON := $(shell for python in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	"$$python" -c '$(FITS)' 2>/dev/null && echo "$$python" && break; done)
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help demo test check soak bench .venv .venv-run .venv-bench python browser messages requirements

help:
	@sed -n 's/^# \{0,1\}//p; /^$$/q' Makefile

demo: .venv-run
	@exec $(BIN)/python -m bot demo

# pytest comes last: its last line is the last line of this, and says how many passed or were skipped.
test: check browser
	@$(BIN)/python -m pytest --numprocesses auto --dist loadfile

check: .venv
	@$(BIN)/python -m ruff format --check --output-format concise . || { echo "To format: .venv/bin/ruff format ."; exit 1; }
	@$(BIN)/python -m ruff check --quiet .
	@$(BIN)/python -m mypy --no-error-summary
	@said=$$($(BIN)/python -c 'from importlinter.cli import lint_imports_command as go; go()' --no-logo) \
	|| { echo "$$said"; exit 1; }

# Ends at the first run that is not clean.
soak: .venv
ifdef RUNS
	@for run in $$(seq $(RUNS)); do echo "Run $$run of $(RUNS)"; \
	$(BIN)/python -m pytest -q -p no:cacheprovider tests/faults || exit 1; done
else
	@FAULTS_SECONDS=$(or $(FAULTS_SECONDS),600) $(BIN)/python -m pytest tests/faults
endif

.venv: python
	@$(PYTHON) requirements/install.py test

.venv-run: python
	@$(PYTHON) requirements/install.py run

.venv-bench: python
	@$(PYTHON) requirements/install.py bench

# Beside these: python -m benchmarks.partitions, which takes half an hour and 30 GB of disk (docs/scale.md).
BENCHMARKS := turns webhook growth outbound pace memory disk forms audience campaign

# All of them run, whichever falls short.
bench: .venv-bench
	@short=; for name in $(BENCHMARKS); do \
	.venv-bench/bin/python -m benchmarks.$$name $(if $(QUICK),--quick) || short="$$short $$name"; echo; done; \
	test -z "$$short" || { echo "Short:$$short"; exit 1; }

python:
	@$(or $(PYTHON),false) -c '$(FITS)' 2>/dev/null || { \
	echo "Python 3.11, 3.12, 3.13 or 3.14 is needed, and was not found on PATH." >&2; exit 1; }

browser: .venv
	@$(BIN)/python -m tests.chromium

# After a text was added to the Arabic catalogue: the others get it too, without words.
messages: .venv
	@$(BIN)/python locales/follow.py

# For whoever changes requirements/*.in; needs uv. No address of a registry may stand in the files.
requirements:
	@cd requirements && for use in run test bench; do \
	uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --only-binary :all: \
	--no-emit-index-url --no-emit-find-links --no-header --no-annotate $$use.in -o $$use.txt || exit 1; done

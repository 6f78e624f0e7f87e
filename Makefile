# `make run` starts everything; `make test` is what must pass. Nothing is installed outside .venv.

SHELL := /bin/bash
PYTHON ?= $(shell for name in python3.12 python3.11 python3; do \
	"$$name" -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 12))' 2>/dev/null \
	&& echo "$$name" && break; done)
UV := .venv/bin/uv
IN_VENV := .venv/bin/python -m
export UV_PYTHON_DOWNLOADS := never
export UV_PROJECT_ENVIRONMENT := .venv

.PHONY: run test test-deep check format bench install install-dev

run: install
	@exec .venv/bin/python run.py

# The tests start many processes, each of which would compile the product anew where nothing compiled may be kept.
test test-deep: export PYTHONDONTWRITEBYTECODE :=

test: check
	$(IN_VENV) pytest -n 2

test-deep: check
	HYPOTHESIS_PROFILE=deep $(IN_VENV) pytest -n 2

check: install-dev
	$(IN_VENV) ruff check .
	$(IN_VENV) ruff format --check .
	$(IN_VENV) mypy run.py config.py app views models forms jobs tests bench
	.venv/bin/lint-imports

format: install-dev
	$(IN_VENV) ruff check --fix .
	$(IN_VENV) ruff format .

bench: install-dev
	$(IN_VENV) bench

install: .venv/installed

install-dev: .venv/installed-dev

# The packages a run needs are a part of those a test needs: whichever was installed last must not be undone.
.venv/installed: uv.lock | $(UV)
	@$(UV) sync --frozen --quiet --no-dev --inexact --python .venv/bin/python
	@touch $@

.venv/installed-dev: uv.lock | $(UV)
	@$(UV) sync --frozen --quiet --inexact --python .venv/bin/python
	@touch $@ .venv/installed

$(UV):
	@[ "$$(uname -sm)" = "Linux x86_64" ] || { echo "Linux on x86-64 is needed; this is $$(uname -sm)." >&2; exit 2; }
	@[ -n "$(PYTHON)" ] || { echo "Python 3.11 or 3.12 with venv is needed (Debian: apt install python3 python3-venv)." >&2; exit 2; }
	@[ -x .venv/bin/python ] || $(PYTHON) -m venv .venv
	@.venv/bin/python -m pip --version >/dev/null 2>&1 || .venv/bin/python -m ensurepip >/dev/null
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check 'uv>=0.9,<1'

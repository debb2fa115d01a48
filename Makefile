# One word per job; CI calls the same words. Everything sets itself up: Python 3.11+ with venv is all that is needed.
SHELL := /bin/bash
# Tests start a hundred processes: where Python may keep no bytecode each of them compiles the package anew.
unexport PYTHONDONTWRITEBYTECODE
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do command -v $$p >/dev/null 2>&1 && $$p -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
# A venv is ready when its stamp is newer than the lock; the stamp is written last.
RUN := $(VENV)/.run-ready
DEV := $(VENV)/.dev-ready
BENCH := $(VENV)/.bench-ready
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: help setup demo test check lint types imports golden bench eval lock clean
.DEFAULT_GOAL := help

help: ## Show these words
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk 'BEGIN {FS = ":.*## "} {printf "  make %-9s %s\n", $$1, $$2}'

$(RUN): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer with the venv module is needed; set PYTHON=/path/to/python3"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) --require-hashes -r requirements.lock
	$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(DEV): requirements-dev.lock $(RUN)
	$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@

$(BENCH): requirements-bench.lock $(DEV)
	$(PIP) --require-hashes -r requirements-bench.lock
	@touch $@

setup: $(DEV) ## Make .venv with the locked packages

demo: $(RUN) ## Serve an invented newsroom, merged with ten invented outlets, and print the addresses to open
	$(BIN)/syndication demo

test: $(DEV) ## Run the tests
	$(BIN)/pytest -q -n 2 --dist loadfile --no-loadscope-reorder

lint: $(DEV) ## Check style
	$(BIN)/ruff format --check syndication tests benchmarks
	$(BIN)/ruff check syndication tests benchmarks

types: $(DEV) ## Check types
	$(BIN)/mypy

imports: $(DEV) ## Check that the rooms import each other one way only
	$(BIN)/lint-imports

check: lint types imports test ## All that CI asks

golden: $(DEV) ## Write the golden files anew; read the diff
	$(BIN)/pytest -q tests --update-golden

bench: $(BENCH) ## Measure speed and memory against named peers
	$(BIN)/python -m benchmarks

eval: $(DEV) ## Measure related lists and stories: ARTICLES=, GOLD=, SCORER= name the data
	ARTICLES="$(ARTICLES)" GOLD="$(GOLD)" SCORER="$(SCORER)" $(BIN)/python -m benchmarks eval $(EVAL)

lock: ## Resolve the lock files anew (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --no-emit-index-url pyproject.toml --group build -o requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --no-emit-index-url --group dev -c requirements.lock -o requirements-dev.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --no-emit-index-url --group bench -c requirements.lock -o requirements-bench.lock

clean: ## Remove the venv and caches
	rm -rf $(VENV) .mypy_cache .ruff_cache .hypothesis build *.egg-info

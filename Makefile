# Everything a fresh machine needs is Python 3.11 or newer, and make.
# Each set of packages is installed once, into .venv, and again when pyproject.toml changes.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --editable

# What Python compiled is kept: tests start many processes, and each would compile everything anew.
unexport PYTHONDONTWRITEBYTECODE

# Where tests/amounts.py decides how much is tried.
LONG := $(addprefix tests/,charts cli compiled design differential faults fuzz hostile netcode oracle plugins properties record)

# Measured room by room, so that one sees how far it is, and with what costs least on this Python.
COVERED := $(sort $(patsubst %/,%,$(dir $(wildcard tests/*/test_*.py)))) plugins
CORE = $$($(BIN)/python -c 'import sys; print("sysmon" if sys.version_info >= (3, 12) else "ctrace")')

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
# Two pips in one environment would trip over each other.
.NOTPARALLEL:
.PHONY: help install duel test lint types diagrams docs studio bench coverage package sdist pythons long million hostile kill cluster mutants browser screenshots clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' Makefile

install: $(VENV)/.plain ## Install combat-rules into .venv

duel: $(VENV)/.plain ## Watch a fight
	@$(BIN)/combat-rules duel --seed 7

test: $(VENV)/.test ## Run all tests
	@$(BIN)/python -m pytest

lint: $(VENV)/.dev ## Check style, format and who imports whom
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/lint-imports --no-logo --no-cache
	@$(BIN)/codespell README.md CHANGELOG.md CONTRIBUTING.md SECURITY.md docs
	@$(BIN)/python -m pytest -q -n0 tests/house/test_prose.py

types: $(VENV)/.dev ## Check types
	@$(BIN)/mypy

diagrams: $(VENV)/.plain ## Draw the chart of every action anew
	@$(BIN)/combat-rules diagram --out diagrams

docs: $(VENV)/.plain ## Make the pictures and tables of the documentation anew
	@$(BIN)/python -m docs.generate

studio: $(VENV)/.test ## Serve the studio for this project
	@$(BIN)/combat-rules studio

browser: $(VENV)/.test ## Get a browser to try the studio in, where there is none
	@$(BIN)/python -m tests.studio.chromium

screenshots: $(VENV)/.test ## Make the pictures of the studio's pages anew, which needs a browser
	@$(BIN)/python -m tests.studio.screenshots

site: $(VENV)/.dev ## Build the site of the documentation into build/site, without the network
	@$(BIN)/python -m docs.site

bench: $(VENV)/.bench ## Measure against peers
	@$(BIN)/python -m benchmarks

coverage: $(VENV)/.dev ## Run all tests and tell which lines none of them runs
	@rm -f .coverage .coverage.*
	@for room in $(COVERED); do \
	  echo "== $$room"; \
	  COVERAGE_CORE=$(CORE) $(BIN)/coverage run -m pytest $$room -q || exit 1; \
	done
	@$(BIN)/coverage combine --quiet && $(BIN)/coverage report --skip-covered

package: $(VENV)/.dev ## Build the package, install it alone, use it in an empty folder
	@.ci/package

sdist: package ## Run the tests of the source package from its own files
	@rm -rf build/sdist && mkdir -p build/sdist
	@tar -xzf dist/*.tar.gz -C build/sdist --strip-components=1
	@$(MAKE) --no-print-directory -C build/sdist test

pythons: ## Run all tests on each Python that is there, of 3.11, 3.12 and 3.13
	@for python in python3.11 python3.12 python3.13; do \
	  $$python -c '' 2>/dev/null || { echo "$$python is not there"; continue; }; \
	  echo "== $$python"; \
	  $(MAKE) --no-print-directory PYTHON=$$python VENV=.venv-$$python test || exit 1; \
	done

long: $(VENV)/.test ## Run the properties, chart runners and journals on many more examples
	@COMBAT_RULES_PROFILE=long $(BIN)/python -m pytest $(LONG)

million: $(VENV)/.test ## Hold a million compiled fights against live ones, which takes hours
	@$(BIN)/python -m tests.compiled.million

hostile: $(VENV)/.test ## Try hostile rules and histories for SECONDS=3600
	@$(BIN)/python -m tests.hostile many --seconds $(or $(SECONDS),3600)

kill: $(VENV)/.test ## Kill recorded fights with SIGKILL at 200 random moments, and go on
	@COMBAT_RULES_PROFILE=long $(BIN)/python -m tests.record.kill 200

cluster: $(VENV)/.test ## Play on a cluster of processes, and kill one of them with SIGKILL
	@$(BIN)/python -m tests.balance.cluster

mutants: $(VENV)/.test ## Plant 60 faults of one line, all over or in ONLY=compiled say, and tell which live
	@$(BIN)/python -m tests.mutants --only "$(ONLY)"

clean: ## Remove .venv and everything else that make made
	rm -rf $(VENV) $(VENV)-* build dist
	rm -rf .coverage* .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  found="$$($(PYTHON) --version 2>/dev/null || echo not there)"; \
	  echo "combat_rules needs Python 3.11 or newer, and $(PYTHON) is $$found."; \
	  echo "Name another one: make PYTHON=python3.11 $(MAKECMDGOALS)"; exit 1; } >&2
	@$(PYTHON) -m venv --clear $(VENV) || { \
	  echo "$(PYTHON) cannot make a virtual environment."; \
	  echo "On Debian and Ubuntu, install the package python3-venv first."; exit 1; } >&2

$(VENV)/.plain: pyproject.toml $(VENV)/pyvenv.cfg
	$(PIP) .
	@touch $@

$(VENV)/.test: pyproject.toml $(VENV)/pyvenv.cfg
	$(PIP) '.[test]'
	@touch $(VENV)/.plain $@

$(VENV)/.bench: pyproject.toml $(VENV)/pyvenv.cfg
	$(PIP) '.[bench]'
	@touch $(VENV)/.plain $@

$(VENV)/.dev: pyproject.toml $(VENV)/pyvenv.cfg
	$(PIP) '.[dev]'
	@touch $(VENV)/.plain $(VENV)/.test $(VENV)/.bench $@

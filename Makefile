# Everything runs from .venv, which each target makes by itself from the hashed lock.
# Needed beforehand: git, make, Python >= 3.11 with venv, and the network.

PYTHON ?= python3
WORKERS ?= 3
SEEDS ?= 200
FIRST ?= 1
MINUTES ?= 2
PLUGIN ?= housing_fund
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
MEMBERS := $(patsubst %/,%,$(dir $(wildcard core/pyproject.toml web/pyproject.toml plugins/*/pyproject.toml)))
MANIFESTS := $(MEMBERS:%=%/pyproject.toml)
EXAMPLES := examples/gas examples/tutorial
DISTRIBUTIONS := tongban-platform $(shell sed -n 's/^name = "\(.*\)"/\1/p' $(MANIFESTS))

# Containers often set it; every process of a test or a demonstration would then compile all that it imports.
unexport PYTHONDONTWRITEBYTECODE
# Nothing outside the checkout, what pip keeps for the next time included.
export PIP_CACHE_DIR ?= $(CURDIR)/build/pip

.PHONY: help install test specs docs links wheels newcomer alone lint types format demo demo-reset journey crash chaos simulate bench lock clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST)

install: $(INSTALLED) ## make .venv from the lock

$(INSTALLED): requirements.lock $(MANIFESTS)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo 'Python 3.11 or newer is needed; name one with: make PYTHON=/path/to/python3.12'; exit 1; }
	@test -x $(BIN)/pip || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation $(MEMBERS:%=-e ./%)
	@touch $@

test: $(INSTALLED) ## every test and specification, on SQLite and PostgreSQL
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

specs: $(INSTALLED) ## every specification, those of the examples too, and the living documentation in build/specs
	rm -rf build/examples
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation \
		--target build/examples $(EXAMPLES:%=./%)
	@export PYTHONPATH=build/examples; status=0; \
		$(BIN)/python -m pytest -q -n $(WORKERS) features plugins/*/src/*/features build/examples/*/features \
		--spec-results build/specs.json || status=$$?; \
		$(BIN)/python -m scripts.living_documentation build/specs.json build/specs && exit $$status

docs: $(INSTALLED) ## the documentation site in build/docs; a link that leads nowhere is an error
	$(BIN)/python -m sphinx --quiet --fail-on-warning --keep-going -b html -d build/doctrees docs build/docs

links: $(INSTALLED) ## ask every outward link of the documentation; needs the network
	$(BIN)/python -m sphinx --quiet --keep-going -b linkcheck -d build/doctrees docs build/links

wheels: $(INSTALLED) ## a wheel of core, the site and each plugin in build/wheels
	rm -rf build/wheels
	$(foreach member,$(MEMBERS),(cd $(member) && $(CURDIR)/$(BIN)/python -m hatchling build -t wheel -d $(CURDIR)/build/wheels) &&) true

newcomer: wheels ## the tutorial letter for letter: from the wheels, in an empty environment and folder
	$(BIN)/python -m scripts.newcomer

alone: wheels ## the tests of PLUGIN=housing_fund from its wheel, with nothing of ours beside it but core, in build/alone
	rm -rf build/alone && $(PYTHON) -m venv build/alone/env
	build/alone/env/bin/python -m pip install --quiet --disable-pip-version-check \
		"$$(ls build/wheels/tongban-[0-9]*.whl)[testing]" build/wheels/tongban_$(PLUGIN)-*.whl
	cp -R plugins/$(PLUGIN)/tests plugins/$(PLUGIN)/pyproject.toml build/alone
	cd build/alone && env/bin/python -m pytest tests env/lib/python*/site-packages/tongban_$(PLUGIN)/features

lint: $(INSTALLED) ## ruff and the import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: $(INSTALLED) ## mypy --strict on core, web and the plugins
	$(BIN)/mypy $(wildcard $(MEMBERS:%=%/src))

format: $(INSTALLED) ## put the code into its one format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

demo: $(INSTALLED) ## three provinces on 127.0.0.1, until Ctrl-C
	$(BIN)/python -m tongban_web.demo

demo-reset: $(INSTALLED) ## forget the demo's data
	$(BIN)/python -m tongban_web.demo --reset

journey: $(INSTALLED) ## eight stories in all four ways of working, from application to the end of the case, between three nodes of its own
	$(BIN)/python -m tongban_web.journey

crash: $(INSTALLED) ## of the tests, those that kill nodes at every commit boundary and at random moments
	$(BIN)/python -m pytest -n $(WORKERS) web/tests/test_crashes.py

simulate: $(INSTALLED) ## SEEDS simulations of many nodes under faults, from seed FIRST on
	PYTHONHASHSEED=0 $(BIN)/python -m tongban.testing.simulation --seeds $(SEEDS) --first $(FIRST) --workers $(WORKERS)

chaos: $(INSTALLED) ## MINUTES=n (AT_LEAST="messages kills") of kills, stops, cuts and full disks over nodes that exchange letters, then a judgement
	$(BIN)/python -m chaos --minutes $(MINUTES) $(if $(AT_LEAST),--at-least $(AT_LEAST))

bench: $(INSTALLED) ## the measurements, side by side
	$(BIN)/python -m bench

lock: ## renew requirements.lock (needs uv)
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --all-extras \
		pyproject.toml core/pyproject.toml web/pyproject.toml --group dev \
		$(DISTRIBUTIONS:%=--no-emit-package %) -o requirements.lock

clean: ## remove .venv and every cache
	rm -rf $(VENV) build/pip .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

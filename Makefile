# `make demo` shows the library at work; `make test` runs the suite. Each target makes its own environment.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SOURCES := zhixiao_async zhixiao_sync tests benchmarks examples docs tools noxfile.py

FORGERIES ?= 100000
OPERATIONS ?= 20000
SERIES := $(addprefix tests/,listing/test_random_schedules.py listing/test_leaving_rows.py \
	listing/test_fast_path.py sync/hosts/test_multiprocessing.py \
	sandbox/database/test_kill.py protocol/test_results_properties.py)

.PHONY: demo test lint types matrix check clean
.PHONY: bench large-tables sandbox-load chaos exactly-once export-kills forgeries fuzz journal-kills
.PHONY: models mutate
.PHONY: release-check series soak

# The suite starts hundreds of programs, and compiled ones start in three quarters of the time.
unexport PYTHONDONTWRITEBYTECODE

demo: $(VENV)/demo.done
	$(BIN)/python -m examples.demo

# Run the whole suite, with branch coverage of both packages.
test: $(VENV)/dev.done
	$(BIN)/python -m pytest -q -n auto --cov --cov-report=term

# Deliver notifications while workers are killed: each payment is credited once.
# A smaller run: make exactly-once ONCE='--orders 500 --kills 13'
exactly-once: $(VENV)/dev.done
	$(BIN)/python -m tests.campaigns.exactly_once $(ONCE)

lint: $(VENV)/dev.done
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/ruff format --check $(SOURCES)

types: $(VENV)/dev.done
	$(BIN)/mypy
	$(BIN)/pyright --pythonpath $(BIN)/python

# Run the suite on every other CPython from 3.11 up that this machine has.
matrix: $(VENV)/dev.done
	$(BIN)/nox --session tests

# Kill processes that refund with -9, at every step: no refund is doubled or forgotten.
# On a server: make journal-kills DATABASE=postgresql, or DATABASE=mariadb.
KILLS ?= 500
DATABASE ?= sqlite
journal-kills: $(VENV)/dev.done
	$(BIN)/python -m tests.campaigns.journal_kills $(KILLS) --database $(DATABASE)

# Kill exports and their workers with -9: no day is half, no order lost or doubled.
# Elsewhere: make export-kills TARGET=postgresql, or TARGET=dask.
TARGET ?= parquet
export-kills: KILLS = 200
export-kills: $(VENV)/dev.done
	$(BIN)/python -m tests.campaigns.export_kills $(KILLS) --target $(TARGET)

bench: $(VENV)/bench.done
	$(BIN)/python -m benchmarks

# Send mixed work at a fixed rate to a sandbox on one core: it answers all of it, in flat memory.
sandbox-load: $(VENV)/bench.done
	$(BIN)/python -m benchmarks.sandbox_load --seconds $(or $(SECONDS),60) --rate $(or $(RATE),300)

# Query tables of five million rows. Takes some minutes and 5 GB.
large-tables: $(VENV)/dev.done
	$(BIN)/python -m benchmarks.large_tables $(if $(ROWS),--rows $(ROWS))

# Call through mild chaos for half an hour: nothing may grow. SECONDS=30 for a first impression.
soak: $(VENV)/bench.done
	$(BIN)/python -m benchmarks.soak --seconds $(or $(SECONDS),1800) --rate $(or $(RATE),50)

# Feed any bytes at all to six properties: only the library's errors come out. SECONDS is for each property.
fuzz: $(VENV)/fuzz.done
	$(BIN)/python -m tests.campaigns.fuzz --seconds $(or $(SECONDS),60)

# Deliver forged notifications, all different: none is accepted. The suite tries a twentieth.
forgeries: $(VENV)/dev.done
	FORGERIES=$(FORGERIES) $(BIN)/python -m pytest -q -rP tests/campaigns/fuzz/test_forgeries.py

# Run the suite's random series, sixteen times as long.
series: $(VENV)/dev.done
	TIMES=16 $(BIN)/python -m pytest -q -n auto $(SERIES)

# Change the code by small mistakes: a test notices each. All of it takes an hour or two; results are kept, and the
# next run goes on. A part: make mutate SECONDS=600, or MUTATE="journal --survivors".
mutate: $(VENV)/dev.done
	$(BIN)/python -m tests.campaigns.mutation $(if $(SECONDS),--budget $(SECONDS)) $(MUTATE)

# Check models of the journal's and the inbox's protocol with spin, in every order of events.
models: $(VENV)/dev.done
	$(BIN)/python -m tests.campaigns.models

# Compare what callers are told on a bad network with the gateway's books. SEED=7 repeats a run.
chaos: $(VENV)/dev.done
	$(BIN)/python -m tests.campaigns.chaos --operations $(OPERATIONS) $(if $(SEED),--seed $(SEED))

check: lint types test

# Check that this checkout can be released. Between releases: make release-check RELEASE=--package-only
release-check: $(VENV)/dev.done
	$(BIN)/python -m tools.release_check $(RELEASE)

clean:
	rm -rf $(VENV) .nox .mypy_cache .pytest_cache .ruff_cache .hypothesis .fuzz .mutation build dist

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit("zhixiao needs Python 3.11 or later: make PYTHON=python3.12 …" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)

$(VENV)/demo.done: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --editable '.[demo]'
	touch $@

$(VENV)/dev.done: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	touch $@

$(VENV)/bench.done: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --editable '.[bench]'
	touch $@

$(VENV)/fuzz.done: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --editable '.[fuzz]'
	touch $@

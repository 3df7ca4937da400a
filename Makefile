# `make demo` shows what this is; `make test` proves it. Both make their own environment.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SOURCES := zhixiao_async zhixiao_sync tests benchmarks examples docs noxfile.py

FORGERIES ?= 100000
OPERATIONS ?= 20000
SERIES := $(addprefix tests/,paging/test_random_schedules.py paging/test_leaving_rows.py \
	sandbox/test_kill.py unit/test_results_properties.py)

.PHONY: demo test lint types matrix check clean
.PHONY: bench large-tables sandbox-load chaos exactly-once forgeries fuzz journal-kills models mutate
.PHONY: series soak

# The suite starts hundreds of programs: a compiled one starts a quarter sooner.
unexport PYTHONDONTWRITEBYTECODE

demo: $(VENV)/demo.done
	$(BIN)/python -m examples.demo

# The whole suite, with branch coverage of both packages.
test: $(VENV)/dev.done
	$(BIN)/python -m pytest -q -n auto --cov --cov-report=term

# Deliveries race and workers are killed: make exactly-once ONCE='--orders 500 --kills 13'
exactly-once: $(VENV)/dev.done
	$(BIN)/python -m tests.exactly_once $(ONCE)

lint: $(VENV)/dev.done
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/ruff format --check $(SOURCES)

types: $(VENV)/dev.done
	$(BIN)/mypy
	$(BIN)/pyright --pythonpath $(BIN)/python

# The suite on every other CPython from 3.11 up that this machine has.
matrix: $(VENV)/dev.done
	$(BIN)/nox --session tests

# Processes that refund are killed with -9 at every step: make journal-kills KILLS=500, on a server
# by DATABASE=postgresql or DATABASE=mariadb.
KILLS ?= 500
DATABASE ?= sqlite
journal-kills: $(VENV)/dev.done
	$(BIN)/python -m tests.journal.kills $(KILLS) --database $(DATABASE)

bench: $(VENV)/bench.done
	$(BIN)/python -m benchmarks

# Mixed work at a fixed rate against a sandbox on one core: it answers all of it, in flat memory.
sandbox-load: $(VENV)/bench.done
	$(BIN)/python -m benchmarks.sandbox_load --seconds $(or $(SECONDS),60) --rate $(or $(RATE),300)

# Looks into tables of five million rows: takes some minutes and 5 GB.
large-tables: $(VENV)/dev.done
	$(BIN)/python -m benchmarks.large_tables $(if $(ROWS),--rows $(ROWS))

# Half an hour of calls through mild chaos; nothing may grow. SECONDS=30 for a first look.
soak: $(VENV)/bench.done
	$(BIN)/python -m benchmarks.soak --seconds $(or $(SECONDS),1800) --rate $(or $(RATE),50)

# Any bytes at all, from an answer's HTTP body to the caller: make fuzz SECONDS=600 (a property).
fuzz: $(VENV)/fuzz.done
	$(BIN)/python -m tests.fuzz --seconds $(or $(SECONDS),60)

# So many forged notifications, all different, none accepted; the suite tries a tenth.
forgeries: $(VENV)/dev.done
	FORGERIES=$(FORGERIES) $(BIN)/python -m pytest -q -rP tests/fuzz/test_forgeries.py

# The suite's series at random, eight times as long.
series: $(VENV)/dev.done
	TIMES=8 $(BIN)/python -m pytest -q -n auto $(SERIES)

# Does a test notice when the code is changed? All of it takes an hour or two, goes on where it was stopped and
# keeps what it found: make mutate SECONDS=600 (for a part), MUTATE="journal --survivors".
mutate: $(VENV)/dev.done
	$(BIN)/python -m tests.mutation $(if $(SECONDS),--budget $(SECONDS)) $(MUTATE)

# The protocols of the journal and the inbox, as models that spin checks in every order of events.
models: $(VENV)/dev.done
	$(BIN)/python -m tests.models

# What clients are told on a bad network, against the gateway's books. `make chaos SEED=7` repeats.
chaos: $(VENV)/dev.done
	$(BIN)/python -m tests.chaos --operations $(OPERATIONS) $(if $(SEED),--seed $(SEED))

check: lint types test

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

# Everything here does its own set-up: a virtual environment in .venv with the dependencies of setup.cfg.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
DEV := $(VENV)/.ready-dev
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --editable

.PHONY: help setup demo test test-homeassistant lint format bench clean

help:
	@echo "make demo    text a simulated house from this terminal (no modem, no root)"
	@echo "make test    run every test"
	@echo "make test-homeassistant    also ask the real Home Assistant (installs it: some minutes, 600 MB)"
	@echo "make lint    ruff and mypy --strict"
	@echo "make format  let ruff format the code"
	@echo "make bench   measure what the documents state"
	@echo "make clean   remove the virtual environment and what the tools left"

setup: $(DEV)

$(READY): setup.cfg pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "smsbus needs Python 3.11 or newer")'
	$(PYTHON) -m venv $(VENV)
	$(INSTALL) .
	touch $(READY)

$(DEV): $(READY)
	$(INSTALL) '.[dev]'
	touch $(DEV)

demo: $(READY)
	@$(BIN)/smsctl demo

# What starts processes and takes their time runs alone; the rest uses two cores.
test: setup
	$(BIN)/python -m pytest -n 2 --dist loadfile -m "not acceptance"
	$(BIN)/python -m pytest -m acceptance

# The last Home Assistant that runs on Python 3.11; josepy and acme are held at what it was released with.
HOMEASSISTANT := .cache/homeassistant

$(HOMEASSISTANT)/.ready:
	$(PYTHON) -m venv $(HOMEASSISTANT)
	$(HOMEASSISTANT)/bin/python -m pip install --quiet --disable-pip-version-check \
		'homeassistant==2024.3.3' 'josepy<2' 'acme==2.8.0'
	touch $(HOMEASSISTANT)/.ready

test-homeassistant: setup $(HOMEASSISTANT)/.ready
	SMSBUS_HASS=$(abspath $(HOMEASSISTANT)/bin/hass) $(BIN)/python -m pytest tests/slow/test_homeassistant.py

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup
	$(INSTALL) '.[bench]'
	$(BIN)/python -m bench.answer
	$(BIN)/python -m bench.throughput
	$(BIN)/python -m bench.router
	$(BIN)/python -m bench.idle
	$(BIN)/python -m bench.interactions
	$(BIN)/python bench/codec.py

clean:
	rm -rf $(VENV) .cache .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info build dist examples/node/node_modules
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

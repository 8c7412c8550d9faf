# Everything here does its own set-up: a virtual environment in .venv with the dependencies of setup.cfg.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
DEV := $(VENV)/.ready-dev
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --editable

# Where `make install` puts things. Everything is prepared below DESTDIR and names its place without it.
PREFIX ?= /usr/local
SYSCONFDIR ?= /etc
DESTDIR ?=
LIBDIR := $(PREFIX)/lib/smsbus
COMMANDS := smsctl routerd modemd interactd
SAMPLES := smsbus.toml interactions.toml directory.toml
SWITCHES := 12d1:1f01 1bbb:f000

.PHONY: help setup demo test test-homeassistant lint format bench man install uninstall clean

help:
	@echo "make demo    text a simulated house from this terminal (no modem, no root)"
	@echo "make test    run every test"
	@echo "make test-homeassistant    also ask the real Home Assistant (installs it: some minutes, 600 MB)"
	@echo "make lint    ruff and mypy --strict"
	@echo "make format  let ruff format the code"
	@echo "make bench   measure what the documents state"
	@echo "make man     manual pages into build/man, from what --help says"
	@echo "make install    for the whole computer, below PREFIX ($(PREFIX)); DESTDIR=FOLDER only prepares it there"
	@echo "make uninstall  take that away again; settings, messages and logs stay"
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

# Several at a time; those that wait for real processes not beside those that keep the processor busy.
test: setup
	$(BIN)/python -m pytest -n 2 --dist loadfile -m "not acceptance"
	$(BIN)/python -m pytest -n 3 --dist loadfile -m acceptance

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
	$(BIN)/python -m bench.cli
	$(BIN)/python bench/codec.py

man: $(READY)
	$(BIN)/python -m ctl.manual build/man

# A virtual environment of its own: nothing of the system's Python is touched. What pip and venv write down of DESTDIR
# and of this folder is taken out again.
install:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "smsbus needs Python 3.11 or newer")'
	rm -rf build
	umask 022 && $(PYTHON) -m venv --clear '$(DESTDIR)$(LIBDIR)'
	umask 022 && '$(DESTDIR)$(LIBDIR)/bin/python' -m pip install --quiet --disable-pip-version-check --no-compile $(PIP_OPTIONS) .
	rm -rf build
	umask 022 && '$(DESTDIR)$(LIBDIR)/bin/python' -B -P -m ctl.manual '$(DESTDIR)$(PREFIX)/share/man/man1'
	umask 022 && $(PYTHON) etc/relocate.py '$(DESTDIR)$(LIBDIR)' '$(LIBDIR)'
	install -d '$(DESTDIR)$(PREFIX)/bin' '$(DESTDIR)$(SYSCONFDIR)/usb_modeswitch.d'
	for name in $(COMMANDS); do ln -sf "../lib/smsbus/bin/$$name" "$(DESTDIR)$(PREFIX)/bin/$$name"; done
	for name in $(SAMPLES); do install -D -m 644 "etc/$$name" "$(DESTDIR)$(SYSCONFDIR)/smsbus/$$name.sample"; done
	install -D -m 644 etc/udev/78-smsbus.rules '$(DESTDIR)$(PREFIX)/lib/udev/rules.d/78-smsbus.rules'
	install -D -m 644 etc/sysusers.d/smsbus.conf '$(DESTDIR)$(PREFIX)/lib/sysusers.d/smsbus.conf'
	install -d '$(DESTDIR)$(PREFIX)/lib/systemd/system'
	sed 's|/usr/local/lib/smsbus|$(LIBDIR)|g; s|/etc/smsbus|$(SYSCONFDIR)/smsbus|g' etc/systemd/smsbus.service \
		> '$(DESTDIR)$(PREFIX)/lib/systemd/system/smsbus.service'
	chmod 644 '$(DESTDIR)$(PREFIX)/lib/systemd/system/smsbus.service'
	for name in $(SWITCHES); do \
		test -e "$(DESTDIR)$(SYSCONFDIR)/usb_modeswitch.d/$$name" || \
		install -m 644 "etc/usb_modeswitch.d/$$name" "$(DESTDIR)$(SYSCONFDIR)/usb_modeswitch.d/$$name"; done
	@echo 'Installed. What comes next: docs/operations.md, Install'

uninstall:
	rm -rf '$(DESTDIR)$(LIBDIR)'
	for name in $(COMMANDS); do rm -f "$(DESTDIR)$(PREFIX)/bin/$$name"; done
	for name in $(SAMPLES); do rm -f "$(DESTDIR)$(SYSCONFDIR)/smsbus/$$name.sample"; done
	for name in $(COMMANDS); do rm -f "$(DESTDIR)$(PREFIX)/share/man/man1/$$name.1"; done
	rm -f '$(DESTDIR)$(PREFIX)/lib/udev/rules.d/78-smsbus.rules'
	rm -f '$(DESTDIR)$(PREFIX)/lib/sysusers.d/smsbus.conf'
	rm -f '$(DESTDIR)$(PREFIX)/lib/systemd/system/smsbus.service'
	for name in $(SWITCHES); do \
		cmp -s "etc/usb_modeswitch.d/$$name" "$(DESTDIR)$(SYSCONFDIR)/usb_modeswitch.d/$$name" && \
		rm -f "$(DESTDIR)$(SYSCONFDIR)/usb_modeswitch.d/$$name" || true; done

clean:
	rm -rf $(VENV) .cache .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info build dist examples/node/node_modules
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

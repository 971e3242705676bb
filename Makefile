# Everything starts from a fresh checkout: Python 3.11 or newer and make are enough.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --upgrade \
	--generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate

.PHONY: chat run check studio test format chaos bench lock clean

chat: $(VENV)/run.stamp
	$(BIN)/leeward chat

run: $(VENV)/run.stamp
	$(BIN)/leeward run

check: $(VENV)/run.stamp
	$(BIN)/leeward check

studio: $(VENV)/dev.stamp
	$(BIN)/leeward studio

test: $(VENV)/dev.stamp
	PATH="$(CURDIR)/$(BIN):$$PATH" sh tests/everything.sh

format: $(VENV)/dev.stamp
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

# Kills processes at random moments; see tests/chaos. About 3 seconds each: make chaos KILLS=40 SEED=7
KILLS ?= 500
SEED ?= 1
chaos: $(VENV)/dev.stamp
	CHAOS_KILLS=$(KILLS) CHAOS_SEED=$(SEED) $(BIN)/python -m pytest -n 0 -q -s tests/chaos

bench: $(VENV)/dev.stamp $(VENV)/peers.stamp
	$(BIN)/python -m benchmarks --peers $(VENV)/peers/bin/python $(BENCH)

lock: $(VENV)/dev.stamp
	$(LOCK) pyproject.toml --group build -o requirements/run.txt
	$(LOCK) pyproject.toml --group build --group dev --all-extras -o requirements/dev.txt
	$(LOCK) pyproject.toml --group build --extra metrics --extra postgres -o requirements/server.txt
	$(LOCK) --group bench -o requirements/bench.txt

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage* dist

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: requirements/run.txt pyproject.toml | $(VENV)/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/dev.stamp: requirements/dev.txt pyproject.toml | $(VENV)/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@ $(VENV)/run.stamp

# The bots that Leeward is compared with have an environment of their own: aiogram wants an older pydantic.
$(VENV)/peers.stamp: requirements/bench.txt | $(VENV)/bin/python
	$(PYTHON) -m venv $(VENV)/peers
	$(VENV)/peers/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bench.txt
	touch $@

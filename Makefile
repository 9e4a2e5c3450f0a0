# guihua: two commands set everything up on a fresh machine: `make report` and `make test`.
PLAN ?= sanmen-civil-affairs-14
YEAR ?= 2025
REPORT_LANG ?= zh
# the first Python >= 3.11 that really runs; PYTHON=… overrides
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
READY := .venv/.ready
BROWSER_READY := .venv/.browser-ready
VOILA_OPTIONS ?=
NOTEBOOKS := $(wildcard notebooks/*.ipynb)

.PHONY: report test test-browser test-faults lint lab dashboard bench notebooks lock clean

report: $(READY)
	$(BIN)/guihua report $(PLAN) --year $(YEAR) --lang $(REPORT_LANG)

test: $(READY) lint
	$(BIN)/python -m pytest -n auto --dist loadfile
	$(BIN)/python -m pytest -n auto --dist loadfile --nbval --nbval-current-env --nbval-sanitize-with tests/nbval.cfg $(NOTEBOOKS)

# JupyterLab and the dashboard in a real Chromium; screenshots in build/browser
test-browser: $(READY) $(BROWSER_READY)
	$(BIN)/python -m pytest -m browser -rs tests/browser

# the report disturbed many times: kill -9 at random moments, full disks, runs at once (GUIHUA_SEED: another order)
test-faults: $(READY)
	GUIHUA_FAULTS=$${GUIHUA_FAULTS:-200} $(BIN)/python -m pytest -s tests/faults

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

lab: $(READY)
	$(BIN)/jupyter lab notebooks

# the page of 7_explore without its code, for anybody at this machine: no token, nobody else can reach it
dashboard: $(READY)
	JUPYTER_PATH=src/analysis/explore $(BIN)/voila notebooks/7_explore.ipynb --Voila.ip=127.0.0.1 \
		--template=guihua --theme=light --strip_sources=True $(VOILA_OPTIONS)

bench: $(READY)
	$(BIN)/python benchmarks/report_floor.py
	$(BIN)/python benchmarks/report_whole.py
	$(BIN)/python benchmarks/planted_errors.py
	$(BIN)/python benchmarks/growth_table.py
	$(BIN)/python benchmarks/commitments.py
	$(BIN)/python benchmarks/audit_documents.py
	$(BIN)/python benchmarks/m3_yearly.py
	$(BIN)/python benchmarks/panel_speed.py

# run every notebook in place, with the volatile parts of its metadata removed
notebooks: $(READY)
	$(BIN)/python -m analysis.report.refresh $(NOTEBOOKS)

# pages of real reports as pictures, for docs/gallery
.PHONY: gallery
gallery: $(READY)
	$(BIN)/python docs/gallery/draw.py

# resolve pyproject.toml again, for every platform, with hashes and without addresses
lock:
	uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --upgrade --generate-hashes \
		--no-header --no-annotate --no-emit-index-url --no-emit-find-links --output-file requirements.lock
	uv pip compile requirements-browser.in --constraint requirements.lock --universal --python-version 3.11 \
		--upgrade --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
		--output-file requirements-browser.lock

clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis build/browser
	find reports -mindepth 1 -maxdepth 1 -type d -exec rm -rf {} +

# The environment: exactly the locked versions (checked by hash), then this project itself, editable.
# --no-deps: the lock is complete, and deliberately lacks what pyproject.toml overrides.
$(READY): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "guihua needs Python >= 3.11; none found (set PYTHON=/path/to/python3)" >&2; exit 2; }
	@if command -v uv >/dev/null 2>&1; then \
		uv venv --quiet --allow-existing --python "$(PYTHON)" .venv && \
		uv pip install --quiet --python $(BIN)/python --require-hashes --no-deps --compile-bytecode -r requirements.lock && \
		uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e . ; \
	else \
		"$(PYTHON)" -m venv .venv && \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock && \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e . ; \
	fi
	@touch $@

# what make test-browser needs besides, and nothing else does
$(BROWSER_READY): $(READY) requirements-browser.lock
	@if command -v uv >/dev/null 2>&1; then \
		uv pip install --quiet --python $(BIN)/python --require-hashes --no-deps -r requirements-browser.lock; \
	else \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps \
			-r requirements-browser.lock; \
	fi
	@touch $@

# guihua: two commands set everything up on a fresh machine: `make report` and `make test`.
PLAN ?= sanmen-civil-affairs-14
YEAR ?= 2025
REPORT_LANG ?= zh
# the first Python >= 3.11 that really runs; PYTHON=… overrides
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
READY := .venv/.ready
NOTEBOOKS := $(wildcard notebooks/*.ipynb)

.PHONY: report test lint lab bench notebooks lock clean

report: $(READY)
	$(BIN)/guihua report $(PLAN) --year $(YEAR) --lang $(REPORT_LANG)

test: $(READY) lint
	$(BIN)/python -m pytest
	$(BIN)/python -m pytest --nbval --nbval-current-env --nbval-sanitize-with tests/nbval.cfg $(NOTEBOOKS)

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

lab: $(READY)
	$(BIN)/jupyter lab notebooks

bench: $(READY)
	$(BIN)/python benchmarks/report_floor.py
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

clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis
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

# make setup   installs everything for development into this folder
# make test    all tests        make check   format, lint, types, import direction, generated client, no registry hosts
# make fmt     formats          make e2e     the browser test alone          make clean   removes what was made, not the data

SHELL := /bin/sh
PY := ../.venv/bin
NPM := sh scripts/npm.sh
# Test workers: as many as cores, at most four.
WORKERS ?= $(shell n=$$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2); [ $$n -gt 4 ] && n=4; echo $$n)

.PHONY: setup test test-backend test-frontend e2e check check-backend check-frontend fmt clean third-party

setup:
	@sh scripts/setup.sh dev

test: test-backend test-frontend e2e

test-backend: setup
	cd backend && $(PY)/python -P -m pytest -n $(WORKERS) --dist loadgroup -q

test-frontend: setup
	$(NPM) test

e2e: setup
	@if chromium=$$(sh scripts/chromium.sh); then \
		CHROMIUM="$$chromium" $(NPM) run e2e; \
	else \
		echo "The browser test is skipped: no Chromium was found (on Debian: apt-get install chromium)."; \
	fi

check: check-backend check-frontend

check-backend: setup
	@sh scripts/no_registry_hosts.sh
	.venv/bin/python scripts/third_party.py --check
	cd backend && $(PY)/ruff format --check . && $(PY)/ruff check . && $(PY)/mypy && $(PY)/lint-imports

check-frontend: setup
	$(NPM) run check

fmt: setup
	cd backend && $(PY)/ruff format . && $(PY)/ruff check --fix .
	$(NPM) run format

clean:
	rm -rf .venv .node frontend/node_modules frontend/dist frontend/test-results frontend/playwright-report
	find backend -name __pycache__ -type d -prune -exec rm -rf {} +
	rm -rf backend/.mypy_cache backend/.ruff_cache backend/.pytest_cache backend/.hypothesis backend/.import_linter_cache
	@echo "The data (data/) and the models (.models/) are left."

# The tables of THIRD_PARTY.md, anew from the lock files.
third-party: setup
	.venv/bin/python scripts/third_party.py

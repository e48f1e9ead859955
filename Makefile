# make setup   installs everything for development into this folder
# make test    all tests        make check   format, lint, types, import direction, generated client, no registry hosts
# make bench-ingest DATA=folder   how fast a folder becomes searchable, and how much of the time went into reading it
# make bench-search DATA=folder   search quality on a judged collection (BEIR's layout); MORE="--ablations --no-answer"
# make fmt     formats          make e2e     the browser test alone          make clean   removes what was made, not the data

SHELL := /bin/sh
PY := ../.venv/bin
NPM := sh scripts/npm.sh
# Test workers: as many as cores, at most four.
WORKERS ?= $(shell n=$$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2); [ $$n -gt 4 ] && n=4; echo $$n)

.PHONY: setup test test-backend test-frontend e2e check check-backend check-frontend fmt clean third-party sbom k8s-check monitoring-check bench-search bench-ingest

# `make` alone is `make setup`.
.DEFAULT_GOAL := setup
include docker/docker.mk

setup:
	@sh scripts/setup.sh dev

test: test-backend test-frontend e2e

test-backend: setup
	cd backend && $(PY)/python -P -m pytest -n $(WORKERS) -q

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

bench-search:
	@sh scripts/setup.sh run >&2
	@test -n "$(DATA)" || { echo "Say which collection: make bench-search DATA=folder" >&2; exit 2; }
	@data=$$(cd "$(DATA)" && pwd) && cd backend && PYTHONPATH=. $(PY)/python -P -m benchmarks.search_quality "$$data" $(MORE)

# Asks before it deletes the containers' data.
clean:
	@if [ -f .env ]; then sh scripts/docker.sh clean; fi
	rm -rf .venv .node frontend/node_modules frontend/dist frontend/test-results frontend/playwright-report
	find backend -name __pycache__ -type d -prune -exec rm -rf {} +
	rm -rf backend/.mypy_cache backend/.ruff_cache backend/.pytest_cache backend/.hypothesis backend/.import_linter_cache
	@echo "The data (data/) and the models (.models/) are left."

# The tables of THIRD_PARTY.md, anew from the lock files.
third-party: setup
	.venv/bin/python scripts/third_party.py

# Tools of their own, apart from what runs.
.tools/bin/python: scripts/tools.lock
	python3 -m venv .tools
	.tools/bin/python -m pip install --disable-pip-version-check --quiet --no-deps --require-hashes -r scripts/tools.lock
	@touch $@

# What Bowerbird is made of, as CycloneDX: sbom/python.cdx.json and sbom/web.cdx.json, from the lock files.
sbom: .tools/bin/python
	mkdir -p sbom
	.tools/bin/cyclonedx-py requirements --output-reproducible --of JSON -o sbom/python.cdx.json backend/requirements.lock
	$(NPM) sbom --silent --legacy-peer-deps --sbom-format cyclonedx --omit dev --package-lock-only > sbom/web.cdx.json

# The Kubernetes manifests against the schemas of these releases, without a cluster.
K8S_RELEASES ?= 1.31 1.37
KUSTOMIZE ?= $(shell command -v kustomize >/dev/null 2>&1 && echo kustomize build || echo kubectl kustomize)
k8s-check: .tools/bin/python
	@set -e; built=$$(mktemp); for each in base example; do \
		$(KUSTOMIZE) docker/k8s/$$each > "$$built"; \
		for release in $(K8S_RELEASES); do \
			echo "docker/k8s/$$each against Kubernetes $$release"; \
			.tools/bin/kubernetes-validate --strict --quiet -k $$release "$$built"; \
		done; \
	done; rm -f "$$built"

# How fast a folder becomes searchable, and how much of the time went into reading it: make bench-ingest DATA=dir; MORE="--sample 4" takes every fourth file
bench-ingest: setup
	@test -n "$(DATA)" || { echo "Say which folder: make bench-ingest DATA=folder" >&2; exit 2; }
	@data=$$(cd "$(DATA)" && pwd) && cd backend && PYTHONPATH=. $(PY)/python -P -m benchmarks.ingest "$$data" $(MORE)

# The alert rules and their tests; promtool is in Debian's package `prometheus`.
monitoring-check:
	promtool check rules docker/monitoring/alerts.yml
	promtool test rules docker/monitoring/alerts_test.yml

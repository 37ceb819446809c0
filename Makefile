# Short names for what bin/ and the tools do. Nothing here is needed to run or to test.
.DEFAULT_GOAL := help
.PHONY: help setup run test check fix migration demo books bench lock vendor

PYTHON := .venv/bin/python
FLASK := $(PYTHON) -m flask --app wsgi
LOCK := uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
	--no-emit-index-url --custom-compile-command "make lock"

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /\1	/p' Makefile | expand -t 12

setup: ## make .venv with everything that tests and checks need
	bin/setup --dev

run: ## serve the market at http://127.0.0.1:8000
	bin/run

test: ## run the tests: make test ARGS="tests/ground -x"
	bin/test $(ARGS)

check: setup ## style, types, storeys, templates and tests
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy
	.venv/bin/lint-imports --no-logo
	$(PYTHON) -m djlint app --lint --quiet
	bin/test

fix: setup ## put imports and format in order
	$(PYTHON) -m ruff check --fix .
	$(PYTHON) -m ruff format .

migration: setup ## draft the next migration: make migration NAME=parcels_pickup_code
	$(PYTHON) tools/write_migration.py $(NAME)

demo: ## fill an empty database with the demonstration
	$(FLASK) schema upgrade
	$(FLASK) demo fill

books: ## check that every account of the ledger balances
	$(FLASK) books check

bench: setup ## measure against bare servers and databases, print ratios
	$(PYTHON) -m bench

lock: ## lock again after a change in requirements*.in (needs uv)
	$(LOCK) requirements.in -o requirements.txt
	$(LOCK) requirements-dev.in -o requirements-dev.txt

vendor: setup ## fetch the files that others wrote and we keep (needs npm)
	$(PYTHON) tools/vendor.py

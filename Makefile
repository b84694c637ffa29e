# Portico needs Python 3.11 or newer and make; everything else is installed into .venv.

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& { echo $$p; break; }; done)
BIN := .venv/bin
WORKERS ?= 2
export PYTHONDONTWRITEBYTECODE =

.DEFAULT_GOAL := help
.PHONY: help run test unit e2e faults fuzz check format lock clean runtime dev assets

help: ## List every target
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

run: runtime assets ## Install, build and start everything; stop with Ctrl-C
	@exec $(BIN)/portico run

test: dev assets ## Run every test: unit, contract, architecture, scenario, real browser
	@$(BIN)/pytest -n $(WORKERS) $(ARGS)

unit: dev assets ## Run the tests that need no browser
	@$(BIN)/pytest -n $(WORKERS) --ignore=e2e $(ARGS)

e2e: dev assets ## Run the tests in a real browser
	@$(BIN)/pytest -n $(WORKERS) e2e $(ARGS)

faults: dev assets ## Kill processes while people order and pay; COUNT kills (100), SEED repeats a run
	@COUNT=$(or $(COUNT),100) $(if $(SEED),SEED=$(SEED)) $(BIN)/pytest -n 0 -s tests/faults $(ARGS)

fuzz: dev assets ## Send what nobody should send; COUNT examples of each kind (2000), MUTANTS documents (100000), SEED repeats a run
	@COUNT=$(or $(COUNT),2000) MUTANTS=$(or $(MUTANTS),100000) $(if $(SEED),SEED=$(SEED)) $(BIN)/pytest -n 0 -s tests/fuzz tests/runtime/test_mutants.py tests/portal_config/test_fuzz.py tests/portal_config/test_edits_laws.py tests/portal_config/test_diff.py tests/portal_config/test_merge.py tests/form_schemas/test_submission.py $(ARGS)
	@COUNT=$(or $(COUNT),100000) $(if $(SEED),SEED=$(SEED)) $(BIN)/pytest -n 0 -s tests/portal_config/expressions $(ARGS)

.PHONY: words
words: dev ## Gather the portal's own sentences into words/*.po, and say how many lack a translation
	@$(BIN)/python tools/gather_words.py

.PHONY: gallery
gallery: dev assets ## Take a picture of every screen, wide and narrow, light and dark, into test-results/gallery
	@$(BIN)/python -m e2e.gallery

.PHONY: bench
bench: runtime assets ## Measure speed and memory as in production; BENCH_FRESH=1 also times a fresh clone
	@$(BIN)/python -m bench.run

check: dev ## Check format, lint, types, import contracts and migrations
	@$(BIN)/ruff format --check
	@$(BIN)/ruff check
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python tools/check_migrations.py

format: dev ## Format the Python files and mend what can be mended
	@$(BIN)/ruff format
	@$(BIN)/ruff check --fix

lock: dev ## Lock the newest allowed Python packages into requirements/*.txt
	@$(BIN)/python tools/lock.py

clean: ## Remove environment, builds and caches; the data in var stays
	@rm -rf .venv assets/node_modules assets/dist build test-results *.egg-info
	@rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

runtime dev:
	@test -n "$(PYTHON)" || { echo "Portico needs Python 3.11 or newer: install it, or name it: make run PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) tools/set_up.py $@

assets: | runtime ## Install what runs and build the front end, without starting anything
	@$(BIN)/python tools/build_assets.py

# Two commands matter: `make run` and `make test`.
PYTHON ?= python3
BIN := .venv/bin
export PORT ?= 8000

.PHONY: run test check install format lock bench demo fuzz

run: install
	@$(BIN)/python manage.py up

test: check
	$(BIN)/python -m pytest -n 2 --dist loadfile

check: install
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/python -W ignore manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py translations --check

install:
	@$(PYTHON) scripts/setup.py

format: install
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

demo: install
	@$(BIN)/python manage.py demo --json

fuzz: install
	FUZZ_EXAMPLES=500 HYPOTHESIS_PROFILE=default $(BIN)/python -m pytest -q --timeout 3600 tests/clients/test_schemathesis.py

bench: install
	$(BIN)/python -m bench

lock: install
	for name in requirements requirements-dev requirements-embedded; do \
		UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile --quiet --generate-hashes \
		--no-emit-index-url --no-emit-find-links --python-version 3.11 --universal \
		$$name.in -o $$name.txt || exit 1; done

# Every target starts from a fresh clone: it makes the environment it needs first.
PORT ?= 8000
HOMES ?= 2500
SEED ?= 1
PYTHON ?= python3
BIN := .venv/bin
export UV_PYTHON_DOWNLOADS := never
# Trust what the machine trusts, so that it also works behind an own certificate authority.
export UV_SYSTEM_CERTS := true
export UV_NATIVE_TLS := true

.PHONY: demo test check fix bench diagrams docs translations environment

environment: .venv/.ready

.venv/.ready: pyproject.toml uv.lock
	@echo "1/3 Making the environment in .venv (half a minute the first time)" >&2
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@$(BIN)/uv sync --frozen --all-groups --no-group bench
	@touch $@

translations: environment
	@$(BIN)/python tools/translations.py --compile

demo: environment translations
	@tools/demo.sh "$(PORT)" "$(HOMES)" "$(SEED)" "$(FRESH)"

test: environment translations
	@tools/test.sh

check: environment translations
	$(BIN)/ruff format --check conftest.py src tests bench tools
	$(BIN)/ruff check conftest.py src tests bench tools
	$(BIN)/djlint src --lint --quiet
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py check
	$(BIN)/python tools/translations.py --check
	$(BIN)/python tools/diagrams.py --check

fix: environment
	$(BIN)/ruff format conftest.py src tests bench tools
	$(BIN)/ruff check --fix conftest.py src tests bench tools
	$(BIN)/python tools/translations.py

bench: environment translations
	@$(BIN)/uv sync --frozen --all-groups
	@tools/bench.sh

diagrams: environment
	$(BIN)/python tools/diagrams.py

docs: diagrams
	@echo "The guides in docs/ are run as tests: make test"

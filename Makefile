# Needs git, make and Python ≥ 3.11. The environment is made on first use, and again when the lock changes.
VENV := .venv
PYTHON ?= python3
UV ?= uv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PORT ?= 8001

.PHONY: demo test lint browse bench accuracy render ocr lock clean

demo: $(READY)
	@$(BIN)/python -m tests.demo_portal.demo

test: lint
	$(BIN)/python -m pytest

lint: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

browse: $(READY)
	@$(BIN)/python -m storage.browse --port $(PORT)

bench: $(READY)
	@$(BIN)/python -m tests.bench $(ARGS)

accuracy: $(READY)
	@$(BIN)/python -m tests.accuracy.run $(ARGS)

# For maintainers: pins every dependency with its hashes; the files hold no address.
COMPILE = $(UV) pip compile pyproject.toml --generate-hashes --no-emit-index-url --no-emit-find-links --universal --no-header
lock:
	$(COMPILE) --extra browse --extra dev -o requirements.lock
	$(COMPILE) --extra render --constraint requirements.lock -o requirements-render.lock
	$(COMPILE) --extra ocr --constraint requirements.lock -o requirements-ocr.lock

INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r
# The optional extra that runs pages through the system's Chromium, for portal files that say `render`.
render: $(READY)
	@$(INSTALL) requirements-render.lock

# The optional extra that reads scans and pictures; its models are in the packages.
ocr: $(READY)
	@$(INSTALL) requirements-ocr.lock

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "需要 Python 3.11 或更新 / Python 3.11 or newer is needed (make PYTHON=python3.12 …)"; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV) || \
		{ echo "建不成虚拟环境。Debian、Ubuntu：apt install python3-venv / cannot make a virtual environment"; exit 1; }
	@echo "安装依赖…… / installing dependencies …"
	@$(INSTALL) requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache nianbao.egg-info

# Every target makes its own set-up: a fresh machine needs Python 3.11+, make and git.
SHELL := /bin/bash
.DEFAULT_GOAL := help

HOST ?= 127.0.0.1
PORT ?= 8000
WORKERS ?= 2
ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
# A stamp names what it was made from: other requirements or another folder, another stamp.
key = $(shell { cat $(1); pwd; } | cksum | tr -dc '0-9')
MADE := $(VENV)/made-$(call key,/dev/null)
RUN_STAMP := $(VENV)/installed-run-$(call key,requirements.txt)
DEV_STAMP := $(VENV)/installed-dev-$(call key,requirements.txt requirements-dev.txt)
LINKED := $(VENV)/linked-$(call key,pyproject.toml requirements.in)
# Where the Python behind the environment is gone, its stamps are lies.
$(shell [ -x $(BIN)/python ] || rm -f $(VENV)/made-* $(VENV)/installed-* $(VENV)/linked-*)

# LightGBM and BLAS would each start a thread per core in every test process.
ONE_THREAD := OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MKL_NUM_THREADS=1

.NOTPARALLEL:
.PHONY: run test check bench peers cluster lab docs lock format clean help chromium

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(RUN_STAMP) $(LINKED) ## Install, prepare and serve the E Station (HOST, PORT)
	@exec $(BIN)/hangcuang serve --host $(HOST) --port $(PORT)

test: $(DEV_STAMP) $(LINKED) chromium ## Install and run all tests (ARGS="tests/engine -k code", WORKERS)
	@$(ONE_THREAD) $(BIN)/python -m pytest -n $(WORKERS) -rs --durations=10 $(ARGS)

check: $(DEV_STAMP) $(LINKED) ## Lint, format, types, import rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

bench: $(DEV_STAMP) $(LINKED) ## Measure ours beside its peers and print the ratios
	@$(ONE_THREAD) $(BIN)/python -m tests.bench

peers: $(DEV_STAMP) $(LINKED) ## Install what `hangcuang benchmark` compares with

cluster: $(DEV_STAMP) $(LINKED) ## Install what `--dask` needs

lab: $(DEV_STAMP) $(LINKED) ## Open the notebooks of the risk team in JupyterLab
	@exec $(BIN)/jupyter lab --ip=127.0.0.1 --ServerApp.root_dir=notebooks

docs: $(RUN_STAMP) ## Write FEATURES.md from the code
	@$(BIN)/python -m api.feature_page

format: $(DEV_STAMP) ## Mend what ruff can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: ## Pin every requirement by version and hash again (needs uv)
	@command -v uv >/dev/null || { echo "make lock needs uv, the locker of requirements." >&2; exit 1; }
	uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 \
	    requirements.in --output-file requirements.txt
	uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 \
	    --constraints requirements.txt requirements-dev.in --output-file requirements-dev.txt

clean: ## Remove the set-up and the caches (var/, your data, stays)
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis \
	    .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(MADE):
	@$(find_python); echo "Making $(VENV) with $$("$$python" --version) ..."; \
	    rm -rf $(VENV) && "$$python" -m venv $(VENV) && touch $@

# Old stamps go first, so that an interrupted installation leaves none.
$(RUN_STAMP): | $(MADE)
	@rm -f $(VENV)/installed-*
	@$(call install,requirements.txt)
	@touch $@

$(DEV_STAMP): | $(MADE)
	@rm -f $(VENV)/installed-*
	@$(call install,requirements-dev.txt)
	@touch $(RUN_STAMP) $@

# The command `hangcuang` itself, built without a network by the pinned setuptools.
$(LINKED): | $(MADE)
	@rm -f $(VENV)/linked-*
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-index \
	    --no-build-isolation --editable .
	@touch $@

chromium:
	@for browser in "$$CHROMIUM" chromium chromium-browser google-chrome google-chrome-stable; do \
	    command -v "$$browser" >/dev/null && exit 0; done; \
	root=; [ "$$(id -u)" = 0 ] || root="sudo -n"; \
	if command -v apt-get >/dev/null && $$root true 2>/dev/null; then \
	    echo "Installing Chromium and a Chinese font for the page tests ..."; \
	    $$root apt-get update -qq && $$root env DEBIAN_FRONTEND=noninteractive apt-get install \
	        -y -qq --no-install-recommends chromium fonts-noto-cjk >$(VENV)/apt.log && exit 0; fi; \
	echo "No Chromium here and no right to install it: the page tests skip (with CI=true: fail)." \
	    "Install chromium and fonts-noto-cjk, or name a browser: make test CHROMIUM=..." >&2

# Sets `python` to the first interpreter that will do, or says what is missing.
define find_python
why="no python3 was found"; \
for python in "$$PYTHON" python3 python3.13 python3.12 python3.11; do \
    "$$python" -c '' 2>/dev/null || continue; \
    if ! "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then \
        why="$$python is $$("$$python" --version)"; \
    elif ! "$$python" -c 'import venv, ensurepip' 2>/dev/null; then \
        why="$$python lacks venv or ensurepip (on Debian and Ubuntu: apt-get install python3-venv)"; \
    else why=; break; fi; \
done; \
[ -z "$$why" ] || { echo "Python 3.11 or newer with venv is needed: $$why." \
    "Name another one by: make PYTHON=..." >&2; exit 1; }
endef

# pip's own words go to a log; people see a count and the name at work, and all from the first error on.
define install
set -o pipefail; total=$$(grep -c '^[A-Za-z0-9]' $(1)); tty=0; [ -t 1 ] && tty=1; \
echo "Installing $$total pinned packages (once; some minutes on a slow line) ..."; \
PYTHONUNBUFFERED=1 $(BIN)/python -m pip install --disable-pip-version-check \
    --only-binary :all: --require-hashes --requirement $(1) 2>&1 | tee $(VENV)/pip.log \
| awk -v total=$$total -v tty=$$tty ' \
    function show(text) { if (tty) printf "\r\033[K  %s", text; fflush() } \
    /^Ignoring/ { n++ } \
    /^(Collecting|Requirement already)/ { n++; show(n " of " total "  " $$2) } \
    /^(ERROR|Traceback)/ { failed = 1 } failed { print > "/dev/stderr" } \
    /^Installing collected/ { show("unpacking " total " packages ...") } \
    END { if (tty) printf "\r\033[K" }'
endef

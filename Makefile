# `make` prints the targets. Needs python3 (3.11 or newer), make and git; everything else goes into .venv/.
SHELL       := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS   += --no-print-directory

PYTHON  ?= python3
PORT    ?= 8501
ADDRESS ?= 127.0.0.1
# Arguments of pytest and of the benchmarks: make test PYTEST_ARGS="-k dates", make bench BENCH_ARGS="import"
PYTEST_ARGS ?=
# How many tests outside the browser run side by side.
WORKERS     ?= 2
BENCH_ARGS  ?= all
# What `make quick` runs.
QUICK       := tests/domain tests/test_docs.py tests/test_drawn.py tests/data_loaders/cells tests/data_loaders/days tests/data_loaders/states tests/data_loaders/text
# What a new migration does, in a few words: make migration NAME="a column for the weather"
NAME        ?=

BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input
# With a folder of wheels (README, "Without internet") nothing is fetched: make run WHEELS=wheelhouse
WHEELS ?=
ifneq ($(WHEELS),)
PIP += --no-index --find-links $(WHEELS)
endif
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo "sudo -n")
APT  := env DEBIAN_FRONTEND=noninteractive apt-get

.PHONY: help run dev prepare test quick check cover browser bench sample migration lock hooks drawn fmt clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: prepare ## start the dashboard at http://localhost:8501 (PORT=, ADDRESS=0.0.0.0, DASHBOARD_DB=)
	@echo "看板已启动：http://localhost:$(PORT)  （按 Ctrl+C 停止）"
	@exec $(BIN)/streamlit run app.py --server.port "$(PORT)" --server.address "$(ADDRESS)" </dev/null

dev: .venv/.dev prepare ## the same for developers: pages reload when a file is saved, errors are shown in full
	@echo "看板已启动（开发）：http://localhost:$(PORT)  （按 Ctrl+C 停止）"
	@exec $(BIN)/streamlit run app.py --server.port "$(PORT)" --server.address "$(ADDRESS)" \
		--server.fileWatcherType poll --server.runOnSave true --client.showErrorDetails full --logger.level info </dev/null

prepare: .venv/.run
	@$(BIN)/python -m data_loaders --prepare </dev/null

# The tests in the browser run by themselves: Playwright keeps an event loop in the process that drives it. 5 is pytest's "no test
# was chosen", which PYTEST_ARGS may cause in one of the two.
test: .venv/.dev browser check ## run every check and every test, the ones in a real browser included
	@ran=; failed=; for part in "not e2e" e2e; do \
		[ "$$part" = e2e ] && beside="-n 0" || beside="-n $(WORKERS) --dist loadfile"; \
		$(BIN)/python -m pytest -m "$$part" $$beside $(PYTEST_ARGS) </dev/null && ran=yes || [ $$? = 5 ] || failed=yes; \
	done; [ -z "$$failed" ] || exit 1; [ "$$ran" ] || { echo "no test was chosen"; exit 1; }

quick: .venv/.dev check ## what a change of one rule needs, in under a minute: the checks and the tests of the rules and of cells
	@$(BIN)/python -m pytest -m "not e2e and not slow" --hypothesis-profile quick -n $(WORKERS) --dist loadfile $(QUICK) $(PYTEST_ARGS) </dev/null

cover: .venv/.dev ## which lines and branches no test outside the browser runs: coverage/index.html
	@$(BIN)/coverage erase
	@$(BIN)/coverage run --parallel-mode -m pytest -m "not e2e" -n 0 $(PYTEST_ARGS) </dev/null
	@$(BIN)/coverage combine --quiet
	@$(BIN)/coverage html --quiet --directory coverage
	@$(BIN)/coverage report --skip-covered --sort=cover | tail -n 40

check: .venv/.dev ## only the checks that run no test: ruff, mypy, import-linter
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet . || { echo "not formatted; make fmt mends it:"; $(BIN)/ruff format --check .; }
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo

bench: .venv/.dev ## measure speed and memory against references in the same run (BENCH_ARGS="import")
	@$(BIN)/python -m benchmarks $(BENCH_ARGS) </dev/null

sample: .venv/.run ## write the workbooks of the invented county anew (same seed, same bytes)
	@$(BIN)/python -m sample_data </dev/null

migration: .venv/.dev ## begin a change of the database: make migration NAME="what it does"
	@$(BIN)/python -m database.migrations "$(NAME)" </dev/null

lock: .venv/.dev ## write requirements.lock and requirements-dev.lock anew after a change of the requirements
	@for part in requirements requirements-dev; do \
		$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
			--custom-compile-command "make lock" $$part.txt --output-file $$part.lock; \
	done

hooks: .venv/.dev ## run the checks before every commit (.pre-commit-config.yaml)
	@$(BIN)/pre-commit install

drawn: .venv/.dev ## draw the pages of docs/ that show what the code says (tree, figures, states, datasets, settings, forms)
	@$(BIN)/python -m tests.drawn </dev/null

fmt: .venv/.dev ## format the code and mend what ruff can mend
	@$(BIN)/ruff check --quiet --fix . || true
	@$(BIN)/ruff format .

clean: ## remove .venv and caches; the database in data/ stays
	@rm -rf .venv coverage .coverage .coverage.* .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The environment. Each stamp is newer than the list it was installed from, so that a start without changes installs nothing.
.venv/bin/python:
	@command -v $(PYTHON) >/dev/null || { echo "找不到 $(PYTHON)。请先安装 Python 3.11 或更高版本。"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "需要 Python 3.11 或更高版本，当前为 $$($(PYTHON) -V 2>&1)。可用 make run PYTHON=python3.11 指定。"; exit 1; }
	@if ! $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null; then \
		echo "缺少 python3-venv，正在安装 …"; \
		{ $(SUDO) $(APT) update -qq && $(SUDO) $(APT) install -y -qq --no-install-recommends python3-venv; } </dev/null >/dev/null || \
		{ echo "安装失败。请由管理员执行：apt-get install python3-venv"; exit 1; }; \
	fi
	@$(PYTHON) -m venv .venv

.venv/.run: requirements.lock | .venv/bin/python
	@echo "正在安装运行所需的软件包（仅首次或版本变动时）…"
	@$(PIP) --require-hashes -r requirements.lock </dev/null
	@touch $@

.venv/.dev: requirements.lock requirements-dev.lock | .venv/bin/python
	@echo "正在安装检查和测试所需的软件包（仅首次或版本变动时）…"
	@$(PIP) --require-hashes -r requirements-dev.lock </dev/null
	@touch $@ .venv/.run

# A browser and a Chinese font for the tests that look at real screens. CHROMIUM=/path/to/chrome names another one.
browser:
	@need=""; \
	[ -n "$${CHROMIUM:-}" ] || command -v chromium chromium-browser google-chrome >/dev/null || need="chromium"; \
	{ command -v fc-list >/dev/null && [ -n "$$(fc-list :lang=zh-cn family)" ]; } || need="$$need fontconfig fonts-noto-cjk"; \
	[ -z "$$need" ] && exit 0; \
	command -v apt-get >/dev/null || { echo "make test needs a browser and a Chinese font; please install: $$need"; exit 1; }; \
	echo "installing $$need …"; \
	{ $(SUDO) $(APT) update -qq && $(SUDO) $(APT) install -y -qq --no-install-recommends $$need; } </dev/null >/dev/null || \
		{ echo "make test needs:$$need - install as root: apt-get install -y $$need"; exit 1; }

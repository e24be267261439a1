# 政图 Zhengtu. `make demo` and `make test` need python3 (3.11 or newer) and the package registry, and nothing else:
# they make .venv with the locked versions first. `make` alone lists the targets.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Extras that the tests need and that nobody has to download who does not use them: make test EXTRAS='--extra spark'
EXTRAS ?=
STORE := demo/store
PICTURE := demo/network.html
ZHENGTU := $(BIN)/zhengtu

# The environment is .venv and no other, whatever is active in the shell; uv takes the interpreter named here.
export UV_PROJECT_ENVIRONMENT := $(VENV)
export UV_PYTHON := $(PYTHON)
export UV_PYTHON_DOWNLOADS := never
unexport VIRTUAL_ENV
# Where the system keeps certificates, its own are trusted too (a company's proxy, say), as pip does.
ifneq ($(wildcard /etc/ssl/certs/ca-certificates.crt),)
export UV_SYSTEM_CERTS := 1
endif
# The demo's output is Chinese; an old locale must not garble it.
export PYTHONUTF8 := 1

.PHONY: help demo test nightly benchmarks check fix lint types imports tests docs wheel sbom clean

help:
	@echo '  make demo    读入 examples/，说出谁牵头什么，画图    read examples/, say who leads what, draw the network'
	@echo '  make test    全部检查                               every check: lint, types, import direction, tests'
	@echo '  make nightly 耗时的检查                             the checks that take long: ten thousand documents'
	@echo '  make benchmarks  逐项测速，约一小时                 every benchmark, about an hour: a table and JSON'
	@echo '  make check   只查不改：格式、类型、导入方向         lint, types and import direction; writes nothing'
	@echo '  make fix     自动修正格式                           mend what ruff can mend'
	@echo '  make docs    编写好的文档到 site/                   build the documentation into site/'
	@echo '  make wheel   打包到 dist/，附依赖清单               build the wheel into dist/, with a list of what it needs (SBOM)'
	@echo '  make clean   删除以上所建                           remove what these have made'

# ---- the environment

$(VENV)/.synced: pyproject.toml uv.lock | .uv/bin/uv
	@.uv/bin/uv sync --quiet --frozen $(EXTRAS)
	@touch $@

.uv/bin/uv:
	@command -v $(PYTHON) > /dev/null || { echo '$(PYTHON): not found; install Python 3.11 or newer' >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "$(PYTHON) is $$($(PYTHON) -V 2>&1); Zhengtu needs Python 3.11 or newer: make PYTHON=python3.12 ..." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2> /dev/null || { \
	  echo '$(PYTHON) cannot make a venv; on Debian and Ubuntu: apt-get install python3-venv' >&2; exit 1; }
	@echo '建立环境 setting up .venv (once, about a minute)'
	@$(PYTHON) -m venv .uv && .uv/bin/python -m pip install --quiet --disable-pip-version-check uv

# ---- the demo

# Says a command, then runs it.
define run
@echo; echo '$$ $(1)'; $(1)
endef

demo: $(VENV)/.synced
	@mkdir -p demo
	$(call run,$(ZHENGTU) load examples/ --store $(STORE))
	$(call run,$(ZHENGTU) leads 市工业和信息化局 --store $(STORE))
	$(call run,$(ZHENGTU) who 动力电池回收 --store $(STORE))
	$(call run,$(ZHENGTU) targets --year 2028 --indicator 绿色 --store $(STORE))
	$(call run,$(ZHENGTU) summary --store $(STORE) | head -n 12)
	$(call run,$(ZHENGTU) draw -o $(PICTURE) --store $(STORE))
	@echo
	@echo '库 store    $(STORE)'
	@echo '图 picture  $(PICTURE)（用浏览器打开，不需联网 open it in a browser; no network needed）'
	@echo '再问 ask on $(ZHENGTU) who 加装电梯 --store $(STORE)'

# ---- the checks

test: check tests

check: lint types imports

lint: $(VENV)/.synced
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --check --quiet .

types: $(VENV)/.synced
	$(BIN)/mypy

imports: $(VENV)/.synced
	$(BIN)/lint-imports --no-logo

tests: $(VENV)/.synced
	$(BIN)/python -m pytest

nightly: $(VENV)/.synced
	$(BIN)/python -m pytest -m nightly

benchmarks: $(VENV)/.synced
	$(BIN)/python -m benchmarks

fix: $(VENV)/.synced
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(VENV)/.synced
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet --config-file docs/mkdocs.yml

wheel: | .uv/bin/uv
	@.uv/bin/uv build --quiet --wheel --clear
	@$(MAKE) --silent sbom

# What the wheel needs, with all extras, as CycloneDX JSON.
SBOM := dist/zhengtu.cdx.json
sbom: | .uv/bin/uv
	@mkdir -p $(dir $(SBOM))
	@.uv/bin/uv export --quiet --frozen --no-dev --all-extras --format cyclonedx1.5 --output-file $(SBOM) > /dev/null

clean:
	rm -rf $(VENV) .uv demo dist site .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# Aula Clara. `make` alone lists what there is. Works from any folder: make -C <path> run
SHELL := /bin/bash
PORT ?= 8000
export PORT PYTHON UPGRADE

.DEFAULT_GOAL := help
.PHONY: help run test test-postgres check lock clean

help: ## Muestra esta lista
	@printf 'Aula Clara\n\n'
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1	\2/p' Makefile | expand -t 24

run: ## Prepara todo y abre el sitio en http://127.0.0.1:8000 (otro puerto: PORT=8080)
	@./scripts/prepare.sh run
	@exec .venv/bin/python scripts/serve.py </dev/null

test: ## Prepara todo y corre la suite completa (opciones: ARGS="-n0 tests/people")
	@./scripts/prepare.sh dev
	@exec .venv/bin/python -m pytest $(ARGS) </dev/null

test-postgres: ## Corre la suite en un servidor de PostgreSQL que se desecha al terminar (mismas opciones)
	@./scripts/prepare.sh dev
	@exec ./scripts/postgres.sh .venv/bin/python -m pytest $(ARGS) </dev/null

check: ## Revisa estilo, capas, plantillas, migraciones y ajustes de producción
	@./scripts/prepare.sh dev
	@exec ./scripts/check.sh

lock: ## Rehace requirements*.txt desde pyproject.toml (UPGRADE=1: a lo más nuevo)
	@./scripts/prepare.sh run
	@./scripts/lock.sh

clean: ## Borra el entorno y lo que se puede volver a hacer; conserva la base de datos y los archivos
	@rm -rf .venv .pytest_cache .ruff_cache .mypy_cache .import_linter_cache .hypothesis var/static var/stamps var/tools var/import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@find site/locale site/locale_packages -name '*.mo' -delete 2>/dev/null || true
	@printf 'Listo. La base de datos sigue en var/; para empezar de cero: rm -rf var\n'

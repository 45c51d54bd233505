# Reelmake's own tasks. `make demo` builds the demo film; `make help` lists the rest.

VENV := .venv
PYTHON := $(VENV)/bin/python
SNAKEMAKE := $(VENV)/bin/snakemake
BENCH := .bench/venv
CLUSTER := .cluster
MUTANTS := .mutants/venv
# A build is many short Pythons: each would compile our modules anew.
unexport PYTHONDONTWRITEBYTECODE
# Keep what hypothesis found in one place.
export HYPOTHESIS_STORAGE_DIRECTORY := .hypothesis

.PHONY: help setup demo test test-fast test-engines test-long test-faults test-cluster demo-cluster cluster coverage mutants lint format lock bench bench-gpu bench-listening docs clean
help: ## List these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "%-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(VENV)/.main ## Create .venv with everything a build needs

$(VENV)/.main: requirements/main.txt scripts/launcher.py
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Reelmake needs Python 3.11 or newer; python3 here is " + sys.version.split()[0])'
	@test -x $(PYTHON) || python3 -m venv $(VENV)
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@{ echo '#!$(abspath $(PYTHON))'; cat scripts/launcher.py; } > $(SNAKEMAKE)
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.main
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

demo: $(VENV)/.main ## Build the demo film in three languages and name the files to open
	@$(PYTHON) scripts/demo.py

# By file, in their order: by itself xdist leaves the slow files, which have few tests, for the end.
IN_PARALLEL := --numprocesses auto --dist loadfile --no-loadscope-reorder

test: $(VENV)/.dev ## Run the tests, but for those of test-long, test-engines and test-cluster
	$(PYTHON) -m pytest $(IN_PARALLEL)

test-fast: $(VENV)/.dev ## Run the unit tests only (under a minute)
	$(PYTHON) -m pytest $(IN_PARALLEL) tests/unit

test-engines: $(VENV)/.dev ## Deploy the engines' environments and run their tests (gigabytes: Chatterbox pins a torch with CUDA)
	$(PYTHON) -m pytest -m environment

test-long: $(VENV)/.dev ## Run the tests on hour-long films (about half an hour)
	$(PYTHON) -m pytest -m 'long and not cluster' -s

# REELMAKE_FAULTS=300 writes the table in docs/faults.md; that takes half an hour.
test-faults: export REELMAKE_FAULTS ?= 100
test-faults: $(VENV)/.dev ## Build and upload under a hundred schedules of faults; read 10,000 hostile inputs
	$(PYTHON) -m pytest --numprocesses auto --dist load tests/faults tests/upload/test_faults.py
	REELMAKE_FUZZ=5000 $(PYTHON) -m pytest tests/hostile

test-cluster: ## Build by a real Slurm, with S3 as storage (apt-get installs Slurm)
demo-cluster: ## Build the demo film by a real Slurm, with S3 and without, and compare and time it (20 minutes)
test-cluster demo-cluster: $(VENV)/.dev $(CLUSTER)/slurm/.main $(CLUSTER)/clouds/.main
	@command -v slurmctld > /dev/null || test -x /usr/sbin/slurmctld || { \
	  test "$$(id -u)" = 0 || { echo "Slurm is missing: sudo apt-get install slurm-wlm munge"; exit 1; }; \
	  apt-get install --yes --no-install-recommends slurm-wlm munge; }
	$(PYTHON) -m pytest -m $(if $(filter demo-cluster,$@),'cluster and long','cluster and not long')

cluster: $(CLUSTER)/slurm/.main ## Set up .cluster/slurm/bin/snakemake, with the plugins for Slurm and S3

# Snakemake loads every plugin it finds at each start, so those for clusters keep out of .venv.
$(CLUSTER)/slurm/.main: requirements/cluster.txt
$(CLUSTER)/clouds/.main: requirements/clouds.txt
$(CLUSTER)/%/.main: $(VENV)/.main scripts/launcher.py
	@test -x $(@D)/bin/python || python3 -m venv $(@D)
	@$(PYTHON) -c 'import sysconfig; print(sysconfig.get_path("purelib"))' \
	  > "$$($(@D)/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/main.pth"
	$(@D)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
	  -r $(filter requirements/%,$^)
	@{ echo '#!$(abspath $(@D))/bin/python'; cat scripts/launcher.py; } > $(@D)/bin/snakemake
	@chmod +x $(@D)/bin/snakemake
	@touch $@

# What single test files ran adds up: `coverage run -m pytest FILE`, then tests/covered.py.
coverage: $(VENV)/.dev ## Run all tests and tell what of scripts/ they ran (twice the time of make test)
	rm -rf .coverage && mkdir .coverage
	$(VENV)/bin/coverage run -m pytest $(IN_PARALLEL) $(ARGS)
	@$(PYTHON) tests/covered.py --missing

# mutmut keeps out of .venv. ARGS="names --sample 60" is one group of modules, 60 mutants of each.
$(MUTANTS)/.main: requirements/mutants.txt $(VENV)/.dev
	@test -x $(MUTANTS)/bin/python || python3 -m venv $(MUTANTS)
	@$(PYTHON) -c 'import sysconfig; print(sysconfig.get_path("purelib"))' \
	  > "$$($(MUTANTS)/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/main.pth"
	$(MUTANTS)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

mutants: $(MUTANTS)/.main ## Change the code in small ways and tell which of them no test notices (hours)
	$(MUTANTS)/bin/python tests/mutation.py $(ARGS)

lint: $(VENV)/.dev ## Check style, types and the workflow
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/snakefmt --check Snakefile rules
	$(VENV)/bin/mypy
	$(VENV)/bin/codespell
	@# Its other advice does not fit: the embedded engines need no environment of their own, input
	@# functions stand beside their rules, and takes are looked up in a folder by name.
	! $(SNAKEMAKE) --lint 2>&1 | grep '^ *\* ' \
	  | grep -vE 'Specify a conda environment|Mixed rules and functions|is a prefix of input or output'

format: $(VENV)/.dev ## Format Python and Snakemake files
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .
	$(VENV)/bin/snakefmt Snakefile rules

lock: $(VENV)/.dev ## Pin every requirement anew, with hashes
	$(PYTHON) -m pip install --quiet uv
	$(VENV)/bin/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --upgrade requirements/main.in -o requirements/main.txt
	$(VENV)/bin/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --upgrade requirements/dev.in -o requirements/dev.txt
	$(VENV)/bin/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --upgrade requirements/bench.in -o requirements/bench.txt
	$(VENV)/bin/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --upgrade requirements/cluster.in -o requirements/cluster.txt
	$(VENV)/bin/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --upgrade requirements/clouds.in -o requirements/clouds.txt
	$(VENV)/bin/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --upgrade requirements/mutants.in -o requirements/mutants.txt

# The peers keep out of .venv: they want other versions. ARGS="--scenes 3 --report .bench" is a try.
$(BENCH)/.main: requirements/bench.txt
	@test -x $(BENCH)/bin/python || python3 -m venv $(BENCH)
	$(BENCH)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

bench: $(VENV)/.main $(BENCH)/.main ## Time Reelmake beside MoviePy, plain ffmpeg and editly (two hours or three)
	$(BENCH)/bin/python -m bench.run --report docs $(ARGS)

# ARGS="--engines zimage --pictures 50" is some of it, ARGS=--tiny a try on any machine.
bench-gpu: $(VENV)/.main ## Measure pictures, music and voices on this machine's GPU (deploys environments, gigabytes)
	$(PYTHON) -m bench.gpu $(ARGS)

# ARGS="--lines 25" is the table in docs/listening.md, ten minutes.
bench-listening: $(VENV)/.main ## Put mistakes into voices by Kokoro and tell which of them the ear names
	PYTHONPATH=scripts $(PYTHON) -m bench.listening $(ARGS)

docs: $(VENV)/.main ## Write the reference pages and the map of rules anew
	@$(PYTHON) scripts/make_docs.py

clean: ## Remove what was built; takes are made anew afterwards. What was uploaded stays known
	test ! -d results || find results -mindepth 1 -maxdepth 1 ! -name uploads -exec rm -rf {} +

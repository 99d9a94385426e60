# The commands of this repository. `make help` lists them; each installs what it needs first (Debian 12, as root or with sudo).
.DEFAULT_GOAL := help
.PHONY: help setup demo build test verify attack e2e bench prove quota-model quota-storm bench-quota lab-up lab-down format tidy clean

help: ## list these commands
	@sed -n 's/^\([a-z0-9-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | column -t -s '|'

setup: ## install the packages that building and testing need
	@.ci/setup

demo: setup ## the product in ten seconds: real AdmissionReviews, and what the webhook answers by policies/
	@cmake --preset release >/dev/null && cmake --build --preset release --target tollgate-webhook && tests/demo/demo.py

build: setup ## the programs, in build/release/bin
	@cmake --preset release >/dev/null && cmake --build --preset release

test: ## build, test and check everything (the last line is the verdict)
	@.ci/run

verify: test ## the same: what CI runs

attack: build ## what hostile clients can do to the port, and that nothing of it stays
	@tests/attack/run

e2e: ## the end-to-end tests alone, on a real Kubernetes and a real Slurm
	@.ci/run --only release e2e

bench: ## what a review costs, beside the physical limit and other servers: a table, and build/bench/results.json
	@.ci/setup bench/packages.txt
	@cmake --preset release >/dev/null && cmake --build --preset release --target bench && bench/run.py

prove: tidy quota-model quota-storm ## what takes too long for every test run: the whole lint, the model, the storm

quota-model: setup ## the quota protocol in thousands of random runs of a model, and each of its parts taken out
	@cmake --preset release >/dev/null && cmake --build --preset release --target quota_model && build/release/bin/quota_model

quota-storm: build ## exact GPU quota on a real API server while replicas die and watches stall, judged from etcd's history
	@tests/storm/run

bench-quota: build ## what exact quota costs a create on a real API server: a table, and build/bench/quota.json
	@cmake --build --preset release --target bench_quota && tests/storm/run bench

lab-up: build ## a real control plane and Slurm with this build registered; says how to use them
	@tests/lab/lab.sh up

lab-down: ## stop the labs and remove their state
	@tests/lab/lab.sh down

format: setup ## format all C++
	@git ls-files -co --exclude-standard '*.cpp' '*.h' | xargs -r clang-format-16 -i

tidy: setup ## lint all C++ that changed since it was last clean, the tests' as well
	@.ci/run --only tidy tidy-tests

clean: ## remove all that was built here (the cache stays)
	@rm -rf build

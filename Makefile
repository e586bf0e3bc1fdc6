# What there is to do with OrgLife. “make” alone lists it.

SHELL := /bin/bash
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

# Where “make install” puts things; DESTDIR is for those who build packages.
PREFIX ?= /usr
SYSCONFDIR ?= /etc
DESTDIR ?=

# The programs need no Swift on the machine that runs them.
RELEASE := swift build -c release --static-swift-stdlib
# For the package: little in memory. Each function a section of its own, so that they can be laid in order and what nobody calls
# is left out; addresses that are filled in at the start packed.
DEB := swift build -c release --scratch-path .build/deb -Xswiftc -Xfrontend -Xswiftc -function-sections -Xswiftc -use-ld=lld \
  -Xlinker --icf=safe -Xlinker -z -Xlinker pack-relative-relocs
SOURCES := Sources plugins Tests Package.swift Fuzz/Sources Fuzz/Package.swift

BUILD_PACKAGES := libsystemd-dev libcurl4-openssl-dev libsqlite3-dev nettle-dev
BENCH_PACKAGES := libical-dev python3-dateutil
TEST_PACKAGES := python3-aiosmtpd python3-dateutil python3-venv openssl zsh fish man-db mandoc
DEB_PACKAGES := patchelf binutils
SYSTEM_PACKAGES := $(DEB_PACKAGES) systemd dbus util-linux iproute2 man-db openssl procps python3 python3-venv

# As many tests at once as there are cores: each has its time limit for itself, not for waiting its turn.
TEST_WIDTH := SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=$(shell nproc)

.PHONY: help run test lint build release deb bench simulate torture fuzz test-system test-system-13 verify-units test-asan test-tsan golden man \
  clean install uninstall need need-tests

help: ## List what can be made.
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: release ## Build, and start the daemon on examples/bureau with its state under .run; Ctrl-C stops it.
	@scripts/run

test: need-tests ## Install what the tests need, and run them.
	swift build --build-tests --explicit-target-dependency-import-check error
	$(TEST_WIDTH) swift test

test-system: need ## Try the units and the package under a real systemd, in machines that are thrown away (root).
	@scripts/need $(SYSTEM_PACKAGES)
	@test -x .build/debug/orglifed || swift build
	@Tests/System/run $(CASES)

test-system-13: TREES := trixie
test-system-13: CASES ?= $(notdir $(wildcard Tests/System/cases/*))
test-system-13: verify-units ## The same on Debian 13, whose tree is downloaded once; TREES=sid for another.

verify-units: need ## Read every unit with the oldest systemd, the newest and some between; CASES=varlink for more than that.
	@scripts/need $(SYSTEM_PACKAGES) mmdebstrap debian-archive-keyring
	@test -x .build/debug/orglifed || swift build
	@TREES='$(TREES)' Tests/System/versions $(CASES)

lint: ## Check the form of every Swift file.
	@scripts/need
	swift format lint --strict --recursive $(SOURCES)

build: need ## Build for working on it: fast to build, with checks.
	swift build

release: need ## Build for use: small, fast, and without a need for Swift where it runs.
	$(RELEASE)

deb: need ## Make the Debian package, .build/orglifed_VERSION_ARCH.deb, with the Swift runtime in it.
	@scripts/need $(DEB_PACKAGES)
	$(DEB)
	@scripts/order .build/deb/release .build/deb/order
	$(DEB) -Xlinker --symbol-ordering-file=$(CURDIR)/.build/deb/order -Xlinker --no-warn-symbol-ordering
	@scripts/deb .build/deb/release .build
	@! command -v lintian >/dev/null || lintian --fail-on error .build/orglifed_*.deb

bench: ## Measure against the limit and against others; see Benchmarks/README.md.
	@scripts/need $(BUILD_PACKAGES) $(BENCH_PACKAGES)
	@PATH=/usr/bin:$$PATH Benchmarks/run

simulate: need ## Play faults of every kind from a seed: make simulate SEED=1 DAYS=60 (SEEDS=100 for more of them).
	@swift build -c release --product orglife-simulate 2>&1 | grep -E "error|warning" || true
	@.build/release/orglife-simulate $(or $(SEED),1) $(or $(DAYS),60) $(SEEDS)

torture: need-tests ## Kill the daemon and its plugins again and again: make torture KILLS=1000
	swift build --build-tests
	ORGLIFE_KILLS=$(or $(KILLS),100) swift test --filter TortureTests

test-asan: need-tests ## The tests under the address sanitizer, in a build folder of its own.
	$(TEST_WIDTH) scripts/sanitize address

test-tsan: need-tests ## The tests under the thread sanitizer, in a build folder of its own.
	$(TEST_WIDTH) scripts/sanitize thread

fuzz: need ## Look for input that a reader does not survive: make fuzz SECONDS=60 (TARGET=yaml for one of them).
	@scripts/fuzz $(or $(SECONDS),60) $(TARGET)

golden: build ## Write the simulated year of the example anew; read the difference before committing it.
	@scripts/golden

man: release ## Write the manual pages into .build/man, from the programs' own help.
	@scripts/manual .build/man

clean: ## Remove what was built and the state of “make run”.
	rm -rf .build .run

install: ## Install what “make release” built, below DESTDIR and PREFIX; the configuration is never overwritten.
	@DESTDIR='$(DESTDIR)' PREFIX='$(PREFIX)' SYSCONFDIR='$(SYSCONFDIR)' scripts/install

uninstall: ## Remove what “make install” put there; configuration and ledger stay.
	@DESTDIR='$(DESTDIR)' PREFIX='$(PREFIX)' SYSCONFDIR='$(SYSCONFDIR)' scripts/uninstall

need:
	@scripts/need $(BUILD_PACKAGES)

need-tests:
	@scripts/need $(BUILD_PACKAGES) $(TEST_PACKAGES)

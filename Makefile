# Levak: every way in. Each step skips itself when it is done.
#   make run     set up, build, serve the demo at http://127.0.0.1:3000
#   make test    everything that must hold     make check   the quick part of it, before each commit
#   make dev     serve and rebuild on change   make bench   figures beside their floors     make build   release binaries

SHELL := /bin/sh
export PATH := $(HOME)/.cargo/bin:$(CURDIR)/node_modules/.bin:$(PATH)
# The standard library of WebAssembly that .ci/wasm-target built, where rustup could not bring one.
ifneq ($(wildcard target/wasm-sysroot),)
export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS := --cfg erase_components -Clink-arg=--emit-relocs --sysroot $(CURDIR)/target/wasm-sysroot
endif

WASM = cargo build -p frontend --lib --target wasm32-unknown-unknown

.PHONY: run serve test check dev lint bench build set-up set-up-test site server pages size clean

run: set-up site server
	@echo "== Starting; stop with Ctrl-C"
	@target/debug/levak serve --demo

set-up:
	@.ci/setup build

set-up-test:
	@.ci/setup test

# The program of the browser, made small, with style and fonts: 3 to 4 minutes from nothing, a second when nothing changed.
site:
	@.ci/timed "Program of the browser (4 minutes from nothing)" $(WASM) --profile wasm-release
	@.ci/timed "Style, shrinking, compressing (30 seconds)" .ci/site wasm-release

# 3 to 4 minutes from nothing.
server:
	@.ci/timed "Server (4 minutes from nothing)" cargo build -p server

build: set-up site
	cargo build -p server --release

# Format, lints, domain, texts, pieces and use cases on SQLite.
check:
	cargo fmt --check
	cargo clippy --all-targets -p domain -p texts -p ui -p migration -p backend -- -D warnings
	cargo test -q -p domain -p texts -p ui --lib
	cargo test -q -p backend --lib
	cargo test -q -p backend --test suite sqlite

lint:
	cargo fmt --check
	cargo clippy --all-targets -p domain -p texts -p ui -p migration -p backend -p app -p server -- -D warnings
	cargo clippy -p frontend --lib --target wasm32-unknown-unknown -- -D warnings
	.ci/house

test: set-up-test
	.ci/house
	cargo test -p domain -p texts -p ui --lib
	cargo test -p backend
	cargo test -p server -p app
	$(MAKE) site server size
	npx playwright test --config end2end/playwright.config.ts

# Pages alone, on what is built.
pages:
	npx playwright test --config end2end/playwright.config.ts

# Bytes of a first visit; fails above the last value + 3 %.
size:
	node .ci/size.mjs

bench: build
	cargo build -p server --release --example floor
	cargo build -p backend --release --example load
	.ci/bench

dev: set-up
	@if command -v cargo-leptos >/dev/null; then cargo leptos watch --split; else .ci/watch; fi

clean:
	rm -rf target/site target/bindgen

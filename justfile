# Everything a contributor runs. `just check` is what continuous integration asks for first.

# List the recipes
default:
    @just --list

# Format, lint, test, docs, licences
check: fmt lint test docs licences

fmt:
    cargo fmt --all --check

lint:
    cargo clippy --workspace --all-targets -- -D warnings

test:
    cargo test

docs:
    RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps

licences:
    cargo deny check licenses bans sources

# Speed beside a rival (see benches/README.md)
bench:
    cargo bench --bench pipeline

# All that continuous integration does
ci:
    .ci/run

# What CI does.
check:
    .ci/run

# Every test; those against PostgreSQL only where it is installed.
test:
    cargo test --workspace

# A market to look at, on an embedded database.
demo:
    cargo run --release -- demo

# The load generator and the floors it is held against.
bench:
    cargo run --release -p sillon-bench

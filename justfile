# What CI does.
check:
    .ci/run

# Every test; those against PostgreSQL only where it is installed.
test:
    cargo test --workspace

# A market to look at, on an embedded database.
demo:
    cargo run --release -- demo

# A season from a seed, with faults, checked after every week.
simulate *arguments:
    cargo run --release -- simulate {{arguments}}

# The load generator and the floors it is held against.
bench:
    cargo run --release -p sillon-bench

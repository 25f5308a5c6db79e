//! The project's own commands: set-up, dev, test, conformance, bench, dist, import.
fn main() {}

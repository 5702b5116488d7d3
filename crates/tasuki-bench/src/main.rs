//! tasuki-bench
fn main() {}

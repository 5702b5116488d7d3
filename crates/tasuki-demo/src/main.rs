//! tasuki-demo
fn main() {}

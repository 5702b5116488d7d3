//! tasuki
fn main() {}

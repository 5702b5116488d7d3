//! Papers as their readers get them.

#![cfg(test)]

mod files;
#[path = "../../examples/print_samples/samples.rs"]
mod samples;

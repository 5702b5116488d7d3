#![cfg(test)]
//! What the crate promises with the FAQ of this program.

mod links;
mod measure;
mod quality;

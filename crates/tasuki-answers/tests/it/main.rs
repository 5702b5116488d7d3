#![cfg(test)]
//! What the crate promises with the texts of this program.

mod codes;
mod links;
mod measure;
mod quality;

//! ZIP archives that are unpacked in memory.

mod archive;

pub(crate) use archive::{Budget, CannotUnpack, Entry, unpack};

#[cfg(test)]
pub(crate) use archive::SMALL;
#[cfg(test)]
pub(crate) mod tests;

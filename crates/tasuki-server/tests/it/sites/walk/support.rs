//! The support site.

mod directory;

//! The decisions of the exchange, as pure functions

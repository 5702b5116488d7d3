//! What the tests of several crates need: a town with real certificates and a real platform

//! The platform's records and contents

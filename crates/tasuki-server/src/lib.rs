//! The platform

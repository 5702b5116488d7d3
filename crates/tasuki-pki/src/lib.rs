//! Certificates: issuing them, and telling who holds one

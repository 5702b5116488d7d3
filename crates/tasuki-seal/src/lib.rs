//! Sealed messages, manifests and receipts

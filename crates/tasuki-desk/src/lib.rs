//! The office's side: profile, sealing, outbox, inbox, ledger

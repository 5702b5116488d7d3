//! Letters, invoices, receipts and manuals as PDF.
//!
//! Each document is a struct of plain values; its `print` gives a [`Paper`]: the bytes of a tagged,
//! A4 PDF (PDF/UA-1) whose text can be selected and whose fonts are embedded. The same values give
//! the same bytes: dates are arguments, and no clock, locale or installed font is asked. Any text
//! may come in; what the fonts cannot show is printed as 〓 and told in [`Paper::missing`].
//!
//! This crate does not know where values come from. Start at [`Invoice`].

mod address;
mod bill;
mod blocks;
mod charge;
mod completion;
mod fingerprints;
mod invoice;
mod layout;
mod letter;
mod manual;
mod paper;
mod receipt;
mod unplaced;

pub use address::{Addressee, Contact, Issuer};
pub use bill::Bill;
pub use charge::{Charge, TaxShare};
pub use completion::ApplicationCompletion;
pub use fingerprints::{CertificateFingerprints, Fingerprint, FingerprintedCertificate};
pub use invoice::Invoice;
pub use letter::{LetterOccasion, RegistrationLetter};
pub use manual::{Addresses, print_manual};
pub use paper::{Paper, PaperError};
pub use receipt::PaymentReceipt;
pub use unplaced::{UnplacedOffice, UnplacedOffices};

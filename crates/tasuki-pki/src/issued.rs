//! What an authority hands out.

use std::fmt;

use zeroize::Zeroizing;

/// A certificate with its new private key.
#[derive(Clone)]
pub struct Issued {
    /// The certificate.
    pub certificate_der: Vec<u8>,
    /// The certificate.
    pub certificate_pem: String,
    /// The private key, PKCS#8.
    pub key_pkcs8_der: Zeroizing<Vec<u8>>,
    /// The private key, PKCS#8.
    pub key_pem: Zeroizing<String>,
    /// The certificate's serial number, as [`crate::serial_hex`] tells it.
    pub serial_hex: String,
}

impl fmt::Debug for Issued {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Issued")
            .field("serial_hex", &self.serial_hex)
            .finish_non_exhaustive()
    }
}

/// A certificate whose private key never left its holder.
#[derive(Clone)]
pub struct Certified {
    /// The certificate.
    pub certificate_der: Vec<u8>,
    /// The certificate.
    pub certificate_pem: String,
    /// The certificate's serial number, as [`crate::serial_hex`] tells it.
    pub serial_hex: String,
}

impl fmt::Debug for Certified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certified")
            .field("serial_hex", &self.serial_hex)
            .finish_non_exhaustive()
    }
}

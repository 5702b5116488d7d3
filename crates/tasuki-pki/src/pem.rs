//! Writing PEM.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use zeroize::Zeroizing;

/// Characters of a line, RFC 7468.
const LINE: usize = 64;

/// A certificate as text.
pub fn certificate(der: &[u8]) -> String {
    text("CERTIFICATE", &BASE64_STANDARD.encode(der))
}

/// A private key (PKCS#8) as text.
pub fn private_key(pkcs8_der: &[u8]) -> Zeroizing<String> {
    let digits = Zeroizing::new(BASE64_STANDARD.encode(pkcs8_der));
    Zeroizing::new(text("PRIVATE KEY", &digits))
}

fn text(label: &str, digits: &str) -> String {
    let lines = digits.len().div_ceil(LINE);
    // Never moved while it grows, so that no copy of a key is left behind.
    let mut text = String::with_capacity(digits.len() + lines + 2 * label.len() + 64);
    text.push_str("-----BEGIN ");
    text.push_str(label);
    text.push_str("-----\n");
    for line in digits.as_bytes().chunks(LINE) {
        text.push_str(str::from_utf8(line).unwrap_or_default());
        text.push('\n');
    }
    text.push_str("-----END ");
    text.push_str(label);
    text.push_str("-----\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_written_is_read_again(der: Vec<u8>) {
            let text = certificate(&der);
            let (_, read) = x509_parser::pem::parse_x509_pem(text.as_bytes()).unwrap();
            prop_assert_eq!(&read.contents, &der);
            let text = private_key(&der);
            let (_, read) = x509_parser::pem::parse_x509_pem(text.as_bytes()).unwrap();
            prop_assert_eq!((read.label.as_str(), read.contents), ("PRIVATE KEY", der));
        }
    }
}

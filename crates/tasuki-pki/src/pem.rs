//! Writing PEM.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

/// Characters of a line, RFC 7468.
const LINE: usize = 64;

/// A certificate as PEM text.
pub fn certificate(der: &[u8]) -> String {
    let digits = BASE64_STANDARD.encode(der);
    let mut text = "-----BEGIN CERTIFICATE-----\n".to_owned();
    for line in digits.as_bytes().chunks(LINE) {
        text.push_str(str::from_utf8(line).unwrap_or_default());
        text.push('\n');
    }
    text.push_str("-----END CERTIFICATE-----\n");
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
            prop_assert_eq!(read.contents, der);
        }
    }
}

//! Where an authority publishes what it issued and took back.

use std::fmt;
use std::str::FromStr;

use rcgen::{CrlDistributionPoint, CustomExtension};

/// id-pe-authorityInfoAccess, RFC 5280 4.2.2.1.
const AUTHORITY_INFO_ACCESS: &[u64] = &[1, 3, 6, 1, 5, 5, 7, 1, 1];
/// id-ad-ocsp, 1.3.6.1.5.5.7.48.1, as DER.
const OCSP: [u8; 10] = [0x06, 0x08, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x01];
/// id-ad-caIssuers, 1.3.6.1.5.5.7.48.2, as DER.
const CA_ISSUERS: [u8; 10] = [0x06, 0x08, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x02];

const SEQUENCE: u8 = 0x30;
/// `uniformResourceIdentifier` of a `GeneralName`.
const URI: u8 = 0x86;

/// The public base address of revocation lists, OCSP and the authorities' certificates, as
/// certificates carry it: `http://`, host, perhaps port and path, without a slash at the end.
///
/// It is plain HTTP on purpose: whoever must ask whether a TLS certificate is good cannot ask by
/// TLS, and all that is published is signed (RFC 5280, 8).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PublicUrl(String);

impl PublicUrl {
    /// The most bytes of an address.
    pub const LONGEST: usize = 200;

    /// The address as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What a certificate says that an authority issued.
    pub(crate) fn of_authority(&self, id: &str) -> Published {
        Published {
            list: format!("{self}/authority/{id}.crl"),
            issuer: format!("{self}/authority/{id}.cer"),
            ocsp: Some(format!("{self}/ocsp")),
        }
    }

    /// What a certificate says that the root issued. The root's key is not at hand, so it answers
    /// no questions.
    pub(crate) fn of_root(&self) -> Published {
        Published {
            list: format!("{self}/root.crl"),
            issuer: format!("{self}/root.cer"),
            ocsp: None,
        }
    }
}

/// Where to ask about one certificate.
pub(crate) struct Published {
    list: String,
    issuer: String,
    ocsp: Option<String>,
}

impl Published {
    pub(crate) fn distribution_points(&self) -> Vec<CrlDistributionPoint> {
        vec![CrlDistributionPoint {
            uris: vec![self.list.clone()],
        }]
    }

    pub(crate) fn information_access(&self) -> CustomExtension {
        let described =
            |method: &[u8], uri: &str| der(SEQUENCE, &[method, &der(URI, uri.as_bytes())].concat());
        let mut both = Vec::new();
        if let Some(ocsp) = &self.ocsp {
            both.extend(described(&OCSP, ocsp));
        }
        both.extend(described(&CA_ISSUERS, &self.issuer));
        CustomExtension::from_oid_content(AUTHORITY_INFO_ACCESS, der(SEQUENCE, &both))
    }
}

/// One DER value.
fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len().to_be_bytes();
    let zeros = length.iter().take_while(|byte| **byte == 0).count();
    let digits = length.get(zeros..).unwrap_or_default();
    let mut written = vec![tag];
    match digits {
        [] => written.push(0),
        [one] if *one < 0x80 => written.push(*one),
        // At most eight digits.
        more => {
            written.push(0x80 | u8::try_from(more.len()).unwrap_or_default());
            written.extend(more);
        }
    }
    written.extend(content);
    written
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for PublicUrl {
    type Err = NotAPublicUrl;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.strip_suffix('/').unwrap_or(text);
        let rest = text.strip_prefix("http://").ok_or(NotAPublicUrl)?;
        let host = rest.split('/').next().unwrap_or_default();
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/[]".contains(&byte);
        let is_url = !host.is_empty()
            && rest.bytes().all(fits)
            && !rest.contains("//")
            && !rest.ends_with('/')
            && text.len() <= Self::LONGEST;
        if is_url {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotAPublicUrl)
        }
    }
}

/// The text is no address at which an authority can publish.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("expected http:// with host and perhaps port and path, of at most 200 bytes")]
pub struct NotAPublicUrl;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_plain_addresses_are_taken() {
        for right in [
            "http://pki.example.jp",
            "http://127.0.0.1:8480",
            "http://[::1]:8480/tasuki",
        ] {
            assert_eq!(right.parse::<PublicUrl>().unwrap().as_str(), right);
        }
        let with_slash: PublicUrl = "http://pki.example.jp/".parse().unwrap();
        assert_eq!(with_slash.as_str(), "http://pki.example.jp");
        let long = format!("http://{}", "a".repeat(200));
        for wrong in [
            "",
            "http://",
            "http:///x",
            "https://pki.example.jp",
            "http://pki.example.jp//",
            "http://pki.example.jp?a=b",
            "http://たすき.example.jp",
            "http://a b",
            &long,
        ] {
            assert_eq!(wrong.parse::<PublicUrl>(), Err(NotAPublicUrl), "{wrong}");
        }
    }

    #[test]
    fn lengths_are_written_as_der_wants_them() {
        for (length, head) in [
            (0, &[4, 0][..]),
            (127, &[4, 127]),
            (128, &[4, 0x81, 128]),
            (300, &[4, 0x82, 1, 44]),
        ] {
            let written = der(4, &vec![7; length]);
            assert!(written.starts_with(head), "{length}");
            assert_eq!(written.len(), head.len() + length);
        }
    }

    proptest! {
        #[test]
        fn what_is_printed_parses_to_the_same(text in "http://[a-z0-9.]{1,20}(:[0-9]{1,5})?(/[a-z]{1,9})?") {
            let url: PublicUrl = text.parse().unwrap();
            prop_assert_eq!(url.to_string().parse(), Ok(url));
        }
    }
}

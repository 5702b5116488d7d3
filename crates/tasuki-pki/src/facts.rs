//! What a certificate says of itself.

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest};
use tasuki_terms::{CertificateClass, Timestamp};
use x509_parser::x509::{AttributeTypeAndValue, X509Name};

use crate::{CertificateRefusal, Holder, certificate, holder};

/// What a certificate says of itself, for people. Says nothing about trust: ask
/// [`crate::holder`] for that.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CertificateFacts {
    /// The name of the office or the authority (発行先); may be empty.
    pub organization: String,
    /// The common name: the user's id, or the authority's name; may be empty.
    pub common: String,
    /// The common name of the issuer (発行者); may be empty.
    pub issuer: String,
    /// Of what class an office's certificate is, if it is one.
    pub class: Option<CertificateClass>,
    /// Whom it names, if it names one holder.
    pub holder: Option<Holder>,
    /// The serial number, as [`crate::serial_hex`] tells it.
    pub serial_hex: String,
    /// The first moment at which it is valid.
    pub valid_from: Timestamp,
    /// The last moment at which it is valid.
    pub valid_until: Timestamp,
    /// The SHA-256 digest of the certificate (拇印).
    pub sha256: [u8; 32],
    /// The SHA-1 digest, which Windows shows as 拇印. Only for comparing by eye.
    pub sha1: [u8; 20],
}

impl CertificateFacts {
    /// Reads them.
    pub fn read(certificate_der: &[u8]) -> Result<Self, CertificateRefusal> {
        let certificate = certificate::read(certificate_der)?;
        let subject = certificate.subject();
        let (valid_from, valid_until) = certificate::validity(certificate_der)?;
        Ok(Self {
            organization: text(subject.iter_organization().next()),
            common: common_name(subject),
            issuer: common_name(certificate.issuer()),
            class: class(subject),
            holder: holder::named_by(&certificate).ok(),
            serial_hex: certificate::serial_of(&certificate),
            valid_from,
            valid_until,
            sha256: digested(&SHA256, certificate_der)?,
            sha1: digested(&SHA1_FOR_LEGACY_USE_ONLY, certificate_der)?,
        })
    }
}

fn common_name(name: &X509Name<'_>) -> String {
    text(name.iter_common_name().next())
}

fn class(subject: &X509Name<'_>) -> Option<CertificateClass> {
    let mut units = subject.iter_organizational_unit();
    units.find_map(|unit| {
        let unit = unit.as_str().ok()?;
        CertificateClass::of_unit(unit)
    })
}

fn text(part: Option<&AttributeTypeAndValue<'_>>) -> String {
    let text = part.and_then(|part| part.as_str().ok());
    text.unwrap_or_default().to_owned()
}

fn digested<const N: usize>(
    algorithm: &'static aws_lc_rs::digest::Algorithm,
    bytes: &[u8],
) -> Result<[u8; N], CertificateRefusal> {
    // The algorithms above have these lengths.
    let digest = digest(algorithm, bytes);
    digest
        .as_ref()
        .try_into()
        .map_err(|_| CertificateRefusal::Malformed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_authority::{authority, now};
    use crate::{Profile, three_years_from};

    #[test]
    fn an_offices_certificate_tells_office_user_and_class() {
        let (office, user) = (
            "1370000001".parse().unwrap(),
            "KJ137000000101".parse().unwrap(),
        );
        let profile = Profile::Office {
            office,
            user,
            office_name: "訪問介護ひまわり".to_owned(),
            class: CertificateClass::CareInsurance,
        };
        let end = three_years_from(now()).unwrap();
        let issued = authority().issue(&profile, now(), end, [9; 16]).unwrap();
        let facts = CertificateFacts::read(&issued.certificate_der).unwrap();
        assert_eq!(facts.organization, "訪問介護ひまわり");
        assert_eq!(facts.common, "KJ137000000101");
        assert_eq!(facts.issuer, "ケアプラン連携試験認証局");
        assert_eq!(facts.class, Some(CertificateClass::CareInsurance));
        assert_eq!(facts.holder, Some(Holder::Office { office, user }));
        assert_eq!(facts.serial_hex, issued.serial_hex);
        assert_eq!(facts.valid_until, end);
    }

    #[test]
    fn an_authoritys_certificate_names_no_holder() {
        let authority = authority();
        let root = authority.bundle().last().unwrap();
        let facts = CertificateFacts::read(root).unwrap();
        assert_eq!((facts.class, facts.holder), (None, None));
        assert_eq!(facts.common, facts.issuer);
    }

    #[test]
    fn what_is_no_certificate_is_refused() {
        let refused = CertificateFacts::read(b"text");
        assert_eq!(refused, Err(CertificateRefusal::Malformed));
    }
}

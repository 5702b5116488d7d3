//! What certificates of each purpose say.

use rcgen::{
    CertificateParams, DistinguishedName, DnType, DnValue, ExtendedKeyUsagePurpose, IsCa,
    KeyUsagePurpose, SanType,
};
use rustls_pki_types::ServerName;
use tasuki_terms::{CertificateClass, OfficeNumber, UserId};

use x509_parser::certificate::X509Certificate;

use crate::{Holder, IssueError};

/// The most characters of an office's name that a certificate carries (X.520,
/// `ub-organization-name`).
pub(crate) const LONGEST_NAME: usize = 64;

/// What a certificate is for, and whom it names. All else follows from it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Profile {
    /// For an office (事業所): client authentication, signing and receiving messages.
    Office {
        /// The office's number (事業所番号).
        office: OfficeNumber,
        /// Its user (事業所ユーザ).
        user: UserId,
        /// The office's name (事業所名), cut to 64 characters.
        office_name: String,
        /// What class of certificate.
        class: CertificateClass,
    },
    /// For the platform (連携基盤): signing receipts.
    Platform,
    /// For a TLS server of the platform.
    Server {
        /// Its DNS names and IP addresses.
        hosts: Vec<String>,
    },
}

/// How a certificate's key exchanges keys.
#[derive(Clone, Copy)]
pub(crate) enum KeyForm {
    EllipticCurve,
    Rsa,
}

impl Profile {
    /// The certificate's contents, but for its time and serial number.
    pub(crate) fn params(&self, form: KeyForm) -> Result<CertificateParams, IssueError> {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::ExplicitNoCa;
        params.use_authority_key_identifier_extension = true;
        params.distinguished_name = self.subject();
        params.subject_alt_names = self.names()?;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = match self {
            Self::Office { .. } => {
                params.key_usages.push(match form {
                    KeyForm::EllipticCurve => KeyUsagePurpose::KeyAgreement,
                    KeyForm::Rsa => KeyUsagePurpose::KeyEncipherment,
                });
                vec![
                    ExtendedKeyUsagePurpose::ClientAuth,
                    ExtendedKeyUsagePurpose::EmailProtection,
                ]
            }
            Self::Platform => vec![ExtendedKeyUsagePurpose::EmailProtection],
            Self::Server { .. } => vec![ExtendedKeyUsagePurpose::ServerAuth],
        };
        Ok(params)
    }

    fn subject(&self) -> DistinguishedName {
        let mut subject = DistinguishedName::new();
        subject.push(DnType::CountryName, "JP");
        match self {
            Self::Office {
                office: _,
                user,
                office_name,
                class,
            } => {
                let name = office_name.chars().take(LONGEST_NAME).collect();
                subject.push(DnType::OrganizationName, DnValue::Utf8String(name));
                subject.push(DnType::OrganizationalUnitName, class.unit());
                subject.push(DnType::CommonName, user.as_str());
            }
            Self::Platform => subject.push(DnType::CommonName, "Tasuki platform"),
            Self::Server { .. } => subject.push(DnType::CommonName, "Tasuki server"),
        }
        subject
    }

    fn names(&self) -> Result<Vec<SanType>, IssueError> {
        let holder = match self {
            Self::Office { office, user, .. } => Holder::Office {
                office: *office,
                user: *user,
            },
            Self::Platform => Holder::Platform,
            Self::Server { hosts } if hosts.is_empty() => return Err(IssueError::NoHost),
            Self::Server { hosts } => return hosts.iter().map(|host| name_of(host)).collect(),
        };
        let uri = holder.to_string().try_into().map_err(IssueError::Sign)?;
        Ok(vec![SanType::URI(uri)])
    }
}

/// Whether a certificate says that it is an agent's.
pub(crate) fn is_agents(certificate: &X509Certificate<'_>) -> bool {
    let mut units = certificate.subject().iter_organizational_unit();
    units.any(|unit| unit.as_str() == Ok(CertificateClass::Agent.unit()))
}

fn name_of(host: &str) -> Result<SanType, IssueError> {
    let wrong = || IssueError::Host {
        host: host.to_owned(),
    };
    match ServerName::try_from(host).map_err(|_| wrong())? {
        ServerName::DnsName(name) => {
            let name = name.as_ref().try_into().map_err(|_| wrong())?;
            Ok(SanType::DnsName(name))
        }
        ServerName::IpAddress(address) => Ok(SanType::IpAddress(address.into())),
        _ => Err(wrong()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_names_or_addresses() {
        let names = |hosts: &[&str]| {
            let hosts = hosts.iter().copied().map(str::to_owned).collect();
            Profile::Server { hosts }.names()
        };
        let right = names(&["tasuki.example.jp", "localhost", "127.0.0.1", "::1"]).unwrap();
        assert!(matches!(
            right.as_slice(),
            [
                SanType::DnsName(_),
                SanType::DnsName(_),
                SanType::IpAddress(_),
                SanType::IpAddress(_)
            ]
        ));
        assert!(matches!(names(&[]), Err(IssueError::NoHost)));
        for wrong in ["", "two words", "たすき.example.jp", "a..b"] {
            assert!(
                matches!(names(&[wrong]), Err(IssueError::Host { .. })),
                "{wrong}"
            );
        }
    }
}

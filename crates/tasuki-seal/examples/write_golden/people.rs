//! Who signs, seals and opens: invented offices with certificates of an invented authority.

use std::path::Path;

use anyhow::Result;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, PKCS_ECDSA_P256_SHA256, PKCS_RSA_SHA256, RsaKeySize, SanType, SerialNumber,
};
use tasuki_seal::Identity;

/// The sender's office number.
pub(crate) const OFFICE_A: &str = "1370000001";
/// The receiver's.
pub(crate) const OFFICE_B: &str = "1370000002";
/// That of somebody whom the message does not concern.
pub(crate) const OFFICE_C: &str = "1370000003";
/// That of the office with an RSA key.
pub(crate) const OFFICE_RSA: &str = "1370000004";

/// All of them.
pub(crate) struct People {
    pub(crate) office_a: Identity,
    pub(crate) office_b: Identity,
    pub(crate) office_c: Identity,
    pub(crate) office_rsa: Identity,
    pub(crate) platform: Identity,
}

impl People {
    /// Those of `folder`, who are made if there is no authority yet.
    pub(crate) fn of(folder: &Path) -> Result<Self> {
        if folder.join("authority.pem").exists() {
            let read = |name: &str| -> Result<Identity> {
                let path = folder.join(name);
                let certificate = fs_err::read(path.with_extension("cert.der"))?;
                let key = fs_err::read(path.with_extension("key.der"))?;
                Ok(Identity::from_der(&certificate, &key)?)
            };
            return Ok(Self {
                office_a: read("office-a")?,
                office_b: read("office-b")?,
                office_c: read("office-c")?,
                office_rsa: read("office-rsa")?,
                platform: read("platform")?,
            });
        }
        let authority = TestAuthority::new(folder)?;
        Ok(Self {
            office_a: authority.office(folder, "office-a", OFFICE_A, Kind::P256)?,
            office_b: authority.office(folder, "office-b", OFFICE_B, Kind::P256)?,
            office_c: authority.office(folder, "office-c", OFFICE_C, Kind::P256)?,
            office_rsa: authority.office(folder, "office-rsa", OFFICE_RSA, Kind::Rsa)?,
            platform: authority.platform(folder)?,
        })
    }
}

#[derive(Clone, Copy)]
enum Kind {
    P256,
    Rsa,
}

struct TestAuthority(Issuer<'static, KeyPair>);

impl TestAuthority {
    fn new(folder: &Path) -> Result<Self> {
        let mut params = params("Tasuki test authority", 1);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
        let certificate = params.self_signed(&key)?;
        fs_err::write(folder.join("authority.pem"), certificate.pem())?;
        Ok(Self(Issuer::new(params, key)))
    }

    fn office(&self, folder: &Path, name: &str, number: &str, kind: Kind) -> Result<Identity> {
        let serial: u64 = number.parse()?;
        let mut params = params(name, serial);
        let uri = format!("urn:tasuki:office:{number}:user:KJ{serial:012}");
        params.subject_alt_names = vec![SanType::URI(uri.try_into()?)];
        params.extended_key_usages = vec![
            ExtendedKeyUsagePurpose::ClientAuth,
            ExtendedKeyUsagePurpose::EmailProtection,
        ];
        let (key, usage) = match kind {
            Kind::P256 => (
                KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?,
                KeyUsagePurpose::KeyAgreement,
            ),
            Kind::Rsa => (
                KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048)?,
                KeyUsagePurpose::KeyEncipherment,
            ),
        };
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature, usage];
        self.issue(folder, name, &params, &key)
    }

    fn platform(&self, folder: &Path) -> Result<Identity> {
        let mut params = params("platform", 2);
        params.subject_alt_names = vec![SanType::URI("urn:tasuki:platform".try_into()?)];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::EmailProtection];
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
        self.issue(folder, "platform", &params, &key)
    }

    fn issue(
        &self,
        folder: &Path,
        name: &str,
        params: &CertificateParams,
        key: &KeyPair,
    ) -> Result<Identity> {
        let certificate = params.signed_by(key, &self.0)?;
        let path = folder.join(name);
        fs_err::write(path.with_extension("cert.der"), certificate.der())?;
        fs_err::write(path.with_extension("key.der"), key.serialized_der())?;
        Ok(Identity::from_der(certificate.der(), key.serialized_der())?)
    }
}

fn params(name: &str, serial: u64) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params.not_before = rcgen::date_time_ymd(2025, 1, 1);
    params.not_after = rcgen::date_time_ymd(2099, 1, 1);
    params.serial_number = Some(SerialNumber::from(serial));
    params.use_authority_key_identifier_extension = true;
    params
}

//! Which public keys are good enough.

use rcgen::PublicKeyData;
use x509_parser::der_parser::asn1_rs::{Oid, oid};
use x509_parser::prelude::FromDer as _;
use x509_parser::public_key::PublicKey;
use x509_parser::x509::SubjectPublicKeyInfo;

use crate::IssueError;
use crate::profile::KeyForm;

const P256: Oid<'static> = oid!(1.2.840.10045.3.1.7);

/// How many bits an RSA key may have: more would only cost whoever checks a signature.
const RSA_BITS: std::ops::RangeInclusive<usize> = 2048..=4096;

/// What [`form_of`] tells of a key that is made or sent to be certified.
pub(crate) fn form_of_public(key: &impl PublicKeyData) -> Result<KeyForm, IssueError> {
    let info = key.subject_public_key_info();
    let (_, info) = SubjectPublicKeyInfo::from_der(&info).map_err(|_| IssueError::UnfitKey)?;
    form_of(&info).ok_or(IssueError::UnfitKey)
}

/// The form of a key that is accepted: P-256, or RSA of 2048 to 4096 bits. `None` for all
/// others.
pub(crate) fn form_of(key: &SubjectPublicKeyInfo<'_>) -> Option<KeyForm> {
    match key.parsed().ok()? {
        PublicKey::EC(point) => {
            let curve = key.algorithm.parameters.as_ref()?.as_oid().ok()?;
            // Uncompressed points only, as TLS wants them.
            let fits =
                curve == P256 && point.data().len() == 65 && point.data().first() == Some(&4);
            fits.then_some(KeyForm::EllipticCurve)
        }
        PublicKey::RSA(rsa) => {
            let odd_exponent = rsa.try_exponent().is_ok_and(|e| e >= 65_537 && e % 2 == 1);
            let modulus = rsa.modulus.iter().copied().skip_while(|byte| *byte == 0);
            let fits = odd_exponent && RSA_BITS.contains(&(modulus.count() * 8));
            fits.then_some(KeyForm::Rsa)
        }
        _ => None,
    }
}

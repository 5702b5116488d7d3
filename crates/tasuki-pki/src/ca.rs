//! What root and authority have in common: a certificate, and the key that signs for it.

use rcgen::{
    CertificateParams, CertificateRevocationListParams, DistinguishedName, DnType, DnValue, IsCa,
    Issuer, KeyIdMethod, KeyPair, KeyUsagePurpose, PublicKeyData as _, SerialNumber,
};
use rustls_pki_types::CertificateDer;
use tasuki_terms::{RevocationReason, Timestamp};
use time::OffsetDateTime;

use crate::{IssueError, Revoked, certificate};

/// The name of a root or an authority.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CaName {
    /// Who runs it (O).
    pub organization: String,
    /// Its own name (CN).
    pub common: String,
}

impl CaName {
    /// The name of a certificate's holder, with what is missing left empty.
    pub fn of(certificate_der: &[u8]) -> Result<Self, IssueError> {
        let certificate =
            certificate::read(certificate_der).map_err(|_| IssueError::Certificate)?;
        let subject = certificate.subject();
        let text = |part: Option<&x509_parser::x509::AttributeTypeAndValue<'_>>| {
            let text = part.and_then(|part| part.as_str().ok());
            text.unwrap_or_default().to_owned()
        };
        let organization = text(subject.iter_organization().next());
        let common = text(subject.iter_common_name().next());
        Ok(Self {
            organization,
            common,
        })
    }

    fn distinguished(&self) -> DistinguishedName {
        let mut name = DistinguishedName::new();
        name.push(DnType::CountryName, "JP");
        for (kind, text) in [
            (DnType::OrganizationName, &self.organization),
            (DnType::CommonName, &self.common),
        ] {
            let text = text.chars().take(crate::profile::LONGEST_NAME).collect();
            name.push(kind, DnValue::Utf8String(text));
        }
        name
    }
}

/// A certificate that may issue others, and its key.
pub(crate) struct Ca {
    pub(crate) issuer: Issuer<'static, KeyPair>,
    pub(crate) certificate_der: Vec<u8>,
    pub(crate) not_after: Timestamp,
    key_id: Vec<u8>,
}

impl Ca {
    /// Takes a certificate and the key that must be its own.
    pub(crate) fn load(certificate_der: &[u8], key: KeyPair) -> Result<Self, IssueError> {
        let parsed = certificate::read(certificate_der).map_err(|_| IssueError::Certificate)?;
        if !parsed.is_ca() {
            return Err(IssueError::NotAnAuthority);
        }
        if key.subject_public_key_info() != parsed.public_key().raw {
            return Err(IssueError::OtherKey);
        }
        let key_id = certificate::key_id(&parsed).ok_or(IssueError::Certificate)?;
        let (_, not_after) =
            certificate::validity(certificate_der).map_err(|_| IssueError::Certificate)?;
        let der = CertificateDer::from(certificate_der);
        Ok(Self {
            issuer: Issuer::from_ca_cert_der(&der, key).map_err(|_| IssueError::Certificate)?,
            certificate_der: certificate_der.to_vec(),
            not_after,
            key_id: key_id.to_vec(),
        })
    }

    /// Tells this key from all others: the first eight bytes of its identifier, in hexadecimal
    /// digits.
    pub(crate) fn id(&self) -> String {
        hex::encode(self.key_id.get(..8).unwrap_or(&self.key_id))
    }

    /// A list of what was revoked (CRL), DER; `told` says how reasons are written.
    pub(crate) fn crl(
        &self,
        revoked: &[Revoked],
        this_update: Timestamp,
        next_update: Timestamp,
        number: u64,
        told: fn(RevocationReason) -> rcgen::RevocationReason,
    ) -> Result<Vec<u8>, IssueError> {
        let (this_update, next_update) = period(this_update, next_update)?;
        let params = CertificateRevocationListParams {
            this_update,
            next_update,
            crl_number: SerialNumber::from(number),
            issuing_distribution_point: None,
            revoked_certs: revoked
                .iter()
                .map(|one| one.params(told))
                .collect::<Result<_, _>>()?,
            key_identifier_method: KeyIdMethod::PreSpecified(self.key_id.clone()),
        };
        let list = params.signed_by(&self.issuer).map_err(IssueError::Sign)?;
        Ok(list.der().to_vec())
    }
}

/// What certificates of roots and authorities have in common.
pub(crate) fn params(
    name: &CaName,
    may_issue: IsCa,
    not_before: Timestamp,
    not_after: Timestamp,
    serial: [u8; 16],
) -> Result<CertificateParams, IssueError> {
    let mut params = CertificateParams::default();
    params.is_ca = may_issue;
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.distinguished_name = name.distinguished();
    params.use_authority_key_identifier_extension = true;
    params.serial_number = Some(SerialNumber::from_slice(&positive(serial)));
    (params.not_before, params.not_after) = period(not_before, not_after)?;
    Ok(params)
}

pub(crate) fn positive(mut serial: [u8; 16]) -> [u8; 16] {
    let [first, ..] = &mut serial;
    *first = (*first & 0b0011_1111) | 0b0100_0000;
    serial
}

/// The period as certificates write it: whole seconds, in the years that they can tell.
pub(crate) fn period(
    not_before: Timestamp,
    not_after: Timestamp,
) -> Result<(OffsetDateTime, OffsetDateTime), IssueError> {
    if not_before >= not_after {
        return Err(IssueError::EmptyPeriod);
    }
    Ok((moment(not_before)?, moment(not_after)?))
}

pub(crate) fn moment(at: Timestamp) -> Result<OffsetDateTime, IssueError> {
    let at = OffsetDateTime::from_unix_timestamp(at.as_second());
    at.ok()
        .filter(|at| (1950..=9999).contains(&at.year()))
        .ok_or(IssueError::Time)
}

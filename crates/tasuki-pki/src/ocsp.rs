//! Answers to the question whether a certificate is revoked (OCSP, RFC 6960).
//!
//! The only module that knows `x509-ocsp` and its older `der`. An authority signs its answers
//! itself, so that nobody needs another certificate to check them.

use std::time::Duration;

use aws_lc_rs::digest;
use der07::asn1::{BitString, GeneralizedTime, OctetString};
use der07::{Decode as _, Encode as _};
use rcgen::{PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384};
use tasuki_terms::{Revocation, Timestamp};
use x509_ocsp::{
    BasicOcspResponse, CertId, CertStatus, OcspGeneralizedTime, OcspRequest, OcspResponse,
    ResponderId, ResponseData, RevokedInfo, SingleResponse, Version,
};

use crate::{Authority, certificate};

/// The most certificates of one request.
pub const MOST: usize = 20;
/// The most bytes of a request.
pub const LONGEST: usize = 4096;
/// How long an answer may be taken for true.
const FRESH: jiff::SignedDuration = jiff::SignedDuration::from_mins(10);

/// id-pkix-ocsp-nonce.
const NONCE: &str = "1.3.6.1.5.5.7.48.1.2";
/// How long a nonce is, with the head of its OCTET STRING (RFC 9654: up to 128 bytes).
const NONCE_LEN: std::ops::RangeInclusive<usize> = 3..=131;
const SHA_1: &str = "1.3.14.3.2.26";
const SHA_256: &str = "2.16.840.1.101.3.4.2.1";
/// `AlgorithmIdentifier` of ecdsa-with-SHA256 (1.2.840.10045.4.3.2).
const ECDSA_SHA_256: [u8; 12] = [
    0x30, 0x0a, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02,
];
/// `AlgorithmIdentifier` of ecdsa-with-SHA384 (1.2.840.10045.4.3.3).
const ECDSA_SHA_384: [u8; 12] = [
    0x30, 0x0a, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x03,
];

/// What is known of a serial number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Status {
    /// It was issued and not revoked.
    Good,
    /// It was revoked.
    Revoked(Revocation),
    /// No certificate with it is known.
    Unknown,
}

/// The serial numbers that a request asks about, as [`crate::serial_hex`] tells them: what must be
/// looked up before [`respond`]. Empty if the request cannot be read.
pub fn serials(request_der: &[u8]) -> Vec<String> {
    let Some(request) = read(request_der) else {
        return Vec::new();
    };
    let asked = request.tbs_request.request_list.iter();
    asked.map(|one| serial_of(&one.req_cert)).collect()
}

/// Answers a request in the name of the one of the `authorities` that issued what is asked about.
///
/// Whatever the bytes are, the result is an OCSP response: *malformedRequest* for what cannot be
/// read, *unauthorized* where it is about certificates of others or of several.
pub fn respond(
    request_der: &[u8],
    authorities: &[&Authority],
    lookup: impl Fn(&str) -> Status,
    now: Timestamp,
) -> Vec<u8> {
    let response = match read(request_der) {
        None => OcspResponse::malformed_request(),
        Some(request) => match issuer_of(&request, authorities) {
            None => OcspResponse::unauthorized(),
            Some(authority) => signed(&request, authority, lookup, now)
                .unwrap_or_else(OcspResponse::internal_error),
        },
    };
    response.to_der().unwrap_or_default()
}

/// An answer that tells that there is none now.
pub fn try_later() -> Vec<u8> {
    OcspResponse::try_later().to_der().unwrap_or_default()
}

/// None if it is no request that can be answered.
fn read(der: &[u8]) -> Option<OcspRequest> {
    if der.len() > LONGEST {
        return None;
    }
    let request = OcspRequest::from_der(der).ok()?;
    let is_one = (1..=MOST).contains(&request.tbs_request.request_list.len());
    let mut extensions = request.tbs_request.request_extensions.iter().flatten();
    let is_right = extensions.all(|one| {
        let is_nonce = one.extn_id.to_string() == NONCE;
        if is_nonce {
            NONCE_LEN.contains(&one.extn_value.as_bytes().len())
        } else {
            !one.critical
        }
    });
    (is_one && is_right).then_some(request)
}

fn issuer_of<'a>(request: &OcspRequest, authorities: &[&'a Authority]) -> Option<&'a Authority> {
    let asked = &request.tbs_request.request_list;
    let issued_all = |authority: &&Authority| {
        let mut asked = asked.iter();
        asked.all(|one| is_issuer(&one.req_cert, authority).unwrap_or(false))
    };
    authorities.iter().copied().find(issued_all)
}

fn is_issuer(id: &CertId, authority: &Authority) -> Option<bool> {
    let own = certificate::read(authority.certificate_der()).ok()?;
    let algorithm = match id.hash_algorithm.oid.to_string().as_str() {
        SHA_1 => &digest::SHA1_FOR_LEGACY_USE_ONLY,
        SHA_256 => &digest::SHA256,
        _ => return None,
    };
    let is =
        |hash: &OctetString, of: &[u8]| digest::digest(algorithm, of).as_ref() == hash.as_bytes();
    Some(
        is(&id.issuer_name_hash, own.subject().as_raw())
            && is(
                &id.issuer_key_hash,
                &own.public_key().subject_public_key.data,
            ),
    )
}

fn signed(
    request: &OcspRequest,
    authority: &Authority,
    lookup: impl Fn(&str) -> Status,
    now: Timestamp,
) -> Option<OcspResponse> {
    let this_update = moment(now)?;
    let next_update = moment(now.checked_add(FRESH).ok()?)?;
    let mut responses = Vec::new();
    for one in &request.tbs_request.request_list {
        responses.push(SingleResponse {
            cert_id: one.req_cert.clone(),
            cert_status: status(lookup(&serial_of(&one.req_cert)))?,
            this_update,
            next_update: Some(next_update),
            single_extensions: None,
        });
    }
    let nonce: Vec<_> = request
        .tbs_request
        .request_extensions
        .iter()
        .flatten()
        .filter(|one| one.extn_id.to_string() == NONCE)
        .take(1)
        .cloned()
        .collect();
    let own = certificate::read(authority.certificate_der()).ok()?;
    let key_hash = digest::digest(
        &digest::SHA1_FOR_LEGACY_USE_ONLY,
        &own.public_key().subject_public_key.data,
    );
    let data = ResponseData {
        version: Version::V1,
        responder_id: ResponderId::ByKey(OctetString::new(key_hash.as_ref()).ok()?),
        produced_at: this_update,
        responses,
        response_extensions: (!nonce.is_empty()).then_some(nonce),
    };
    let algorithm = match authority.key().algorithm() {
        p256 if p256 == &PKCS_ECDSA_P256_SHA256 => &ECDSA_SHA_256,
        p384 if p384 == &PKCS_ECDSA_P384_SHA384 => &ECDSA_SHA_384,
        _ => return None,
    };
    let signature = authority.sign(&data.to_der().ok()?).ok()?;
    let basic = BasicOcspResponse {
        tbs_response_data: data,
        signature_algorithm: der07::Decode::from_der(algorithm).ok()?,
        signature: BitString::from_bytes(&signature).ok()?,
        certs: None,
    };
    OcspResponse::successful(basic).ok()
}

fn status(status: Status) -> Option<CertStatus> {
    Some(match status {
        Status::Good => CertStatus::good(),
        Status::Unknown => CertStatus::unknown(),
        Status::Revoked(Revocation { at, reason }) => CertStatus::revoked(RevokedInfo {
            revocation_time: moment(at)?,
            // ENUMERATED of one byte.
            revocation_reason: Some(der07::Decode::from_der(&[0x0a, 1, reason.code()]).ok()?),
        }),
    })
}

/// None before 1970 and behind 9999.
fn moment(at: Timestamp) -> Option<OcspGeneralizedTime> {
    let seconds = u64::try_from(at.as_second()).ok()?;
    let time = GeneralizedTime::from_unix_duration(Duration::from_secs(seconds)).ok()?;
    Some(OcspGeneralizedTime(time))
}

fn serial_of(id: &CertId) -> String {
    let bytes = id.serial_number.as_bytes();
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    hex::encode(bytes.get(zeros..).unwrap_or_default())
}

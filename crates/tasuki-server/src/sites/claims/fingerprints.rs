//! The fingerprints (拇印) of the root's certificate, to compare by eye.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use tasuki_pki::CertificateFacts;
use tasuki_terms::{day_in_japan, written_day};

use crate::platform::Platform;
use crate::sites::SiteError;

/// A root, as Windows shows it before it is taken in.
pub(super) struct RootShown {
    /// Its own name (発行先).
    pub(super) name: String,
    /// Its last day.
    pub(super) last_day: String,
    pub(super) sha1: String,
    pub(super) sha256: String,
}

/// The roots that offices trust.
pub(super) fn roots(platform: &Platform) -> Result<Vec<RootShown>, SiteError> {
    let mut shown = Vec::new();
    for der in platform.anchors.roots() {
        let facts = CertificateFacts::read(der).map_err(|error| SiteError::fault(&error))?;
        shown.push(RootShown {
            name: facts.common,
            last_day: written_day(day_in_japan(facts.valid_until)),
            sha1: grouped(&facts.sha1),
            sha256: grouped(&facts.sha256),
        });
    }
    Ok(shown)
}

/// Gives the root's certificate.
pub(super) async fn root(State(platform): State<Arc<Platform>>) -> Result<Response, SiteError> {
    let root = platform.anchors.roots().next().map(<[u8]>::to_vec);
    let headers = [
        (header::CONTENT_TYPE, "application/pkix-cert"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"root.cer\"",
        ),
    ];
    Ok((headers, root.ok_or(SiteError::NotFound)?).into_response())
}

/// Capital hexadecimal digits in groups of eight, as Windows warns with.
fn grouped(digest: &[u8]) -> String {
    let groups = digest.chunks(4).map(hex::encode_upper);
    groups.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingerprints_are_written_in_groups() {
        let digest: Vec<u8> = (0xf8..=0xff).chain(0..12).collect();
        let expected = "F8F9FAFB FCFDFEFF 00010203 04050607 08090A0B";
        assert_eq!(grouped(&digest), expected);
    }
}

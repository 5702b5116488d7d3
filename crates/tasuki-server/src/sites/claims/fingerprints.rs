//! The fingerprints (拇印) of the root's certificate, to compare by eye.

use std::sync::Arc;

use aws_lc_rs::digest::{Algorithm, SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest};
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use tasuki_pki::{CaName, validity};
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
        let name = CaName::of(der).map_err(|error| SiteError::fault(&error))?;
        let (_, until) = validity(der).map_err(|error| SiteError::fault(&error))?;
        shown.push(RootShown {
            name: name.common,
            last_day: written_day(day_in_japan(until)),
            sha1: fingerprint(&SHA1_FOR_LEGACY_USE_ONLY, der),
            sha256: fingerprint(&SHA256, der),
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
fn fingerprint(algorithm: &'static Algorithm, der: &[u8]) -> String {
    let sum = digest(algorithm, der);
    let groups = sum.as_ref().chunks(4).map(hex::encode_upper);
    groups.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingerprints_are_written_in_groups() {
        assert_eq!(
            fingerprint(&SHA1_FOR_LEGACY_USE_ONLY, b"abc"),
            "A9993E36 4706816A BA3E2571 7850C26C 9CD0D89D"
        );
        assert_eq!(fingerprint(&SHA256, b"abc").len(), 8 * 8 + 7);
    }
}

//! Certificates and keys.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use tasuki_pki::PublicUrl;

use super::public_url;

/// Certificates and keys, each a PEM file.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keys {
    /// The roots and authorities whose certificates are good.
    pub authority: PathBuf,
    /// The TLS certificate, with those between it and the root.
    pub server_certificate: PathBuf,
    /// Its key.
    pub server_key: PathBuf,
    /// The certificate that signs receipts.
    pub receipt_certificate: PathBuf,
    /// Its key.
    pub receipt_key: PathBuf,
    /// 32 random bytes or more: signs session tokens.
    pub session_key: PathBuf,
}

/// The authority with which the platform issues certificates. Its own certificate is the first of
/// [`Keys::authority`].
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuthorityKeys {
    /// Under which address others reach what [`Listen::pki`](super::Listen::pki) answers; certificates tell it.
    #[serde(default, with = "public_url")]
    pub url: Option<PublicUrl>,
    /// Its key, PEM.
    pub key: PathBuf,
    /// The folder of those that issued before: certificates and keys, PEM.
    pub former: PathBuf,
    /// The root's list of revoked authorities, DER.
    pub root_list: PathBuf,
}

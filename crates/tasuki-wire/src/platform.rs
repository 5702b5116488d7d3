//! The platform about itself.

use serde::{Deserialize, Serialize};
use tasuki_terms::{MediaType, Timestamp};
use utoipa::ToSchema;

/// What one message and one bulk send may hold.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct LimitsAnswer {
    /// Files in one message.
    pub files: u32,
    /// Bytes of all files of one message together, before compression.
    pub bytes: u64,
    /// Messages in one bulk send.
    pub bulk: u32,
    /// Bytes of the message text, as UTF-8.
    pub text_bytes: u32,
    /// Media types of files.
    #[schema(value_type = Vec<String>)]
    pub media: Vec<MediaType>,
    /// Days for which contents stay downloadable.
    pub content_days: u32,
}

/// Who the platform is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct PlatformAnswer {
    /// Its name.
    pub name: String,
    /// The version of its program.
    pub version: String,
    /// Its time.
    #[schema(value_type = String, format = DateTime)]
    pub time: Timestamp,
    /// The certificate that signs its receipts, DER in base64.
    pub certificate: String,
    /// Certificates of the authorities that issue or issued, each DER in base64. They are worth
    /// nothing by themselves: a client believes those that a root has signed that it trusts.
    #[serde(default)]
    pub authorities: Vec<String>,
    /// What the operator says of the system's state; none from a platform that does not tell it.
    #[serde(default)]
    pub state: Option<SystemState>,
    /// Which versions of the client are served. What can be downloaded is told by the support site.
    #[serde(default)]
    pub client: ClientVersions,
    /// Where its support site is, without a slash at its end; none if it has none. What an error
    /// means is told there at `/errors/` and its code.
    #[serde(default)]
    pub support: Option<String>,
}

/// What the operator says of the system's state.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct SystemState {
    /// Whether offices can exchange.
    pub is_usable: bool,
    /// A sentence about it.
    pub sentence: String,
    /// Since when it says so.
    #[schema(value_type = String, format = DateTime)]
    pub since: Timestamp,
}

/// Which versions of the client are served, as the operator has set it.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct ClientVersions {
    /// The oldest that is still served.
    #[schema(example = "0.1.0")]
    pub oldest: Option<String>,
}

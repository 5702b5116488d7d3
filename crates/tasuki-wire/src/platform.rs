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
}

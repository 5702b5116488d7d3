//! Sessions.

use serde::{Deserialize, Serialize};
use tasuki_terms::{Timestamp, UserId};
use utoipa::ToSchema;

/// Asks for a session.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenSession {
    /// The office's user (事業所ユーザ): `KJ` and twelve digits.
    #[schema(value_type = String, example = "KJ137000000101")]
    pub user_id: UserId,
    /// The user's password.
    #[schema(format = "password")]
    pub password: String,
}

impl std::fmt::Debug for OpenSession {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OpenSession")
            .field("user_id", &self.user_id)
            .finish_non_exhaustive()
    }
}

/// A session: a token that works only together with the certificate that asked for it.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct Session {
    /// Goes into `Authorization: Bearer …`.
    pub token: String,
    /// When the token ends.
    #[schema(value_type = String, format = DateTime)]
    pub expires_at: Timestamp,
    /// Until when a token that is not yet over can be exchanged for a fresh one without the
    /// password.
    #[schema(value_type = String, format = DateTime)]
    pub refresh_until: Timestamp,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session")
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

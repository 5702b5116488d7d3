//! Sessions.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use tasuki_terms::{AppUserId, Timestamp, UserId};
use utoipa::ToSchema;

/// Whose session it is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum SessionUser {
    /// The office's user (事業所ユーザ), who may do everything.
    Office(UserId),
    /// The app user (個人ユーザ), who may only read.
    App(AppUserId),
}

impl From<UserId> for SessionUser {
    fn from(id: UserId) -> Self {
        Self::Office(id)
    }
}

impl From<AppUserId> for SessionUser {
    fn from(id: AppUserId) -> Self {
        Self::App(id)
    }
}

impl fmt::Display for SessionUser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Office(id) => id.fmt(f),
            Self::App(id) => id.fmt(f),
        }
    }
}

impl FromStr for SessionUser {
    type Err = InvalidSessionUser;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse()
            .map(Self::Office)
            .or_else(|_| text.parse().map(Self::App))
            .map_err(|_| InvalidSessionUser)
    }
}

impl Serialize for SessionUser {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for SessionUser {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// The text is no id of a user.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("expected KJ or C and twelve digits")]
pub struct InvalidSessionUser;

/// Asks for a session.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenSession {
    /// The office's user (事業所ユーザ), `KJ` and twelve digits; or its app user (個人ユーザ), `C`
    /// and twelve digits, whose session only reads.
    #[schema(value_type = String, example = "KJ137000000101", pattern = "^(KJ|C)[0-9]{12}$")]
    pub user_id: SessionUser,
    /// The user's password.
    #[schema(format = "password")]
    pub password: String,
}

impl fmt::Debug for OpenSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
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

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_letters_tell_whose_session_it_is() {
        let read = |text: &str| text.parse::<SessionUser>();
        let office = "KJ137000000101".parse().map(SessionUser::Office);
        assert_eq!(read("KJ137000000101").ok(), office.ok());
        let app = "C000000000001".parse().map(SessionUser::App);
        assert_eq!(read("c000000000001").ok(), app.ok());
        for wrong in ["", "KJ", "C00000000001", "KJ1370000001", "D000000000001"] {
            assert_eq!(read(wrong), Err(InvalidSessionUser), "{wrong}");
        }
    }
}

//! Who visits a page.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use tasuki_store::{OfficeRow, OperatorRow, SiteSessionRow, UserRow};

use tasuki_terms::{Timestamp, UserId};

use super::brake::Attempt;
use super::network::Network;
use super::{Role, Secret, Site, SiteError};
use crate::platform::Platform;

/// The nonce of this answer's scripts.
#[derive(Clone, Debug)]
pub(crate) struct Nonce(pub(crate) String);

/// Whoever visits a page, as its gate found out.
#[derive(Clone, Debug)]
pub(crate) struct Visit {
    pub(crate) site: Site,
    /// The session; none for nobody.
    pub(crate) session: Option<SiteSessionRow>,
    pub(crate) visitor: Visitor,
    /// From where.
    pub(crate) network: Network,
    pub(crate) nonce: Nonce,
}

/// Who it is.
#[derive(Clone, Debug)]
pub(crate) enum Visitor {
    /// Nobody in particular.
    Nobody,
    /// An office's user. Boxed: it is much larger than nobody.
    Office {
        user: Box<UserRow>,
        office: Box<OfficeRow>,
        /// Whether the password must be changed first.
        is_new: bool,
    },
    /// An operator, with the role of the account.
    Operator(Box<OperatorRow>, Role),
}

impl Visitor {
    pub(crate) const fn role(&self) -> Role {
        match self {
            Self::Nobody => Role::Nobody,
            Self::Office { is_new: true, .. } => Role::NewOffice,
            Self::Office { is_new: false, .. } => Role::Office,
            Self::Operator(_, role) => *role,
        }
    }

    /// Under which name tries of the visitor's password are counted, by a site's log-in as after
    /// it.
    fn counted(&self) -> Result<String, SiteError> {
        match self {
            Self::Nobody => Err(SiteError::NotAllowed),
            Self::Office { user, .. } => Ok(user.id.to_string()),
            Self::Operator(operator, _) => Ok(operator_name(&operator.name)),
        }
    }
}

/// Under which name tries of an operator's password are counted: no office has such an id.
pub(super) fn operator_name(name: &str) -> String {
    format!("operator {name}")
}

impl Visitor {
    /// The office's user; routes for offices have one.
    pub(crate) fn user(&self) -> Result<UserId, SiteError> {
        match self {
            Self::Office { user, .. } => Ok(user.id),
            Self::Nobody | Self::Operator(..) => Err(SiteError::NotAllowed),
        }
    }

    /// The office; routes for offices have one.
    pub(crate) fn office(&self) -> Result<&OfficeRow, SiteError> {
        match self {
            Self::Office { office, .. } => Ok(office),
            Self::Nobody | Self::Operator(..) => Err(SiteError::NotAllowed),
        }
    }

    /// The operator's name; routes of the console have one.
    pub(crate) fn operator(&self) -> Result<&str, SiteError> {
        match self {
            Self::Operator(operator, _) => Ok(&operator.name),
            Self::Nobody | Self::Office { .. } => Err(SiteError::NotAllowed),
        }
    }
}

impl Visit {
    /// What each form must carry; empty for nobody.
    pub(crate) fn csrf(&self) -> &str {
        self.session
            .as_ref()
            .map_or("", |session| session.csrf.as_str())
    }

    /// Counts that somebody tries a secret from here; fails if it is once too often.
    pub(crate) fn attempt(&self, platform: &Platform, secret: Secret) -> Result<(), SiteError> {
        platform.attempts.admit(self.site, secret, self.network)
    }

    /// Counts that something is sent from here that people must read; fails if that is once too
    /// often in an hour.
    pub(super) fn asks_hourly(&self, platform: &Platform, what: Secret) -> Result<(), SiteError> {
        platform.attempts.admit_hourly(what, self.network)
    }

    /// Begins to try the visitor's own password; the inner error is the moment before which
    /// nothing is tried.
    pub(super) fn try_own(
        &self,
        platform: &Platform,
    ) -> Result<Result<Attempt, Timestamp>, SiteError> {
        let name = self.visitor.counted()?;
        let now = platform.clock.now();
        Ok(platform.brake.begin(&name, self.network, now))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = SiteError;

    /// The gate put it there; no handler is reached without one.
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, SiteError> {
        let visit = parts.extensions.get::<Self>().cloned();
        visit.ok_or(SiteError::NotAllowed)
    }
}

//! Who asks, and whether they may.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::{FromRef, FromRequestParts};
use axum::http::{header, request::Parts};
use tasuki_exchange::{OfficeStatus, Operation, Role, may, may_while};
use tasuki_terms::{Digest, OfficeNumber, UserId};
use tasuki_wire::{Code, SessionUser};

use super::Connection;
use crate::answer::Rejection;
use crate::platform::Platform;
use crate::token::Claims;

/// Whoever sent a request. Nothing is granted by being one.
pub(crate) struct Visitor {
    certificate: Result<(OfficeNumber, UserId, Digest), Code>,
    serials: Vec<String>,
    session: Result<Claims, Code>,
}

/// An office whose certificate and session would do for what it asks. Nothing is granted before it
/// is known how the office stands.
#[derive(Debug)]
#[must_use]
pub(crate) struct Asker {
    caller: Caller,
    operation: Operation,
    /// Whether it depends on how the office stands.
    is_for_offices_at_work: bool,
}

/// An office that may do what it asks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Caller {
    pub(crate) office: OfficeNumber,
    pub(crate) user: UserId,
    /// SHA-256 of the certificate it shows.
    pub(crate) certificate: Digest,
}

impl Visitor {
    /// Grants `operation`, or tells what is missing.
    pub(crate) async fn may(
        &self,
        platform: &Platform,
        operation: Operation,
    ) -> Result<Caller, Rejection> {
        self.asks(operation)?.at_work(platform).await
    }

    /// Whether certificate and session would do for `operation`; [`Asker::granted`] decides the
    /// rest. For who learns how the office stands by what is read anyway.
    pub(crate) fn asks(&self, operation: Operation) -> Result<Asker, Rejection> {
        let (office, user, certificate) = self.certificate?;
        let caller = Caller {
            office,
            user,
            certificate,
        };
        if may(Role::Certificate, operation) {
            return Ok(Asker {
                caller,
                operation,
                is_for_offices_at_work: false,
            });
        }
        let claims = self.session?;
        if claims.office != office {
            return Err(Code::SessionOtherCertificate.into());
        }
        let role = match claims.user {
            SessionUser::Office(_) => Role::Office,
            SessionUser::App(_) => Role::AppUser,
        };
        if !may(role, operation) {
            return Err(Code::OfficeUserNeeded.into());
        }
        Ok(Asker {
            caller,
            operation,
            is_for_offices_at_work: true,
        })
    }

    /// The serial number of the certificate; empty where there is none.
    pub(crate) fn serial(&self) -> &str {
        self.serials.first().map_or("", String::as_str)
    }

    /// The serial numbers of the certificate and of the authorities between it and the root.
    pub(crate) fn serials(&self) -> &[String] {
        &self.serials
    }

    /// The session's claims, for lengthening it.
    pub(crate) fn session(&self) -> Result<Claims, Rejection> {
        Ok(self.session?)
    }
}

impl Asker {
    /// The office that asks.
    pub(crate) const fn office(&self) -> OfficeNumber {
        self.caller.office
    }

    /// SHA-256 of the certificate that it shows.
    pub(crate) const fn certificate(&self) -> Digest {
        self.caller.certificate
    }

    /// Grants what was asked for to an office that stands so. One that is not registered (none) is
    /// told so by whatever it asked for.
    pub(crate) fn granted(&self, status: Option<OfficeStatus>) -> Result<Caller, Rejection> {
        let status = status.unwrap_or_default();
        if !self.is_for_offices_at_work || may_while(status, self.operation) {
            return Ok(self.caller);
        }
        Err(match status {
            OfficeStatus::Closed => Code::OfficeClosed,
            OfficeStatus::Suspended | OfficeStatus::Active => Code::OfficeSuspended,
        }
        .into())
    }

    /// What a request says; where that cannot be read, who may not ask at all is told so first.
    pub(crate) async fn says<T>(
        &self,
        platform: &Platform,
        read: Result<T, Rejection>,
    ) -> Result<T, Rejection> {
        if read.is_err() {
            self.at_work(platform).await?;
        }
        read
    }

    /// Grants what was asked for, or tells how the office stands.
    pub(crate) async fn at_work(&self, platform: &Platform) -> Result<Caller, Rejection> {
        let status = if self.is_for_offices_at_work {
            platform.records.office_status(self.caller.office).await?
        } else {
            None
        };
        self.granted(status)
    }
}

impl<S> FromRequestParts<S> for Visitor
where
    Arc<Platform>: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let platform = Arc::<Platform>::from_ref(state);
        let now = platform.clock.now();
        let connection = parts.extensions.get::<Arc<Connection>>();
        let peer = connection
            .ok_or(Code::CertificateMissing)
            .and_then(|connection| connection.office(&platform, now));
        let certificate = peer.map(|peer| (peer.office, peer.user, peer.fingerprint));
        let session = certificate.and_then(|(_, _, fingerprint)| {
            let token = parts
                .headers
                .get(header::AUTHORIZATION)
                .ok_or(Code::SessionMissing)?;
            let token = token
                .to_str()
                .ok()
                .and_then(|text| text.strip_prefix("Bearer "));
            platform
                .tokens
                .check(token.ok_or(Code::SessionInvalid)?, fingerprint, now)
        });
        let serials = peer.map(|peer| peer.serials.clone()).unwrap_or_default();
        Ok(Self {
            certificate,
            serials,
            session,
        })
    }
}

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
    /// How the certificate's office stands. One that is not registered is told so by whatever it
    /// asks for.
    status: Result<OfficeStatus, Rejection>,
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
    pub(crate) fn may(&self, operation: Operation) -> Result<Caller, Rejection> {
        let (office, user, certificate) = self.certificate?;
        let caller = Caller {
            office,
            user,
            certificate,
        };
        if may(Role::Certificate, operation) {
            return Ok(caller);
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
        let status = self.status.clone()?;
        if !may_while(status, operation) {
            return Err(match status {
                OfficeStatus::Closed => Code::OfficeClosed,
                OfficeStatus::Suspended | OfficeStatus::Active => Code::OfficeSuspended,
            }
            .into());
        }
        Ok(caller)
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
        // Without a session nothing is granted for which it would matter.
        let status = match session {
            Ok(claims) => platform.records.office_status(claims.office).await,
            Err(_) => Ok(None),
        };
        let serials = peer.map(|peer| peer.serials.clone()).unwrap_or_default();
        Ok(Self {
            certificate,
            serials,
            session,
            status: status
                .map(Option::unwrap_or_default)
                .map_err(Rejection::from),
        })
    }
}

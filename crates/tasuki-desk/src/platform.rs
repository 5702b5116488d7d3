//! The platform, as its HTTP interface shows it: one method for each operation.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use reqwest::{Method, Response};
use secrecy::SecretString;
use serde::de::DeserializeOwned;
use tasuki_terms::{Clock, MessageId, OfficeNumber, Timestamp};
use tasuki_wire::{
    ENVELOPE_MEDIA_TYPE, LimitsAnswer, MessageDetail, MessageList, MessageReceipt, Office,
    RECEIPT_MEDIA_TYPE,
};

use crate::{PasswordSource, Profile, ProfileError, Proxy};

mod account;
mod app_session;
mod content;
mod error;
mod http;
mod patience;
mod progress;
mod query;
mod sessions;

pub use app_session::AppUserStand;
pub use content::{Content, ContentStream};
pub use error::{PlatformError, ProxyFault};
pub use patience::Patience;
pub(crate) use progress::Gate;
pub use progress::Progress;
pub use query::{OfficeQuery, Query};

use app_session::AppSession;
use http::{Failure, Http, Request};
use patience::may_pass;
use sessions::Sessions;

/// Speaks with the platform as one office.
///
/// Every operation may be repeated without harm, and is, when its answer is lost or the platform
/// asks to come later. A session is opened when one is needed.
pub struct Platform {
    http: Http,
    sessions: Sessions,
    app: AppSession,
    patience: Patience,
}

impl Platform {
    /// Gets ready; nothing is sent before the first operation.
    pub fn new(
        profile: &Profile,
        password: Arc<dyn PasswordSource>,
        clock: Arc<dyn Clock>,
        patience: Patience,
    ) -> Result<Self, PlatformSetupError> {
        let config = profile.client_config()?;
        Ok(Self {
            http: Http::new(
                profile.platform().clone(),
                config,
                profile.proxy()?.as_ref(),
            )
            .map_err(PlatformSetupError::Client)?,
            app: AppSession::new(Arc::clone(&clock)),
            sessions: Sessions::new(profile, password, clock),
            patience,
        })
    }

    /// Goes through this proxy from the next request on, or through none.
    pub fn use_proxy(&self, proxy: Option<&Proxy>) -> Result<(), PlatformSetupError> {
        (self.http.use_proxy(proxy)).map_err(PlatformSetupError::Client)
    }

    /// Opens a session, if none is open. Other operations do so themselves.
    pub async fn login(&self) -> Result<(), PlatformError> {
        self.repeated_in_time(|| async { self.sessions.token(&self.http).await.map(drop) })
            .await
    }

    /// Opens a session with this password of the office's user, whatever session is kept from
    /// before: so the password itself is tried. No source is asked from then on.
    pub async fn log_in(&self, password: SecretString) -> Result<(), PlatformError> {
        let log_in = || self.sessions.log_in(&self.http, password.clone());
        self.repeated_in_time(log_in).await
    }

    /// Whether the platform has refused the password of the office's user, given or known from
    /// before. It is not tried again until [`log_in`](Self::log_in) gives another one.
    pub fn is_password_refused(&self) -> bool {
        self.sessions.is_refused()
    }

    /// Whether the platform can be reached and takes the office's certificate, and its time (to the
    /// second) if it tells one. Asks for no password and opens no session.
    pub async fn greet(&self) -> Result<Option<Timestamp>, PlatformError> {
        let request = Request::new(Method::GET, "platform");
        self.in_time(self.http.greet(&request)).await
    }

    /// What one message and one bulk send may hold.
    pub async fn limits(&self) -> Result<LimitsAnswer, PlatformError> {
        self.json(Request::new(Method::GET, "limits")).await
    }

    /// An office with its certificates.
    pub async fn office(&self, number: OfficeNumber) -> Result<Office, PlatformError> {
        self.json(Request::new(Method::GET, format!("offices/{number}")))
            .await
    }

    /// Sends the envelope of the message `id`. Sent again it is the same message, and the answer
    /// is the same receipt.
    pub async fn put_message(
        &self,
        id: MessageId,
        envelope: Bytes,
        progress: Option<&Progress>,
    ) -> Result<MessageReceipt, PlatformError> {
        let request = Request::new(Method::PUT, format!("messages/{id}"))
            .processing()
            .body(ENVELOPE_MEDIA_TYPE, envelope)
            .told(progress.cloned());
        // It takes as long as its bytes need on a slow line.
        self.repeated(|| self.answer(&request)).await
    }

    /// One page of the received messages (受信一覧).
    pub async fn inbox(&self, query: &Query) -> Result<MessageList, PlatformError> {
        self.json(query.onto(Request::new(Method::GET, "inbox")))
            .await
    }

    /// One page of the sent messages (送信一覧).
    pub async fn outbox(&self, query: &Query) -> Result<MessageList, PlatformError> {
        self.json(query.onto(Request::new(Method::GET, "outbox")))
            .await
    }

    /// One message with its proof.
    pub async fn message(&self, id: MessageId) -> Result<MessageDetail, PlatformError> {
        self.json(Request::new(Method::GET, format!("messages/{id}")))
            .await
    }

    /// The whole envelope of a message, with the platform's receipt for fetching it.
    pub async fn content(&self, id: MessageId) -> Result<Content, PlatformError> {
        let request = content::request(id, 0);
        self.repeated(|| async {
            let response = self.attempt(&request).await?;
            Ok(content::whole(response).await?)
        })
        .await
    }

    /// The envelope of a message from byte `offset` on, piece by piece. Whoever reads it asks
    /// again when the connection is lost between the pieces.
    pub async fn content_from(
        &self,
        id: MessageId,
        offset: u64,
    ) -> Result<ContentStream, PlatformError> {
        let request = content::request(id, offset);
        self.repeated(|| async {
            let response = self.attempt(&request).await?;
            Ok(ContentStream::new(response, offset)?)
        })
        .await
    }

    /// Hands in the receiver's signed receipt for having opened a message.
    pub async fn put_opened(
        &self,
        id: MessageId,
        receipt_der: impl Into<Bytes>,
    ) -> Result<MessageReceipt, PlatformError> {
        let request = Request::new(Method::PUT, format!("messages/{id}/receipts/opened"))
            .processing()
            .body(RECEIPT_MEDIA_TYPE, receipt_der.into());
        self.json(request).await
    }

    /// Takes a message back (取り消し) that nobody has fetched yet.
    pub async fn withdraw(&self, id: MessageId) -> Result<MessageReceipt, PlatformError> {
        let request = Request::new(Method::POST, format!("messages/{id}/withdrawal"));
        self.json(request.processing()).await
    }

    /// Opens the stream of news; [`Events`](crate::Events) reads it.
    pub(crate) async fn open_events(&self) -> Result<Response, PlatformError> {
        let request = Request::new(Method::GET, "events").accept("text/event-stream");
        let opened = async { self.attempt(&request).await.map_err(|failed| failed.error) };
        self.in_time(opened).await
    }

    /// How long this client waits.
    pub(crate) const fn patience(&self) -> Patience {
        self.patience
    }

    async fn json<T: DeserializeOwned>(&self, request: Request) -> Result<T, PlatformError> {
        self.repeated_in_time(|| self.answer(&request)).await
    }

    async fn answer<T: DeserializeOwned>(&self, request: &Request) -> Result<T, Failure> {
        let response = self.attempt(request).await?;
        let body = response.bytes().await.map_err(PlatformError::from)?;
        serde_json::from_slice(&body).map_err(|source| PlatformError::Answer(source).into())
    }

    /// Gives an operation up that takes too long: somebody waits for its end. It is tried once.
    async fn in_time<T>(
        &self,
        operation: impl Future<Output = Result<T, PlatformError>>,
    ) -> Result<T, PlatformError> {
        let ended = tokio::time::timeout(self.patience.whole, operation).await;
        ended.unwrap_or_else(|_| Err(self.patience.silent()))
    }

    /// The same for an operation that is repeated. What an attempt before has failed with is told then: only
    /// where the first one gets no answer nobody knows more than that.
    async fn repeated_in_time<T, F>(&self, operation: impl FnMut() -> F) -> Result<T, PlatformError>
    where
        F: Future<Output = Result<T, Failure>>,
    {
        self.patience.repeat_in_time(operation, may_pass()).await
    }

    /// Sends once, and once more with a fresh session where the platform does not know ours.
    async fn attempt(&self, request: &Request) -> Result<Response, Failure> {
        if request.only_reads()
            && let Some(token) = self.app.token(&self.http).await?
        {
            match self.http.send(request, Some(&token)).await {
                Err(failed) if failed.error.asks_for_session() => {
                    if let Some(token) = self.app.renew(&self.http, &token).await? {
                        return self.http.send(request, Some(&token)).await;
                    }
                }
                other => return other,
            }
        }
        let token = self.sessions.token(&self.http).await?;
        match self.http.send(request, Some(&token)).await {
            Err(failed) if failed.error.asks_for_session() => {
                let token = self.sessions.renew(&self.http, &token).await?;
                self.http.send(request, Some(&token)).await
            }
            other => other,
        }
    }

    async fn repeated<T, F>(&self, operation: impl FnMut() -> F) -> Result<T, PlatformError>
    where
        F: Future<Output = Result<T, Failure>>,
    {
        self.patience
            .repeat(operation, may_pass())
            .await
            .map_err(|failed| failed.error)
    }
}

impl fmt::Debug for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Platform({})", self.http.base())
    }
}

/// Why the platform cannot be called at all.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PlatformSetupError {
    /// The profile cannot be used.
    #[error(transparent)]
    Profile(#[from] ProfileError),
    /// The HTTP client cannot be built.
    #[error("the HTTP client cannot be built")]
    Client(#[source] reqwest::Error),
}

#[cfg(test)]
mod tests;

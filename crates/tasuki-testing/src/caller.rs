//! A plain HTTP client that says what it is told to say.

use std::sync::Arc;

use anyhow::{Context as _, ensure};
use bytes::Bytes;
use reqwest::header::HeaderMap;
use reqwest::{Method, RequestBuilder};
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{ClientConfig, RootCertStore, SupportedProtocolVersion};
use serde::de::DeserializeOwned;
use tasuki_pki::Anchors;
use tasuki_server::OfficeKeys;
use tasuki_terms::MessageId;
use tasuki_wire::{
    ENVELOPE_MEDIA_TYPE, OpenSession, Problem, RECEIPT_MEDIA_TYPE, Session, SessionUser,
};

/// A client with one certificate or none.
#[derive(Clone, Debug)]
pub struct Caller {
    http: reqwest::Client,
    exchange: String,
    /// The session's token, if one is open.
    pub token: Option<String>,
}

/// What the platform answered.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl Caller {
    /// A client that trusts `authority_pem` and shows the certificate of `keys`.
    pub fn new(
        exchange: &str,
        authority_pem: &str,
        keys: Option<&OfficeKeys>,
    ) -> anyhow::Result<Self> {
        let issued = keys.map(|keys| {
            let issued = &keys.issued;
            (&*issued.certificate_der, &**issued.key_pkcs8_der)
        });
        Self::showing(exchange, authority_pem, issued)
    }

    /// A client that shows a certificate (DER) and has a key (PKCS#8), be it that one's or not.
    pub fn showing(
        exchange: &str,
        authority_pem: &str,
        issued: Option<(&[u8], &[u8])>,
    ) -> anyhow::Result<Self> {
        let http = reqwest::Client::builder()
            .use_preconfigured_tls(Self::tls(authority_pem, issued)?)
            .no_proxy()
            .build()?;
        Ok(Self {
            http,
            exchange: exchange.to_owned(),
            token: None,
        })
    }

    /// How such a client speaks TLS, for those who write requests byte by byte.
    pub fn tls(
        authority_pem: &str,
        issued: Option<(&[u8], &[u8])>,
    ) -> anyhow::Result<ClientConfig> {
        Self::tls_of(&[&rustls::version::TLS13], authority_pem, issued)
    }

    /// The same with other versions of TLS than the platform's.
    pub fn tls_of(
        versions: &[&'static SupportedProtocolVersion],
        authority_pem: &str,
        issued: Option<(&[u8], &[u8])>,
    ) -> anyhow::Result<ClientConfig> {
        let mut roots = RootCertStore::empty();
        for root in Anchors::from_pem(authority_pem)?.roots() {
            roots.add(CertificateDer::from(root.to_vec()))?;
        }
        let provider = Arc::new(aws_lc_rs::default_provider());
        let config = ClientConfig::builder_with_provider(Arc::clone(&provider))
            .with_protocol_versions(versions)?
            .with_root_certificates(roots);
        let Some((certificate, key)) = issued else {
            return Ok(config.with_no_client_auth());
        };
        let key = PrivatePkcs8KeyDer::from(key.to_vec());
        let shown = CertifiedKey::new(
            vec![CertificateDer::from(certificate.to_vec())],
            provider.key_provider.load_private_key(key.into())?,
        );
        Ok(config.with_client_cert_resolver(Arc::new(SingleCertAndKey::from(shown))))
    }

    /// Opens a session.
    pub async fn open_session(
        &mut self,
        user: impl Into<SessionUser>,
        password: &str,
    ) -> anyhow::Result<()> {
        let answer = self.try_session(user, password).await?;
        ensure!(answer.status == 200, "no session: {}", answer.text());
        self.token = Some(answer.json::<Session>()?.token);
        Ok(())
    }

    /// Tries to open a session, and keeps nothing.
    pub async fn try_session(
        &self,
        user: impl Into<SessionUser>,
        password: &str,
    ) -> anyhow::Result<Answer> {
        let body = OpenSession {
            user_id: user.into(),
            password: password.to_owned(),
        };
        self.answer(self.request(Method::POST, "/v1/sessions").json(&body))
            .await
    }

    /// A request with the session's token, to be finished and sent with [`Caller::answer`].
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self
            .http
            .request(method, format!("{}{path}", self.exchange));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    /// Sends a request and reads all of the answer.
    pub async fn answer(&self, request: RequestBuilder) -> anyhow::Result<Answer> {
        let response = request.send().await?;
        Ok(Answer {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: response.bytes().await?,
        })
    }

    /// Asks for something.
    pub async fn get(&self, path: &str) -> anyhow::Result<Answer> {
        self.answer(self.request(Method::GET, path)).await
    }

    /// Posts nothing but the request.
    pub async fn post(&self, path: &str) -> anyhow::Result<Answer> {
        self.answer(self.request(Method::POST, path)).await
    }

    /// Sends an envelope.
    pub async fn put_message(
        &self,
        id: MessageId,
        envelope: impl Into<Bytes>,
    ) -> anyhow::Result<Answer> {
        let request = self
            .request(Method::PUT, &format!("/v1/messages/{id}"))
            .header("content-type", ENVELOPE_MEDIA_TYPE)
            .body(envelope.into());
        self.answer(request).await
    }

    /// Hands in a receipt of opening.
    pub async fn put_opened(
        &self,
        id: MessageId,
        receipt: impl Into<Bytes>,
    ) -> anyhow::Result<Answer> {
        let request = self
            .request(Method::PUT, &format!("/v1/messages/{id}/receipts/opened"))
            .header("content-type", RECEIPT_MEDIA_TYPE)
            .body(receipt.into());
        self.answer(request).await
    }
}

impl Answer {
    /// The body as text, for messages of tests.
    pub fn text(&self) -> String {
        format!("{} {}", self.status, String::from_utf8_lossy(&self.body))
    }

    /// The body as JSON.
    pub fn json<T: DeserializeOwned>(&self) -> anyhow::Result<T> {
        serde_json::from_slice(&self.body).with_context(|| self.text())
    }

    /// The problem that the body tells.
    pub fn problem(&self) -> anyhow::Result<Problem> {
        self.json()
    }

    /// The status and the problem's code, as tests compare them.
    pub fn refusal(&self) -> String {
        match self.problem() {
            Ok(problem) => format!("{} {}", self.status, problem.code),
            Err(_) => self.text(),
        }
    }
}

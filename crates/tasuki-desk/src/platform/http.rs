//! One request, one answer.

use std::fmt;
use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use bytes::Bytes;
use reqwest::header::{ACCEPT, CONTENT_TYPE, DATE, HeaderMap, RANGE, RETRY_AFTER};
use reqwest::{Body, Client, Method, Response, Url};

use tasuki_terms::Timestamp;

use super::PlatformError;
use super::error::refusal;
use super::patience::Delayed;
use super::progress::{Progress, ToldBody};
use crate::Proxy;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// How long nothing may arrive. Sending a body of 10 MB over a slow line counts too.
const SILENCE_TIMEOUT: Duration = Duration::from_mins(2);
const KEEP_ALIVE: Duration = Duration::from_secs(30);

/// The HTTP client and the platform's address.
pub(super) struct Http {
    /// Another one after the proxy was changed.
    client: RwLock<Client>,
    tls: rustls::ClientConfig,
    base: Url,
}

/// What is asked for. It has no `Debug`: its body may hold a password.
#[derive(Clone)]
pub(super) struct Request {
    method: Method,
    path: String,
    query: Vec<(&'static str, String)>,
    body: Option<(&'static str, Bytes)>,
    progress: Option<Progress>,
    accept: &'static str,
    from_byte: u64,
    processes: bool,
}

impl Request {
    /// Asks for `path` below `/v1/`. Paths are made of ids only, so that nothing must be escaped.
    pub(super) fn new(method: Method, path: impl Into<String>) -> Self {
        Self {
            method,
            path: path.into(),
            query: Vec::new(),
            body: None,
            progress: None,
            accept: "application/json",
            from_byte: 0,
            processes: false,
        }
    }

    /// Adds a part to the query.
    pub(super) fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.query.push((name, value.to_string()));
        self
    }

    /// Sends a body along.
    pub(super) fn body(mut self, media_type: &'static str, body: Bytes) -> Self {
        self.body = Some((media_type, body));
        self
    }

    /// Tells how much of the body has gone out.
    pub(super) fn told(mut self, progress: Option<Progress>) -> Self {
        self.progress = progress;
        self
    }

    /// Expects another media type than JSON.
    pub(super) const fn accept(mut self, media_type: &'static str) -> Self {
        self.accept = media_type;
        self
    }

    /// Leaves the first bytes of the answer out.
    pub(super) const fn beginning_at(mut self, offset: u64) -> Self {
        self.from_byte = offset;
        self
    }

    /// Needs the office user (事業所ユーザ), who alone sends, receives and withdraws.
    pub(super) const fn processing(mut self) -> Self {
        self.processes = true;
        self
    }

    /// Whether an app user (個人ユーザ) may ask this, too.
    pub(super) const fn only_reads(&self) -> bool {
        !self.processes
    }

    fn url(&self, base: &Url) -> Url {
        let mut url = base.clone();
        let path = format!("{}/v1/{}", base.path().trim_end_matches('/'), self.path);
        url.set_path(&path);
        if !self.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&self.query);
        }
        url
    }
}

impl Http {
    /// HTTP/1.1 over the given TLS, through the proxy or straight to the platform.
    pub(super) fn new(
        base: Url,
        tls: rustls::ClientConfig,
        proxy: Option<&Proxy>,
    ) -> Result<Self, reqwest::Error> {
        Ok(Self {
            client: RwLock::new(client(&tls, proxy)?),
            tls,
            base,
        })
    }

    /// Goes another way from the next request on.
    pub(super) fn use_proxy(&self, proxy: Option<&Proxy>) -> Result<(), reqwest::Error> {
        let client = client(&self.tls, proxy)?;
        *self.client.write().unwrap_or_else(PoisonError::into_inner) = client;
        Ok(())
    }

    fn client(&self) -> Client {
        let client = self.client.read().unwrap_or_else(PoisonError::into_inner);
        client.clone()
    }

    /// Where the platform is.
    pub(super) const fn base(&self) -> &Url {
        &self.base
    }

    /// Sends `request` without a session, and gives the time of the answer's `Date`: that only a
    /// session is missing is an answer, too.
    pub(super) async fn greet(
        &self,
        request: &Request,
    ) -> Result<Option<Timestamp>, PlatformError> {
        let url = request.url(&self.base);
        let answer = self.client().request(request.method.clone(), url).send();
        let response = answer.await?;
        let date = date(response.headers());
        let status = response.status();
        if status.is_success() {
            return Ok(date);
        }
        let refused = refusal(status, &response.bytes().await?);
        if refused.asks_for_session() {
            Ok(date)
        } else {
            Err(refused)
        }
    }

    /// Sends `request` once. An answer that is no success is an error.
    pub(super) async fn send(
        &self,
        request: &Request,
        token: Option<&str>,
    ) -> Result<Response, Failure> {
        let mut builder = self
            .client()
            .request(request.method.clone(), request.url(&self.base))
            .header(ACCEPT, request.accept);
        if let Some(token) = token {
            builder = builder.bearer_auth(token);
        }
        if request.from_byte > 0 {
            builder = builder.header(RANGE, format!("bytes={}-", request.from_byte));
        }
        if let Some((media_type, body)) = &request.body {
            let body = match &request.progress {
                Some(told) => Body::wrap(ToldBody::new(body.clone(), told.clone())),
                None => Body::from(body.clone()),
            };
            builder = builder.header(CONTENT_TYPE, *media_type).body(body);
        }
        let response = builder.send().await.map_err(PlatformError::from)?;
        if response.status().is_success() {
            return Ok(response);
        }
        let status = response.status();
        let retry_after = retry_after(response.headers());
        let body = response.bytes().await.map_err(PlatformError::from)?;
        Err(Failure {
            error: refusal(status, &body),
            retry_after,
        })
    }
}

fn client(tls: &rustls::ClientConfig, proxy: Option<&Proxy>) -> Result<Client, reqwest::Error> {
    // What the computer's settings say of proxies is not looked at: the profile says it.
    let mut builder = Client::builder().no_proxy();
    if let Some(proxy) = proxy {
        builder = builder.proxy(proxy.for_client()?);
    }
    builder
        .tls_backend_preconfigured(tls.clone())
        .http1_only()
        .https_only(true)
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .tcp_nodelay(true)
        .tcp_keepalive(KEEP_ALIVE)
        .connect_timeout(CONNECT_TIMEOUT)
        .read_timeout(SILENCE_TIMEOUT)
        .user_agent(concat!("tasuki/", env!("CARGO_PKG_VERSION")))
        .build()
}

fn date(headers: &HeaderMap) -> Option<Timestamp> {
    let text = headers.get(DATE)?.to_str().ok()?;
    let date = jiff::fmt::rfc2822::parse(text).ok()?;
    Some(date.timestamp())
}

fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers.get(RETRY_AFTER)?.to_str().ok()?.parse().ok()?;
    Some(Duration::from_secs(seconds))
}

/// A failed attempt.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) error: PlatformError,
    /// How long the platform asks to wait.
    pub(super) retry_after: Option<Duration>,
}

impl From<PlatformError> for Failure {
    fn from(error: PlatformError) -> Self {
        Self {
            error,
            retry_after: None,
        }
    }
}

impl Delayed for Failure {
    fn delay(&self) -> Option<Duration> {
        self.retry_after
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_keep_their_folder_and_escape_what_was_searched() {
        let base: Url = "https://platform.example.jp:8443/exchange/"
            .parse()
            .unwrap();
        let request = Request::new(Method::GET, "offices").with("query", "ひまわり & 花");
        assert_eq!(
            request.url(&base).as_str(),
            "https://platform.example.jp:8443/exchange/v1/offices?query=%E3%81%B2%E3%81%BE%E3%82%8F%E3%82%8A+%26+%E8%8A%B1"
        );
        let base: Url = "https://platform.example.jp".parse().unwrap();
        assert_eq!(
            Request::new(Method::GET, "limits").url(&base).as_str(),
            "https://platform.example.jp/v1/limits"
        );
    }

    #[test]
    fn the_platform_may_say_how_long_to_wait() {
        let mut headers = HeaderMap::new();
        assert_eq!(retry_after(&headers), None);
        headers.insert(RETRY_AFTER, "7".parse().unwrap());
        assert_eq!(retry_after(&headers), Some(Duration::from_secs(7)));
        headers.insert(RETRY_AFTER, "soon".parse().unwrap());
        assert_eq!(retry_after(&headers), None);
    }
}

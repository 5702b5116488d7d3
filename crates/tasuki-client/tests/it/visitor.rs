//! A client that runs, and somebody who speaks HTTP with it without a browser.

use std::path::Path;

use reqwest::{Method, RequestBuilder, redirect};
use tasuki_client::{Plan, Running, Started, start};
use tasuki_desk::Tools;

/// The plan of a client whose profile is in `folder`.
pub(crate) fn plan(folder: &Path) -> Plan {
    Plan {
        profile: folder.join("profile"),
        port: None,
        platform: None,
        received: folder.join("received"),
        offices: None,
        log: None,
        tools: Tools::default(),
    }
}

/// A client of its own.
pub(crate) async fn running(folder: &Path) -> Running {
    match start(plan(folder)).await.unwrap() {
        Started::Here(running) => running,
        Started::There(address) => panic!("one runs already at {address}"),
    }
}

/// Somebody who can say what no well-behaved browser says.
pub(crate) struct Visitor {
    http: reqwest::Client,
    port: u16,
    cookie: Option<String>,
}

impl Visitor {
    /// Somebody who does not know the client.
    pub(crate) fn stranger(port: u16) -> Self {
        Self {
            http: Self::plain(),
            port,
            cookie: None,
        }
    }

    /// A plain client that follows no link by itself.
    pub(crate) fn plain() -> reqwest::Client {
        reqwest::Client::builder()
            .redirect(redirect::Policy::none())
            .no_proxy()
            .tls_backend_preconfigured(tls())
            .build()
            .unwrap()
    }

    /// Somebody whose browser was opened by the client.
    pub(crate) async fn invited(running: &Running) -> Self {
        let mut visitor = Self::stranger(running.port());
        let reply = visitor.http.get(running.address()).send().await.unwrap();
        assert_eq!(reply.status(), 303);
        let cookie = reply.headers()["set-cookie"].to_str().unwrap();
        let (pair, rest) = cookie.split_once(';').unwrap();
        assert_eq!(rest, " Path=/; HttpOnly; SameSite=Strict");
        visitor.cookie = Some(pair.to_owned());
        visitor
    }

    /// The same with another cookie.
    pub(crate) fn with_cookie(&self, cookie: &str) -> Self {
        let mut other = Self::stranger(self.port);
        other.cookie = Some(cookie.to_owned());
        other
    }

    /// The cookie, `name=value`.
    pub(crate) fn cookie(&self) -> &str {
        self.cookie.as_deref().unwrap_or_default()
    }

    /// A request, as a page of the client makes it.
    pub(crate) fn ask(&self, method: Method, path: &str) -> RequestBuilder {
        let origin = format!("http://127.0.0.1:{}", self.port);
        let is_form = method == Method::POST;
        let mut request = self.http.request(method, format!("{origin}{path}"));
        if let Some(cookie) = &self.cookie {
            request = request.header("cookie", cookie);
        }
        if is_form {
            request = request.header("origin", origin);
        }
        request
    }

    /// The status of a request.
    pub(crate) async fn status(request: RequestBuilder) -> u16 {
        request.send().await.unwrap().status().as_u16()
    }
}

/// Never used: the client speaks no TLS on this computer.
fn tls() -> rustls::ClientConfig {
    let provider = std::sync::Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth()
}

//! Somebody who visits a site without a browser.

use std::fmt;
use std::net::SocketAddr;

use anyhow::Context as _;
use reqwest::{Method, StatusCode, header};
use tasuki_server::Site;

use crate::{Caller, Town};

/// Visits one site: keeps its cookie, sends the token of the last page with each form, and follows
/// no link by itself. A clone begins with the same cookie.
#[derive(Clone)]
pub struct Surfer {
    client: reqwest::Client,
    origin: String,
    /// Where it is asked, mostly the same.
    at: String,
    cookie: Option<String>,
    csrf: String,
    forwarded: Option<String>,
}

/// What came back.
#[derive(Clone)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// Where it leads, if it leads on.
    pub location: String,
    /// The headers.
    pub headers: header::HeaderMap,
    /// The bytes.
    pub bytes: Vec<u8>,
}

impl Reply {
    /// The page.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}\n{}", self.status, self.location, self.text())
    }
}

impl Surfer {
    /// Somebody new at a site of a town, which must run.
    pub fn new(town: &Town, site: Site) -> anyhow::Result<Self> {
        let authority = town.authority()?.bundle_pem();
        let client = reqwest::Client::builder()
            .use_preconfigured_tls(Caller::tls(&authority, None)?)
            .redirect(reqwest::redirect::Policy::none())
            .build()?;
        Ok(Self {
            client,
            at: town.site(site),
            origin: town.site(site),
            cookie: None,
            csrf: String::new(),
            forwarded: None,
        })
    }

    /// The same visitor, who asks a platform at another address for the same site.
    #[must_use]
    pub fn asking(self, address: SocketAddr) -> Self {
        Self {
            at: format!("https://{address}"),
            ..self
        }
    }

    /// Somebody new at a site who asks from `address`, as a proxy on this machine says.
    pub fn from_address(town: &Town, site: Site, address: &str) -> anyhow::Result<Self> {
        Ok(Self {
            forwarded: Some(address.to_owned()),
            ..Self::new(town, site)?
        })
    }

    /// Opens a page.
    pub async fn get(&mut self, path: &str) -> anyhow::Result<Reply> {
        self.ask(Method::GET, path, None, true).await
    }

    /// Asks for a part of a file, if it is still the one with the tag.
    pub async fn get_part(&self, path: &str, range: &str, tag: &str) -> anyhow::Result<Reply> {
        let request = self.client.get(format!("{}{path}", self.at));
        let request = request
            .header(header::RANGE, range)
            .header(header::IF_RANGE, tag);
        let response = request.send().await.context("the site does not answer")?;
        Ok(Reply {
            status: response.status().as_u16(),
            location: String::new(),
            headers: response.headers().clone(),
            bytes: response.bytes().await?.to_vec(),
        })
    }

    /// Asks for the head of a page alone.
    pub async fn head(&mut self, path: &str) -> anyhow::Result<Reply> {
        self.ask(Method::HEAD, path, None, true).await
    }

    /// Sends a form from the last page.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> anyhow::Result<Reply> {
        let mut pairs = vec![("csrf", self.csrf.clone())];
        pairs.extend(
            fields
                .iter()
                .map(|(name, value)| (*name, (*value).to_owned())),
        );
        self.ask(Method::POST, path, Some(form(&pairs)), true).await
    }

    /// Sends a form with a file from the last page.
    pub async fn post_file(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
        (name, bytes): (&str, &[u8]),
    ) -> anyhow::Result<Reply> {
        // As browsers do where no file was chosen.
        let file = if bytes.is_empty() { "" } else { "file" };
        self.post_named_file(path, fields, (name, file, bytes))
            .await
    }

    /// The same with a file of this name: the field's, the file's, and its bytes.
    pub async fn post_named_file(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
        (name, file, bytes): (&str, &str, &[u8]),
    ) -> anyhow::Result<Reply> {
        const BOUNDARY: &str = "tasuki-surfer-boundary";
        let mut body = Vec::new();
        let token = ("csrf", &*self.csrf);
        for (name, value) in std::iter::once(&token).chain(fields) {
            let part = format!(
                "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            );
            body.extend(part.as_bytes());
        }
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        body.extend(head.as_bytes());
        body.extend(bytes);
        body.extend(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
        let form = Form {
            content_type: format!("multipart/form-data; boundary={BOUNDARY}"),
            body,
        };
        self.ask(Method::POST, path, Some(form), true).await
    }

    /// Sends a form without its token.
    pub async fn post_without_token(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
    ) -> anyhow::Result<Reply> {
        let pairs: Vec<_> = fields
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()))
            .collect();
        self.ask(Method::POST, path, Some(form(&pairs)), true).await
    }

    /// Sends a form from a page of another site.
    pub async fn post_from_elsewhere(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
    ) -> anyhow::Result<Reply> {
        let mut pairs = vec![("csrf", self.csrf.clone())];
        pairs.extend(
            fields
                .iter()
                .map(|(name, value)| (*name, (*value).to_owned())),
        );
        self.ask(Method::POST, path, Some(form(&pairs)), false)
            .await
    }

    /// Logs in with an office's user; the reply leads to `/` where it is right.
    pub async fn log_in(&mut self, user: &str, password: &str) -> anyhow::Result<Reply> {
        self.get("/login").await?;
        self.post("/login", &[("user_id", user), ("password", password)])
            .await
    }

    async fn ask(
        &mut self,
        method: Method,
        path: &str,
        form: Option<Form>,
        is_from_here: bool,
    ) -> anyhow::Result<Reply> {
        let mut request = self
            .client
            .request(method.clone(), format!("{}{path}", self.at));
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        if let Some(address) = &self.forwarded {
            request = request.header("x-forwarded-for", address);
        }
        if let Some(form) = form {
            let origin = if is_from_here {
                self.origin.as_str()
            } else {
                "https://elsewhere.example.jp"
            };
            request = request
                .header(header::ORIGIN, origin)
                .header(header::CONTENT_TYPE, form.content_type)
                .body(form.body);
        }
        let response = request.send().await.context("the site does not answer")?;
        for cookie in response.headers().get_all(header::SET_COOKIE) {
            let text = cookie.to_str()?;
            let pair = text.split(';').next().unwrap_or_default();
            self.cookie = (!pair.ends_with('=')).then(|| pair.to_owned());
        }
        let (status, headers) = (response.status(), response.headers().clone());
        let location = headers
            .get(header::LOCATION)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
            .to_owned();
        let bytes = response.bytes().await?.to_vec();
        if status != StatusCode::SEE_OTHER
            && let Some(token) = token(&String::from_utf8_lossy(&bytes))
        {
            token.clone_into(&mut self.csrf);
        }
        Ok(Reply {
            status: status.as_u16(),
            location,
            headers,
            bytes,
        })
    }
}

/// The token in a page's first form.
fn token(page: &str) -> Option<&str> {
    let (_, rest) = page.split_once("name=\"csrf\" value=\"")?;
    let (token, _) = rest.split_once('"')?;
    Some(token)
}

/// A form as it is sent.
struct Form {
    content_type: String,
    body: Vec<u8>,
}

fn form(pairs: &[(&str, String)]) -> Form {
    // Pairs of texts can always be written.
    let text = serde_html_form::to_string(pairs).unwrap_or_default();
    Form {
        content_type: "application/x-www-form-urlencoded".to_owned(),
        body: text.into_bytes(),
    }
}

impl fmt::Debug for Surfer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Surfer")
            .field("origin", &self.origin)
            .finish_non_exhaustive()
    }
}

//! Somebody who visits a site without a browser.

use std::fmt::{self, Write as _};

use anyhow::Context as _;
use reqwest::{Method, StatusCode, header};
use tasuki_server::Site;

use crate::{Caller, Town};

/// Visits one site: keeps its cookie, sends the token of the last page with each form, and follows
/// no link by itself.
pub struct Surfer {
    client: reqwest::Client,
    origin: String,
    cookie: Option<String>,
    csrf: String,
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
        let authority = town.authority()?.certificate_pem();
        let client = reqwest::Client::builder()
            .use_preconfigured_tls(Caller::tls(&authority, None)?)
            .redirect(reqwest::redirect::Policy::none())
            .build()?;
        Ok(Self {
            client,
            origin: town.site(site),
            cookie: None,
            csrf: String::new(),
        })
    }

    /// Opens a page.
    pub async fn get(&mut self, path: &str) -> anyhow::Result<Reply> {
        self.ask(Method::GET, path, None, true).await
    }

    /// Sends a form from the last page.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> anyhow::Result<Reply> {
        let mut pairs = vec![("csrf", self.csrf.clone())];
        pairs.extend(
            fields
                .iter()
                .map(|(name, value)| (*name, (*value).to_owned())),
        );
        self.ask(Method::POST, path, Some(urlencoded(&pairs)), true)
            .await
    }

    /// Sends a form with a file from the last page.
    pub async fn post_file(&mut self, path: &str, file: &[u8]) -> anyhow::Result<Reply> {
        let boundary = "----------------------------tasuki";
        let mut body = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{}\r\n\
             --{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"file\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n",
            self.csrf
        )
        .into_bytes();
        body.extend(file);
        body.extend(format!("\r\n--{boundary}--\r\n").as_bytes());
        let kind = format!("multipart/form-data; boundary={boundary}");
        self.ask(Method::POST, path, Some((kind, body)), true).await
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
        self.ask(Method::POST, path, Some(urlencoded(&pairs)), true)
            .await
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
        self.ask(Method::POST, path, Some(urlencoded(&pairs)), false)
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
        form: Option<(String, Vec<u8>)>,
        is_from_here: bool,
    ) -> anyhow::Result<Reply> {
        let mut request = self
            .client
            .request(method.clone(), format!("{}{path}", self.origin));
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        if let Some((kind, body)) = form {
            let origin = if is_from_here {
                self.origin.as_str()
            } else {
                "https://elsewhere.example.jp"
            };
            request = request
                .header(header::ORIGIN, origin)
                .header(header::CONTENT_TYPE, kind)
                .body(body);
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

fn urlencoded(pairs: &[(&str, String)]) -> (String, Vec<u8>) {
    let kind = "application/x-www-form-urlencoded";
    (kind.to_owned(), form(pairs).into_bytes())
}

fn form(pairs: &[(&str, String)]) -> String {
    let mut text = String::new();
    for (name, value) in pairs {
        if !text.is_empty() {
            text.push('&');
        }
        text.push_str(name);
        text.push('=');
        for byte in value.bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
                    text.push(char::from(byte));
                }
                _ => {
                    // Writing to a string cannot fail.
                    let _written = write!(text, "%{byte:02X}");
                }
            }
        }
    }
    text
}

impl fmt::Debug for Surfer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Surfer")
            .field("origin", &self.origin)
            .finish_non_exhaustive()
    }
}

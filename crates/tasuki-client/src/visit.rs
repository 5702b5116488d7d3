//! What is known of a request before its page is.

use std::convert::Infallible;

use axum::extract::{FromRequestParts, Request};
use axum::http::request::Parts;
use tasuki_ui::TextSize;

use crate::door::cookie;
use crate::routes::has_page;

/// The cookie that keeps the size of letters. It is no secret, and all clients share it.
pub(crate) const TEXT_SIZE_COOKIE: &str = "tasuki-text-size";

/// The nonce of this answer's scripts.
#[derive(Clone, Debug)]
pub(crate) struct Nonce(pub(crate) String);

/// A visit of a page.
#[derive(Clone, Debug)]
pub(crate) struct Visit {
    pub(crate) nonce: Nonce,
    pub(crate) text_size: TextSize,
    /// The path of the page, with its query, if it is one that can be shown again; for an answer to a form
    /// that of the form.
    pub(crate) here: String,
    /// How many messages wait to be received.
    pub(crate) waiting: usize,
}

impl Visit {
    pub(crate) fn of(request: &Request, nonce: Nonce) -> Self {
        let size = cookie(request.headers(), TEXT_SIZE_COOKIE).and_then(TextSize::read);
        let path = request
            .uri()
            .path_and_query()
            .map_or("/", |path| path.as_str());
        let here = if *request.method() == axum::http::Method::GET {
            path
        } else {
            let form = request.uri().path();
            if has_page(form) { form } else { "/" }
        };
        Self {
            nonce,
            text_size: size.unwrap_or_default(),
            here: here.to_owned(),
            waiting: 0,
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        // The door put it there; no handler is reached without one.
        let visit = parts.extensions.get::<Self>().cloned();
        Ok(visit.unwrap_or_else(|| Self {
            nonce: Nonce(String::new()),
            text_size: TextSize::default(),
            here: "/".to_owned(),
            waiting: 0,
        }))
    }
}

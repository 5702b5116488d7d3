//! Forms that were sent.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use axum::body::Bytes;
use axum::extract::{FromRequest, Multipart, Request};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tasuki_ui::FormState;

use super::{SiteError, Visit};

/// What a form carried, after its token was found to be the session's.
pub(crate) struct Posted<T> {
    /// Its fields as types.
    pub(crate) form: T,
    /// Its fields as they were typed, for showing the form again.
    pub(crate) pairs: Vec<(String, String)>,
}

impl<T> Posted<T> {
    /// The form as it was typed, without secrets.
    pub(crate) fn state(self, secrets: &[&str]) -> (T, FormState) {
        (self.form, FormState::typed(self.pairs, secrets))
    }
}

#[derive(Deserialize)]
struct Token {
    #[serde(default)]
    csrf: String,
}

impl<T, S> FromRequest<S> for Posted<T>
where
    T: DeserializeOwned,
    S: Send + Sync,
{
    type Rejection = SiteError;

    async fn from_request(request: Request, state: &S) -> Result<Self, SiteError> {
        let visit = visit_of(&request)?;
        let body = Bytes::from_request(request, state)
            .await
            .map_err(|_| SiteError::TooLarge)?;
        let unreadable = |_| SiteError::UnreadableForm;
        let token: Token = serde_html_form::from_bytes(&body).map_err(unreadable)?;
        check_token(&visit, &token.csrf)?;
        Ok(Self {
            form: serde_html_form::from_bytes(&body).map_err(unreadable)?,
            pairs: serde_html_form::from_bytes(&body).map_err(unreadable)?,
        })
    }
}

/// A form with one file, after its token was found to be the session's. The token must stand
/// before the file.
#[derive(Debug)]
pub(crate) struct PostedFile {
    /// The fields that are no files, in their order.
    pub(crate) fields: Vec<(String, String)>,
    /// The name of the file; empty if none was chosen.
    pub(crate) name: String,
    /// The bytes of the file; empty if none was chosen.
    pub(crate) bytes: Bytes,
}

impl PostedFile {
    /// The value of a field; empty if it was not sent.
    pub(crate) fn field(&self, name: &str) -> &str {
        let mut fields = self.fields.iter();
        fields
            .find(|(known, _)| known == name)
            .map_or("", |(_, value)| value)
    }
}

impl<S: Send + Sync> FromRequest<S> for PostedFile {
    type Rejection = SiteError;

    async fn from_request(request: Request, state: &S) -> Result<Self, SiteError> {
        let visit = visit_of(&request)?;
        let unreadable = |_| SiteError::UnreadableForm;
        let mut parts = Multipart::from_request(request, state)
            .await
            .map_err(unreadable)?;
        let mut read = Self {
            fields: Vec::new(),
            name: String::new(),
            bytes: Bytes::new(),
        };
        let mut is_checked = false;
        while let Some(part) = parts.next_field().await.map_err(|_| SiteError::TooLarge)? {
            let name = part.name().unwrap_or_default().to_owned();
            let file = part.file_name().map(str::to_owned);
            let bytes = part.bytes().await.map_err(|_| SiteError::TooLarge)?;
            if let Some(file) = file {
                if !is_checked {
                    return Err(SiteError::ForeignForm);
                }
                (read.name, read.bytes) = (file, bytes);
                continue;
            }
            let text = str::from_utf8(&bytes).map_err(|_| SiteError::UnreadableForm)?;
            if name == "csrf" {
                check_token(&visit, text)?;
                is_checked = true;
            }
            read.fields.push((name, text.to_owned()));
        }
        if is_checked {
            Ok(read)
        } else {
            Err(SiteError::ForeignForm)
        }
    }
}

/// Who sends the form, as the gate found out.
fn visit_of(request: &Request) -> Result<Visit, SiteError> {
    let visit = request.extensions().get::<Visit>().cloned();
    visit.ok_or(SiteError::NotAllowed)
}

/// Nobody's forms have no token: they are told by where they come from alone, at the gate.
fn check_token(visit: &Visit, token: &str) -> Result<(), SiteError> {
    verify_slices_are_equal(visit.csrf().as_bytes(), token.as_bytes())
        .map_err(|_| SiteError::ForeignForm)
}

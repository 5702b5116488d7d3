//! Forms that were sent.

use axum::body::Bytes;
use axum::extract::{FromRequest, Multipart, Request};
use serde::de::DeserializeOwned;
use tasuki_desk::DraftFile;
use tasuki_ui::FormState;

use crate::answer::PageError;

/// What a form carried. That it came from one of our pages, the door has seen to.
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

impl<T, S> FromRequest<S> for Posted<T>
where
    T: DeserializeOwned,
    S: Send + Sync,
{
    type Rejection = PageError;

    async fn from_request(request: Request, state: &S) -> Result<Self, PageError> {
        let body = Bytes::from_request(request, state)
            .await
            .map_err(|_| PageError::TooLarge)?;
        let unreadable = |_| PageError::UnreadableForm;
        Ok(Self {
            form: serde_html_form::from_bytes(&body).map_err(unreadable)?,
            pairs: serde_html_form::from_bytes(&body).map_err(unreadable)?,
        })
    }
}

/// A form with files.
pub(crate) struct PostedFiles {
    /// The fields that are no files, in their order.
    pub(crate) fields: Vec<(String, String)>,
    /// The files, under their names without folders.
    pub(crate) files: Vec<DraftFile>,
}

impl PostedFiles {
    /// The value of a field; empty if it was not sent.
    pub(crate) fn field(&self, name: &str) -> &str {
        let mut fields = self.fields.iter();
        fields
            .find(|(known, _)| known == name)
            .map_or("", |(_, value)| value)
    }
}

impl<S: Send + Sync> FromRequest<S> for PostedFiles {
    type Rejection = PageError;

    async fn from_request(request: Request, state: &S) -> Result<Self, PageError> {
        let mut parts = Multipart::from_request(request, state)
            .await
            .map_err(|_| PageError::UnreadableForm)?;
        let mut read = Self {
            fields: Vec::new(),
            files: Vec::new(),
        };
        while let Some(part) = parts.next_field().await.map_err(|error| refused(&error))? {
            let name = part.name().unwrap_or_default().to_owned();
            let file = part.file_name().map(without_folders);
            let bytes = part.bytes().await.map_err(|error| refused(&error))?;
            match file {
                // A field for files into which none was put.
                Some(file) if file.is_empty() && bytes.is_empty() => {}
                Some(file) => read.files.push(DraftFile {
                    name: file,
                    bytes: bytes.into(),
                }),
                None => {
                    let text = str::from_utf8(&bytes).map_err(|_| PageError::UnreadableForm)?;
                    read.fields.push((name, text.to_owned()));
                }
            }
        }
        Ok(read)
    }
}

fn refused(error: &axum::extract::multipart::MultipartError) -> PageError {
    if error.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
        PageError::TooLarge
    } else {
        PageError::UnreadableForm
    }
}

/// The name of a file without the folders that browsers tell where a whole folder was chosen.
fn without_folders(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next();
    last.unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_no_part_of_a_name() {
        assert_eq!(without_folders("2025-04/連絡票.txt"), "連絡票.txt");
        assert_eq!(without_folders(r"C:\fakepath\a.pdf"), "a.pdf");
        assert_eq!(without_folders("../../a.pdf"), "a.pdf");
        assert_eq!(without_folders("folder/"), "");
    }
}

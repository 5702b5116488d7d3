//! The bytes of an image or a PDF of an own copy, for the page that shows it.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use tasuki_desk::Preview;
use tasuki_exchange::content;
use tasuki_terms::{MediaType, MessageId};

use super::find;
use crate::address::Path;
use crate::answer::{PageError, disposition};
use crate::client::Client;

/// How the bytes of the file at `place` are called in an address, for viewers: `1.pdf`. Its own name may be
/// that of a person, and addresses stay in the history of browsers.
pub(super) fn name_in_address(place: usize, media: MediaType) -> String {
    let extension = match media {
        MediaType::Csv => "csv",
        MediaType::Text => "txt",
        MediaType::Pdf => "pdf",
        MediaType::Jpeg => "jpg",
        MediaType::Png => "png",
        MediaType::Gif => "gif",
    };
    format!("{place}.{extension}")
}

/// An image can do nothing, wherever it is opened.
const IMAGE_POLICY: &str = "default-src 'none'; sandbox; frame-ancestors 'none'";

/// The viewer of browsers refuses a sandbox; it runs apart from pages, reaches nothing of ours, and
/// is allowed no more than to draw, in a frame of our page alone.
const PDF_POLICY: &str = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

/// Gives an image or a PDF; nothing else, and nothing that is not what its name says.
pub(crate) async fn read(
    State(client): State<Arc<Client>>,
    Path((id, place, file)): Path<(MessageId, usize, String)>,
) -> Result<Response, PageError> {
    let known = find(&client, id).await?;
    let preview = known.office.desk().preview(id, place).await?;
    let Some(Preview::Media(media)) = preview else {
        return Err(PageError::NotFound);
    };
    let policy = match media.media {
        MediaType::Jpeg | MediaType::Png | MediaType::Gif => IMAGE_POLICY,
        MediaType::Pdf => PDF_POLICY,
        MediaType::Csv | MediaType::Text => return Err(PageError::NotFound),
    };
    if name_in_address(place, media.media) != file {
        return Err(PageError::NotFound);
    }
    if !content(&media.bytes).agrees_with(media.media) {
        return Err(PageError::NotFound);
    }
    let mut headers = vec![
        (header::CONTENT_TYPE, media.media.as_str()),
        (header::CONTENT_SECURITY_POLICY, policy),
    ];
    if media.media == MediaType::Pdf {
        headers.push((header::X_FRAME_OPTIONS, "SAMEORIGIN"));
    }
    let mut headers: HeaderMap = headers
        .into_iter()
        .map(|(name, value)| (name, HeaderValue::from_static(value)))
        .collect();
    let disposition = HeaderValue::try_from(disposition("inline", &media.name));
    let disposition = disposition.unwrap_or(HeaderValue::from_static("inline"));
    headers.insert(header::CONTENT_DISPOSITION, disposition);
    Ok((headers, media.bytes).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_address_tells_the_name_of_a_file_and_each_tells_its_kind() {
        for media in [
            MediaType::Csv,
            MediaType::Text,
            MediaType::Pdf,
            MediaType::Jpeg,
            MediaType::Png,
            MediaType::Gif,
        ] {
            let name = name_in_address(3, media);
            assert!(name.starts_with("3."), "{name}");
            assert_eq!(MediaType::of_name(&name), Some(media), "{name}");
        }
    }
}

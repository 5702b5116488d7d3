//! The files: builds, their signatures, and the certificates with which these are verified.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use futures_util::stream;

use crate::platform::Platform;
use crate::range::wanted;
use crate::releases::{Opened, Release};
use crate::sites::SiteError;

/// Gives a build, or a part of it, or its signature.
pub(in crate::sites::support) async fn download(
    State(platform): State<Arc<Platform>>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Result<Response, SiteError> {
    let releases = platform.shelf.releases();
    let find = |name: &str| releases.iter().find(|one| one.file == name).cloned();
    if let Some(release) = find(&name) {
        return build(&platform, release, &headers).await;
    }
    let release = name.strip_suffix(".p7s").and_then(find);
    let release = release.ok_or(SiteError::NotFound)?;
    let signature = platform.shelf.signature(&release);
    let signature = signature.map_err(|error| SiteError::fault(&error))?;
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/pkcs7-signature"),
        ),
        (header::CONTENT_DISPOSITION, saved_as(&name)?),
    ];
    Ok((headers, signature).into_response())
}

async fn build(
    platform: &Platform,
    release: Release,
    headers: &HeaderMap,
) -> Result<Response, SiteError> {
    let (shelf, wished) = (Arc::clone(&platform.shelf), release.clone());
    let opened = tokio::task::spawn_blocking(move || shelf.open(&wished)).await;
    let opened = opened.map_err(|_| SiteError::Fault)?;
    let opened = opened.ok_or(SiteError::Fault)?;
    let tag = format!("\"{}\"", release.sha256);
    // A part of another file is of no use to who has the beginning of this one.
    let is_same = headers
        .get(header::IF_RANGE)
        .is_none_or(|known| known.as_bytes() == tag.as_bytes());
    let length = opened.length;
    let range = if is_same {
        wanted(headers, length)
    } else {
        Some((0, length))
    };
    let Some((from, until)) = range else {
        let mut response = StatusCode::RANGE_NOT_SATISFIABLE.into_response();
        let told = value(&format!("bytes */{length}"))?;
        response.headers_mut().insert(header::CONTENT_RANGE, told);
        return Ok(response);
    };
    let mut response = Response::new(body(opened, from, until));
    let told = response.headers_mut();
    told.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/octet-stream"),
    );
    told.insert(header::CONTENT_DISPOSITION, saved_as(&release.file)?);
    told.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    told.insert(header::CONTENT_LENGTH, HeaderValue::from(until - from));
    told.insert(header::ETAG, value(&tag)?);
    if until - from < length {
        let range = value(&format!("bytes {from}-{}/{length}", until - 1))?;
        told.insert(header::CONTENT_RANGE, range);
        *response.status_mut() = StatusCode::PARTIAL_CONTENT;
    }
    Ok(response)
}

/// The bytes, read as the connection takes them.
fn body(opened: Opened, from: u64, until: u64) -> Body {
    let chunks = stream::try_unfold((opened, from), move |(opened, at)| async move {
        if at >= until {
            return Ok::<_, std::io::Error>(None);
        }
        let reading = opened.clone();
        let read = tokio::task::spawn_blocking(move || reading.read(at, until)).await;
        let bytes = read.map_err(std::io::Error::other)??;
        let next = at + bytes.len() as u64;
        Ok(Some((bytes, (opened, next))))
    });
    Body::from_stream(chunks)
}

/// Gives the root and the authorities, with which signatures are verified.
pub(in crate::sites::support) async fn authorities(
    State(platform): State<Arc<Platform>>,
) -> Result<Response, SiteError> {
    let file = platform.settings.keys.authority.clone();
    let text = tokio::task::spawn_blocking(move || fs_err::read(file)).await;
    let text = text.map_err(|_| SiteError::Fault)?;
    let text = text.map_err(|error| SiteError::fault(&error))?;
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/x-pem-file"),
        ),
        (header::CONTENT_DISPOSITION, saved_as("authorities.pem")?),
    ];
    Ok((headers, text).into_response())
}

/// The header by which a browser saves a file under its name, which has plain signs only.
fn saved_as(name: &str) -> Result<HeaderValue, SiteError> {
    value(&format!("attachment; filename=\"{name}\""))
}

fn value(text: &str) -> Result<HeaderValue, SiteError> {
    HeaderValue::from_str(text).map_err(|error| SiteError::fault(&error))
}

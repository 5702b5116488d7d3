//! The directory as open data and as a small public interface; `docs/directory.md` and
//! `/offices/data` describe both.

mod api;
mod office;

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use serde::Serialize;
use tasuki_directory::{Filter, Office, Order, Page};
use tasuki_terms::{Date, day_in_japan};

use super::shown::services;
use super::{ask, document};
use crate::directory::{Held, Kept, Whole, tag};
use crate::platform::Platform;
use crate::sites::SiteError;

pub(super) use api::{map, office, offices};
use office::OfficeDocument;

const JSON: &str = "application/json; charset=utf-8";

/// The headings of the CSV file.
pub(super) const HEADINGS: [&str; 15] = [
    "事業所番号",
    "事業所名",
    "事業所名カナ",
    "サービス種類コード",
    "サービスの種類",
    "都道府県",
    "市区町村",
    "住所",
    "電話番号",
    "法人の名称",
    "URL",
    "緯度",
    "経度",
    "利用開始日",
    "受け取れる標準仕様",
];

/// What stands below them, as 事業所のデータについて tells it.
pub(super) const MEANINGS: [&str; 15] = [
    "10桁の番号。先頭の0も含みます",
    "事業所の名称",
    "カタカナ。空白を含みません",
    "2桁のコード。複数あるときは空白で区切ります",
    "サービスの名称。複数あるときは読点で区切ります",
    "都道府県の名称",
    "市区町村の名称",
    "市区町村より後の住所",
    "ハイフンを含みます",
    "運営法人の名称",
    "事業所のWebサイトのアドレス",
    "十進法の度（小数点以下6桁）",
    "十進法の度（小数点以下6桁）",
    "最初のライセンスの開始日（例：2027-04-01）",
    "連携クライアントが受け取れる最も新しい標準仕様（例：202407はV4.1）",
];

/// Several offices.
#[derive(Serialize)]
struct OfficesDocument<'a> {
    /// For which day it holds.
    as_of: Date,
    /// How many there are in all.
    total: usize,
    offices: Vec<OfficeDocument<'a>>,
}

/// All offices that take part, as CSV.
pub(super) async fn csv(
    State(platform): State<Arc<Platform>>,
    headers: HeaderMap,
) -> Result<Response, SiteError> {
    let asked = Arc::clone(&platform);
    let make = async move {
        let written = ask(&asked, |held| {
            Ok::<_, csv::Error>(Kept::new(held.edition, written(held)?))
        });
        written.await?.map_err(|error| SiteError::fault(&error))
    };
    let kept = document(&platform, Whole::Csv, make).await?;
    let mut response = answer(&headers, "text/csv; charset=utf-8", kept);
    download(&mut response, "attachment; filename=\"offices.csv\"");
    Ok(response)
}

/// All offices that take part, as JSON.
pub(super) async fn json(
    State(platform): State<Arc<Platform>>,
    headers: HeaderMap,
) -> Result<Response, SiteError> {
    let asked = Arc::clone(&platform);
    let make = async move {
        let written = ask(&asked, |held| {
            let offices: Vec<OfficeDocument<'_>> = members(held)
                .map(|office| OfficeDocument::from(&office))
                .collect();
            let bytes = serde_json::to_vec(&OfficesDocument {
                as_of: day_in_japan(held.as_of),
                total: offices.len(),
                offices,
            })?;
            Ok::<_, serde_json::Error>(Kept::new(held.edition, bytes))
        });
        written.await?.map_err(|error| SiteError::fault(&error))
    };
    let kept = document(&platform, Whole::Json, make).await?;
    let mut response = answer(&headers, JSON, kept);
    download(&mut response, "attachment; filename=\"offices.json\"");
    Ok(response)
}

fn written(held: &Held) -> Result<Vec<u8>, csv::Error> {
    let mut to = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    to.write_record(HEADINGS)?;
    for office in members(held) {
        to.write_record(record(&office))?;
    }
    to.into_inner()
        .map_err(|error| csv::Error::from(error.into_error()))
}

fn members(held: &Held) -> impl Iterator<Item = Office<'_>> {
    let filter = Filter {
        only_joined: true,
        ..Filter::default()
    };
    let all = Page {
        skip: 0,
        size: usize::MAX,
    };
    let listing = held.index.list(&filter, Order::Region, all);
    let ids = listing.offices.into_iter();
    ids.filter_map(|id| held.index.office(id))
}

fn record(office: &Office<'_>) -> [String; 15] {
    let codes: Vec<String> = office.services.iter().map(ToString::to_string).collect();
    let member = office.participation;
    let degrees = |degrees: Option<f64>| degrees.map_or(String::new(), |one| format!("{one:.6}"));
    [
        office.number.to_string(),
        office.name.to_owned(),
        office.kana.to_owned(),
        codes.join(" "),
        services(office.services),
        office.municipality.prefecture.name().to_owned(),
        office.municipality.name.to_string(),
        office.address.to_owned(),
        office.phone.to_owned(),
        office.corporation.to_owned(),
        office.url.to_owned(),
        degrees(office.place.map(tasuki_directory::Place::latitude)),
        degrees(office.place.map(tasuki_directory::Place::longitude)),
        member.map_or(String::new(), |one| one.since.to_string()),
        member
            .and_then(|one| one.reads)
            .map_or(String::new(), |version| version.to_string()),
    ]
}

fn download(response: &mut Response, how: &'static str) {
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static(how));
}

/// Answers bytes with their tag, or that whoever asks has them already.
fn tagged(asked: &HeaderMap, kind: &'static str, bytes: Vec<u8>) -> Response {
    let tag = tag(&bytes);
    answered(asked, kind, &tag, Bytes::from(bytes))
}

/// The same of a document that was made before.
fn answer(asked: &HeaderMap, kind: &'static str, kept: Kept) -> Response {
    answered(asked, kind, &kept.tag, kept.bytes)
}

fn answered(asked: &HeaderMap, kind: &'static str, tag: &str, bytes: Bytes) -> Response {
    let known = asked.get_all(header::IF_NONE_MATCH).iter();
    let mut known = known.filter_map(|value| value.to_str().ok());
    let has_it = known.any(|tags| {
        let mut tags = tags.split(',').map(str::trim);
        tags.any(|one| one == "*" || one.trim_start_matches("W/") == tag)
    });
    let mut response = if has_it {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, kind)], bytes).into_response()
    };
    let headers = response.headers_mut();
    if let Ok(tag) = HeaderValue::from_str(tag) {
        headers.insert(header::ETAG, tag);
    }
    open(headers);
    response
}

/// Every page of the web may read it, and a browser asks again each time whether it still holds.
fn open(headers: &mut HeaderMap) {
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_ORIGIN,
        HeaderValue::from_static("*"),
    );
}

//! The page of one office.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;
use tasuki_directory::{MapFrame, Marker, Office, Point, kind_of};
use tasuki_terms::{OfficeNumber, SpecVersion, written_day};
use tasuki_ui::{Banner, Crumb, Entry, Shell, Tag, Tone};

use super::asked::Asked;
use super::picture::Picture;
use super::shown::{Fresh, address, is_monthly, services};
use super::{MENU, ask};
use crate::platform::Platform;
use crate::sites::{SiteError, Visit, page, shell};

/// How close the map of its place is: about twenty kilometres from edge to edge. The outlines carry no closer look.
const ZOOM: u8 = 7;

#[derive(Template)]
#[template(path = "support/directory/office.html")]
struct OfficePage {
    shell: Shell,
    fresh: Fresh,
    banner: Option<Banner>,
    number: String,
    name: String,
    entries: Vec<Entry>,
    /// Its page in the web.
    url: String,
    /// The map of its place, and where it leads.
    picture: Option<(Picture, String)>,
}

/// What was done before.
#[derive(Deserialize)]
pub(super) struct Done {
    #[serde(default)]
    sent: String,
}

/// Shows it.
pub(super) async fn show(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Path(number): Path<String>,
    Query(done): Query<Done>,
) -> Result<Response, SiteError> {
    let number: OfficeNumber = number.parse().map_err(|_| SiteError::NotFound)?;
    let (tiles, monthly) = (
        platform.settings.directory.tiles.clone(),
        is_monthly(&platform),
    );
    let mut shell = shell(&platform, &visit, MENU);
    let banner = (done.sent == "1").then(|| {
        Banner::new(
            Tone::Success,
            "修正依頼を受け付けました。内容を確認し、必要な場合はご連絡します。",
        )
    });
    let shown = ask(&platform, move |held| {
        let id = held.index.find(number)?;
        let office = held.index.office(id)?;
        let town = office.municipality;
        shell.crumbs = vec![
            Crumb::to("トップ", "/"),
            Crumb::to("地域別の一覧から探す", "/offices"),
            Crumb::to(
                town.prefecture.name(),
                Asked::read(None).region(town.prefecture, None),
            ),
            Crumb::here(office.name),
        ];
        let picture = office.place.map(|place| {
            let (at, kind) = (Point::of(place), kind_of(office.services));
            let frame = MapFrame::around(at, ZOOM);
            let picture = Picture::of(frame, None, tiles.as_ref());
            let map = Asked::read(None).map(frame, 1);
            let mark = Marker::Office { id, kind, at };
            (picture.with(mark, frame, office.name), map)
        });
        Some(OfficePage {
            shell,
            fresh: Fresh::of(held, monthly),
            banner,
            number: number.to_string(),
            name: office.name.to_owned(),
            entries: entries(&office),
            url: office.url.to_owned(),
            picture,
        })
    });
    page(&shown.await?.ok_or(SiteError::NotFound)?)
}

fn entries(office: &Office<'_>) -> Vec<Entry> {
    let mut entries = vec![Entry::new("利用状況", "").tag(member_tag(office))];
    if let Some(member) = office.participation {
        entries.push(Entry::new("利用開始日", written_day(member.since)));
        entries.push(Entry::new(
            "受け取れる標準仕様",
            member
                .reads
                .map_or("確認中（連携クライアントの利用開始前）", edition),
        ));
    }
    entries.push(Entry::new("事業所番号", office.number.to_string()));
    for (label, value) in [
        ("カナ", office.kana.to_owned()),
        ("サービスの種類", services(office.services)),
        ("事業所の区分", kind_of(office.services).label().to_owned()),
        ("所在地", address(office)),
        ("電話番号", office.phone.to_owned()),
        ("運営法人", office.corporation.to_owned()),
    ] {
        if !value.is_empty() {
            entries.push(Entry::new(label, value));
        }
    }
    entries
}

fn member_tag(office: &Office<'_>) -> Tag {
    if office.participation.is_some() {
        Tag::new(Tone::Success, "利用中")
    } else {
        Tag::new(Tone::Plain, "利用していません")
    }
}

/// The newest edition of the standard; those before are read as well.
fn edition(version: SpecVersion) -> &'static str {
    match version {
        SpecVersion::V3 => "ケアプランデータ連携標準仕様 V3",
        SpecVersion::V4_1 => "ケアプランデータ連携標準仕様 V4.1（V3も受け取れます）",
    }
}

//! Builds of the client (製品ダウンロード).

mod file;

use std::sync::Arc;

use askama::Template;
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use serde::Serialize;
use tasuki_terms::{Digest, ReleaseVersion, Timestamp, day_in_japan, written_day};
use tasuki_ui::{Shell, Tag, Tone};

use crate::platform::Platform;
use crate::releases::{Release, ReleaseSystem};
use crate::sites::{Site, SiteError, Visit, page, shell};

pub(super) use file::{authorities, download};

/// Where programs read which builds there are.
pub(in crate::sites) const FEED: &str = "/downloads/feed.json";
/// Where files are.
const FILES: &str = "/downloads/files";

#[derive(Template)]
#[template(path = "support/downloads/page.html")]
struct DownloadsPage {
    shell: Shell,
    /// The mark of the newest version for a system.
    newest: Tag,
    builds: Vec<Build>,
    /// The systems for which there is no build.
    missing: Vec<&'static str>,
    /// Whether there is one for Windows, whose files are checked in another way.
    has_windows: bool,
}

/// One build, as the page shows it.
struct Build {
    version: String,
    system: &'static str,
    file: String,
    size: String,
    sha256: String,
    day: String,
    notes: String,
    is_newest: bool,
}

/// Shows all builds, the newest first.
pub(super) async fn show(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
) -> Result<Response, SiteError> {
    let releases = platform.shelf.releases();
    let build = |release: &Release| Build {
        version: release.version.to_string(),
        system: release.system.name(),
        file: release.file.clone(),
        size: size(release.bytes),
        sha256: release.sha256.to_string(),
        day: written_day(day_in_japan(release.released_at)),
        notes: release.notes.clone(),
        is_newest: is_newest(release, &releases),
    };
    let is_there = |system: &ReleaseSystem| releases.iter().any(|one| one.system == *system);
    let missing = ReleaseSystem::ALL.iter().filter(|system| !is_there(system));
    page(&DownloadsPage {
        shell: shell(&platform, &visit, "/downloads"),
        newest: Tag::new(Tone::Success, "最新"),
        builds: releases.iter().map(build).collect(),
        missing: missing.map(|system| system.name()).collect(),
        has_windows: is_there(&ReleaseSystem::Windows),
    })
}

/// Whether a build is the newest one for its system, whatever there is for others.
fn is_newest(release: &Release, all: &[Release]) -> bool {
    let of_system = all.iter().filter(|one| one.system == release.system);
    of_system.map(|one| one.version).max() == Some(release.version)
}

/// A length in MB with one decimal; not less than 0.1.
fn size(bytes: u64) -> String {
    let tenths = bytes.div_ceil(100_000);
    format!("{}.{}MB（{bytes}バイト）", tenths / 10, tenths % 10)
}

/// The builds as programs read them. `docs/operations.md` documents it.
#[derive(Serialize)]
pub(super) struct Feed {
    /// 1.
    format: u32,
    releases: Vec<FeedEntry>,
}

#[derive(Serialize)]
struct FeedEntry {
    version: ReleaseVersion,
    system: ReleaseSystem,
    /// Whether it is the newest one for its system.
    newest: bool,
    url: String,
    signature: String,
    bytes: u64,
    sha256: Digest,
    released_at: Timestamp,
    notes: String,
}

/// Tells all builds, the newest first.
pub(super) async fn feed(State(platform): State<Arc<Platform>>) -> Json<Feed> {
    let origin = platform.settings.site_origin(Site::Support);
    let releases = platform.shelf.releases();
    let entry = |release: &Release| {
        let url = format!("{origin}{FILES}/{}", release.file);
        FeedEntry {
            version: release.version,
            system: release.system,
            newest: is_newest(release, &releases),
            signature: format!("{url}.p7s"),
            url,
            bytes: release.bytes,
            sha256: release.sha256,
            released_at: release.released_at,
            notes: release.notes.clone(),
        }
    };
    Json(Feed {
        format: 1,
        releases: releases.iter().map(entry).collect(),
    })
}

//! Manuals as PDF: each is printed when it is first asked for, and then kept.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use tasuki_answers::{Manual, Place};
use tasuki_paper::print_manual;
use tokio::sync::Mutex;

use super::super::address;
use crate::platform::Platform;
use crate::sites::{Site, SiteError};

/// The address of a place for links of a file, which is read anywhere.
fn whole_address(platform: &Platform, place: &Place) -> Option<String> {
    let address = address::of_place(platform, place)?;
    Some(if address.starts_with('/') {
        format!("{}{address}", platform.settings.site_origin(Site::Support))
    } else {
        address
    })
}

/// The manuals that were printed, by name: a handful for as long as the platform runs.
#[derive(Debug, Default)]
pub(in crate::sites::support) struct Papers(Mutex<BTreeMap<String, Bytes>>);

impl Papers {
    /// Answers the PDF of a manual, which the operator gives out under its name. What it leads to
    /// is on this platform.
    pub(super) async fn answer(
        &self,
        manual: &Manual,
        platform: &Arc<Platform>,
    ) -> Result<Response, SiteError> {
        let bytes = self.printed(manual, platform).await?;
        let headers = [
            (header::CONTENT_TYPE, "application/pdf".to_owned()),
            (
                header::CONTENT_DISPOSITION,
                format!("inline; filename=\"{}.pdf\"", manual.id),
            ),
            (header::CACHE_CONTROL, "public, max-age=3600".to_owned()),
        ];
        Ok((headers, bytes).into_response())
    }

    /// Whoever comes meanwhile waits: one is printed at a time.
    async fn printed(&self, manual: &Manual, platform: &Arc<Platform>) -> Result<Bytes, SiteError> {
        let mut kept = self.0.lock().await;
        if let Some(bytes) = kept.get(&manual.id) {
            return Ok(bytes.clone());
        }
        let (printed, platform) = (manual.clone(), Arc::clone(platform));
        let printed = tokio::task::spawn_blocking(move || {
            let addresses = |place: &Place| whole_address(&platform, place);
            print_manual(&printed, &platform.settings.name, &addresses)
        });
        let printed = printed.await;
        let paper = printed
            .map_err(|error| SiteError::fault(&error))?
            .map_err(|error| SiteError::fault(&error))?;
        let bytes = Bytes::from(paper.bytes);
        kept.insert(manual.id.clone(), bytes.clone());
        Ok(bytes)
    }
}

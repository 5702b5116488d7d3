//! Manuals as PDF: each is printed when it is first asked for, and then kept.

use std::collections::BTreeMap;

use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use tasuki_answers::Manual;
use tasuki_paper::print_manual;
use tokio::sync::Mutex;

use crate::sites::SiteError;

/// The manuals that were printed, by name: a handful for as long as the platform runs.
#[derive(Debug, Default)]
pub(in crate::sites::support) struct Papers(Mutex<BTreeMap<String, Bytes>>);

impl Papers {
    /// Answers the PDF of a manual, which the operator gives out under its name.
    pub(super) async fn answer(
        &self,
        manual: &Manual,
        operator: &str,
    ) -> Result<Response, SiteError> {
        let bytes = self.printed(manual, operator).await?;
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
    async fn printed(&self, manual: &Manual, operator: &str) -> Result<Bytes, SiteError> {
        let mut kept = self.0.lock().await;
        if let Some(bytes) = kept.get(&manual.id) {
            return Ok(bytes.clone());
        }
        let (printed, operator) = (manual.clone(), operator.to_owned());
        let printed = tokio::task::spawn_blocking(move || print_manual(&printed, &operator)).await;
        let paper = printed
            .map_err(|error| SiteError::fault(&error))?
            .map_err(|error| SiteError::fault(&error))?;
        let bytes = Bytes::from(paper.bytes);
        kept.insert(manual.id.clone(), bytes.clone());
        Ok(bytes)
    }
}

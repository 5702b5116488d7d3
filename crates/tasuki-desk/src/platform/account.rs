//! What the platform knows of the office and of others, and what it tells.

use reqwest::Method;
use tasuki_wire::{Account, NoticeList, OfficeList, PlatformAnswer};

use super::http::Request;
use super::{OfficeQuery, Platform, PlatformError};

impl Platform {
    /// Who the platform is, how it stands, and its authorities, which are worth nothing unverified.
    pub async fn about(&self) -> Result<PlatformAnswer, PlatformError> {
        self.json(Request::new(Method::GET, "platform")).await
    }

    /// What the platform knows of this office.
    pub async fn account(&self) -> Result<Account, PlatformError> {
        self.json(Request::new(Method::GET, "account")).await
    }

    /// Notices (お知らせ) that are shown now, the oldest first: those behind `after`, the `next` of an
    /// answer before.
    pub async fn notices(&self, after: Option<&str>) -> Result<NoticeList, PlatformError> {
        let mut request = Request::new(Method::GET, "notices");
        if let Some(after) = after {
            request = request.with("after", after);
        }
        self.json(request).await
    }

    /// One page of the platform's offices.
    pub async fn search_offices(&self, query: &OfficeQuery) -> Result<OfficeList, PlatformError> {
        self.json(query.onto(Request::new(Method::GET, "offices")))
            .await
    }
}

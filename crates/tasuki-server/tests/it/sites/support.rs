//! ヘルプデスクサポートサイト: pages for everybody.

mod chat;
mod contact;
mod directory;
mod downloads;
mod faq;
mod links;
mod materials;
mod notices;
mod search;
mod simulator;

use std::num::NonZeroU32;
use std::sync::Arc;

use jiff::SignedDuration;
use tasuki_server::{CommonNotice, Registry, Site};
use tasuki_store::RecordId;
use tasuki_terms::Clock as _;
use tasuki_testing::{Reply, SetClock, Surfer, Town, TownPlan};
use tempfile::TempDir;

use crate::town::directory_is_read;

/// Somebody at the support site of a town whose clock can be put forward.
struct Desk {
    town: Town,
    surfer: Surfer,
    registry: Registry,
    clock: Arc<SetClock>,
    _folder: TempDir,
}

impl Desk {
    async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(SetClock::default());
        let told = Arc::<SetClock>::clone(&clock);
        let mut town = Town::found(folder.path(), TownPlan::with_sites(), told)
            .await
            .unwrap();
        // Who follows every link asks often.
        town.settings().limits.requests_burst = NonZeroU32::MAX;
        town.start().await.unwrap();
        directory_is_read(&town).await;
        Self {
            surfer: Surfer::new(&town, Site::Support).unwrap(),
            registry: town.registry().await.unwrap(),
            clock,
            town,
            _folder: folder,
        }
    }

    /// Opens a page that must be there.
    async fn page(&mut self, path: &str) -> String {
        let reply = self.get(path).await;
        assert_eq!(reply.status, 200, "{path}: {reply:?}");
        let text = reply.text();
        assert!(text.len() < 100_000, "{path} has {} bytes", text.len());
        text
    }

    async fn get(&mut self, path: &str) -> Reply {
        self.surfer.get(path).await.unwrap()
    }

    /// Publishes a notice that is shown from now on, for so many hours; none for ever.
    async fn publish(&self, title: &str, hours: Option<i64>, is_important: bool) -> RecordId {
        let now = self.clock.now();
        let text = CommonNotice {
            category: "システム".to_owned(),
            title: title.to_owned(),
            body: format!("{title}の本文です。\n二行目です。\n\n<b>二段落目</b>です。"),
            shown_from: now,
            shown_until: hours.map(|hours| now + SignedDuration::from_hours(hours)),
            is_important,
        };
        let published = self.registry.publish_notice(None, text, "hanako").await;
        self.clock.pass(SignedDuration::from_secs(1));
        published.unwrap()
    }
}

/// What stands between the first `from` and the next `to`.
fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let (_, rest) = text.split_once(from).unwrap();
    rest.split_once(to).unwrap().0
}

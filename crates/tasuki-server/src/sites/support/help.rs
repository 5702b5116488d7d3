//! The texts of the help desk, and finding them.
//!
//! What is part of the program is indexed once, when the platform starts. Notices come and go while
//! it runs, also by the command line and by the time alone: each search looks at those that are shown
//! now, and where they are others than last time, the index is made anew with them.

use std::sync::Arc;

use tasuki_answers::{Document, Faq, FaqFault, Kind, Library};
use tasuki_store::{NoticeRow, PublicNotices};
use tasuki_terms::Timestamp;
use tokio::sync::Mutex;

use crate::platform::Platform;
use crate::sites::SiteError;

/// How many notices can be found, the newest ones.
const NOTICES: u64 = 200;

/// The texts of the help desk.
#[derive(Debug)]
pub(crate) struct Help {
    /// よくあるご質問.
    pub(super) faq: Faq,
    /// All that is part of the program. Questions are asked of it: the same question has the same
    /// answer, whatever notices there are.
    pub(super) fixed: Arc<Library>,
    current: Mutex<Current>,
}

/// What can be found now.
#[derive(Debug)]
struct Current {
    notices: Vec<NoticeRow>,
    library: Arc<Library>,
}

impl Help {
    /// Reads the texts of the program, and indexes them.
    pub(crate) fn load() -> Result<Self, FaqFault> {
        let faq = Faq::embedded()?;
        let documents = faq.entries().iter().map(Document::from).collect();
        let fixed = Arc::new(Library::new(documents));
        let current = Current {
            notices: Vec::new(),
            library: Arc::clone(&fixed),
        };
        Ok(Self {
            faq,
            fixed,
            current: Mutex::new(current),
        })
    }

    /// All that can be found, with the notices that are shown now.
    pub(super) async fn library(&self, platform: &Platform) -> Result<Arc<Library>, SiteError> {
        let notices = shown(platform, platform.clock.now()).await?;
        let mut current = self.current.lock().await;
        if current.notices != notices {
            let mut documents = self.fixed.documents().to_vec();
            documents.extend(notices.iter().map(document));
            let library = tokio::task::spawn_blocking(|| Library::new(documents)).await;
            let library = library.map_err(|error| SiteError::fault(&error))?;
            *current = Current {
                notices,
                library: Arc::new(library),
            };
        }
        Ok(Arc::clone(&current.library))
    }
}

async fn shown(platform: &Platform, now: Timestamp) -> Result<Vec<NoticeRow>, SiteError> {
    let query = PublicNotices {
        now,
        category: String::new(),
        is_important_only: false,
    };
    let found = platform
        .records
        .read("searched_notices", move |records| {
            records.public_notices(&query, 0, NOTICES)
        })
        .await?;
    Ok(found)
}

fn document(notice: &NoticeRow) -> Document {
    Document {
        kind: Kind::Notice,
        id: notice.id.to_string(),
        title: notice.title.clone(),
        keywords: vec![notice.category.clone()],
        asked: Vec::new(),
        body: format!("{}\n", notice.body),
    }
}

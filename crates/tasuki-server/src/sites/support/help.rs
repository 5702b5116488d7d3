//! The texts of the help desk, and finding them.
//!
//! What is part of the program is indexed once, when the platform starts. Notices come and go while
//! it runs, also by the command line and by the time alone: each search looks at those that are shown
//! now, and where they are others than last time, the index is made anew with them.

use std::sync::Arc;

use tasuki_answers::{
    Document, ErrorEntry, Faq, FaqFault, FileFault, Interview, Kind, Library, Manual,
};
use tasuki_store::{NoticeRow, PublicNotices};
use tasuki_terms::Timestamp;
use thiserror::Error;
use tokio::sync::Mutex;

use super::materials::Papers;
use crate::platform::Platform;
use crate::sites::SiteError;

/// How many notices can be found, the newest ones.
const NOTICES: u64 = 200;

/// The texts of the help desk.
#[derive(Debug)]
pub(crate) struct Help {
    /// よくあるご質問.
    pub(in crate::sites) faq: Faq,
    /// スタートガイド, 操作マニュアル.
    pub(super) manuals: Vec<Manual>,
    /// The manuals as they are printed.
    pub(super) papers: Papers,
    /// インタビュー.
    pub(super) interviews: Vec<Interview>,
    /// エラーの説明, by area.
    pub(super) errors: Vec<ErrorEntry>,
    /// The errors alone, in the same order.
    pub(super) of_errors: Library,
    /// All that is part of the program. Questions are asked of it: the same question has the same
    /// answer, whatever notices there are.
    pub(super) fixed: Arc<Library>,
    current: Mutex<Current>,
}

/// Why the texts of the program cannot be read. Tests make sure that they can.
#[derive(Debug, Error)]
pub(crate) enum HelpFault {
    /// よくあるご質問.
    #[error("the FAQ")]
    Faq(#[from] FaqFault),
    /// A manual, an interview or an error.
    #[error("a file of texts")]
    File(#[from] FileFault),
}

/// What can be found now.
#[derive(Debug)]
struct Current {
    notices: Vec<NoticeRow>,
    library: Arc<Library>,
}

impl Help {
    /// Reads the texts of the program, and indexes them.
    pub(crate) fn load() -> Result<Self, HelpFault> {
        let faq = Faq::embedded()?;
        let manuals = Manual::embedded()?;
        let interviews = Interview::embedded()?;
        let errors = ErrorEntry::embedded()?;
        let mut documents: Vec<Document> = faq.entries().iter().map(Document::from).collect();
        documents.extend(manuals.iter().flat_map(Document::of_manual));
        documents.extend(errors.iter().map(Document::from));
        documents.extend(interviews.iter().map(Document::from));
        let fixed = Arc::new(Library::new(documents));
        let current = Current {
            notices: Vec::new(),
            library: Arc::clone(&fixed),
        };
        Ok(Self {
            of_errors: Library::new(errors.iter().map(Document::from).collect()),
            papers: Papers::default(),
            faq,
            manuals,
            interviews,
            errors,
            fixed,
            current: Mutex::new(current),
        })
    }

    /// The manual of this name.
    pub(super) fn manual(&self, id: &str) -> Option<&Manual> {
        self.manuals.iter().find(|manual| manual.id == id)
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

//! Where received files go (保存先), as the book keeps it.

use std::path::{Path, PathBuf};

use tasuki_desk::{Book, BookError, TargetRule};

/// The names of the settings in the book.
const FOLDER: &str = "received.folder";
const TEMPLATE: &str = "received.template";

/// A folder, and the template of the folders in it; see [`TargetRule::parse`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Target {
    pub(crate) folder: PathBuf,
    pub(crate) template: String,
}

impl Target {
    /// What was set, or `usual` itself.
    pub(crate) fn read(book: &Book, usual: &Path) -> Result<Self, BookError> {
        let folder = book.setting(FOLDER)?.map(PathBuf::from);
        Ok(Self {
            folder: folder.unwrap_or_else(|| usual.to_owned()),
            template: book.setting(TEMPLATE)?.unwrap_or_default(),
        })
    }

    /// Keeps it.
    pub(crate) fn save(&self, book: &Book) -> Result<(), BookError> {
        // A path that is no text cannot have been typed.
        book.set_setting(FOLDER, self.folder.to_str())?;
        book.set_setting(TEMPLATE, Some(&self.template))
    }

    /// The rule; a template that this program does not understand any more is as good as none.
    pub(crate) fn rule(&self) -> TargetRule {
        let read = TargetRule::parse(&self.folder, &self.template);
        read.unwrap_or_else(|_| TargetRule::flat(&self.folder))
    }
}

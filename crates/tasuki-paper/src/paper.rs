//! A printed document.

use std::collections::BTreeSet;

use krilla::error::KrillaError;
use tasuki_terms::Date;

use crate::layout::{self, Flow, Sheet, Typefaces, Unreadable};

/// A PDF.
#[derive(Clone, PartialEq, Eq)]
pub struct Paper {
    /// The file.
    pub bytes: Vec<u8>,
    /// How many pages it has.
    pub pages: usize,
    /// The characters that the fonts lack. They are printed as 〓: whoever prints a name must be
    /// told, so that it can be written by hand.
    pub missing: BTreeSet<char>,
}

/// Why there is no PDF. No input leads to these: they tell of a fault of this crate.
#[derive(Debug, thiserror::Error)]
pub enum PaperError {
    /// There is nothing to print.
    #[error("no document to print")]
    Nothing,
    /// A font of this crate cannot be read.
    #[error("unreadable font")]
    Font,
    /// A picture of a manual cannot be read.
    #[error("unreadable picture {name}")]
    Picture {
        /// How it is called.
        name: &'static str,
    },
    /// The writer refuses what was laid.
    #[error("cannot write the PDF")]
    Write(#[source] KrillaError),
}

/// A document that can be laid on pages.
pub(crate) trait Document {
    /// What all documents of this kind are called.
    const TITLE: &'static str;

    /// When it was issued.
    fn date(&self) -> Date;
    /// What tells it from others of its kind.
    fn name(&self) -> &str;
    fn lay(&self, flow: &mut Flow);
}

/// Prints documents of one kind, each on pages of its own. The file is as old as the first.
pub(crate) fn print<D: Document>(documents: &[D]) -> Result<Paper, PaperError> {
    let faces = Typefaces::load().map_err(|Unreadable| PaperError::Font)?;
    let first = documents.first().ok_or(PaperError::Nothing)?;
    written(faces, &lay(faces, documents), D::TITLE, first.date())
}

pub(crate) fn written(
    faces: &'static Typefaces,
    sheet: &Sheet,
    title: &str,
    date: Date,
) -> Result<Paper, PaperError> {
    let bytes = layout::draw(faces, sheet, title, date).map_err(PaperError::Write)?;
    Ok(Paper {
        bytes,
        pages: sheet.pages.len(),
        missing: sheet.missing.clone(),
    })
}

/// Prints documents of one kind, each with the same sheet behind it, which goes into its envelope.
pub(crate) fn print_enclosing<D: Document>(
    documents: &[D],
    sheet: &impl Document,
) -> Result<Paper, PaperError> {
    let faces = Typefaces::load().map_err(|Unreadable| PaperError::Font)?;
    let first = documents.first().ok_or(PaperError::Nothing)?;
    let mut flow = Flow::new(faces);
    for document in documents {
        flow.document(document.name(), |flow| document.lay(flow));
        flow.document(sheet.name(), |flow| sheet.lay(flow));
    }
    written(faces, &flow.finish(), D::TITLE, first.date())
}

/// Lays documents of one kind.
pub(crate) fn lay<D: Document>(faces: &'static Typefaces, documents: &[D]) -> Sheet {
    let mut flow = Flow::new(faces);
    for document in documents {
        flow.document(document.name(), |flow| document.lay(flow));
    }
    flow.finish()
}

#[cfg(test)]
mod tests;

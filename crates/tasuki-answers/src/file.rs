//! Files of `docs` that are part of the program: front matter in TOML between two lines of `+++`,
//! then Markdown.

use serde::de::DeserializeOwned;

use crate::markdown::{Markdown, MarkdownFault};
use crate::picture::Picture;
use crate::place::is_name;

/// Embedded files: the name of each without its ending, and its text.
pub(crate) type Files = &'static [(&'static str, &'static str)];

/// What is wrong with a file of `docs`.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FileFault {
    /// Its name is none of small letters, digits and hyphens.
    #[error("{file}: no name")]
    Name {
        /// The file.
        file: String,
    },
    /// There is no front matter between two lines of `+++`.
    #[error("{file}: no front matter")]
    NoFrontMatter {
        /// The file.
        file: String,
    },
    /// It, or its front matter, is not what is needed.
    #[error("{file}: TOML")]
    Toml {
        /// The file.
        file: String,
        /// What is wrong with it.
        #[source]
        source: Box<toml::de::Error>,
    },
    /// Its text is not of our Markdown.
    #[error("{file}: text")]
    Body {
        /// The file.
        file: String,
        /// What is wrong with it, on which line of the file.
        #[source]
        source: MarkdownFault,
    },
    /// Something that must be there is empty or missing.
    #[error("{file}: {what} is missing")]
    Missing {
        /// The file.
        file: String,
        /// What is missing.
        what: String,
    },
    /// Something that must be there once is there twice.
    #[error("{file}: {what} is there twice")]
    Twice {
        /// The file.
        file: String,
        /// What it is.
        what: String,
    },
    /// It leads to something that does not exist.
    #[error("{file}: leads to {to}")]
    Astray {
        /// The file.
        file: String,
        /// Where it leads.
        to: String,
    },
}

/// Reads front matter and text of the file `name`; the text may show pictures.
pub(crate) fn read<F: DeserializeOwned>(
    name: &str,
    text: &str,
) -> Result<(F, Markdown), FileFault> {
    let file = || name.to_owned();
    if !is_name(name) {
        return Err(FileFault::Name { file: file() });
    }
    let Some((front, body)) = front_and_body(text) else {
        return Err(FileFault::NoFrontMatter { file: file() });
    };
    let fields = toml::from_str(front).map_err(|source| FileFault::Toml {
        file: file(),
        source: Box::new(source),
    })?;
    let body = Markdown::read_illustrated(body, Picture::find).map_err(|source| {
        // The two lines of `+++` stand around the front matter.
        let above = front.lines().count() + 2;
        FileFault::Body {
            file: file(),
            source: source.below(above),
        }
    })?;
    if body.blocks().is_empty() {
        let what = "the text".to_owned();
        return Err(FileFault::Missing { file: file(), what });
    }
    Ok((fields, body))
}

/// Front matter and text.
pub(crate) fn front_and_body(file: &str) -> Option<(&str, &str)> {
    file.strip_prefix("+++\n")?.split_once("\n+++\n")
}

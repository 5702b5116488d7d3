//! Lists with pages.

use std::fmt::Write as _;

use serde::Deserialize;
use tasuki_ui::Paging;

/// Rows of a page.
pub(super) const SIZE: u64 = 50;

/// Which part of a list is asked for.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    /// Words to search for.
    #[serde(default)]
    pub(super) q: String,
    /// A state, by its name in tables.
    #[serde(default)]
    pub(super) state: String,
    #[serde(default)]
    page: String,
}

impl Asked {
    /// The words, without spaces around them.
    pub(super) fn words(&self) -> String {
        self.q.trim().to_owned()
    }

    /// The number of the page, from 1; what is no number counts as the first.
    fn number(&self) -> u64 {
        self.page.parse().unwrap_or(1).clamp(1, 1_000_000)
    }

    /// How many rows stand before the page.
    pub(super) fn skip(&self) -> u64 {
        (self.number() - 1) * SIZE
    }

    /// The pages of a list of `total` rows at `path`.
    pub(super) fn paging(&self, total: u64, path: &str) -> Paging {
        Paging::new(total, SIZE, self.number(), |page| {
            let mut href = format!("{path}?page={page}");
            for (name, value) in [("q", &self.q), ("state", &self.state)] {
                if !value.is_empty() {
                    let _written = write!(href, "&{name}={}", encoded(value));
                }
            }
            href
        })
    }
}

/// A text as it stands in a query.
pub(super) fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_keep_what_was_searched_for() {
        let asked = Asked {
            q: "襷 &".to_owned(),
            page: "2".to_owned(),
            ..Asked::default()
        };
        assert_eq!(asked.skip(), 50);
        let paging = asked.paging(120, "/offices");
        assert_eq!(
            paging.next.as_deref(),
            Some("/offices?page=3&q=%E8%A5%B7%20%26")
        );
        assert_eq!(Asked::default().skip(), 0);
    }
}

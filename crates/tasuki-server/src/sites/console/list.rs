//! Lists with pages.

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
            let page = page.to_string();
            let asked = [("q", &self.q), ("state", &self.state)];
            let asked = asked.into_iter().filter(|(_, value)| !value.is_empty());
            query(path, std::iter::once(("page", &page)).chain(asked))
        })
    }
}

/// A path with what is asked of it.
pub(super) fn query<'q>(
    path: &str,
    asked: impl IntoIterator<Item = (&'static str, &'q String)>,
) -> String {
    let asked: Vec<_> = asked.into_iter().collect();
    // Texts can always be written.
    let query = serde_html_form::to_string(asked).unwrap_or_default();
    format!("{path}?{query}")
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
            Some("/offices?page=3&q=%E8%A5%B7+%26")
        );
        assert_eq!(Asked::default().skip(), 0);
    }
}

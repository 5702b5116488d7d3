//! What a list is asked for with: it stands in the address, so that a page can be opened again.

use serde::{Deserialize, Serialize};
use tasuki_desk::{Filter, Sort};

/// What a list is asked for with, as it stands in the address. What cannot be read does not count.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    /// Words to look for.
    #[serde(rename = "q", skip_serializing_if = "String::is_empty")]
    pub(crate) text: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) partner: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) month: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) unit: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) state: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) sort: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) page: String,
}

/// The orders, with their names in addresses and for people.
pub(crate) const SORTS: [(Sort, &str, &str); 6] = [
    (Sort::Newest, "newest", "新しい順"),
    (Sort::Oldest, "oldest", "古い順"),
    (Sort::Partner, "partner", "相手の事業所順"),
    (Sort::Kind, "kind", "種別順"),
    (Sort::Month, "month", "対象年月の新しい順"),
    (Sort::State, "state", "状態順"),
];

impl Asked {
    /// The same without what cannot be read or says nothing.
    pub(crate) fn plain(mut self) -> Self {
        let filter = self.filter();
        self.text = filter.text.clone().unwrap_or_default();
        let kept = [
            (&mut self.partner, filter.partner.is_some()),
            (&mut self.month, filter.month.is_some()),
            (&mut self.unit, filter.unit.is_some()),
            (&mut self.state, filter.state.is_some()),
        ];
        for (value, is_read) in kept {
            if !is_read {
                value.clear();
            }
        }
        if self.sort() == Sort::default() {
            self.sort.clear();
        }
        if self.page() == 1 {
            self.page.clear();
        }
        self
    }

    /// Which messages are shown.
    pub(crate) fn filter(&self) -> Filter {
        let text = self.text.trim();
        Filter {
            partner: self.partner.parse().ok(),
            month: self.month.parse().ok(),
            unit: self.unit.parse().ok(),
            state: self.state.parse().ok(),
            text: (!text.is_empty()).then(|| text.to_owned()),
            ..Filter::default()
        }
    }

    /// In which order.
    pub(crate) fn sort(&self) -> Sort {
        let known = SORTS.iter().find(|(_, name, _)| *name == self.sort);
        known.map_or_else(Sort::default, |(sort, _, _)| *sort)
    }

    /// Which page, from 1 on.
    pub(crate) fn page(&self) -> usize {
        self.page.parse().unwrap_or(1).max(1)
    }

    /// Whether only a part is shown.
    pub(crate) fn is_filtered(&self) -> bool {
        self.filter() != Filter::default()
    }

    /// The same, at another page.
    pub(crate) fn at_page(&self, number: u64) -> Self {
        Self {
            page: number.to_string(),
            ..self.clone()
        }
        .plain()
    }

    /// The same in another order, from the first page on.
    pub(crate) fn sorted(&self, sort: Sort) -> Self {
        let known = SORTS.iter().find(|(one, _, _)| *one == sort);
        Self {
            sort: known.map_or("", |(_, name, _)| name).to_owned(),
            page: String::new(),
            ..self.clone()
        }
        .plain()
    }

    /// The address.
    pub(crate) fn href(&self, path: &str) -> String {
        let query = serde_html_form::to_string(self).unwrap_or_default();
        if query.is_empty() {
            path.to_owned()
        } else {
            format!("{path}?{query}")
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(query: &str) -> Asked {
        serde_html_form::from_str::<Asked>(query).unwrap().plain()
    }

    #[test]
    fn what_was_asked_for_stands_in_the_address() {
        let asked = read("q=%E8%8A%B1%E5%AD%90&month=202504&unit=actual&state=opened&page=3");
        assert!(asked.is_filtered());
        assert_eq!(asked.filter().text.as_deref(), Some("花子"));
        assert_eq!(asked.page(), 3);
        let href = asked.at_page(4).href("/sent");
        assert_eq!(read(href.strip_prefix("/sent?").unwrap()), asked.at_page(4));
        let sorted = asked.sorted(Sort::Partner);
        assert_eq!((sorted.page(), sorted.sort()), (1, Sort::Partner));
    }

    #[test]
    fn what_cannot_be_read_does_not_count() {
        let asked = read("partner=x&month=13&unit=cake&state=gone&sort=luck&page=0");
        assert_eq!(asked, Asked::default());
        assert_eq!(asked.href("/received"), "/received");
    }

    proptest! {
        #[test]
        fn an_address_leads_back_to_what_was_asked(text in "\\PC{0,20}", page in 1_usize..99) {
            let asked = Asked { text, page: page.to_string(), ..Asked::default() }.plain();
            let href = asked.href("/sent");
            let query = href.split_once('?').map_or("", |(_, query)| query);
            prop_assert_eq!(read(query), asked);
        }
    }
}

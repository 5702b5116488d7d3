//! Which questions are asked for.

use serde::Deserialize;
use tasuki_exchange::{TicketCategory, TicketNumber, TicketState};
use tasuki_store::{TicketOrder, TicketQuery};
use tasuki_terms::{OfficeNumber, Timestamp};
use tasuki_ui::NavItem;

use super::super::list::query;
use super::{ALL, CALL, DUE, MINE, NEXT_CALL, PATH};

/// Which questions are asked for: what an address tells, and what a search sends.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::sites::console) struct Asked {
    /// A number, or what is searched for; an address has numbers only.
    pub(super) q: String,
    pub(super) state: String,
    /// The state of the list from which it was asked; no address has it.
    pub(super) tab: String,
    pub(super) category: String,
    pub(super) assignee: String,
    pub(super) call: String,
    pub(super) order: String,
    pub(super) page: String,
}

impl Asked {
    /// The number of a question or an office. Everything else that is searched for may be personal.
    pub(super) fn number(&self) -> Option<String> {
        let text = self.q.trim();
        let is_number =
            text.parse::<TicketNumber>().is_ok() || text.parse::<OfficeNumber>().is_ok();
        is_number.then(|| text.to_owned())
    }

    /// The state. Without any wish those that nobody has taken come first; who is looked for may be
    /// in any state.
    pub(super) fn state(&self) -> Option<TicketState> {
        let narrows = self.number().is_some() || self.assignee == MINE || self.waits_for_call();
        match &*self.state {
            ALL => None,
            "" if narrows => None,
            text => Some(TicketState::read(text).unwrap_or(TicketState::Open)),
        }
    }

    /// Whether something beside state and words narrows the list or sorts it.
    pub(super) fn narrows(&self) -> bool {
        [&self.category, &self.assignee, &self.call, &self.order]
            .iter()
            .any(|asked| !asked.is_empty())
    }

    fn waits_for_call(&self) -> bool {
        self.call == CALL || self.call == DUE
    }

    pub(super) fn query(&self, operator: &str, words: String, now: Timestamp) -> TicketQuery {
        TicketQuery {
            state: self.state(),
            category: TicketCategory::read(&self.category),
            assignee: (self.assignee == MINE).then(|| operator.to_owned()),
            words,
            waits_for_call: self.waits_for_call(),
            call_until: (self.call == DUE).then_some(now),
            order: match &*self.order {
                NEXT_CALL => TicketOrder::NextCall,
                _ => TicketOrder::Newest,
            },
        }
    }

    pub(super) fn page(&self) -> u64 {
        self.page.parse().unwrap_or(1).clamp(1, 1_000_000)
    }

    /// The address of a page of the same list.
    pub(super) fn address(&self, page: u64) -> String {
        let number = self.number().unwrap_or_default();
        let page = if page > 1 {
            page.to_string()
        } else {
            String::new()
        };
        let asked = [
            ("page", &page),
            ("q", &number),
            ("state", &self.state),
            ("category", &self.category),
            ("assignee", &self.assignee),
            ("call", &self.call),
            ("order", &self.order),
        ];
        let asked = asked.into_iter().filter(|(_, value)| !value.is_empty());
        query(PATH, asked)
    }

    /// The list in each state, with the same filters.
    pub(super) fn tabs(&self) -> Vec<NavItem> {
        let chosen = self.state().map_or(ALL, TicketState::as_str);
        let tab = |name: &str, value: &str| {
            let asked = Self {
                state: value.to_owned(),
                ..self.clone()
            };
            let mut tab = NavItem::new(name, asked.address(1));
            tab.current = value == chosen;
            tab
        };
        TicketState::ALL
            .iter()
            .map(|state| tab(state.name(), state.as_str()))
            .chain([tab("すべて", ALL)])
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(query: &str) -> Asked {
        serde_html_form::from_str(query).unwrap()
    }

    #[test]
    fn who_is_looked_for_may_be_in_any_state() {
        assert_eq!(asked("").state(), Some(TicketState::Open));
        assert_eq!(asked("category=fee").state(), Some(TicketState::Open));
        for all in [
            "q=Q0000123",
            "assignee=mine",
            "call=wished",
            "call=due",
            "state=all",
        ] {
            assert_eq!(asked(all).state(), None, "{all}");
        }
        let both = asked("q=Q0000123&state=closed");
        assert_eq!(both.state(), Some(TicketState::Closed));
    }

    #[test]
    fn addresses_keep_the_filters_and_nothing_personal() {
        let asked =
            asked("q=hanako%40example.jp&category=fee&assignee=mine&call=wished&order=call&page=3");
        let tabs = asked.tabs();
        let last = &tabs.last().unwrap().href;
        assert_eq!(
            last,
            "/tickets?state=all&category=fee&assignee=mine&call=wished&order=call"
        );
        assert!(!asked.address(2).contains("hanako"));
        assert!(
            Asked {
                q: "1370000001".to_owned(),
                ..asked
            }
            .address(1)
            .contains("q=1370000001")
        );
    }
}

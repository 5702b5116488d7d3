//! Many short texts in one piece of memory.

use tasuki_standard::search_form;

use crate::OpenDataRow;

/// What is written of each office, one column beside the other.
#[derive(Clone, Default, Debug)]
pub(super) struct Columns {
    pub(super) names: Texts,
    pub(super) addresses: Texts,
    pub(super) phones: Texts,
    pub(super) corporations: Texts,
    pub(super) urls: Texts,
    /// Number, name, address and kana in the form in which they are searched, with a space between.
    pub(super) search: Texts,
}

impl Columns {
    /// Adds what a row tells of an office.
    pub(super) fn push(&mut self, row: &OpenDataRow) {
        self.names.push(&row.name);
        self.addresses.push(&row.address);
        self.phones.push(&row.phone);
        self.corporations.push(&row.corporation);
        self.urls.push(&row.url);
        // What is searched has no spaces, so that a space parts it.
        let (name, kana) = (search_form(&row.name), search_form(&row.kana));
        let number = row.number.as_str().to_lowercase();
        let (prefecture, town) = (row.prefecture.name(), &row.municipality);
        let address = search_form(&format!("{prefecture}{town}{}", row.address));
        self.search
            .push(&format!("{number} {name} {address} {kana}"));
    }

    /// The same in another order, with no memory to spare.
    pub(super) fn in_order(&self, order: &[u32]) -> Self {
        Self {
            names: self.names.in_order(order),
            addresses: self.addresses.in_order(order),
            phones: self.phones.in_order(order),
            corporations: self.corporations.in_order(order),
            urls: self.urls.in_order(order),
            search: self.search.in_order(order),
        }
    }

    /// How many bytes they take.
    pub(super) fn bytes(&self) -> usize {
        let all = [
            &self.names,
            &self.addresses,
            &self.phones,
            &self.corporations,
            &self.urls,
            &self.search,
        ];
        all.iter().map(|texts| texts.bytes()).sum()
    }
}

/// A column of texts, one for each office.
#[derive(Clone, Default, Debug)]
pub(super) struct Texts {
    all: String,
    /// Where each ends.
    ends: Vec<u32>,
}

impl Texts {
    /// Adds one. What would go beyond 4 GiB is left empty.
    fn push(&mut self, text: &str) {
        let end = self.all.len().saturating_add(text.len());
        if let Ok(end) = u32::try_from(end) {
            self.all.push_str(text);
            self.ends.push(end);
        } else {
            self.ends
                .push(self.ends.last().copied().unwrap_or_default());
        }
    }

    /// One of them; empty where there is none.
    pub(super) fn at(&self, place: usize) -> &str {
        let end = |place: usize| self.ends.get(place).map(|end| *end as usize);
        let start = place.checked_sub(1).map_or(Some(0), end);
        start
            .zip(end(place))
            .and_then(|(start, end)| self.all.get(start..end))
            .unwrap_or_default()
    }

    /// The same texts in another order, with no memory to spare.
    fn in_order(&self, order: &[u32]) -> Self {
        let mut ordered = Self {
            all: String::with_capacity(self.all.len()),
            ends: Vec::with_capacity(order.len()),
        };
        for place in order {
            ordered.push(self.at(*place as usize));
        }
        ordered
    }

    /// The places of the texts that contain all words, in order. Words must not be empty.
    pub(super) fn with(&self, words: &[String]) -> Vec<u32> {
        // The longest word is the rarest, as a rule.
        let longest = (0..).zip(words).max_by_key(|(_, word)| word.len());
        let Some((first, word)) = longest else {
            return Vec::new();
        };
        let others = (0..).zip(words).filter(|(place, _)| *place != first);
        let others: Vec<&String> = others.map(|(_, word)| word).collect();
        let finder = memchr::memmem::Finder::new(word);
        let bytes = self.all.as_bytes();
        let mut found = Vec::new();
        let mut from = 0;
        let mut ends = (0_u32..).zip(&self.ends);
        while let Some(hit) = bytes.get(from..).and_then(|rest| finder.find(rest)) {
            let hit = from + hit;
            let Some((place, end)) = ends.find(|(_, end)| (**end as usize) > hit) else {
                break;
            };
            from = *end as usize;
            // A hit that goes over the end of a text is none; the next may begin at that end.
            let has = |other: &&String| self.at(place as usize).contains(&***other);
            if hit + word.len() <= from && others.iter().all(has) {
                found.push(place);
            }
        }
        found
    }

    fn bytes(&self) -> usize {
        self.all.capacity() + self.ends.capacity() * size_of::<u32>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn texts_are_found_as_by_looking_at_each(
            texts in prop::collection::vec("[ab]{0,5}", 0..20),
            words in prop::collection::vec("[ab]{1,3}", 1..3),
        ) {
            let mut column = Texts::default();
            for text in &texts {
                column.push(text);
            }
            let has_all = |text: &String| words.iter().all(|word| text.contains(word));
            let expected: Vec<u32> = (0..).zip(&texts).filter(|(_, text)| has_all(text)).map(|(at, _)| at).collect();
            prop_assert_eq!(column.with(&words), expected);
            let turned: Vec<u32> = (0..u32::try_from(texts.len()).unwrap()).rev().collect();
            let turned = column.in_order(&turned);
            for (place, text) in texts.iter().rev().enumerate() {
                prop_assert_eq!(turned.at(place), text);
            }
        }
    }
}

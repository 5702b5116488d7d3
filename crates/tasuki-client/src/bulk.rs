//! What a 一括送信 would send, between the choice of its files and its confirmation. It lives as long
//! as somebody is logged in: nothing of it was said yes to.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tasuki_desk::{BulkPlan, DraftFile};
use tasuki_standard::FileName;
use tasuki_terms::OfficeNumber;

use crate::draft::NotAdded;
use crate::watch::Found;

/// How many plans are kept; the oldest are forgotten first.
const MOST: usize = 4;

/// A plan, and what was left out of it.
pub(crate) struct Sorted {
    pub(crate) plan: BulkPlan,
    pub(crate) not_added: Vec<NotAdded>,
    /// What was found in the watched folder.
    pub(crate) found: Vec<Found>,
}

/// The plans that wait for a confirmation, by number.
#[derive(Default)]
pub(crate) struct Plans(Mutex<Inner>);

#[derive(Default)]
struct Inner {
    next: u64,
    plans: BTreeMap<u64, Arc<Sorted>>,
}

impl Plans {
    /// Keeps a plan; its number.
    pub(crate) fn put(&self, sorted: Sorted) -> u64 {
        let mut inner = self.inner();
        inner.next += 1;
        let number = inner.next;
        inner.plans.insert(number, Arc::new(sorted));
        if inner.plans.len() > MOST {
            inner.plans.pop_first();
        }
        number
    }

    pub(crate) fn get(&self, number: u64) -> Option<Arc<Sorted>> {
        self.inner().plans.get(&number).cloned()
    }

    /// Takes a plan out: nobody confirms it twice.
    pub(crate) fn take(&self, number: u64) -> Option<Arc<Sorted>> {
        self.inner().plans.remove(&number)
    }

    pub(crate) fn clear(&self) {
        self.inner().plans.clear();
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The files to be sorted by their names, and the attachments whose names hold the number of a
/// partner (事業所番号).
pub(crate) fn told_apart(
    files: Vec<DraftFile>,
    office: OfficeNumber,
) -> (Vec<DraftFile>, Vec<(OfficeNumber, DraftFile)>) {
    let partners: Vec<OfficeNumber> = files
        .iter()
        .filter_map(|file| FileName::parse(&file.name).ok())
        .map(|name| name.receiver)
        .collect();
    let mut sorted = Vec::with_capacity(files.len());
    let mut attachments = Vec::new();
    for file in files {
        if FileName::is_meant_by(&file.name) {
            sorted.push(file);
            continue;
        }
        let named = numbers(&file.name).into_iter().filter(|one| *one != office);
        // A number that nobody gets a CSV file under may be anything, such as a date and a time.
        match named.into_iter().find(|one| partners.contains(one)) {
            Some(partner) => attachments.push((partner, file)),
            None => sorted.push(file),
        }
    }
    (sorted, attachments)
}

/// The numbers of ten digits in a name.
fn numbers(name: &str) -> Vec<OfficeNumber> {
    name.split(|c: char| !c.is_ascii_digit())
        .filter_map(|digits| digits.parse().ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str) -> DraftFile {
        DraftFile {
            name: name.to_owned(),
            bytes: Vec::new(),
        }
    }

    #[test]
    fn an_attachment_goes_to_the_partner_whose_number_is_in_its_name() {
        let csv = "UPPLAN_202504_1370000001_43_1370000002_11_20250325102000.CSV";
        let files = vec![
            file(csv),
            file("連絡票_1370000002.pdf"),
            file("1370000001_1370000002.pdf"),
            file("1370000009.pdf"),
            file("案内.pdf"),
        ];
        let (sorted, attachments) = told_apart(files, "1370000001".parse().unwrap());
        let sorted: Vec<_> = sorted.iter().map(|file| &*file.name).collect();
        assert_eq!(sorted, [csv, "1370000009.pdf", "案内.pdf"]);
        assert_eq!(attachments.len(), 2);
        assert!(
            attachments
                .iter()
                .all(|(to, _)| to.as_str() == "1370000002")
        );
    }
}

//! Which files go together.
//!
//! Files of one sending unit share their sequence (連番) and their two offices. The standard does not
//! say that two units never do, and programs write several within one second, so that files which are
//! no unit together are taken apart where that makes at least one whole unit.

use std::collections::BTreeMap;

use tasuki_standard::{FileName, UnitError, unit_errors};

use super::sources::Source;

/// Sorts files into sending units, in the order of their sequences; behind them, each by itself, the
/// files whose names say nothing.
pub(super) fn group(sources: Vec<Source>) -> Vec<Vec<Source>> {
    let mut together: BTreeMap<_, Vec<Source>> = BTreeMap::new();
    let mut alone = Vec::new();
    for source in sources {
        match &source.parsed {
            Some(name) => together
                .entry((name.sequence, name.sender, name.receiver))
                .or_default()
                .push(source),
            None => alone.push(vec![source]),
        }
    }
    let mut groups: Vec<_> = together
        .into_values()
        .flat_map(split_copies)
        .flat_map(split)
        .collect();
    groups.append(&mut alone);
    groups
}

/// Copies of a file in another folder belong to the copies beside them.
fn split_copies(files: Vec<Source>) -> Vec<Vec<Source>> {
    let copied = files.iter().enumerate().any(|(at, one)| {
        let mut before = files.iter().take(at);
        before.any(|other| other.parsed == one.parsed)
    });
    if !copied {
        return vec![files];
    }
    parts(files, |file| file.path.parent().map(ToOwned::to_owned))
}

/// Takes files apart that are no unit together.
fn split(files: Vec<Source>) -> Vec<Vec<Source>> {
    let errors = unit_errors(&names(&files));
    if errors.is_empty() {
        return vec![files];
    }
    if let Some(UnitError::Extra { files: extra, .. }) = errors.first() {
        let (beside, whole) = files.into_iter().partition(|file| {
            file.parsed
                .as_ref()
                .is_some_and(|name| extra.contains(name))
        });
        let mut groups = vec![whole];
        groups.append(&mut split(beside));
        return groups;
    }
    let apart = parts(files.clone(), |file| {
        let name = file.parsed.as_ref();
        name.map(|name| (name.sender_service, name.receiver_service, name.month))
    });
    let whole = |part: &Vec<Source>| unit_errors(&names(part)).is_empty();
    if apart.len() > 1 && apart.iter().any(whole) {
        apart.into_iter().flat_map(split).collect()
    } else {
        vec![files]
    }
}

fn parts<K: Ord>(files: Vec<Source>, key: impl Fn(&Source) -> K) -> Vec<Vec<Source>> {
    let mut parts: BTreeMap<K, Vec<Source>> = BTreeMap::new();
    for file in files {
        parts.entry(key(&file)).or_default().push(file);
    }
    parts.into_values().collect()
}

fn names(files: &[Source]) -> Vec<FileName> {
    files
        .iter()
        .filter_map(|file| file.parsed.clone())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "1370000001_43_1370000002_11_20250325102000.CSV";

    /// The groups, with the first parts of the names.
    fn grouped(paths: &[String]) -> String {
        let sources = paths.iter().map(|path| Source::test(path)).collect();
        let told: Vec<_> = group(sources)
            .iter()
            .map(|files| {
                let kinds: Vec<_> = files
                    .iter()
                    .map(|file| {
                        let path = file.path.to_str().unwrap();
                        path.split("_1370000001").next().unwrap().to_owned()
                    })
                    .collect();
                kinds.join(" ")
            })
            .collect();
        told.join("\n")
    }

    #[test]
    fn files_of_one_sequence_and_two_offices_go_together() {
        let names = [
            "無題.CSV".to_owned(),
            "UPJSK_202504_1370000001_43_1370000002_11_20250326000000.CSV".to_owned(),
            format!("UPPLAN_202504_{A}"),
            format!("UPSIKYU_202504_{A}"),
            "UPPLAN_202504_1370000001_43_1370000003_15_20250325102000.CSV".to_owned(),
        ];
        insta::assert_snapshot!(grouped(&names), @r"
        UPPLAN_202504 UPSIKYU_202504
        UPPLAN_202504
        UPJSK_202504
        無題.CSV
        ");
    }

    #[test]
    fn units_of_one_second_are_told_apart_even_if_one_of_them_is_not_whole() {
        let names = ["UP1KYO", "UP2KYO", "UP3KYO", "UPHOSOKU_000000", "DLT1KYO"]
            .into_iter()
            .chain(["UPPLAN_202504", "UPHOSOKU_202504", "UPJSK_202503"])
            .map(|kind| format!("{kind}_{A}"));
        insta::assert_snapshot!(grouped(&names.collect::<Vec<_>>()), @r"
        UP1KYO UP2KYO UP3KYO UPHOSOKU_000000
        DLT1KYO
        UPJSK_202503
        UPPLAN_202504 UPHOSOKU_202504
        ");
    }

    #[test]
    fn what_becomes_no_unit_in_any_way_stays_together() {
        let names = ["UPPLAN_202504", "UPSIKYU_202504", "UPHOSOKU_202505"];
        let names = names.map(|kind| format!("{kind}_{A}"));
        assert_eq!(
            grouped(&names),
            "UPPLAN_202504 UPSIKYU_202504 UPHOSOKU_202505"
        );
        let mixed = [
            format!("UPPLAN_202504_{A}"),
            "UPSIKYU_202504_1370000001_1370000002_20250325102000.CSV".to_owned(),
        ];
        assert_eq!(grouped(&mixed), "UPPLAN_202504 UPSIKYU_202504");
    }

    #[test]
    fn copies_in_another_folder_are_another_unit() {
        let paths = ["a/UPJSK_202504", "b/UPJSK_202504"].map(|kind| format!("{kind}_{A}"));
        assert_eq!(grouped(&paths), "a/UPJSK_202504\nb/UPJSK_202504");
    }
}

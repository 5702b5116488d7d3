//! Which files go together.
//!
//! Files of one sending unit share their sequence (連番) and their two offices; several offices may get
//! units of one second. Files that are no unit by themselves are put together where they would be one
//! but for a wrong sequence, office or month, so that this is told, and not that files are missing.

use std::collections::BTreeMap;
use std::path::PathBuf;

use tasuki_standard::{FileName, UnitError, unit_errors};

use crate::command::given::GivenFile;

/// How many seconds two exports of the same files may lie apart to count as one export by mistake.
const AT_ONCE: u64 = 60;

/// Sorts files into sending units, in the order of their sequences; behind them, each by itself, the
/// files whose names say nothing.
pub(super) fn group(sources: Vec<GivenFile>) -> Vec<Vec<GivenFile>> {
    let mut together: BTreeMap<_, Vec<GivenFile>> = BTreeMap::new();
    let mut unnamed = Vec::new();
    for source in sources {
        match &source.parsed {
            Some(name) => together
                .entry((name.sequence, name.sender, name.receiver))
                .or_default()
                .push(source),
            None => unnamed.push(source),
        }
    }
    let groups = together.into_values().flat_map(split_folders);
    let groups = join_parts(groups.collect());
    let groups = join_annexes(groups);
    let mut groups = join_doubles(groups);
    add_unnamed(&mut groups, unnamed);
    groups
}

/// Copies of a file in another folder belong to the copies beside them, and so do the files of
/// folders that each hold a whole unit.
fn split_folders(files: Vec<GivenFile>) -> Vec<Vec<GivenFile>> {
    let copied = files.iter().enumerate().any(|(at, one)| {
        let mut before = files.iter().take(at);
        before.any(|other| other.parsed == one.parsed)
    });
    let is_one = |files: &[GivenFile]| unit_errors(&names(files)).is_empty();
    if is_one(&files) && !copied {
        return vec![files];
    }
    let by_folder = parts(files.clone(), folder);
    if copied || by_folder.iter().all(|files| is_one(files)) {
        by_folder
    } else {
        vec![files]
    }
}

/// Puts annexes, which are no unit by themselves, to the unit beside them that lacks them and was
/// exported at once.
fn join_annexes(groups: Vec<Vec<GivenFile>>) -> Vec<Vec<GivenFile>> {
    let (annexes, mut groups): (Vec<_>, Vec<_>) =
        groups.into_iter().partition(|files| is_incomplete(files));
    for files in annexes {
        let is_theirs = |unit: &&mut Vec<GivenFile>| {
            let both: Vec<_> = unit.iter().chain(&files).cloned().collect();
            let apart = apart(unit, &files);
            is_whole_but_for_names(&both)
                && unit.first().map(folder) == files.first().map(folder)
                && apart.is_some_and(|apart| apart < AT_ONCE)
        };
        match groups.iter_mut().find(is_theirs) {
            Some(unit) => unit.extend(files),
            None => groups.push(files),
        }
    }
    groups.sort_by_key(|files| files.first().and_then(|one| one.parsed.as_ref().map(order)));
    groups
}

/// Puts the parts of a unit together of which one has a wrong sequence or office.
fn join_parts(groups: Vec<Vec<GivenFile>>) -> Vec<Vec<GivenFile>> {
    let (mut groups, incomplete): (Vec<_>, Vec<_>) =
        groups.into_iter().partition(|files| !is_incomplete(files));
    for parts in parts(incomplete, |files: &Vec<GivenFile>| {
        files.first().map(folder)
    }) {
        let all: Vec<_> = parts.iter().flatten().cloned().collect();
        if parts.len() > 1 && is_whole_but_for_names(&all) {
            groups.push(all);
        } else {
            groups.extend(parts);
        }
    }
    groups.sort_by_key(|files| files.first().and_then(|one| one.parsed.as_ref().map(order)));
    groups
}

/// Puts the same files of two exports together that were made at once: one of them is too many.
fn join_doubles(groups: Vec<Vec<GivenFile>>) -> Vec<Vec<GivenFile>> {
    let mut joined: Vec<Vec<GivenFile>> = Vec::new();
    for files in groups {
        let same = joined.iter_mut().find(|before| are_doubles(before, &files));
        match same {
            Some(before) => before.extend(files),
            None => joined.push(files),
        }
    }
    joined
}

/// Adds files whose names say nothing to the one unit beside them that lacks files, or lets each
/// stand for itself.
fn add_unnamed(groups: &mut Vec<Vec<GivenFile>>, unnamed: Vec<GivenFile>) {
    let mut alone = Vec::new();
    for file in unnamed {
        let beside = |files: &&mut Vec<GivenFile>| {
            files.iter().all(|other| folder(other) == folder(&file)) && is_incomplete(files)
        };
        let mut incomplete: Vec<_> = groups.iter_mut().filter(beside).collect();
        match incomplete.as_mut_slice() {
            [files] => files.push(file),
            _ => alone.push(vec![file]),
        }
    }
    groups.append(&mut alone);
}

fn folder(file: &GivenFile) -> Option<PathBuf> {
    file.path.parent().map(ToOwned::to_owned)
}

fn order(name: &FileName) -> (String, String, String) {
    (
        name.sequence.to_string(),
        name.sender.to_string(),
        name.receiver.to_string(),
    )
}

fn is_incomplete(files: &[GivenFile]) -> bool {
    let errors = unit_errors(&names(files));
    errors
        .iter()
        .any(|error| matches!(error, UnitError::Missing { .. } | UnitError::Unknown { .. }))
}

/// Whether the kinds make up a unit, whatever else the names say.
fn is_whole_but_for_names(files: &[GivenFile]) -> bool {
    unit_errors(&names(files)).iter().all(|error| {
        matches!(
            error,
            UnitError::DifferentSequence { .. }
                | UnitError::DifferentParties { .. }
                | UnitError::DifferentMonth { .. }
        )
    })
}

/// Whether both are of the same offices and month, exported at once, and one holds nothing that the
/// other has not.
fn are_doubles(before: &[GivenFile], files: &[GivenFile]) -> bool {
    let about = |files: &[GivenFile]| {
        let mut about: Vec<_> = names(files)
            .into_iter()
            .map(|name| {
                let services = (name.sender_service, name.receiver_service);
                (
                    name.kind,
                    name.month,
                    name.sender,
                    name.receiver,
                    services,
                    name.branch,
                )
            })
            .collect();
        about.sort();
        about
    };
    let is_among = |some: &[GivenFile], all: &[GivenFile]| {
        let all = about(all);
        about(some).iter().all(|one| all.contains(one))
    };
    let Some(apart) = apart(before, files) else {
        return false;
    };
    let one_folder = before.first().map(folder) == files.first().map(folder);
    // Two whole units may follow each other: the later one corrects the one before.
    let is_slip = apart < AT_ONCE || is_incomplete(before) || is_incomplete(files);
    apart > 0 && is_slip && one_folder && (is_among(files, before) || is_among(before, files))
}

/// How many seconds lie between two exports of one minute, and at least as many otherwise.
fn apart(before: &[GivenFile], files: &[GivenFile]) -> Option<u64> {
    let second = |files: &[GivenFile]| {
        let name = files.first().and_then(|file| file.parsed.as_ref())?;
        name.sequence.to_string().parse::<u64>().ok()
    };
    Some(second(before)?.abs_diff(second(files)?))
}

fn parts<T, K: Ord>(all: Vec<T>, key: impl Fn(&T) -> K) -> Vec<Vec<T>> {
    let mut parts: BTreeMap<K, Vec<T>> = BTreeMap::new();
    for one in all {
        parts.entry(key(&one)).or_default().push(one);
    }
    parts.into_values().collect()
}

fn names(files: &[GivenFile]) -> Vec<FileName> {
    files
        .iter()
        .filter_map(|file| file.parsed.clone())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "1370000001_43_1370000002_11_20250325102000.CSV";
    const B: &str = "1370000001_43_1370000002_11_20250326102000.CSV";

    /// The groups, with the first parts of the names.
    fn grouped(paths: &[String]) -> String {
        let sources = paths
            .iter()
            .map(|path| GivenFile::new(path.into()))
            .collect();
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
    fn parts_of_a_unit_with_a_wrong_sequence_or_office_go_together() {
        let names = [
            format!("UPPLAN_202504_{A}"),
            "UPSIKYU_202504_1370000001_43_1370000002_11_20250325102001.CSV".to_owned(),
            "UPHOSOKU_202504_1370000001_43_1370000003_11_20250325102000.CSV".to_owned(),
            format!("UPJSK_202503_{B}"),
        ];
        insta::assert_snapshot!(grouped(&names), @r"
        UPPLAN_202504 UPHOSOKU_202504 UPSIKYU_202504
        UPJSK_202503
        ");
    }

    #[test]
    fn two_exports_of_the_same_within_a_minute_are_one_too_many() {
        let at = |second: &str| format!("UPJSK_202504_1370000001_43_1370000002_11_{second}.CSV");
        let close = [at("20250326000000"), at("20250326000001")];
        assert_eq!(grouped(&close), "UPJSK_202504 UPJSK_202504");
        let later = [at("20250326000000"), at("20250327000000")];
        assert_eq!(grouped(&later), "UPJSK_202504\nUPJSK_202504");
    }

    #[test]
    fn an_annex_goes_to_the_unit_beside_it_of_the_same_minute() {
        let with =
            |kind: &str, second: &str| format!("{kind}_1370000001_43_1370000002_11_{second}");
        let user = with("UPKIHON", "20250312140000.CSV");
        let at_once = with("UPKIHON_SUB1", "20250312140001.CSV");
        assert_eq!(grouped(&[user.clone(), at_once]), "UPKIHON UPKIHON_SUB1");
        let later = with("UPKIHON_SUB1", "20250313140000.CSV");
        assert_eq!(grouped(&[user, later]), "UPKIHON\nUPKIHON_SUB1");
    }

    #[test]
    fn folders_that_each_hold_a_whole_unit_are_told_apart() {
        let both = [format!("UPJSK_202504_{A}"), format!("sub/UPJSK_202505_{A}")];
        assert_eq!(grouped(&both), "UPJSK_202504\nsub/UPJSK_202505");
    }

    #[test]
    fn a_file_without_a_right_name_is_taken_for_the_one_that_is_missing() {
        let names = [format!("UPPLAN_202504_{A}"), "無題.CSV".to_owned()];
        assert_eq!(grouped(&names), "UPPLAN_202504 無題.CSV");
        let whole = [format!("UPJSK_202504_{A}"), "無題.CSV".to_owned()];
        assert_eq!(grouped(&whole), "UPJSK_202504\n無題.CSV");
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

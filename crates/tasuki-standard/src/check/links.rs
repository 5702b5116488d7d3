//! What must hold between the files of a unit: keys, and images that are named.

use std::collections::BTreeMap;

use tasuki_terms::FileKind;

use super::findings::Findings;
use super::keys::{FileKeys, HEADS, Keys, Missing, SUPPLEMENT};
use super::row::Spot;
use super::{Finding, Place, Rule};
use crate::{FileName, Layout};

/// A file of the unit, when all of it was seen.
pub(super) struct Seen<'a> {
    pub(super) given: &'a str,
    pub(super) name: &'a FileName,
    pub(super) layout: &'static Layout,
    pub(super) keys: &'a FileKeys,
}

/// Looks at the files of a whole unit together.
pub(super) fn check(files: &[Seen<'_>], given: &[&str], findings: &mut Findings) {
    let of = |kind: FileKind| files.iter().find(|file| file.name.kind == kind);
    for file in files {
        if let Some(parent) = file.layout.parent.and_then(of) {
            let missing = missing(file.keys.records.as_ref(), parent.keys.records.as_ref());
            tell(file, missing, Rule::UNIT_ORPHAN, findings);
        }
    }
    for head in HEADS.into_iter().filter_map(of) {
        if let Some(supplement) = of(SUPPLEMENT) {
            check_supplement(head, supplement, findings);
        }
    }
    images(files, given, findings);
}

/// A supplement goes with somebody of the unit, and with plans it tells the date of the plan; whether
/// everybody has one is asked of the people alone, since a wrong date was told already.
fn check_supplement(head: &Seen<'_>, supplement: &Seen<'_>, findings: &mut Findings) {
    let (of_head, told) = (head.keys, supplement.keys);
    let strangers = missing(told.people.as_ref(), of_head.people.as_ref());
    let of_no_plan = missing(told.records.as_ref(), of_head.records.as_ref());
    // With use tables the supplement has no key but the people, so that nothing is found twice.
    let both = strangers.into_iter().chain(of_no_plan);
    let orphans: BTreeMap<_, _> = both.map(|one| (one.record, one)).collect();
    let orphans = orphans.into_values().collect();
    tell(supplement, orphans, Rule::UNIT_ORPHAN, findings);
    let missing = missing(of_head.people.as_ref(), told.people.as_ref());
    tell(head, missing, Rule::UNIT_NO_SUPPLEMENT, findings);
}

fn missing(keys: Option<&Keys>, other: Option<&Keys>) -> Vec<Missing> {
    match (keys, other) {
        (Some(keys), Some(other)) => keys.missing_in(other),
        _ => Vec::new(),
    }
}

fn tell(file: &Seen<'_>, missing: Vec<Missing>, rule: Rule, findings: &mut Findings) {
    let entry = rule.entry();
    let (mut what, mut hint) = (entry.what.as_str(), entry.hint.as_str());
    if rule == Rule::UNIT_ORPHAN && file.name.kind == SUPPLEMENT {
        (what, hint) = SUPPLEMENT_OF_NOBODY;
    }
    for one in missing {
        let spot = Spot {
            offset: one.offset,
            line: one.line,
        };
        let place = place(file, Some(one.item), spot);
        findings.add(Finding::new(rule, place, what.to_owned(), hint));
    }
}

/// What is wrong with a row of a supplement, and what to do.
const SUPPLEMENT_OF_NOBODY: (&str, &str) = (
    "この利用者補足情報の行のもとになる行が、一緒に送信する計画書や予定にありません。",
    "利用者補足情報は、第1表と送信するときは利用者と計画の日付が、第6表と送信するときは利用者が、もとになる行と揃っている必要があります。介護ソフトから出力し直してください。",
);

fn place(file: &Seen<'_>, item: Option<usize>, spot: Spot) -> Place {
    let place = Place::file(file.given).at(spot.line, spot.offset);
    match item.and_then(|item| file.layout.fields.get(item)) {
        Some(field) => place.in_field(field),
        None => place,
    }
}

fn images(files: &[Seen<'_>], given: &[&str], findings: &mut Findings) {
    let is_same = |one: &str, other: &str| one.eq_ignore_ascii_case(other);
    let mut named = Vec::new();
    for file in files {
        for (image, spot) in &file.keys.images.named {
            named.push(image);
            if !given.iter().any(|one| is_same(one, image)) {
                let place = place(file, file.keys.images.item, *spot);
                findings.add(Finding::of(Rule::UNIT_IMAGE_MISSING, place));
            }
        }
    }
    if files
        .iter()
        .any(|file| file.keys.images.item.is_some() && file.keys.images.may_be_more)
    {
        return;
    }
    for one in given {
        let is_image =
            FileName::parse(one).is_ok_and(|name| name.kind == FileKind::PreventionUserImage);
        if is_image && !named.iter().any(|image| is_same(one, image)) {
            findings.add(Finding::of(Rule::UNIT_IMAGE_UNUSED, Place::file(one)));
        }
    }
}

//! What must hold between the files of a unit: keys, and images that are named.

use std::collections::BTreeMap;

use tasuki_terms::{FileKind, SendingUnit};

use super::findings::Findings;
use super::row::Row;
use super::{Finding, Place, Rule};
use crate::layout::rules::{Then, bit};
use crate::{FileName, Layout};

/// How many keys of a file are kept.
const MOST: usize = 1 << 20;

/// The keys of a file's records, and the images that they name.
pub(super) struct FileKeys {
    /// The line on which each key comes first.
    lines: BTreeMap<u64, u32>,
    /// The item that names an image.
    image_item: Option<usize>,
    images: Vec<(String, u32)>,
}

/// A file of the unit, when all of it was seen.
pub(super) struct Seen<'a> {
    pub(super) given: &'a str,
    pub(super) name: &'a FileName,
    pub(super) layout: &'static Layout,
    pub(super) keys: &'a FileKeys,
}

/// The items that make up the key of a file's records. What 利用者補足情報 is about depends on the
/// unit that it goes with.
pub(super) fn key_of(layout: &Layout, unit: Option<SendingUnit>) -> Vec<usize> {
    let unit = unit.map_or("", SendingUnit::as_str);
    let of_unit = layout.supplement_keys.get(unit);
    of_unit.unwrap_or(&layout.key).clone()
}

impl FileKeys {
    pub(super) fn new(layout: &Layout) -> Self {
        let mut rules = layout.rules.iter();
        Self {
            lines: BTreeMap::new(),
            image_item: rules.find_map(|rule| match rule.then {
                Then::ImageOfFile(item) => Some(item),
                _ => None,
            }),
            images: Vec::new(),
        }
    }

    /// Notes the key of a record, of which the items in `changed` differ from the record before.
    pub(super) fn note(&mut self, row: &Row<'_>, key: &[usize], changed: u128) {
        if let Some(item) = self.image_item
            && !row.value(item).is_empty()
        {
            let image = super::fields::text(row, item);
            self.images.push((image, row.line));
        }
        let bits = key.iter().fold(0, |bits, item| bits | bit(*item));
        if changed & bits == 0 || self.lines.len() >= MOST {
            return;
        }
        self.lines.entry(row.hash(key)).or_insert(row.line);
    }

    /// The lines of keys that the other file has not.
    fn missing_in(&self, other: &Self) -> Vec<u32> {
        let keys = self.lines.iter();
        let missing = keys.filter(|(key, _)| !other.lines.contains_key(key));
        let mut lines: Vec<_> = missing.map(|(_, line)| *line).collect();
        lines.sort_unstable();
        lines
    }
}

/// Looks at the files of a whole unit together.
pub(super) fn check(files: &[Seen<'_>], given: &[&str], findings: &mut Findings) {
    let of = |kind: FileKind| files.iter().find(|file| file.name.kind == kind);
    let supplement = of(FileKind::UserSupplement);
    let heads = [FileKind::CarePlan1, FileKind::UsePlan];
    let head = heads.iter().find_map(|kind| of(*kind));
    for file in files {
        let parent = match file.layout.parent {
            Some(kind) => of(kind),
            None if file.name.kind == FileKind::UserSupplement => head,
            None => None,
        };
        if let Some(parent) = parent {
            tell(file, parent, Rule::UNIT_ORPHAN, findings);
        }
    }
    if let (Some(head), Some(supplement)) = (head, supplement) {
        tell(head, supplement, Rule::UNIT_NO_SUPPLEMENT, findings);
    }
    images(files, given, findings);
}

fn tell(file: &Seen<'_>, other: &Seen<'_>, rule: Rule, findings: &mut Findings) {
    let entry = rule.entry();
    for line in file.keys.missing_in(other.keys) {
        let place = Place::file(file.given).on_line(line);
        let place = match file.layout.field("insured_no") {
            Some((_, field)) => place.in_field(field),
            None => place,
        };
        findings.add(Finding::new(
            rule,
            place,
            entry.what.clone(),
            entry.hint.clone(),
        ));
    }
}

fn images(files: &[Seen<'_>], given: &[&str], findings: &mut Findings) {
    let is_same = |one: &str, other: &str| one.eq_ignore_ascii_case(other);
    let mut named = Vec::new();
    for file in files {
        for (image, line) in &file.keys.images {
            named.push(image);
            if given.iter().any(|one| is_same(one, image)) {
                continue;
            }
            let (rule, place) = (Rule::UNIT_IMAGE_MISSING, Place::file(file.given));
            let item = file
                .keys
                .image_item
                .and_then(|at| file.layout.fields.get(at));
            let place = place.on_line(*line);
            let place = item.map_or_else(|| place.clone(), |field| place.clone().in_field(field));
            let entry = rule.entry();
            findings.add(Finding::new(
                rule,
                place,
                entry.what.clone(),
                entry.hint.clone(),
            ));
        }
    }
    for one in given {
        let is_image =
            FileName::parse(one).is_ok_and(|name| name.kind == FileKind::PreventionUserImage);
        if is_image && !named.iter().any(|image| is_same(one, image)) {
            let (rule, place) = (Rule::UNIT_IMAGE_UNUSED, Place::file(one));
            let entry = rule.entry();
            findings.add(Finding::new(
                rule,
                place,
                entry.what.clone(),
                entry.hint.clone(),
            ));
        }
    }
}

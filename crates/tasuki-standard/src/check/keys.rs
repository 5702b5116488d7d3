//! What must hold between the files of a unit: keys, and images that are named.

use tasuki_terms::FileKind;

use super::findings::Findings;
use super::row::{Key, Row, Spot};
use super::tally::Tally;
use super::{Finding, Place, Rule};
use crate::finding::{MOST_SHOWN, shape};
use crate::layout::rules::Then;
use crate::{FileName, Layout};

/// What tells of each person of a unit.
const SUPPLEMENT: FileKind = FileKind::UserSupplement;
/// The kinds with which it goes.
const HEADS: [FileKind; 2] = [FileKind::CarePlan1, FileKind::UsePlan];

/// Who and what a file's records are about, and the images that they name.
pub(super) struct FileKeys {
    records: Keys,
    /// The people, where the file is one that must agree with another about them.
    people: Option<Keys>,
    /// The item that names an image.
    image_item: Option<usize>,
    images: Vec<(String, Spot)>,
}

/// Some items of a file's records together.
struct Keys {
    key: Key,
    bits: u128,
    /// Where each comes first: its last item.
    spots: Tally<Spot>,
}

/// A file of the unit, when all of it was seen.
pub(super) struct Seen<'a> {
    pub(super) given: &'a str,
    pub(super) name: &'a FileName,
    pub(super) layout: &'static Layout,
    pub(super) keys: &'a FileKeys,
}

impl FileKeys {
    pub(super) fn new(layout: &Layout) -> Self {
        let mut rules = layout.rules.iter();
        let person = ["insurer_no", "insured_no"];
        let person = person.iter().filter_map(|id| Some(layout.field(id)?.0));
        let person: Vec<_> = person.collect();
        let is_about_people = [SUPPLEMENT]
            .iter()
            .chain(&HEADS)
            .any(|kind| *kind == layout.kind);
        Self {
            records: Keys::new(Key::new(layout, &layout.key)),
            people: is_about_people.then(|| Keys::new(Key::new(layout, &person))),
            image_item: rules.find_map(|rule| match rule.then {
                Then::ImageOfFile(item) => Some(item),
                _ => None,
            }),
            images: Vec::new(),
        }
    }

    /// All records were noted.
    pub(super) fn end(&mut self) {
        for keys in [&mut self.records].into_iter().chain(&mut self.people) {
            keys.spots.join(first);
        }
    }

    /// Notes a record, of which the items in `changed` differ from the record before.
    pub(super) fn note(&mut self, row: &Row<'_>, changed: u128) {
        if let Some(item) = self.image_item
            && !row.value(item).is_empty()
        {
            let image = super::fields::text(row, item);
            self.images.push((image, row.spot(item)));
        }
        self.records.note(row, changed);
        if let Some(people) = &mut self.people {
            people.note(row, changed);
        }
    }
}

impl Keys {
    fn new(key: Key) -> Self {
        Self {
            bits: key.bits(),
            key,
            spots: Tally::default(),
        }
    }

    fn note(&mut self, row: &Row<'_>, changed: u128) {
        if changed & self.bits != 0 {
            let last = self.key.last().unwrap_or_default();
            self.spots.note(row.hash(&self.key), row.spot(last), first);
        }
    }

    /// Where those are that the other has not, in order.
    fn missing_in(&self, other: &Self) -> Vec<Spot> {
        let keys = self.spots.iter();
        let missing = keys.filter(|(key, _)| !other.spots.may_have(*key));
        let mut spots: Vec<_> = missing.map(|(_, spot)| *spot).collect();
        spots.sort_unstable();
        spots
    }
}

/// Of several the first counts.
const fn first(_first: &mut Spot, _later: Spot) {}

/// Looks at the files of a whole unit together.
pub(super) fn check(files: &[Seen<'_>], given: &[&str], findings: &mut Findings) {
    let of = |kind: FileKind| files.iter().find(|file| file.name.kind == kind);
    for file in files {
        if let Some(parent) = file.layout.parent.and_then(of) {
            let missing = file.keys.records.missing_in(&parent.keys.records);
            let key = &file.keys.records.key;
            tell(file, key, missing, Rule::UNIT_ORPHAN, findings);
        }
    }
    // What the supplement says of dates and months is looked at by itself: here people count.
    for head in HEADS.into_iter().filter_map(of) {
        let Some(supplement) = of(SUPPLEMENT) else {
            break;
        };
        if let (Some(in_head), Some(told)) = (&head.keys.people, &supplement.keys.people) {
            let (strangers, missing) = (told.missing_in(in_head), in_head.missing_in(told));
            tell(
                supplement,
                &told.key,
                strangers,
                Rule::UNIT_ORPHAN,
                findings,
            );
            tell(
                head,
                &in_head.key,
                missing,
                Rule::UNIT_NO_SUPPLEMENT,
                findings,
            );
        }
    }
    images(files, given, findings);
}

fn tell(file: &Seen<'_>, key: &Key, spots: Vec<Spot>, rule: Rule, findings: &mut Findings) {
    for spot in spots {
        findings.add(at(file, key.last(), spot, rule));
    }
}

/// A finding at an item.
fn at(file: &Seen<'_>, item: Option<usize>, spot: Spot, rule: Rule) -> Finding {
    let entry = rule.entry();
    let place = place(file, item, spot);
    Finding::new(rule, place, entry.what.clone(), entry.hint.clone())
}

fn place(file: &Seen<'_>, item: Option<usize>, spot: Spot) -> Place {
    let place = Place::file(file.given).at(spot.line, spot.offset);
    match item.and_then(|item| file.layout.fields.get(item)) {
        Some(field) => place.in_field(field),
        None => place,
    }
}

/// Of what is no name of an image anything may be meant, somebody's name too: only its shape is
/// told.
fn missing_image(file: &Seen<'_>, image: &str, spot: Spot) -> Finding {
    let is_name = FileName::parse(image).is_ok();
    let told = if is_name {
        image.to_owned()
    } else {
        shape(&image.chars().take(MOST_SHOWN).collect::<String>())
    };
    let rule = Rule::UNIT_IMAGE_MISSING;
    let place = place(file, file.keys.image_item, spot);
    Finding::new(
        rule,
        place,
        format!("この行に書かれた家族構成の画像「{told}」が、一緒に送信するファイルにありません。"),
        "同じ名前の画像を加えてください。なければ、介護ソフトから出力し直してください。",
    )
}

fn images(files: &[Seen<'_>], given: &[&str], findings: &mut Findings) {
    let is_same = |one: &str, other: &str| one.eq_ignore_ascii_case(other);
    let mut named = Vec::new();
    for file in files {
        for (image, spot) in &file.keys.images {
            named.push(image);
            if !given.iter().any(|one| is_same(one, image)) {
                findings.add(missing_image(file, image, *spot));
            }
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

//! What a conversion leaves out and adds.

use std::collections::BTreeMap;

use serde::Serialize;
use tasuki_terms::SpecVersion;

use crate::finding::shape;
use crate::more_lines::again;
use crate::normalise::RightedFile;
use crate::services::Services;
use crate::{Field, FileName, Place, Privacy};

/// Something that the other version has no place for, as often as it occurred in an item of a file.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[non_exhaustive]
pub struct Loss {
    /// What kind of thing.
    pub kind: LossKind,
    /// Where it was first, in the file as it was given.
    pub place: Place,
    /// What stood there first; of personal items only the shape.
    pub value: Option<String>,
    /// What was left out, as a Japanese sentence.
    pub what: &'static str,
    /// How often; of a file, how many records it has.
    pub count: u32,
    /// The lines of the next few.
    pub more_lines: Vec<u32>,
}

/// What can be lost.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum LossKind {
    /// The value of an item.
    Item,
    /// A whole file.
    File,
    /// The service types in a name.
    ServiceTypes,
}

impl LossKind {
    /// What was left out, as a Japanese sentence.
    pub const fn what(self) -> &'static str {
        match self {
            Self::Item => "V3にない項目のため、値を除きました。",
            Self::File => "V3にない種類のファイルのため、出力しませんでした。",
            Self::ServiceTypes => {
                "V3のファイル名にはないため、送信元と送信先のサービス種類コードを除きました。"
            }
        }
    }
}

/// Something that the other version asks for and that was added.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[non_exhaustive]
pub struct Added {
    /// What kind of thing.
    pub kind: AddedKind,
    /// Where, in the file as it was given.
    pub place: Place,
    /// What was added, if it is not empty.
    pub value: Option<String>,
    /// What was added, as a Japanese sentence.
    pub what: &'static str,
}

/// What can be added.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum AddedKind {
    /// An item without a value.
    Item,
    /// The 第3表 of V4.1 that was given.
    Form3,
    /// The service types in a name.
    ServiceTypes,
}

impl AddedKind {
    /// What was added, as a Japanese sentence.
    pub const fn what(self) -> &'static str {
        match self {
            Self::Item => "V4.1で加わった項目を、空のまま加えました。",
            Self::Form3 => "指定された第3表（V4.1）を加えました。",
            Self::ServiceTypes => {
                "V4.1のファイル名に必要な、送信元と送信先のサービス種類コードを加えました。"
            }
        }
    }
}

/// Collects what a conversion leaves out and adds.
#[derive(Default)]
pub(super) struct Changes {
    pub(super) losses: Vec<Loss>,
    pub(super) added: Vec<Added>,
    /// The items that are lost, by file and number.
    known: BTreeMap<(String, u16), usize>,
}

impl Changes {
    /// The service types that a name loses or gets.
    pub(super) fn name(&mut self, given: &RightedFile, name: &FileName, services: Services) {
        let place = Place::file(&given.given);
        match name.spec {
            SpecVersion::V4_1 => self.losses.push(Loss {
                kind: LossKind::ServiceTypes,
                what: LossKind::ServiceTypes.what(),
                place,
                value: pair(name.sender_service, name.receiver_service),
                count: 1,
                more_lines: Vec::new(),
            }),
            SpecVersion::V3 => self.added.push(Added {
                kind: AddedKind::ServiceTypes,
                what: AddedKind::ServiceTypes.what(),
                place,
                value: pair(services.sender, services.receiver),
            }),
        }
    }

    /// A file that is left out.
    pub(super) fn file(&mut self, given: &RightedFile, records: usize) {
        self.losses.push(Loss {
            kind: LossKind::File,
            what: LossKind::File.what(),
            place: Place::file(&given.given),
            value: None,
            count: u32::try_from(records).unwrap_or(u32::MAX),
            more_lines: Vec::new(),
        });
    }

    /// The value of an item that is left out.
    pub(super) fn item(&mut self, given: &RightedFile, line: u32, field: &Field, value: &str) {
        let line = given.given_line(line);
        let key = (given.given.clone(), field.no);
        let known = self.known.get(&key);
        if let Some(known) = known.and_then(|at| self.losses.get_mut(*at)) {
            again(&mut known.count, &mut known.more_lines, Some(line));
            return;
        }
        self.known.insert(key, self.losses.len());
        let place = Place {
            line: Some(line),
            ..Place::file(&given.given)
        };
        self.losses.push(Loss {
            kind: LossKind::Item,
            what: LossKind::Item.what(),
            place: place.in_field(field),
            value: Some(match field.privacy {
                Privacy::Personal => shape(value),
                Privacy::Public | Privacy::Business => value.to_owned(),
            }),
            count: 1,
            more_lines: Vec::new(),
        });
    }

    /// An item that is added without a value.
    pub(super) fn empty_item(&mut self, given: &RightedFile, field: &Field) {
        self.added.push(Added {
            kind: AddedKind::Item,
            what: AddedKind::Item.what(),
            place: Place::file(&given.given).in_field(field),
            value: None,
        });
    }

    /// The 第3表 that was given.
    pub(super) fn form_3(&mut self, given: &str) {
        self.added.push(Added {
            kind: AddedKind::Form3,
            what: AddedKind::Form3.what(),
            place: Place::file(given),
            value: None,
        });
    }
}

/// The service types of a name, for people.
fn pair<T: ToString>(sender: Option<T>, receiver: Option<T>) -> Option<String> {
    let (sender, receiver) = (sender?.to_string(), receiver?.to_string());
    Some(format!("送信元 {sender}、送信先 {receiver}"))
}

//! A value that nobody may see.

use std::fmt::Debug;

use tasuki_standard::{FileName, Privacy, RawTable, layout};

const MARKER: &str = "MARK7Q";

type Files<'a> = Vec<(&'a str, Vec<u8>)>;

/// The files with the marker at the beginning of a field of a personal column; which one, the choices
/// tell. None if there is no such field, or the marker stands somewhere already.
pub(crate) fn plant<'a>(files: &[(&'a str, &[u8])], choices: [u8; 4]) -> Option<Files<'a>> {
    if files.iter().any(|(_, bytes)| holds(bytes)) {
        return None;
    }
    let places: Vec<_> = files
        .iter()
        .enumerate()
        .flat_map(|(at, (name, bytes))| {
            let places = personal(name, bytes).unwrap_or_default();
            places.into_iter().map(move |offset| (at, offset))
        })
        .collect();
    let [.., high, low] = choices;
    let chosen = usize::from(u16::from_be_bytes([high, low]));
    let (at, offset) = *places.get(chosen.checked_rem(places.len())?)?;
    let marked = files.iter().enumerate().map(|(index, (name, bytes))| {
        let mut bytes = bytes.to_vec();
        if index == at {
            bytes.splice(offset..offset, MARKER.bytes());
        }
        (*name, bytes)
    });
    Some(marked.collect())
}

/// Where the values of personal columns begin.
fn personal(name: &str, bytes: &[u8]) -> Option<Vec<usize>> {
    let name = FileName::parse(name).ok()?;
    let layout = layout(name.spec, name.kind)?;
    let table = RawTable::read(bytes);
    let mut places = Vec::new();
    for record in table.records() {
        let fields = record.fields().zip(&layout.fields);
        let personal = fields.filter(|(_, field)| field.privacy == Privacy::Personal);
        places.extend(personal.map(|(raw, _)| raw.offset + usize::from(raw.is_quoted())));
    }
    Some(places)
}

/// Whether the marker can be seen.
pub(crate) fn is_in(shown: &impl Debug) -> bool {
    format!("{shown:?}").contains(MARKER)
}

fn holds(bytes: &[u8]) -> bool {
    bytes
        .windows(MARKER.len())
        .any(|window| window == MARKER.as_bytes())
}

pub(crate) fn borrowed<N: AsRef<str>>(files: &[(N, Vec<u8>)]) -> Vec<(&str, &[u8])> {
    files
        .iter()
        .map(|(name, bytes)| (name.as_ref(), bytes.as_slice()))
        .collect()
}

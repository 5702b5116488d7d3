//! One line of the open data, as types.

use std::borrow::Cow;

use tasuki_terms::{OfficeNumber, Prefecture, ServiceType, half_width_sign};

use super::column::Layout;
use super::split::Fields;
use super::{Column, FindingCode};
use crate::{InvalidPlace, Place, municipalities, prefecture_named};

/// An office with one of its services.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OpenDataRow {
    /// Its number (事業所番号).
    pub number: OfficeNumber,
    /// The kind of service.
    pub service: ServiceType,
    /// Its prefecture.
    pub prefecture: Prefecture,
    /// The name of its municipality, without its prefecture; empty where it is not told.
    pub municipality: String,
    /// Its name.
    pub name: String,
    /// Its name in kana; may be empty.
    pub kana: String,
    /// Its address behind the municipality, with the building; may be empty.
    pub address: String,
    /// Where it is, if that is told.
    pub place: Option<Place>,
    /// Telephone: digits and hyphens; may be empty.
    pub phone: String,
    /// Who runs it; may be empty.
    pub corporation: String,
    /// `http://…` or `https://…`; may be empty.
    pub url: String,
}

/// The greatest length of a text, in characters: beyond it a line is broken, not an office named.
const LONGEST: usize = 300;

/// Reads a row. What is found goes to `found`; without a row at least one of them rejects it.
pub(super) fn read(
    fields: &Fields<'_>,
    layout: &Layout,
    service: ServiceType,
    found: &mut impl FnMut(Option<Column>, FindingCode),
) -> Option<OpenDataRow> {
    let mut texts = [const { String::new() }; Column::COUNT];
    let mut is_good = true;
    for (column, text) in Column::ALL.into_iter().zip(&mut texts) {
        match cleaned(fields.at(layout.place(column))) {
            Ok(clean) => *text = clean,
            Err(code) => {
                found(Some(column), code);
                is_good = false;
            }
        }
    }
    if !is_good {
        return None;
    }
    let [
        region,
        prefecture,
        municipality,
        name,
        kana,
        address,
        building,
        latitude,
        longitude,
        phone,
        corporation,
        number,
        url,
    ] = texts;

    if name.is_empty() {
        found(Some(Column::Name), FindingCode::Empty);
    }
    let number = office_number(&number);
    if let Err(code) = number {
        found(Some(Column::Number), code);
    }
    let known = prefecture_named(&prefecture);
    if known.is_none() {
        found(Some(Column::Prefecture), FindingCode::Prefecture);
    }
    let (Ok(number), Some(known), false) = (number, known, name.is_empty()) else {
        return None;
    };

    let place = place(&longitude, &latitude).unwrap_or_else(|(column, code)| {
        found(Some(column), code);
        None
    });
    let phone = telephone(phone).unwrap_or_else(|code| {
        found(Some(Column::Phone), code);
        String::new()
    });
    let is_web = url.starts_with("https://") || url.starts_with("http://");
    if !is_web && !url.is_empty() {
        found(Some(Column::Url), FindingCode::Url);
    }
    let municipality = match without(&municipality, &prefecture).replace([' ', '　'], "") {
        empty if empty.is_empty() => municipality_of(&region),
        name => name,
    };
    let street = without(without(&address, &prefecture).trim(), &municipality).trim();
    let space = if building.is_empty() { "" } else { " " };
    Some(OpenDataRow {
        number,
        service,
        prefecture: known,
        address: format!("{street}{space}{building}"),
        municipality,
        name,
        kana,
        place,
        phone,
        corporation,
        url: if is_web { url } else { String::new() },
    })
}

/// The name of the municipality with that code; empty where the code is a prefecture's, or not known.
fn municipality_of(code: &str) -> String {
    let code = plain(code);
    let mut all = municipalities().iter();
    all.find(|town| town.code == Some(&*code))
        .map_or(String::new(), |town| town.name.to_string())
}

/// A text without what is no letter at its ends and in it.
fn cleaned(field: &[u8]) -> Result<String, FindingCode> {
    let text = str::from_utf8(field).map_err(|_| FindingCode::Encoding)?;
    let text = text.trim();
    let text = if text.contains(char::is_control) {
        Cow::Owned(text.replace(char::is_control, " "))
    } else {
        Cow::Borrowed(text)
    };
    // No text has more characters than bytes.
    if text.len() > LONGEST && text.chars().count() > LONGEST {
        return Err(FindingCode::Length);
    }
    Ok(text.into_owned())
}

fn without<'a>(text: &'a str, start: &str) -> &'a str {
    text.strip_prefix(start).unwrap_or(text)
}

fn office_number(text: &str) -> Result<OfficeNumber, FindingCode> {
    if text.is_empty() {
        return Err(FindingCode::Empty);
    }
    plain(text).parse().map_err(|_| FindingCode::Number)
}

/// Digits, letters and hyphens in half width; capitals.
pub(crate) fn plain(text: &str) -> String {
    let plain = |letter: char| match letter {
        '‐' | '‑' | '–' | '−' | 'ー' => '-',
        other => half_width_sign(other).to_ascii_uppercase(),
    };
    text.chars().map(plain).collect()
}

/// The place; none where it is empty or 0, as the files have it for places that are not known.
fn place(longitude: &str, latitude: &str) -> Result<Option<Place>, (Column, FindingCode)> {
    let is_unknown = |text: &str| text.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    if is_unknown(longitude) || is_unknown(latitude) {
        return Ok(None);
    }
    match Place::read(longitude, latitude) {
        Ok(place) => Ok(Some(place)),
        Err(fault) => Err((culprit(longitude), code_of(fault))),
    }
}

/// Which of two coordinates is to blame: the longitude, if it is none beside a good latitude.
fn culprit(longitude: &str) -> Column {
    const GOOD_LATITUDE: &str = "36";
    if Place::read(longitude, GOOD_LATITUDE).is_err() {
        Column::Longitude
    } else {
        Column::Latitude
    }
}

const fn code_of(fault: InvalidPlace) -> FindingCode {
    match fault {
        InvalidPlace::Form => FindingCode::PlaceForm,
        InvalidPlace::Outside => FindingCode::PlaceOutside,
    }
}

fn telephone(text: String) -> Result<String, FindingCode> {
    if text.is_empty() {
        return Ok(text);
    }
    let text = plain(&text).replace(['(', ')'], "-");
    let text = text.trim_matches('-');
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let is_good = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'-');
    if is_good && matches!(digits, 10 | 11) {
        Ok(text.to_owned())
    } else {
        Err(FindingCode::Phone)
    }
}

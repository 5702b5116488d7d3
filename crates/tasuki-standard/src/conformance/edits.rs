//! Changes that several cases share.

use tasuki_terms::{FileKind, ServiceMonth};

use crate::generate::{Client, Draft, File, Filled};
use crate::layout::is_detail;
use crate::{Field, FieldType, FileName, Presence, layout, ms932};

/// Characters that only MS932 has or that are often written wrongly.
const CHARACTERS: &str = "髙﨑德①⑳Ⅰⅹ№℡㈱㍻㎡纊彁～－∥―￠￡￢ｶﾞﾊﾟｰ､｡・\\";

/// A text with everything that stands in the way of splitting records.
const BREAKS: &str = "1行目\n\n3行目, 続き\n\"引用\"と,\"\"の後\n";

/// Items that are optional by themselves, but without which a record says something else.
const ALWAYS_FILLED: &[&str] = &[
    "plan_office_no",
    "plan_manager_name",
    "units",
    "tais_code",
    "equipment_notification_code",
    "detail_no",
    "need_no",
    "goal_no",
    "support_no",
    "support_plan_no",
    "service_no",
    "office_code_fixed",
];

/// Items that are filled only where a record is of a certain kind, and names of other files.
const NEVER_FILLED: &[&str] = &[
    "tais_code",
    "equipment_notification_code",
    "equipment_name",
    "detail_no",
    "family_image_file",
];

/// Items that sums (小計, 全合計) do not fill.
const NEVER_FILLED_IN_SUMS: &[&str] = &["discount_rate", "discounted_units", "satellite_no"];

/// Changes an item of the first record of a kind.
pub(super) fn put(draft: &mut Draft, kind: FileKind, id: &'static str, value: &str) {
    if let Some(record) = draft.records(kind).first_mut() {
        record.insert(id, value.to_owned());
    }
}

/// Changes an item of the first record of a kind that has a value at another item.
pub(super) fn put_where(
    draft: &mut Draft,
    kind: FileKind,
    (id, is): (&str, fn(&str) -> bool),
    (change, value): (&'static str, &str),
) {
    let fits = |record: &&mut Filled| record.get(id).is_some_and(|value| is(value));
    if let Some(record) = draft.records(kind).iter_mut().find(fits) {
        record.insert(change, value.to_owned());
    }
}

/// Leaves out the records of the last person of a kind.
pub(super) fn without_last_person(draft: &mut Draft, kind: FileKind) {
    let Some(sheet) = draft.sheet(kind) else {
        return;
    };
    let last = sheet
        .records
        .last()
        .and_then(|record| record.get("insured_no").cloned());
    sheet
        .records
        .retain(|record| record.get("insured_no") != last.as_ref());
}

/// Every optional item is empty.
pub(super) fn empty_optional(draft: &mut Draft) {
    each_item(draft, |kind, field, record| {
        let grouped = kind == FileKind::CarePlan3;
        let keeps = grouped || ALWAYS_FILLED.contains(&field.id.as_str());
        if field.presence == Presence::Optional && !keeps {
            record.remove(field.id.as_str());
        }
    });
    // An image that nobody names would be left over.
    draft.images.clear();
}

/// Every optional item is filled that may be beside the others.
pub(super) fn fill_optional(draft: &mut Draft) {
    each_item(draft, |kind, field, record| {
        let filled = record
            .get(field.id.as_str())
            .is_some_and(|value| !value.is_empty());
        let unfit = field.unused
            || kind == FileKind::CarePlan3
            || NEVER_FILLED.contains(&field.id.as_str())
            || (is_sum(record) && NEVER_FILLED_IN_SUMS.contains(&field.id.as_str()));
        if filled || unfit {
            return;
        }
        if let Some(id) = known(field) {
            record.insert(id, sample(field));
        }
    });
}

/// Numbers and half-width texts are as long as they may be.
pub(super) fn longest(draft: &mut Draft) {
    each_item(draft, |_, field, record| {
        let (Some(most), None) = (field.max_len, field.exact) else {
            return;
        };
        let value = match field.field_type {
            FieldType::Digits | FieldType::Int => "9".repeat(most),
            FieldType::Phone => "0".repeat(most),
            FieldType::Alnum if !field.unused => "Z".repeat(most),
            FieldType::Decimal => "99.99".to_owned(),
            _ => return,
        };
        let fixed = field.fixed.is_some() || field.id == "insurer_no" || is_sum(record);
        if let Some(id) = known(field).filter(|_| !fixed) {
            record.insert(id, value);
        }
    });
}

/// Free text holds line breaks, commas and quotation marks.
pub(super) fn with_breaks(draft: &mut Draft) {
    rewrite(draft, BREAKS);
}

/// Free text holds characters of MS932 alone.
pub(super) fn with_characters(draft: &mut Draft) {
    rewrite(draft, CHARACTERS);
}

/// Free text has 4,000 characters.
pub(super) fn with_long_text(draft: &mut Draft) {
    let text = "これは長い文章の例です。例題の計画".repeat(250);
    let text: String = text.chars().take(4_000).collect();
    rewrite(draft, &text);
}

/// Puts a text wherever free text stands, but for names of people and files and for numbers.
fn rewrite(draft: &mut Draft, text: &str) {
    each_item(draft, |_, field, record| {
        let fits = field.field_type == FieldType::FreeText
            && !field.number_as_text
            && !["user_name", "user_name_kana", "family_image_file"].contains(&field.id.as_str());
        if let Some(value) = record.get_mut(field.id.as_str()).filter(|_| fits)
            && !value.is_empty()
        {
            text.clone_into(value);
        }
    });
}

/// Goes through all items of all records.
fn each_item(draft: &mut Draft, mut change: impl FnMut(FileKind, &'static Field, &mut Filled)) {
    for sheet in &mut draft.sheets {
        let Some(layout) = layout(draft.spec, sheet.kind) else {
            continue;
        };
        for record in &mut sheet.records {
            for field in &layout.fields {
                change(sheet.kind, field, record);
            }
        }
    }
}

/// Our name for an item, if it is one that can be filled.
fn known(field: &'static Field) -> Option<&'static str> {
    (!field.unused).then_some(field.id.as_str())
}

/// Whether a record of 第7表 is a subtotal or a total.
fn is_sum(record: &Filled) -> bool {
    let code = record.get("service_code");
    code.is_some_and(|code| !is_detail(code.as_bytes()))
}

/// A value that an item may hold.
fn sample(field: &Field) -> String {
    let text = match field.field_type {
        FieldType::YearMonth | FieldType::YearMonthOrZero => "202504",
        FieldType::Date | FieldType::DateOrZero => "20250401",
        FieldType::Hhmm | FieldType::HhmmOr9999 => "0900",
        FieldType::Digits | FieldType::Int | FieldType::Seq | FieldType::Alnum => "1",
        FieldType::Decimal => "10.00",
        FieldType::InsuredNo => "0000000001",
        FieldType::OfficeNo => "1370000001",
        FieldType::ServiceType => "22",
        FieldType::ServiceCode | FieldType::ServiceCodeOrTotal => "111111",
        FieldType::Postal => "100-9999",
        FieldType::Phone => "03-0000-0000",
        FieldType::TaisCode => "99999-000001",
        FieldType::Bitmap31 => "1111111111111111111111111111000",
        FieldType::Enum => {
            let first = field.codes.and_then(|codes| codes.keys().next());
            return first.cloned().unwrap_or_default();
        }
        FieldType::FreeText => "記入例",
    };
    field.fixed.clone().unwrap_or_else(|| text.to_owned())
}

/// Every second person lives on public assistance alone (生保単独), whose numbers begin with H.
pub(super) fn public_assistance(clients: &mut [Client], _: ServiceMonth) {
    for client in clients.iter_mut().step_by(2) {
        client.person.insured_no = client.person.insured_no.replacen('0', "H", 1);
    }
}

/// The first person is visited every day.
pub(super) fn every_day(clients: &mut [Client], month: ServiceMonth) {
    let Some(client) = clients.first_mut() else {
        return;
    };
    let own = client.lines.iter().find(|line| line.office == 0).cloned();
    client.lines.retain(|line| line.office != 0);
    if let Some(line) = own {
        let visits = (1..=month.days()).zip(1..);
        let mut lines: Vec<_> = visits
            .map(|(day, visit)| {
                let mut line = line.clone();
                (line.day, line.visit) = (day, visit);
                line
            })
            .collect();
        lines.append(&mut client.lines);
        client.lines = lines;
    }
}

/// The file of a kind.
pub(super) fn file(files: &mut [File], kind: FileKind) -> Option<&mut File> {
    files
        .iter_mut()
        .find(|(name, _)| FileName::parse(name).is_ok_and(|name| name.kind == kind))
}

/// Gives the file of a kind another name.
pub(super) fn rename(files: &mut [File], kind: FileKind, to: impl Fn(&str) -> String) {
    if let Some((name, _)) = file(files, kind) {
        *name = to(name);
    }
}

/// Puts bytes in place of the first text that is alike.
pub(super) fn replace(files: &mut [File], kind: FileKind, text: &str, with: &[u8]) {
    let Ok(text) = ms932::encode(text) else {
        return;
    };
    if let Some((_, bytes)) = file(files, kind) {
        let at = bytes
            .windows(text.bytes.len())
            .position(|window| window == text.bytes);
        if let Some(at) = at {
            bytes.splice(at..at + text.bytes.len(), with.iter().copied());
        }
    }
}

/// Writes a file anew from its text.
pub(super) fn rewritten(files: &mut [File], kind: FileKind, new: impl Fn(String) -> Vec<u8>) {
    if let Some((_, bytes)) = file(files, kind) {
        *bytes = new(ms932::decode(bytes).text);
    }
}

//! What a value means to people: a code's name, a day with its weekday, a time with its colon, an amount
//! with its commas.

use std::borrow::Cow;

use jiff::civil::{Date, Weekday};
use tasuki_standard::{Field, FieldType, layout};
use tasuki_terms::{FileKind, ServiceType, SpecVersion, spoken_day};

/// What an item of a kind of file says to people; as it stands where there is nothing to explain. Days of
/// `year` are told without it.
pub fn spoken_item(kind: FileKind, item: &str, value: &str, year: Option<i16>) -> String {
    let field = [SpecVersion::V4_1, SpecVersion::V3]
        .into_iter()
        .find_map(|spec| layout(spec, kind)?.field(item))
        .map(|(_, field)| field);
    let told = field.and_then(|field| meaning(field, value));
    let told = told.map_or_else(|| value.to_owned(), Cow::into_owned);
    let of_year = year.map(|year| format!("{year}年"));
    match of_year.and_then(|year| told.strip_prefix(&*year).map(str::to_owned)) {
        Some(short) if field.is_some_and(is_day) => short,
        _ => told,
    }
}

/// What a value of an item means; none where it is as readable as it stands, or is not of the
/// item's form.
pub(super) fn meaning(field: &Field, value: &str) -> Option<Cow<'static, str>> {
    if let Some(codes) = field.codes
        && let Some(name) = codes.get(value)
    {
        return Some(Cow::Borrowed(name));
    }
    if let Some(told) = stand_in(field, value) {
        return Some(Cow::Borrowed(told));
    }
    let told = match field.field_type {
        // It looks like a month, and names an edition.
        FieldType::YearMonth if field.id == "csv_version" => None,
        FieldType::Date | FieldType::DateOrZero => day(value),
        FieldType::YearMonth | FieldType::YearMonthOrZero => month(value),
        FieldType::Hhmm | FieldType::HhmmOr9999 => time(value),
        FieldType::Bitmap31 => days(value),
        FieldType::ServiceType => service(value, value),
        FieldType::ServiceCode => service(value.get(..2)?, value),
        FieldType::ServiceCodeOrTotal => {
            subtotal(value).or_else(|| service(value.get(..2)?, value))
        }
        _ if is_amount(field) => amount(value),
        _ => None,
    };
    told.map(Cow::Owned)
}

/// Whether an item holds an amount, which people read from the right: a number that is no name of anything.
pub(super) fn is_amount(field: &Field) -> bool {
    field.is_number()
        && !["_no", "_floor", "_code_fixed"]
            .iter()
            .any(|end| field.id.ends_with(end))
}

fn is_day(field: &Field) -> bool {
    matches!(field.field_type, FieldType::Date | FieldType::DateOrZero)
}

/// What the standard lets stand where there is nothing (標準仕様 V4.1, annex): in the row of the total, for
/// services without a time, for days and months that there are not.
fn stand_in(field: &Field, value: &str) -> Option<&'static str> {
    match (field.field_type, value) {
        (FieldType::ServiceCodeOrTotal, "999999") => Some("合計"),
        (FieldType::OfficeNo, "9999999999") if field.id == "service_office_no" => Some("合計"),
        (FieldType::HhmmOr9999, "9999") => Some("時刻なし"),
        (FieldType::DateOrZero, "00000000") | (FieldType::YearMonthOrZero, "000000") => {
            Some("なし")
        }
        _ => None,
    }
}

/// `訪問介護（111111）`: the name of a service type (サービス種類) with the code that it begins. The standard has
/// no names of single services.
fn service(service_type: &str, code: &str) -> Option<String> {
    let name = service_type.parse::<ServiceType>().ok()?.name()?;
    Some(format!("{name}（{code}）"))
}

/// `17AAAA`: what the rows of the subtotals of a service type count (標準仕様 V4.1, annex, 第7表 No.9).
fn subtotal(value: &str) -> Option<String> {
    let (service_type, what) = value.split_at_checked(2)?;
    let what = match what {
        "AAAA" => "区分支給対象",
        "EEEE" => "区分支給対象外",
        "ZZZZ" => "30日超過分",
        _ => return None,
    };
    let name = service_type.parse::<ServiceType>().ok()?.name()?;
    Some(format!("{name} 小計（{what}）"))
}

/// `12345`: 12,345. None where nothing changes by it.
fn amount(value: &str) -> Option<String> {
    let (sign, digits) = match value.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", value),
    };
    let is_digits = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    if !is_digits {
        return None;
    }
    let digits = digits.trim_start_matches('0');
    let digits = if digits.is_empty() { "0" } else { digits };
    let mut told = String::from(sign);
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            told.push(',');
        }
        told.push(digit);
    }
    (told != value).then_some(told)
}

/// `20250402`: 2025年4月2日（水）.
fn day(value: &str) -> Option<String> {
    let [year, month, day] = numbers(value, [4, 2, 2])?;
    let small = |number: i16| i8::try_from(number).ok();
    let date = Date::new(year, small(month)?, small(day)?).ok()?;
    let weekday = match date.weekday() {
        Weekday::Monday => '月',
        Weekday::Tuesday => '火',
        Weekday::Wednesday => '水',
        Weekday::Thursday => '木',
        Weekday::Friday => '金',
        Weekday::Saturday => '土',
        Weekday::Sunday => '日',
    };
    Some(format!("{}（{weekday}）", spoken_day(date)))
}

/// `202504`: 2025年4月.
fn month(value: &str) -> Option<String> {
    let [year, month] = numbers(value, [4, 2])?;
    (1..=12)
        .contains(&month)
        .then(|| format!("{year}年{month}月"))
}

/// `0930`: 9:30. `9999` stands where a service shows no time.
fn time(value: &str) -> Option<String> {
    let [hour, minute] = numbers(value, [2, 2])?;
    let is_time = hour <= 24 && minute < 60;
    is_time.then(|| format!("{hour}:{minute:02}"))
}

/// A digit for each day of a month: the days that have a 1.
fn days(value: &str) -> Option<String> {
    let is_bitmap = value.len() == 31 && value.bytes().all(|digit| matches!(digit, b'0' | b'1'));
    if !is_bitmap {
        return None;
    }
    let days = (1..).zip(value.bytes()).filter(|(_, digit)| *digit == b'1');
    let days: Vec<String> = days.map(|(day, _): (u8, _)| day.to_string()).collect();
    Some(if days.is_empty() {
        "なし".to_owned()
    } else {
        format!("{}日", days.join("・"))
    })
}

/// The numbers that a value of digits consists of, where they have these lengths.
fn numbers<const N: usize>(value: &str, lengths: [usize; N]) -> Option<[i16; N]> {
    let is_whole = value.len() == lengths.iter().sum::<usize>();
    if !is_whole || !value.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let mut rest = value;
    let mut found = [0; N];
    for (number, length) in found.iter_mut().zip(lengths) {
        let (digits, after) = rest.split_at_checked(length)?;
        *number = digits.parse().ok()?;
        rest = after;
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_months_and_times_are_written_as_people_read_them() {
        assert_eq!(day("20250402").as_deref(), Some("2025年4月2日（水）"));
        assert_eq!(month("202512").as_deref(), Some("2025年12月"));
        assert_eq!(time("0930").as_deref(), Some("9:30"));
        assert_eq!(time("2400").as_deref(), Some("24:00"));
        let bitmap = format!("01001{}", "0".repeat(26));
        assert_eq!(days(&bitmap).as_deref(), Some("2・5日"));
        assert_eq!(days(&"0".repeat(31)).as_deref(), Some("なし"));
    }

    fn told(kind: FileKind, item: &str, value: &str) -> String {
        spoken_item(kind, item, value, Some(2026))
    }

    #[test]
    fn services_are_named() {
        use FileKind::{UseAnnex, UsePlan};
        assert_eq!(
            told(UsePlan, "service_code", "111111"),
            "訪問介護（111111）"
        );
        assert_eq!(told(UsePlan, "service_code", "9Z1111"), "9Z1111");
        assert_eq!(told(UsePlan, "service_code", "あいう"), "あいう");
        assert_eq!(
            told(UseAnnex, "service_code", "117211"),
            "訪問介護（117211）"
        );
        assert_eq!(
            told(UseAnnex, "service_code", "17AAAA"),
            "福祉用具貸与 小計（区分支給対象）"
        );
        assert_eq!(
            told(FileKind::UserSupplement, "slot1_service_type", "15"),
            "通所介護（15）"
        );
    }

    #[test]
    fn the_row_of_the_total_is_called_so() {
        let annex = FileKind::UseAnnex;
        assert_eq!(told(annex, "service_code", "999999"), "合計");
        assert_eq!(told(annex, "service_office_no", "9999999999"), "合計");
        assert_eq!(told(annex, "service_office_no", "1370000002"), "1370000002");
        assert_eq!(told(FileKind::UsePlan, "start_time", "9999"), "時刻なし");
        assert_eq!(
            told(FileKind::UserSupplement, "care_plan_date", "00000000"),
            "なし"
        );
    }

    #[test]
    fn amounts_have_commas_and_numbers_that_name_something_none() {
        let annex = FileKind::UseAnnex;
        assert_eq!(told(annex, "total_cost_covered", "1234567"), "1,234,567");
        assert_eq!(told(annex, "units", "-1200"), "-1,200");
        assert_eq!(told(annex, "units", "0999"), "999");
        assert_eq!(told(annex, "units", "1.5万"), "1.5万");
        assert_eq!(told(annex, "unit_price", "11.40"), "11.40");
        for (item, value) in [("insurer_no", "00131000"), ("insured_no", "0000000101")] {
            assert_eq!(told(annex, item, value), value);
        }
    }

    #[test]
    fn days_of_the_year_that_is_meant_are_told_without_it() {
        let told = |value, year| spoken_item(FileKind::UsePlan, "service_date", value, year);
        assert_eq!(told("20261205", Some(2026)), "12月5日（土）");
        assert_eq!(told("20261205", Some(2027)), "2026年12月5日（土）");
        assert_eq!(told("20261205", None), "2026年12月5日（土）");
        assert_eq!(told("", Some(2026)), "");
        let month = spoken_item(FileKind::UsePlan, "target_ym", "202612", Some(2026));
        assert_eq!(month, "2026年12月");
        let version = spoken_item(FileKind::UsePlan, "csv_version", "202407", None);
        assert_eq!(version, "202407");
    }

    #[test]
    fn what_is_no_day_stays_as_it_stands() {
        for wrong in [
            "",
            "00000000",
            "20250230",
            "2025040",
            "２０２５０４０２",
            "+2025402",
        ] {
            assert_eq!(day(wrong), None, "{wrong}");
        }
        for wrong in ["000000", "202513", "2025"] {
            assert_eq!(month(wrong), None, "{wrong}");
        }
        for wrong in ["9999", "2560", "930", "あ30"] {
            assert_eq!(time(wrong), None, "{wrong}");
        }
        for wrong in ["01", &"2".repeat(31)] {
            assert_eq!(days(wrong), None, "{wrong}");
        }
    }
}

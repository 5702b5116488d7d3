//! What a value means to people: a code's name, a day with its weekday, a time with its colon.

use std::borrow::Cow;

use jiff::civil::{Date, Weekday};
use tasuki_standard::{Field, FieldType};
use tasuki_terms::spoken_day;

/// What a value of an item means; none where it is as readable as it stands, or is not of the
/// item's form.
pub(super) fn meaning(field: &Field, value: &str) -> Option<Cow<'static, str>> {
    if let Some(codes) = field.codes
        && let Some(name) = codes.get(value)
    {
        return Some(Cow::Borrowed(name));
    }
    let told = match field.field_type {
        FieldType::Date | FieldType::DateOrZero => day(value),
        FieldType::YearMonth | FieldType::YearMonthOrZero => month(value),
        FieldType::Hhmm | FieldType::HhmmOr9999 => time(value),
        FieldType::Bitmap31 => days(value),
        _ => None,
    };
    told.map(Cow::Owned)
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

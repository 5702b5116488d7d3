//! The text that asks for a part. `fuzz/src/interface.rs` reads this file, too.

/// The bytes that are asked for of so many: the first, and the first after the last. None if they lie
/// behind the end; all of them where the text is in no form that we serve.
pub(super) fn of(range: &str, length: u64) -> Option<(u64, u64)> {
    let all = Some((0, length));
    let range = range.strip_prefix("bytes=");
    let Some((from, until)) = range.and_then(|range| range.split_once('-')) else {
        return all;
    };
    let Ok(from) = from.parse::<u64>() else {
        return all;
    };
    let until = match until {
        "" => length,
        last => match last.parse::<u64>() {
            Ok(last) => last.saturating_add(1).min(length),
            Err(_) => return all,
        },
    };
    if from >= length {
        return None;
    }
    // A range that ends before it begins is ignored.
    if from < until {
        Some((from, until))
    } else {
        all
    }
}

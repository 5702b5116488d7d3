//! Rows of 第7表 that are sums, told by their service code (標準仕様 V4.1, annex, 第7表 No.7 and 9).

/// Whether a service code is that of the grand total (全合計).
pub(crate) fn is_total(code: &[u8]) -> bool {
    code == b"999999"
}

/// The suffix of a subtotal (種類別小計), if the service code is one.
pub(crate) fn subtotal(code: &[u8]) -> Option<&[u8]> {
    let (_, suffix) = code.split_at_checked(2)?;
    matches!(suffix, b"AAAA" | b"EEEE" | b"ZZZZ").then_some(suffix)
}

/// Whether a service code is that of a service, not of a sum.
pub(crate) fn is_detail(code: &[u8]) -> bool {
    !is_total(code) && subtotal(code).is_none()
}

/// Whether a service code is that of a subtotal that need not be written: of services outside the
/// limit, and of those over 30 days.
pub(crate) fn is_optional_subtotal(code: &[u8]) -> bool {
    subtotal(code).is_some_and(|suffix| suffix != b"AAAA")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_told_apart_from_services() {
        assert!(is_total(b"999999") && !is_detail(b"999999"));
        assert_eq!(subtotal(b"17AAAA"), Some(&b"AAAA"[..]));
        assert!(!is_detail(b"17EEEE") && !is_detail(b"A2ZZZZ"));
        assert!(is_detail(b"171007") && is_detail(b"AAAA") && is_detail(b""));
        assert!(is_optional_subtotal(b"17ZZZZ") && is_optional_subtotal(b"17EEEE"));
        assert!(!is_optional_subtotal(b"17AAAA") && !is_optional_subtotal(b"999999"));
    }
}

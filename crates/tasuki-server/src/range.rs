//! Parts of a file that are asked for (RFC 9110, 14).

mod asked;

use axum::http::{HeaderMap, header};

/// The bytes that are asked for of so many: the first, and the first after the last. None if they lie
/// behind the end. Forms that we do not serve are ignored, as RFC 9110, 14.2 allows.
pub(crate) fn wanted(headers: &HeaderMap, length: u64) -> Option<(u64, u64)> {
    let all = Some((0, length));
    let Some(range) = headers.get(header::RANGE) else {
        return all;
    };
    match range.to_str() {
        Ok(range) => asked::of(range, length),
        Err(_) => all,
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn ranges_are_read_as_the_http_standard_says() {
        let wanted = |range: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::RANGE, HeaderValue::from_str(range).unwrap());
            wanted(&headers, 100)
        };
        assert_eq!(wanted("bytes=0-"), Some((0, 100)));
        assert_eq!(wanted("bytes=40-"), Some((40, 100)));
        assert_eq!(wanted("bytes=40-49"), Some((40, 50)));
        assert_eq!(wanted("bytes=40-400"), Some((40, 100)));
        assert_eq!(wanted("bytes=100-"), None);
        assert_eq!(wanted("bytes=50-40"), Some((0, 100)));
        assert_eq!(wanted("bytes=-5"), Some((0, 100)));
        assert_eq!(wanted("lines=1-2"), Some((0, 100)));
    }
}

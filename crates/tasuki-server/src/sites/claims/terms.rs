//! The terms of certificates (認証サービス利用規約).

use axum::http::header;
use axum::response::{IntoResponse as _, Response};

/// The text. Lines that begin with `第` or `附則` are headings.
const TERMS: &str = include_str!("certificate_terms.txt");

/// A line of the terms.
pub(super) struct TermsLine {
    pub(super) is_heading: bool,
    pub(super) text: &'static str,
}

/// The terms, line by line.
pub(super) fn lines() -> Vec<TermsLine> {
    let line = |text: &'static str| TermsLine {
        is_heading: text.starts_with("第") || text.starts_with("附則"),
        text,
    };
    let lines = TERMS.lines().skip(1).filter(|line| !line.is_empty());
    lines.map(line).collect()
}

/// Gives the terms as a file (利用規約をダウンロード).
pub(super) async fn download() -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"certificate-terms.txt\"",
        ),
    ];
    // Editors of Windows tell UTF-8 by the mark, and want both characters at ends of lines.
    let text = format!("\u{feff}{}", TERMS.replace('\n', "\r\n"));
    (headers, text).into_response()
}

#[cfg(test)]
mod tests {
    use tasuki_seal::sha256;

    use super::*;
    use crate::registry::CERTIFICATE_TERMS;

    #[test]
    fn whoever_changes_the_text_gives_it_a_new_version() {
        let known = [(
            1,
            "2490477f041142e9a498a4eda06437c5d292896d08e6cf3979225d133f037f6b",
        )];
        let now = (CERTIFICATE_TERMS, &*sha256(TERMS.as_bytes()).to_string());
        assert_eq!(known.last(), Some(&now));
    }
}

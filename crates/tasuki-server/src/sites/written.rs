//! Texts that operators wrote, as pages show them.

use linkify::{LinkFinder, LinkKind};

/// Words of a line, and where they lead.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Words<'t> {
    pub(super) text: &'t str,
    /// The address that the words are.
    pub(super) href: Option<&'t str>,
}

/// Paragraphs of lines of words. Addresses on the web are links; their letters are ASCII, because the
/// words behind one are often written without a space.
pub(super) fn paragraphs(text: &str) -> Vec<Vec<Vec<Words<'_>>>> {
    let mut finder = LinkFinder::new();
    finder.kinds(&[LinkKind::Url]).url_can_be_iri(false);
    let paragraphs = text.split("\n\n");
    paragraphs
        .map(|paragraph| paragraph.lines().map(|line| words(&finder, line)).collect())
        .collect()
}

fn words<'t>(finder: &LinkFinder, line: &'t str) -> Vec<Words<'t>> {
    let spans = finder.spans(line);
    spans
        .map(|span| {
            let text = span.as_str();
            let is_web = text.starts_with("https://") || text.starts_with("http://");
            let href = (span.kind().is_some() && is_web).then_some(text);
            Words { text, href }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(text: &str) -> Vec<&str> {
        let paragraphs = paragraphs(text).into_iter().flatten().flatten();
        paragraphs.filter_map(|words| words.href).collect()
    }

    #[test]
    fn addresses_are_links_and_nothing_else_is() {
        for (text, found) in [
            (
                "詳しくはhttps://example.jp/a?b=1をご覧ください。",
                &["https://example.jp/a?b=1"][..],
            ),
            ("（https://example.jp/）", &["https://example.jp/"]),
            ("http://a.example.jp、次", &["http://a.example.jp"]),
            ("javascript:alert(1) ftp://example.jp/ www.example.jp", &[]),
            ("hanako@example.jp", &[]),
        ] {
            assert_eq!(links(text), found, "{text}");
        }
    }

    #[test]
    fn nothing_of_a_text_is_lost() {
        let text = "一行目 https://example.jp/ です。\n二行目\n\n次の段落";
        let told: Vec<String> = paragraphs(text)
            .into_iter()
            .map(|lines| {
                let lines = lines.into_iter();
                let lines = lines.map(|line| line.iter().map(|words| words.text).collect());
                lines.collect::<Vec<String>>().join("\n")
            })
            .collect();
        assert_eq!(told.join("\n\n"), text);
    }
}

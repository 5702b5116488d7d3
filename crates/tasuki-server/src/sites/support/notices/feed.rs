//! The notices as a feed (Atom, RFC 4287).

use std::fmt::Write as _;
use std::sync::Arc;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use tasuki_store::{NoticeRow, PublicNotices};
use tasuki_terms::Timestamp;

use crate::platform::Platform;
use crate::sites::{Site, SiteError};

/// How many notices it holds.
const LENGTH: u64 = 20;

/// Gives the newest notices.
pub(in crate::sites::support) async fn feed(
    State(platform): State<Arc<Platform>>,
) -> Result<Response, SiteError> {
    let query = PublicNotices {
        now: platform.clock.now(),
        category: String::new(),
        is_important_only: false,
    };
    let notices = platform
        .records
        .read("feed", move |records| {
            records.public_notices(&query, 0, LENGTH)
        })
        .await?;
    let feed = Feed {
        origin: platform.settings.site_origin(Site::Support),
        author: &platform.settings.name,
    };
    let headers = [
        (header::CONTENT_TYPE, "application/atom+xml; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=300"),
    ];
    Ok((headers, feed.written(&notices)).into_response())
}

/// What the feed says of itself.
struct Feed<'a> {
    /// The site's address, without a slash at its end.
    origin: &'a str,
    author: &'a str,
}

impl Feed<'_> {
    fn written(&self, notices: &[NoticeRow]) -> String {
        let origin = escaped(self.origin);
        // Where there is none, nothing has changed since ever: readers must not fetch it for nothing.
        let first = notices.first();
        let updated = first.map_or(Timestamp::UNIX_EPOCH, |notice| notice.shown_from);
        let mut xml = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
        let head = format!(
            "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"ja\">\n\
             <id>{origin}/notices.atom</id>\n\
             <title>{} お知らせ</title>\n\
             <updated>{updated}</updated>\n\
             <author><name>{}</name></author>\n\
             <link rel=\"self\" type=\"application/atom+xml\" href=\"{origin}/notices.atom\"/>\n\
             <link rel=\"alternate\" type=\"text/html\" href=\"{origin}/notices\"/>\n",
            Site::Support.title(),
            escaped(self.author),
        );
        xml.push_str(&head);
        for notice in notices {
            xml.push_str(&self.entry(notice));
        }
        xml.push_str("</feed>\n");
        xml
    }

    fn entry(&self, notice: &NoticeRow) -> String {
        let important = if notice.is_important {
            "【重要】"
        } else {
            ""
        };
        format!(
            "<entry>\n<id>urn:uuid:{id}</id>\n<title>{important}{}</title>\n\
             <updated>{at}</updated>\n<published>{at}</published>\n\
             <category term=\"{}\"/>\n\
             <link rel=\"alternate\" type=\"text/html\" href=\"{}/notices/{id}\"/>\n\
             <content type=\"text\">{}</content>\n</entry>\n",
            escaped(&notice.title),
            escaped(&notice.category),
            escaped(self.origin),
            escaped(&notice.body),
            id = notice.id,
            at = notice.shown_from,
        )
    }
}

/// As it stands in XML. What XML cannot hold at all, such as most control characters, is left out.
fn escaped(text: &str) -> String {
    let mut xml = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '<' | '>' | '&' | '"' | '\'' => {
                // Writing to a string cannot fail.
                write!(xml, "&#{};", u32::from(sign)).unwrap_or_default();
            }
            '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'.. => {
                xml.push(sign);
            }
            _ => {}
        }
    }
    xml
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feed_without_notices_is_always_the_same() {
        let feed = Feed {
            origin: "https://support.example.jp",
            author: "見本",
        };
        let written = feed.written(&[]);
        assert!(
            written.contains("<updated>1970-01-01T00:00:00Z</updated>"),
            "{written}"
        );
    }

    #[test]
    fn nothing_that_is_typed_breaks_the_feed() {
        assert_eq!(
            escaped("<a href='x'>&\u{0}\u{fffe}あ"),
            "&#60;a href=&#39;x&#39;&#62;&#38;あ"
        );
    }
}

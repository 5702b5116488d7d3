//! Where a link leads.

use std::fmt;
use std::str::FromStr;

use crate::faq::EntryId;

/// What a link in our texts may lead to. Addresses of sites are settings of a platform, so a text
/// names the site, and whoever shows it knows the address.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Place {
    /// A page of one of our sites, or of the client: `portal:/licence`.
    Page {
        /// Whose page it is.
        site: Site,
        /// The path, from the first slash on.
        path: String,
    },
    /// Another entry of the FAQ: `faq:send/bulk`.
    Entry(EntryId),
    /// A manual, or a section of it: `manual:client#send`.
    Manual {
        /// Names the manual.
        id: String,
        /// The anchor of a heading.
        anchor: Option<String>,
    },
    /// The explanation of an error: `error:certificate.expired`.
    Error(String),
    /// A picture, by its name. Texts show pictures, they do not lead to them.
    Picture(&'static str),
    /// A page of somebody else, `https` only.
    Web(String),
}

/// Who shows a page.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Site {
    /// The claims site (電子請求受付システム).
    Claims,
    /// The portal (利用状況Webサイト).
    Portal,
    /// The help desk, the map and the simulator (サポートサイト).
    Support,
    /// The client (連携クライアント) on the reader's own computer: nothing on the web can lead there.
    Client,
}

impl Site {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Claims, Self::Portal, Self::Support, Self::Client];

    /// As it stands in links.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Claims => "claims",
            Self::Portal => "portal",
            Self::Support => "support",
            Self::Client => "client",
        }
    }

    /// As people read it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Claims => "電子請求受付システム",
            Self::Portal => "利用状況Webサイト",
            Self::Support => "サポートサイト",
            Self::Client => "連携クライアント",
        }
    }
}

/// Why a text names no place.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("no place: {0:?}")]
pub struct PlaceFault(String);

impl FromStr for Place {
    type Err = PlaceFault;

    fn from_str(text: &str) -> Result<Self, PlaceFault> {
        let fault = || PlaceFault(text.to_owned());
        if !text.chars().all(|sign| sign.is_ascii_graphic()) {
            return Err(fault());
        }
        if text
            .strip_prefix("https://")
            .is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_alphanumeric()))
        {
            return Ok(Self::Web(text.to_owned()));
        }
        let (scheme, rest) = text.split_once(':').ok_or_else(fault)?;
        match scheme {
            "faq" => return rest.parse().map(Self::Entry).map_err(|_| fault()),
            "manual" => return manual(rest).ok_or_else(fault),
            "error" if is_code(rest) => return Ok(Self::Error(rest.to_owned())),
            _ => {}
        }
        let site = Site::ALL.into_iter().find(|site| site.slug() == scheme);
        match site {
            Some(site) if rest.starts_with('/') && !leads_elsewhere(rest) => Ok(Self::Page {
                site,
                path: rest.to_owned(),
            }),
            _ => Err(fault()),
        }
    }
}

/// Whether a browser would read the path as another host: it takes a backslash for a slash.
fn leads_elsewhere(path: &str) -> bool {
    path.starts_with("//") || path.contains('\\')
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Page { site, path } => write!(f, "{}:{path}", site.slug()),
            Self::Entry(id) => write!(f, "faq:{id}"),
            Self::Manual { id, anchor: None } => write!(f, "manual:{id}"),
            Self::Manual {
                id,
                anchor: Some(anchor),
            } => write!(f, "manual:{id}#{anchor}"),
            Self::Error(code) => write!(f, "error:{code}"),
            Self::Picture(name) => write!(f, "picture:{name}"),
            Self::Web(address) => f.write_str(address),
        }
    }
}

/// Whether a text names something in paths and links: small letters, digits and hyphens.
pub(crate) fn is_name(text: &str) -> bool {
    let is_sign = |byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-');
    !text.is_empty() && text.bytes().all(is_sign)
}

/// Whether a text may be the code of an error, or of a rule: names with dots between.
pub fn is_code(text: &str) -> bool {
    text.split('.').all(is_name)
}

fn manual(text: &str) -> Option<Place> {
    let (id, anchor) = match text.split_once('#') {
        Some((id, anchor)) => (id, Some(anchor)),
        None => (text, None),
    };
    (is_name(id) && anchor.is_none_or(is_name)).then(|| Place::Manual {
        id: id.to_owned(),
        anchor: anchor.map(str::to_owned),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_written_as_they_are_read() {
        for text in [
            "portal:/licence",
            "claims:/",
            "client:/start/check",
            "faq:send/bulk",
            "manual:client",
            "manual:client#send",
            "error:certificate.not-yet-valid",
            "https://example.jp/a?b=c#d",
        ] {
            assert_eq!(text.parse::<Place>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn whatever_could_run_or_lead_astray_is_no_place() {
        for text in [
            "",
            "portal",
            "portal:licence",
            "portal:/\\evil.example",
            "portal://evil.example",
            "javascript:alert(1)",
            "data:text/html,x",
            "http://example.jp",
            "https://",
            "https:// example.jp",
            "//example.jp",
            "/licence",
            "faq:Send",
            "console:/",
            "claims:/あ",
            "manual:",
            "manual:Client",
            "manual:client#",
            "error:certificate.",
            "picture:a.png",
        ] {
            assert!(text.parse::<Place>().is_err(), "{text}");
        }
    }
}

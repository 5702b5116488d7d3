//! A list as it is shown.

use tasuki_desk::{Holdings, ListedMessage, Side, Sort, Version};
use tasuki_terms::{MessageId, MessageState, OfficeNumber};
use tasuki_ui::{Tag, Tone};

use super::asked::Asked;
use crate::{service, show};

/// The head of a column.
pub(crate) struct Heading {
    pub(crate) label: &'static str,
    pub(crate) is_number: bool,
    /// Where the list is sorted by it; none where it cannot be.
    pub(crate) href: Option<String>,
    /// How the list is sorted by it now, for screen readers.
    pub(crate) sorted: Option<&'static str>,
}

impl Heading {
    pub(crate) fn all(side: Side, asked: &Asked, path: &str) -> Vec<Self> {
        let (at, partner) = match side {
            Side::Sent => ("送信日時", "宛先"),
            Side::Received => ("届いた日時", "送信元"),
        };
        // Pressed again, the newest become the last.
        let by_time = if asked.sort() == Sort::Newest {
            Sort::Oldest
        } else {
            Sort::Newest
        };
        [
            (at, false, Some(by_time)),
            (partner, false, Some(Sort::Partner)),
            ("種別", false, Some(Sort::Kind)),
            ("対象年月", false, Some(Sort::Month)),
            ("利用者数", true, None),
            ("ファイル数", true, None),
            ("サイズ", true, None),
            ("メッセージ", false, None),
            ("状態", false, Some(Sort::State)),
        ]
        .into_iter()
        .map(|(label, is_number, sort)| Self {
            label,
            is_number,
            href: sort.map(|sort| asked.sorted(sort).href(path)),
            sorted: sort.and_then(|sort| sorted(sort, asked.sort())),
        })
        .collect()
    }
}

fn sorted(column: Sort, now: Sort) -> Option<&'static str> {
    match (column, now) {
        (Sort::Oldest | Sort::Newest, Sort::Newest) | (Sort::Month, Sort::Month) => {
            Some("descending")
        }
        (Sort::Newest, Sort::Oldest) => Some("ascending"),
        (column, now) if column == now => Some("ascending"),
        _ => None,
    }
}

/// A message in a list.
pub(crate) struct Row {
    pub(crate) id: MessageId,
    pub(crate) at: String,
    pub(crate) partner: String,
    pub(crate) number: OfficeNumber,
    /// The service that it is about, where that is known.
    pub(crate) service: Option<String>,
    pub(crate) unit: &'static str,
    pub(crate) month: String,
    /// 利用者数; 「-」 before the files were seen here, and where they are about nobody.
    pub(crate) recipients: String,
    pub(crate) files: String,
    pub(crate) size: String,
    /// Whether there is a message text; 「-」 before it was seen here.
    pub(crate) text: &'static str,
    pub(crate) state: Tag,
    /// When it came to the state, where that tells more than the first moment.
    pub(crate) state_at: Option<String>,
    /// Whether it waits to be received.
    pub(crate) waits: bool,
    /// Whether it is the latest of several versions, or another has taken its place.
    pub(crate) version: Option<VersionTag>,
}

/// How a message stands to other versions of the same.
pub(crate) struct VersionTag {
    pub(crate) tag: Tag,
    /// Where the latest version is; none where it is this one.
    pub(crate) href: Option<String>,
}

impl From<&Version> for VersionTag {
    fn from(version: &Version) -> Self {
        match version {
            Version::Latest => Self {
                tag: Tag::new(Tone::Plain, "同じ月の最新"),
                href: None,
            },
            Version::Followed { by, .. } => Self {
                tag: Tag::new(Tone::Plain, "後のデータあり"),
                href: Some(format!("/messages/{by}")),
            },
        }
    }
}

impl Row {
    pub(crate) fn of(
        side: Side,
        message: &ListedMessage,
        known: Option<&Holdings>,
        version: Option<&Version>,
    ) -> Self {
        let (state, waits) = match side {
            Side::Sent => (show::sent_state(message.state), false),
            Side::Received => (show::received_state(message.state), message.is_open()),
        };
        let is_first = message.state == MessageState::Accepted;
        Self {
            id: message.id,
            at: show::moment(message.accepted_at),
            partner: message.partner_name.clone(),
            number: message.partner,
            service: service::of_message(message),
            unit: show::carried(
                message.unit,
                usize::try_from(message.files).unwrap_or(usize::MAX),
            ),
            month: show::month(message.service_month),
            recipients: known
                .and_then(|known| known.recipients)
                .map_or_else(|| "-".to_owned(), |count| format!("{count}人")),
            text: match known.and_then(|known| known.has_text) {
                Some(true) => "あり",
                Some(false) => "なし",
                None => "-",
            },
            files: show::files(usize::try_from(message.files).unwrap_or(usize::MAX)),
            size: match message.files {
                0 => "-".to_owned(),
                _ => show::size(message.bytes),
            },
            state,
            state_at: (!is_first).then(|| show::moment(message.state_at)),
            waits,
            version: version.map(VersionTag::from),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_column_says_how_the_list_is_sorted() {
        let told = |sort: &str| {
            let asked = Asked {
                sort: sort.to_owned(),
                ..Asked::default()
            };
            let headings = Heading::all(Side::Sent, &asked, "/sent");
            let told = headings
                .iter()
                .filter_map(|one| one.sorted.map(|how| (one.label, how)));
            told.collect::<Vec<_>>()
        };
        assert_eq!(told(""), [("送信日時", "descending")]);
        assert_eq!(told("oldest"), [("送信日時", "ascending")]);
        assert_eq!(told("partner"), [("宛先", "ascending")]);
        assert_eq!(told("month"), [("対象年月", "descending")]);
    }
}

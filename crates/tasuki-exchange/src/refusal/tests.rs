//! `docs/protocol.md` tables exactly the refusals that exist.

use super::*;

const DOCUMENT: &str = include_str!("../../../../docs/protocol.md");

/// The refusal after this one, so that a new one cannot be left out here.
fn next(refusal: Refusal) -> Option<Refusal> {
    let office: OfficeNumber = "1370000001".parse().unwrap();
    Some(match refusal {
        Refusal::OtherSender { .. } => Refusal::ToOneself,
        Refusal::ToOneself => Refusal::SenderNotRegistered,
        Refusal::SenderNotRegistered => Refusal::SenderNotLicensed,
        Refusal::SenderNotLicensed => Refusal::ReceiverNotRegistered { office },
        Refusal::ReceiverNotRegistered { .. } => Refusal::ReceiverNotLicensed { office },
        Refusal::ReceiverNotLicensed { .. } => Refusal::ClockAhead,
        Refusal::ClockAhead => Refusal::Empty,
        Refusal::Empty => Refusal::TooManyFiles { found: 8, limit: 7 },
        Refusal::TooManyFiles { .. } => Refusal::TooLarge { found: 2, limit: 1 },
        Refusal::TooLarge { .. } => Refusal::MediaNotAllowed {
            media: MediaType::Gif,
        },
        Refusal::MediaNotAllowed { .. } => Refusal::MixedKinds,
        Refusal::MixedKinds => Refusal::BulkTooLarge {
            found: 51,
            limit: 50,
        },
        Refusal::BulkTooLarge { .. } => Refusal::BulkPlace { index: 4, count: 3 },
        Refusal::BulkPlace { .. } => Refusal::IdReused,
        Refusal::IdReused => Refusal::NoSuchMessage,
        Refusal::NoSuchMessage => Refusal::NotYours,
        Refusal::NotYours => Refusal::NotFetched,
        Refusal::NotFetched => Refusal::AlreadyFetched,
        Refusal::AlreadyFetched => Refusal::Withdrawn,
        Refusal::Withdrawn => Refusal::Expired,
        Refusal::Expired => return None,
    })
}

fn all() -> impl Iterator<Item = Refusal> {
    let named = "1370000001".parse().unwrap();
    std::iter::successors(Some(Refusal::OtherSender { named }), |one| next(*one))
}

#[test]
fn each_refusal_stands_in_the_documents_table_once() {
    let (_, behind) = DOCUMENT
        .split_once("\n### 13.2 Codes of the exchange's rules\n")
        .unwrap();
    let (section, _) = behind.split_once("\n## ").unwrap();
    let mut told: Vec<&str> = section
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split('`').next())
        .collect();
    told.sort_unstable();
    let mut expected: Vec<&str> = all().map(|one| one.code()).collect();
    expected.sort_unstable();
    assert_eq!(told, expected);
}

#[test]
fn each_refusal_says_what_happened_and_what_to_do() {
    for refusal in all() {
        assert!(refusal.what().ends_with('。'), "{refusal:?}");
        assert!(refusal.hint().ends_with('。'), "{refusal:?}");
    }
}

#[test]
fn a_kind_of_file_is_called_by_its_japanese_name() {
    let media = MediaType::Pdf;
    let refusal = Refusal::MediaNotAllowed { media };
    assert_eq!(refusal.what(), "PDFファイルは送信できません。");
}

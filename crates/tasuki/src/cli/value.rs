//! Values that can be typed, with what is wrong in them told in Japanese.

use tasuki_terms::{
    FileKind, MessageId, MessageState, OfficeNumber, Sequence, ServiceMonth, ServiceType,
    SpecVersion, UserId, half_width,
};

/// 事業所番号.
pub(crate) fn office(typed: &str) -> Result<OfficeNumber, String> {
    typed
        .parse()
        .map_err(|_| "事業所番号は半角の数字（総合事業では英大文字も）10桁です。".to_owned())
}

/// 事業所ユーザのユーザID.
pub(crate) fn user(typed: &str) -> Result<UserId, String> {
    half_width(typed)
        .parse()
        .map_err(|_| "ユーザIDは KJ と半角の数字12桁です（例 KJ137000000101）。".to_owned())
}

/// 拇印 (SHA-256), with or without signs between its digits.
pub(crate) fn thumbprint(typed: &str) -> Result<[u8; 32], String> {
    let wrong = || "拇印（SHA-256）は16進数64桁です。".to_owned();
    let digits: String = half_width(typed)
        .chars()
        .filter(|c| !matches!(c, ' ' | '　' | ':' | '-'))
        .collect();
    if digits.len() != 64 || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return Err(wrong());
    }
    let mut digest = [0; 32];
    for (byte, pair) in digest.iter_mut().zip(digits.as_bytes().chunks(2)) {
        let pair = str::from_utf8(pair).map_err(|_| wrong())?;
        *byte = u8::from_str_radix(pair, 16).map_err(|_| wrong())?;
    }
    Ok(digest)
}

/// メッセージ番号.
pub(crate) fn message_id(typed: &str) -> Result<MessageId, String> {
    typed.parse().map_err(|_| {
        "メッセージ番号は、送信一覧または受信一覧に表示される36文字の番号です。".to_owned()
    })
}

/// 対象年月.
pub(crate) fn month(typed: &str) -> Result<ServiceMonth, String> {
    let digits: String = typed.chars().filter(|c| !matches!(c, '-' | '/')).collect();
    digits
        .parse()
        .map_err(|_| "対象年月は西暦の年月6桁です（例 202504）。".to_owned())
}

/// 状態, by its Japanese name or by the name in JSON.
pub(crate) fn state(typed: &str) -> Result<MessageState, String> {
    MessageState::ALL
        .into_iter()
        .find(|state| state.name() == typed || state.as_str() == typed)
        .ok_or_else(|| {
            let names: Vec<_> = MessageState::ALL
                .iter()
                .copied()
                .map(MessageState::name)
                .collect();
            format!("状態は次のいずれかです：{}。", names.join("、"))
        })
}

/// What people call the contents of a message, and the kind of file that every such message has.
const KINDS: [(&str, FileKind); 5] = [
    ("計画書", FileKind::CarePlan1),
    ("予定", FileKind::UsePlan),
    ("実績", FileKind::UseActual),
    ("利用者基本情報", FileKind::PreventionUser),
    ("支援計画書", FileKind::PreventionPlan),
];

/// 種別, by what people call it or by the first part of the file name.
pub(crate) fn kind(typed: &str) -> Result<FileKind, String> {
    let found = KINDS.iter().find(|(name, _)| *name == typed);
    match found {
        Some((_, kind)) => Ok(*kind),
        None => typed.parse().map_err(|_| {
            let names: Vec<_> = KINDS.iter().map(|(name, _)| *name).collect();
            format!(
                "種別は次のいずれか、またはファイル名の先頭（UPPLAN など）です：{}。",
                names.join("、")
            )
        }),
    }
}

/// サービス種類コード.
pub(crate) fn service_type(typed: &str) -> Result<ServiceType, String> {
    typed
        .parse()
        .map_err(|_| "サービス種類コードは半角の数字か英大文字2桁です（例 43）。".to_owned())
}

/// ファイル連番.
pub(crate) fn sequence(typed: &str) -> Result<Sequence, String> {
    typed
        .parse()
        .map_err(|_| "ファイル連番は半角の数字14桁です（例 20250325102000）。".to_owned())
}

/// 標準仕様の版, by its number or by the value of item 1.
pub(crate) fn version(typed: &str) -> Result<SpecVersion, String> {
    match typed.to_ascii_lowercase().as_str() {
        "v3" | "3" => Ok(SpecVersion::V3),
        "v4.1" | "4.1" => Ok(SpecVersion::V4_1),
        other => other
            .parse()
            .map_err(|_| "版は v3 または v4.1 です。".to_owned()),
    }
}

/// 件数.
pub(crate) fn page_size(typed: &str) -> Result<u32, String> {
    match typed.parse() {
        Ok(size) if (1..=200).contains(&size) => Ok(size),
        _ => Err("件数は1から200までの数字です。".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_may_use_their_own_words() {
        assert_eq!(state("未受信"), Ok(MessageState::Accepted));
        assert_eq!(state("opened"), Ok(MessageState::Opened));
        assert!(state("読了").is_err());
        assert_eq!(kind("予定"), Ok(FileKind::UsePlan));
        assert_eq!(kind("UPJSK"), Ok(FileKind::UseActual));
        assert!(kind("請求").is_err());
        assert_eq!(month("2025-04"), month("202504"));
        assert!(month("令和7年4月").is_err());
        assert_eq!(version("V4.1"), Ok(SpecVersion::V4_1));
        assert_eq!(version("202208"), Ok(SpecVersion::V3));
        assert!(version("v4").is_err() && version("5.0").is_err());
        assert!(service_type("430").is_err() && sequence("2025").is_err());
        let digest = "AB:cd".to_owned() + &" 00".repeat(30);
        assert_eq!(thumbprint(&digest).unwrap()[..3], [0xab, 0xcd, 0]);
        assert!(thumbprint("AB").is_err() && thumbprint(&"G0".repeat(32)).is_err());
        assert!(user("ＫＪ１３７００００００１０１").is_ok() && user("HD137000000101").is_err());
        assert!(page_size("0").is_err());
        assert_eq!(page_size("200"), Ok(200));
    }
}

//! What is wrong with an address of the store, in Japanese.

use tasuki_store::{ContentsPlaceError, PlaceError};

/// What to mend in the place of the records.
pub(super) const fn of_records(fault: PlaceError) -> &'static str {
    match fault {
        PlaceError::Password => {
            "パスワードは、URLではなくファイルに書き、passwordfile= で指定してください。"
        }
        PlaceError::Roots => {
            "他のサーバーのデータベースには、sslrootcert= で認証局の証明書を指定してください。"
        }
        PlaceError::Address | PlaceError::Database => {
            "SQLiteのファイル、または postgres://利用者@ホスト/データベース の形で指定してください。"
        }
    }
}

/// What to mend in the place of the contents.
pub(super) const fn of_contents(fault: ContentsPlaceError) -> &'static str {
    match fault {
        ContentsPlaceError::Secret => {
            "キーは、URLではなくファイルに書き、keyfile= で指定してください。"
        }
        ContentsPlaceError::NoKeyFile => "アクセスキーのファイルを、keyfile= で指定してください。",
        ContentsPlaceError::Plain => {
            "他のサーバーのS3には、https:// で始まる endpoint を指定してください。"
        }
        ContentsPlaceError::Parameter => {
            "URLに書けるのは endpoint、region、keyfile、cafile、timeout、plain=yes です。"
        }
        ContentsPlaceError::Address => {
            "フォルダー、または s3://バケット/接頭辞?endpoint=URL&keyfile=ファイル の形で指定してください。"
        }
    }
}

/// What to mend, if a message of the settings' parser is about an address of the store.
pub(super) fn told(message: &str) -> Option<&'static str> {
    let of_records = [
        PlaceError::Address,
        PlaceError::Database,
        PlaceError::Password,
        PlaceError::Roots,
    ];
    let of_contents = [
        ContentsPlaceError::Address,
        ContentsPlaceError::Secret,
        ContentsPlaceError::NoKeyFile,
        ContentsPlaceError::Parameter,
        ContentsPlaceError::Plain,
    ];
    let records = of_records
        .into_iter()
        .map(|fault| (fault.to_string(), self::of_records(fault)));
    let contents = of_contents
        .into_iter()
        .map(|fault| (fault.to_string(), self::of_contents(fault)));
    records
        .chain(contents)
        .find_map(|(said, told)| message.starts_with(&said).then_some(told))
}

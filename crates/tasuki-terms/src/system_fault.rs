//! What hinders when the operating system does not do what a program asks for.

use std::io::ErrorKind;

/// The usual hindrances in Japanese, without a full stop; none where only the system's own words say
/// more. Reads no file itself: programs tell what happened to them.
pub const fn system_fault(kind: ErrorKind) -> Option<&'static str> {
    Some(match kind {
        ErrorKind::NotFound => "ファイルまたはフォルダーが見つかりません",
        ErrorKind::PermissionDenied => "アクセス権がありません",
        ErrorKind::ReadOnlyFilesystem => "書き込みのできない場所です",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            "空き容量が足りません"
        }
        ErrorKind::IsADirectory => "ファイルではなくフォルダーです",
        ErrorKind::NotADirectory => "フォルダーではありません",
        ErrorKind::AlreadyExists => "同じ名前のものがあります",
        ErrorKind::InvalidFilename => "名前が長すぎるか、使えない文字があります",
        ErrorKind::AddrInUse => {
            "待ち受け先のポートは、すでに起動している同じプログラムか、別のプログラムが使用しています"
        }
        ErrorKind::AddrNotAvailable => "待ち受け先のアドレスは、このコンピューターにありません",
        ErrorKind::ConnectionRefused => "接続先が接続を受け付けませんでした",
        ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted | ErrorKind::BrokenPipe => {
            "接続が切れました"
        }
        ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable | ErrorKind::NetworkDown => {
            "ネットワークに接続できません"
        }
        ErrorKind::TimedOut => "時間内に応答がありませんでした",
        ErrorKind::OutOfMemory => "メモリが足りません",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_hindrances_have_words_and_what_says_nothing_has_none() {
        for kind in [
            ErrorKind::NotFound,
            ErrorKind::PermissionDenied,
            ErrorKind::ConnectionRefused,
            ErrorKind::StorageFull,
            ErrorKind::TimedOut,
            ErrorKind::AddrInUse,
        ] {
            assert!(system_fault(kind).is_some(), "{kind}");
        }
        assert_eq!(system_fault(ErrorKind::Other), None);
    }
}

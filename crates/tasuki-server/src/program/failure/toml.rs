//! What is wrong with a settings file, in Japanese.

use crate::program::place;

/// What the parser of TOML says, in words of operators. What it says otherwise stays as it is, since
/// it may be the only hint.
pub(super) fn told(message: &str) -> String {
    if let Some(told) = place::told(message) {
        return told.to_owned();
    }
    let quoted = |at: usize| message.split('`').nth(at).unwrap_or_default();
    if message.starts_with("unknown field `") || message.starts_with("unknown variant `") {
        let known: Vec<&str> = message.split('`').skip(3).step_by(2).collect();
        let known = known.join("、");
        return format!("「{}」は書けません。書けるのは {known} です。", quoted(1));
    }
    if message.starts_with("missing field `") {
        return format!("「{}」がありません。", quoted(1));
    }
    if message.starts_with("duplicate key") {
        return "同じ項目が2回書かれています。".to_owned();
    }
    if message.starts_with("invalid type") {
        return format!("値の種類が違います（{message}）。");
    }
    if message.starts_with("invalid value") || message.contains("socket address") {
        return format!("値の範囲または形式が違います（{message}）。");
    }
    format!("TOMLとして読み取れません（{message}）。")
}

#[cfg(test)]
mod tests {
    use crate::settings::Settings;

    #[test]
    fn what_is_wrong_in_a_settings_file_is_told_in_japanese() {
        let told = |text: &str| {
            let error = ::toml::from_str::<Settings>(text).unwrap_err();
            super::told(error.message())
        };
        let listen = "name = 'a'\n[listen]\nexchange = '127.0.0.1:1'\n";
        let store = "[store]\nrecords = 'records.db'\n";
        let all = [
            told("nam = 'a'"),
            told("name = 'a'"),
            told("name = 'a'\nname = 'b'"),
            told("name = 1"),
            told(&format!("{listen}operations = 'x'")),
            told("name = 'a"),
            told(&format!("{store}contents = 's3://a:b@bucket'")),
            told(&format!("{store}contents = 's3://bucket'")),
            told("[store]\nrecords = 'postgres://a:b@localhost/c'"),
        ];
        insta::assert_snapshot!(all.join("\n"));
    }
}

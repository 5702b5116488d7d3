//! What operators read of each code.

use super::{FAILED, REFUSED, WRONG_USE};

/// What is said of a code, what to do, and the exit code.
pub(super) fn of(code: &str) -> (&'static str, &'static str, u8) {
    match code {
        "usage" => (
            "コマンドの指定に誤りがあります。",
            "--help を付けて実行し、説明をご確認ください。",
            WRONG_USE,
        ),
        "serve.start" => (
            "連携基盤を開始できませんでした。",
            "tasuki-server doctor で、データベース、保存先、証明書をご確認ください。",
            FAILED,
        ),
        "database.migrate" => (
            "データベースを最新の形式にできませんでした。",
            "設定ファイルの store.records と、ファイルの権限をご確認ください。",
            FAILED,
        ),
        "password.unreadable" => (
            "パスワードのファイルを読み込めません。",
            "1行目にパスワードを書いたファイルを指定してください。",
            WRONG_USE,
        ),
        "passphrase.unreadable" => (
            "パスフレーズのファイルを読み込めません。",
            "1行目にルートの鍵のパスフレーズを書いたファイルを指定してください。",
            WRONG_USE,
        ),
        "sites.none" => (
            "この連携基盤では、画面を利用できません。",
            "tasuki-server admin sites init で利用できるようにするか、設定ファイルの sites と、その鍵（vault_key）をご確認ください。",
            WRONG_USE,
        ),
        "sites.exists" => (
            "設定ファイルには、すでに sites があります。何も変更していません。",
            "運用者は tasuki-server admin operator add で登録できます。",
            REFUSED,
        ),
        "office.closed" => (
            "廃止した事業所です。何も変更していません。",
            "事業所番号をご確認ください。",
            REFUSED,
        ),
        "user.other-office" => (
            "このユーザIDは、別の事業所に登録されています。何も変更していません。",
            "ユーザIDと事業所番号をご確認ください。",
            REFUSED,
        ),
        "app-user.other" => (
            "この事業所には、別の個人ユーザが登録されています。何も変更していません。",
            "個人ユーザは事業所ごとに1つです。IDをご確認ください。",
            REFUSED,
        ),
        "office.name" => (
            "事業所の名称に誤りがあります。",
            "100文字以内で、改行を含めずに指定してください。",
            WRONG_USE,
        ),
        "operator.name" => (
            "運用者の名前に使えない文字があります。",
            "半角の英小文字、数字、. - _ を使い、32文字以内で指定してください。",
            WRONG_USE,
        ),
        "operator.known" => (
            "この名前の運用者は、すでに登録されています。",
            "別の名前を指定してください。",
            REFUSED,
        ),
        "operator.not-found" => (
            "この名前の運用者は登録されていません。",
            "tasuki-server admin operator list で名前をご確認ください。",
            REFUSED,
        ),
        "operator.last-admin" => (
            "最後の運用管理者のため、停止できません。",
            "先に別の運用管理者を登録してください。",
            REFUSED,
        ),
        "operator.password" => (
            "このパスワードは使えません。",
            "半角の英字と数字をそれぞれ1文字以上使い、8文字以上64文字以内にしてください。",
            WRONG_USE,
        ),
        "operator.store" => (
            "データベースを利用できませんでした。",
            "tasuki-server doctor で、データベースをご確認ください。",
            FAILED,
        ),
        "output.exists" => (
            "書き出すフォルダーまたはファイルを作成できません。",
            "まだ使われていないフォルダーを指定してください。",
            WRONG_USE,
        ),
        "backup.failed" => (
            "バックアップを完了できませんでした。写しは使用しないでください。",
            "空き容量と権限を確認し、新しいフォルダーで再度実行してください。",
            FAILED,
        ),
        _ => (
            "処理に失敗しました。",
            "原因を確認し、再度実行してください。",
            FAILED,
        ),
    }
}

//! What operators read of each code.

use super::Code;

impl Code {
    /// What happened and what to do, in Japanese.
    pub(super) const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::AppUserOther => (
                "この事業所には、別の個人ユーザが登録されています。何も変更していません。",
                "個人ユーザは事業所ごとに1つです。IDをご確認ください。",
            ),
            Self::AuthorityInUse => (
                "この認証局、またはこの認証局が発行した連携基盤の証明書を使用しています。",
                "先に tasuki-server admin ca renew と admin renew を実行し、連携基盤を再起動してください。",
            ),
            Self::AuthorityNotFound => (
                "このシリアル番号の認証局はありません。",
                "tasuki-server admin ca show でシリアル番号をご確認ください。",
            ),
            Self::BackupServer => (
                "記録がPostgreSQLにあるため、この方法ではバックアップできません。何も写していません。",
                "pg_basebackup などで記録を写し、その後で内容のフォルダーを写してください。",
            ),
            Self::BackupBucket => (
                "内容がS3にあるため、この方法ではバックアップできません。何も写していません。",
                "S3のバージョニングを有効にして内容を守り、記録は pg_basebackup などで写してください。",
            ),
            Self::ContentsFailed => (
                "内容の保存先を利用できませんでした。",
                "store.contents（--contents）のURL、キーのファイル、S3の権限をご確認ください。",
            ),
            Self::DatabaseCollation => (
                "データベースの文字コードか照合順序が違います。何も変更していません。",
                "文字コードUTF8、照合順序Cで作成したデータベースを指定してください。",
            ),
            Self::BackupFailed => (
                "バックアップを完了できませんでした。写しは使用しないでください。",
                "空き容量と権限を確認し、新しいフォルダーで再度実行してください。",
            ),
            Self::CertificateInUse => (
                "この証明書は、連携基盤が使用しています。",
                "先に tasuki-server admin renew で証明書を更新し、連携基盤を再起動してください。",
            ),
            Self::CertificateNotFound => (
                "このシリアル番号の電子証明書は発行されていません。",
                "発行時に表示されたシリアル番号をご確認ください。",
            ),
            Self::CertificateNotIssued => (
                "電子証明書を発行できませんでした。",
                "認証局の証明書と鍵（keys フォルダー）、サーバーの時計をご確認ください。",
            ),
            Self::DatabaseFailed => (
                "データベースを利用できませんでした。",
                "tasuki-server doctor で、データベースをご確認ください。",
            ),
            Self::DatabaseMigrate => (
                "データベースを最新の形式にできませんでした。",
                "設定ファイルの store.records と、ファイルの権限をご確認ください。",
            ),
            Self::DatabaseNewer => (
                "データベースが、この版の tasuki-server より新しい版に更新されています。",
                "新しい版の tasuki-server に置き換えてください。",
            ),
            Self::DatabaseOlder => (
                "データベースが、この版の tasuki-server より古い形式です。",
                "tasuki-server migrate を実行してから、もう一度実行してください。",
            ),
            Self::DirectoryData => (
                "公表データのファイルとして読み取れませんでした。何も取り込んでいません。",
                "介護サービス情報公表システムのオープンデータ（CSV）を、保存し直さずに指定してください。",
            ),
            Self::DirectoryName => (
                "ファイル名から、サービスの種類を判別できません。何も取り込んでいません。",
                "公表されている名前のまま（例 jigyosho_430.csv）指定してください。",
            ),
            Self::DirectoryReal => (
                "公表データを取り込み済みのため、架空の事業所は作成しません。",
                "架空の事業所は、公表データを取り込む前の試用にだけ使えます。",
            ),
            Self::FileFailed => (
                "ファイルを読み書きできませんでした。",
                "空き容量と権限をご確認ください。",
            ),
            Self::OfficeAddress => (
                "事業所の住所に誤りがあります。",
                "200文字以内で指定してください。",
            ),
            Self::OfficeClosed => (
                "廃止した事業所です。何も変更していません。",
                "事業所番号をご確認ください。",
            ),
            Self::OfficeKana => (
                "事業所のカナ名称に誤りがあります。",
                "100文字以内で、改行を含めずに指定してください。",
            ),
            Self::OfficeName => (
                "事業所の名称に誤りがあります。",
                "100文字以内で、改行を含めずに指定してください。",
            ),
            Self::OfficeNotActive => (
                "停止中または廃止の事業所です。電子証明書は発行していません。",
                "運用管理の画面で、事業所の状態をご確認ください。",
            ),
            Self::OfficeNotRegistered => (
                "この事業所は登録されていません。",
                "先に tasuki-server admin office add で登録してください。",
            ),
            Self::OfficeNumber => (
                "事業所番号に誤りがあります。",
                "10桁の事業所番号を半角で指定してください。",
            ),
            Self::OfficeServices => (
                "サービス種類コードに誤りがあります。",
                "サービス種類コードの一覧にあるコード（例 43）を指定してください。",
            ),
            Self::OperatorKnown => (
                "この名前の運用者は、すでに登録されています。",
                "別の名前を指定してください。",
            ),
            Self::OperatorLastAdmin => (
                "最後の運用管理者のため、停止できません。",
                "先に別の運用管理者を登録してください。",
            ),
            Self::OperatorName => (
                "運用者の名前に使えない文字があります。",
                "半角の英小文字、数字、. - _ を使い、32文字以内で指定してください。",
            ),
            Self::OperatorNotFound => (
                "この名前の運用者は登録されていません。",
                "tasuki-server admin operator list で名前をご確認ください。",
            ),
            Self::OperatorPassword => (
                "このパスワードは使えません。",
                "半角の英字と数字をそれぞれ1文字以上使い、8文字以上64文字以内にしてください。",
            ),
            Self::OutputExists => (
                "書き出すフォルダーまたはファイルを作成できません。",
                "まだ使われていないフォルダーを指定してください。",
            ),
            Self::PassphraseUnreadable => (
                "パスフレーズのファイルを読み込めません。",
                "1行目にルートの鍵のパスフレーズを書いたファイルを指定してください。",
            ),
            Self::PasswordUnreadable => (
                "パスワードのファイルを読み込めません。",
                "1行目にパスワードを書いたファイルを指定してください。",
            ),
            Self::ReleaseKnown => (
                "同じバージョンと種類、または同じ名前のファイルが、すでにあります。何も変更していません。",
                "バージョンとファイルの名前をご確認ください。",
            ),
            Self::ReleaseName => (
                "このファイルの名前は使用できません。何も変更していません。",
                "半角の英数字と「.」「-」「_」だけの名前に変更してください。",
            ),
            Self::ReleaseNoFolder => (
                "製品ダウンロードのフォルダーが設定されていません。",
                "設定ファイルの downloads.folder に、フォルダーを設定してください。",
            ),
            Self::RestoreElsewhere => (
                "記録がPostgreSQLに、または内容がS3にあるため、この方法では復元できません。",
                "docs/operations.md の「バックアップと復元」の手順で戻し、admin verify で確認してください。",
            ),
            Self::RestoreFailed => (
                "復元を完了できませんでした。記録は戻していません。",
                "空き容量と権限を確認し、内容のフォルダーが戻っている場合は移してから、再度実行してください。",
            ),
            Self::RestoreFaulty => (
                "バックアップに正しくないものがあるため、復元していません。",
                "ほかの日のバックアップをお使いください。",
            ),
            Self::RestoreOccupied => (
                "戻す先に、記録または内容があります。何も変更していません。",
                "tasuki-server を停止し、記録（-wal、-shm を含む）と内容を別の場所に移してから、再度実行してください。",
            ),
            Self::RestoreSource => (
                "バックアップのフォルダーではありません。",
                "admin backup で作成した、records.db と contents のあるフォルダーを指定してください。",
            ),
            Self::RootClosed => (
                "ルートの鍵を開けませんでした。パスフレーズが違うか、ファイルが破損しています。",
                "控えたパスフレーズ（大文字・小文字、ハイフン）と、keys/root.key.sealed をご確認ください。",
            ),
            Self::RootList => (
                "ルートの失効リストがないか、破損しているか、別のルートが署名したものです。",
                "keys/root.crl をバックアップから戻してください。",
            ),
            Self::RootMissing => (
                "ルートの鍵がありません。",
                "保管している root.key.sealed を keys フォルダーに戻してから、もう一度実行してください。",
            ),
            Self::RootUnsealed => (
                "ルートの鍵を保存できませんでした。",
                "メモリの空き容量を確認し、もう一度実行してください。",
            ),
            Self::ServeStart => (
                "連携基盤を開始できませんでした。",
                "tasuki-server doctor で、データベース、保存先、証明書をご確認ください。",
            ),
            Self::ServeTwice => (
                "同じデータベースのファイルを使用する連携基盤が、すでに動いています。開始していません。",
                "動いている連携基盤を終了してから開始してください。複数を同時に動かすには、記録をPostgreSQLに置いてください。",
            ),
            Self::SettingsExists => (
                "設定ファイルはすでにあります。何も変更していません。",
                "--settings で別のフォルダーの設定ファイルを指定してください。",
            ),
            Self::SettingsFiles => (
                "設定ファイルに書かれたファイルを使用できません。",
                "設定ファイルを修正してください。",
            ),
            Self::SettingsHeader => (
                "プロキシのヘッダーの名前に誤りがあります。",
                "sites.trusted_proxy.header を修正してください。",
            ),
            Self::SettingsInvalid => (
                "設定ファイルに誤りがあります。",
                "設定ファイルを修正してください。",
            ),
            Self::SettingsMailFrom => (
                "メールの差出人の書き方に誤りがあります。",
                "mail.from を「名称 <アドレス>」の形に修正してください。",
            ),
            Self::SettingsMailInClear => (
                "メールサーバーのパスワードが、暗号化されずに送られる設定です。",
                "mail.security に starttls または tls を設定してください。",
            ),
            Self::SettingsNoProxy => (
                "画面の手前に置くプロキシが設定されていません。",
                "sites.trusted_proxy に、プロキシのアドレスと、接続元を書き込むヘッダーの名前を設定してください。",
            ),
            Self::SettingsUnreadable => (
                "設定ファイルを読み込めません。",
                "--settings で設定ファイルを指定してください。新しく作るときは tasuki-server admin setup を実行してください。",
            ),
            Self::SettingsUrl => (
                "アドレスの書き方に誤りがあります。",
                "設定ファイルを修正してください。",
            ),
            Self::SitesExists => (
                "設定ファイルには、すでに sites があります。何も変更していません。",
                "運用者は tasuki-server admin operator add で登録できます。",
            ),
            Self::SitesNone => (
                "この連携基盤では、画面を利用できません。",
                "tasuki-server admin sites init で利用できるようにするか、設定ファイルの sites と、その鍵（vault_key）をご確認ください。",
            ),
            Self::Usage => (
                "コマンドの指定に誤りがあります。",
                "--help を付けて実行し、説明をご確認ください。",
            ),
            Self::UserOtherOffice => (
                "このユーザIDは、別の事業所に登録されています。何も変更していません。",
                "ユーザIDと事業所番号をご確認ください。",
            ),
            Self::VerifyFailed => (
                "確認を完了できませんでした。",
                "tasuki-server doctor で、データベースと内容の保存先をご確認ください。",
            ),
            Self::VerifyFaulty => (
                "正しくないメッセージがあります。何も変更していません。",
                "内容はバックアップから戻してください。署名や記録が正しくないときは、書き換えられたおそれがあります。",
            ),
            Self::Internal => (
                "処理に失敗しました。",
                "原因を確認し、再度実行してください。",
            ),
        }
    }
}

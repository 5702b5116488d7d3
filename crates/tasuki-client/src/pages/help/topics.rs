//! Errors for people: what the official system says, what exactly it is here, and what to do next.

use tasuki_wire::Code;

/// What the help tells of an error.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Topic {
    /// The stable code.
    pub(crate) code: String,
    /// The official sentence (公式の文面), which may stand for several causes.
    pub(crate) official: Option<&'static str>,
    /// What exactly it is.
    pub(crate) cause: String,
    /// What to do.
    pub(crate) next: String,
}

const LOAD: &str = "データの読み込みに失敗しました。時間をおいてから再度実行もしくはアプリケーションを再起動してください。再度同様の操作を行っても事象が変わらない場合はサポートにお問い合わせください。";
const SEND: &str = "送信に失敗しました。再度実行してください。";
const RECEIVE: &str = "受信に失敗しました。再度実行してください。";
const INSTALL: &str = "正しい電子証明書をインストールしてください。";
const OTHER: &str = "端末に登録されている証明書が一致しないため、送信に失敗しました。サポートサイトのエラー関連 FAQ を参考のうえ、再度実行してください。";
const RECEIVER: &str = "送信に失敗しました。送信先事業所がケアプランデータ連携システムの利用申請を行っていない、または現在有効なライセンスを持っていません。送信先事業所が利用申請を行った後に再度送信してください。";

/// Code, official sentence (empty where there is none), cause, what to do.
/// Source of the sentences: ヘルプデスクサポートサイト, エラー関連FAQ.
const TOPICS: &[(&str, &str, &str, &str)] = &[
    (
        "certificate.missing",
        INSTALL,
        "このパソコンに電子証明書が取り込まれていません。",
        "「設定」の「電子証明書を取り込み直す」から、電子証明書を取り込んでください。",
    ),
    (
        "certificate.refused",
        INSTALL,
        "電子証明書が、連携基盤に受け付けられませんでした。失効しているか、別の認証局のものです。",
        "「動作の確認」で電子証明書の状態を確認し、必要なら取り込み直してください。",
    ),
    (
        "certificate.foreign",
        INSTALL,
        "電子証明書が、この連携基盤の認証局から発行されたものではありません。",
        "介護保険証明書またはケアプラン証明書を取り込んでください。",
    ),
    (
        "certificate.expired",
        SEND,
        "電子証明書の有効期限が切れています。",
        "電子請求受付システムで電子証明書の更新を申請し、新しいものを取り込んでください。届いているデータは、更新のあとに受信できます。",
    ),
    (
        "certificate.not-yet-valid",
        RECEIVE,
        "電子証明書の有効期間がまだ始まっていません。パソコンの日付がずれていることもあります。",
        "「動作の確認」で時計を確認してください。",
    ),
    (
        "certificate.revoked",
        RECEIVE,
        "電子証明書が失効しています。",
        "新しい電子証明書の発行を申請してください。",
    ),
    (
        "session.other-certificate",
        OTHER,
        "ログインしたときの電子証明書と、いまの電子証明書が違います。",
        "いったんログアウトし、もう一度ログインしてください。",
    ),
    (
        "envelope.signature",
        OTHER,
        "署名した電子証明書と、接続に使った電子証明書が違います。",
        "電子証明書を取り込み直した直後であれば、連携クライアントを起動し直してください。",
    ),
    (
        "session.password-expired",
        "パスワードの有効期限が切れています",
        "電子請求受付システムのパスワードが、仮パスワードのままか、期限切れです。",
        "電子請求受付システムにログインし、新しいパスワードに変更してください。",
    ),
    (
        "sender.not-registered",
        "送信に失敗しました。ケアプランデータ連携システムWeb サイトより利用申請を行った後に再度実行してください。",
        "貴事業所の利用申請が完了していません。",
        "利用状況Webサイトで、利用申請を完了してください。",
    ),
    (
        "sender.not-licensed",
        LOAD,
        "貴事業所のライセンスが有効期間外です。",
        "利用状況Webサイトで有効期限を確認し、更新してください。",
    ),
    (
        "receiver.not-registered",
        RECEIVER,
        "送信先の事業所が、利用申請を行っていません。",
        "事業所番号に誤りがなければ、FAXなどでお送りください。「事業所検索」で、利用している事業所を確認できます。",
    ),
    (
        "receiver.not-licensed",
        RECEIVER,
        "送信先の事業所は登録されていますが、いま有効なライセンスがありません。",
        "送信先のライセンスが有効になってから、送信一覧の「もう一度送信」で送れます。お急ぎの場合は、FAXなどでお送りください。",
    ),
    (
        "message.mixed-kinds",
        "ファイルの組み合わせが正しくありません。CSVファイルの組み合わせを確認してください。",
        "1件の中に、種類の違うデータが混ざっています。",
        "予定・実績・計画書など、種類ごとに分けて送信してください。",
    ),
    (
        "envelope.malformed",
        LOAD,
        "送信データの形式が正しくありません。",
        "もう一度送信してください。続く場合は、ヘルプデスクにお問い合わせください。",
    ),
    (
        "message.not-opened",
        LOAD,
        "届いたデータを開けません。別の電子証明書あてに暗号化されたか、途中で壊れています。",
        "もう一度受信しても開けないときは、送信元の事業所に再送信を依頼してください。",
    ),
    (
        "message.already-fetched",
        "",
        "取り消そうとしたデータを、相手がすでに受信しています。",
        "訂正したデータを、「もう一度送信」で送ってください。前のものと差し替わったことが、相手に分かります。",
    ),
    (
        "message.withdrawn",
        "",
        "送信元が、このデータを取り消しました。",
        "必要な場合は、送信元の事業所に再送信を依頼してください。",
    ),
    (
        "message.expired",
        "",
        "連携基盤での保存期限が過ぎました。",
        "送信元の事業所に再送信を依頼してください。このパソコンに控えがあれば、内容はいつでも表示できます。",
    ),
    (
        "message.no-copy",
        "",
        "このパソコンに、データの控えがありません。別のパソコンで送受信したデータです。",
        "受信したデータは、保存期限までは「もう一度受信」で取り寄せられます。",
    ),
    (
        "message.waiting",
        "",
        "連携基盤につながらず、送信待ちになっています。",
        "接続が戻ると、自動的に送信します。二重に届くことはありません。",
    ),
    (
        "message.unsafe-file",
        "",
        "届いたファイルの名前や中身が、送信元の説明と違います。安全のため保存していません。",
        "送信元の事業所に確認し、再送信を依頼してください。",
    ),
    (
        "platform.unreachable",
        SEND,
        "連携基盤につながりません。インターネットの接続、または連携基盤の停止が原因です。",
        "ほかのWebサイトが開けるか確認してください。送受信以外（一覧・控えの表示）は、そのまま使えます。",
    ),
    (
        "proxy.unreachable",
        SEND,
        "事業所のプロキシサーバーにつながりません。",
        "「設定」の「プロキシの設定」で、アドレスとポート番号を確認してください。",
    ),
    (
        "proxy.password",
        SEND,
        "事業所のプロキシサーバーが、設定されているユーザー名とパスワードを受け付けません。",
        "「設定」の「プロキシの設定」で、ユーザー名とパスワードを入力し直してください。",
    ),
    (
        "proxy.refused",
        SEND,
        "事業所のプロキシサーバーが、連携基盤への接続を許可していません。",
        "ネットワークを管理している方に、連携基盤のアドレスへの接続の許可を依頼してください。",
    ),
    (
        "platform.lost",
        SEND,
        "通信が途中で切れました。",
        "もう一度操作してください。送信済みのデータが二重に届くことはありません。",
    ),
    (
        "platform.silent",
        LOAD,
        "連携基盤が応答しません。混み合っているか、止まっています。",
        "しばらく待ってから、もう一度操作してください。送信中のものは自動でやり直し、二重に届くことはありません。",
    ),
    (
        "platform.untrusted",
        "",
        "接続先が、本物の連携基盤であることを確認できません。",
        "送受信を行わず、ヘルプデスクにお問い合わせください。",
    ),
    (
        "file.failed",
        "",
        "パソコンのファイルを読み書きできません。保存先がないか、書き込みが許されていないか、空き容量が足りません。",
        "「設定」の保存先のフォルダーを確認してください。",
    ),
    (
        "proof.other-content",
        "",
        "保存されている内容が、送信したときの内容と違います。",
        "このデータは使わず、ヘルプデスクにお問い合わせください。",
    ),
    (
        "page.not-found",
        "",
        "お探しの画面またはデータがありません。",
        "メニューから、目的の画面へお進みください。",
    ),
];

/// All errors that the help tells of, ours first.
pub(crate) fn all() -> Vec<Topic> {
    let own = TOPICS.iter().map(|(code, official, cause, next)| Topic {
        code: (*code).to_owned(),
        official: (!official.is_empty()).then_some(*official),
        cause: (*cause).to_owned(),
        next: (*next).to_owned(),
    });
    let is_told = |code: &str| TOPICS.iter().any(|(own, ..)| *own == code);
    let rest = Code::ALL.into_iter().filter(|code| !is_told(code.as_str()));
    let rest = rest.map(|code| {
        let problem = code.problem("");
        Topic {
            code: problem.code,
            official: None,
            cause: problem.title,
            next: problem.detail,
        }
    });
    own.chain(rest).collect()
}

/// What the help tells of one error.
pub(crate) fn of(code: &str) -> Option<Topic> {
    all().into_iter().find(|topic| topic.code == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_topic_is_told_once_and_whole() {
        let all = all();
        let codes: std::collections::BTreeSet<_> = all.iter().map(|one| &*one.code).collect();
        assert_eq!(codes.len(), all.len());
        for topic in &all {
            assert!(topic.cause.ends_with('。'), "{}", topic.code);
            assert!(topic.next.ends_with('。'), "{}", topic.code);
        }
        assert!(of("session.locked").is_some() && of("no.such").is_none());
    }
}

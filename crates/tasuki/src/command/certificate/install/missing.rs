//! What the first installation needs and was not typed, told all at once.

use tasuki_desk::{Credential, CredentialError, NoPassword};

use super::Typed;
use crate::Args;
use crate::ask::is_somebody_here;
use crate::refusal::Refusal;

/// Refuses where more than one thing is missing for a new profile. What is missing alone, or wrong,
/// is told where it shows.
pub(super) fn refuse(
    args: &Args,
    typed: &Typed,
    credential: Result<&Credential, &CredentialError>,
) -> Result<(), Refusal> {
    let is_locked = matches!(
        credential,
        Err(CredentialError::Password(NoPassword::NobodyToAsk))
    );
    if credential.is_err() && !is_locked {
        return Ok(());
    }
    let mut missing = Vec::new();
    if typed.platform.is_none() {
        missing.push("--platform（連携基盤のアドレス）".to_owned());
    }
    if typed.authority.is_none() && typed.thumbprint.is_none() {
        let roots = credential.map(Credential::roots).unwrap_or_default();
        missing.push(roots.first().map_or_else(
            || "--thumbprint または --authority（信頼するルート証明書）".to_owned(),
            |root| {
                format!(
                    "--thumbprint（ファイルに入っているルート証明書の拇印（SHA-256）は {} です。電子請求受付システムの「認証局証明書の拇印」と見比べ、同じ場合だけ指定してください）",
                    tasuki_desk::thumbprint(&root.sha256)
                )
            },
        ));
    }
    if is_locked {
        missing.push(
            "--password-file（証明書発行用パスワード、または秘密鍵のパスフレーズのファイル）"
                .to_owned(),
        );
    }
    if args.unlock_file.is_none() && !is_somebody_here() {
        missing.push("--unlock-file（クライアントの新しいパスワードのファイル）".to_owned());
    }
    if missing.len() < 2 {
        return Ok(());
    }
    Err(Refusal::wrong_use(
        "use.missing-options",
        "最初のインストールに必要な指定が足りません。インストールはまだ行っていません。",
        format!("次の指定を追加してください：{}。", missing.join("、")),
    ))
}

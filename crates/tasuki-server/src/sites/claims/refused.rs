//! Why something about certificates was not done, as people read it.

use tasuki_terms::written_moment;
use tasuki_ui::FormState;

use crate::registry::{CertificateError, IssuingPasswordError};
use crate::sites::SiteError;

/// The field of the password for certificates.
pub(super) const ISSUING_PASSWORD: &str = "issuing_password";
/// The field in which a certificate is chosen.
pub(super) const APPLICATION: &str = "application";
/// The field of a request (CSR).
pub(super) const REQUEST: &str = "request";
/// The field in which one chooses what to do.
pub(super) const ACTION: &str = "action";

/// Says in a form what was wrong, or that it is the platform's own fault.
pub(super) fn refuse(form: &mut FormState, error: &CertificateError) -> Result<(), SiteError> {
    match error {
        CertificateError::Password(error) => refuse_password(form, error)?,
        CertificateError::EarlierPassword => form.refuse(
            ISSUING_PASSWORD,
            "この証明書は、再発行する前の証明書発行用パスワードで保護されています。\
             発行申請のときに使用した証明書発行用パスワードを入力してください。",
        ),
        CertificateError::Refused(refusal) => {
            form.refuse(ACTION, format!("{}{}", refusal.what(), refusal.hint()));
        }
        CertificateError::Step(wrong) => {
            form.refuse(APPLICATION, format!("{}{}", wrong.what(), wrong.hint()));
        }
        CertificateError::Unknown | CertificateError::NoKeyHere => {
            form.refuse(APPLICATION, "証明書を選択してください。");
        }
        CertificateError::Request(_) => form.refuse(
            REQUEST,
            "証明書要求（CSR）として読み取れません。「tasuki certificate request」で作成したファイルを指定してください。",
        ),
        error => return Err(SiteError::fault(error)),
    }
    Ok(())
}

fn refuse_password(form: &mut FormState, error: &IssuingPasswordError) -> Result<(), SiteError> {
    let sentence = match error {
        IssuingPasswordError::Wrong => "証明書発行用パスワードに誤りがあります。\
             大文字と小文字を区別して、もう一度入力してください。"
            .to_owned(),
        IssuingPasswordError::Locked(until) => format!(
            "証明書発行用パスワードを続けて誤ったため、{}まで受け付けられません。",
            written_moment(*until)
        ),
        IssuingPasswordError::None => "証明書発行用パスワードが発行されていません。\
             「ユーザ情報変更」の画面から再発行してください。"
            .to_owned(),
        IssuingPasswordError::Busy => return Err(SiteError::TooOften),
        error => return Err(SiteError::fault(error)),
    };
    form.refuse(ISSUING_PASSWORD, sentence);
    Ok(())
}

//! Answers of the sites.

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use serde::Serialize;
use tasuki_store::StoreError;

use crate::answer::chain;
use crate::registry::{OperatorError, PasswordError};

/// Renders a page.
pub(crate) fn page(template: &impl Template) -> Result<Response, SiteError> {
    page_with(StatusCode::OK, template)
}

/// Renders a page that tells of something wrong in what was typed (422), or the like.
pub(crate) fn page_with(
    status: StatusCode,
    template: &impl Template,
) -> Result<Response, SiteError> {
    let text = template.render().map_err(|error| {
        tracing::error!(error = chain(&error), "a page cannot be rendered");
        SiteError::Fault
    })?;
    Ok((status, Html(text)).into_response())
}

/// Sends the browser on to a page of this site, which it gets anew.
pub(crate) fn see_other(path: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    // Paths are ours, ids and digits.
    let to = HeaderValue::from_str(path).unwrap_or(HeaderValue::from_static("/"));
    response.headers_mut().insert(header::LOCATION, to);
    response
}

/// Why there is no page as asked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum SiteError {
    /// There is no such page, or it is not this visitor's.
    NotFound,
    /// The visitor may not do this.
    NotAllowed,
    /// The visitor's office is suspended or closed.
    OfficeNotActive,
    /// The form does not come from a page of this session.
    ForeignForm,
    /// The form cannot be read.
    UnreadableForm,
    /// What was sent is too large.
    TooLarge,
    /// What was sent did not come in time.
    TooSlow,
    /// Too many attempts from this address.
    TooOften,
    /// The own password was wrong too often; the session has ended.
    WrongTooOften,
    /// The directory is being read, after a start.
    Preparing,
    /// Something that is needed cannot be reached for the moment.
    Away,
    /// The platform's own fault.
    Fault,
}

impl SiteError {
    /// All of them.
    #[cfg(test)]
    const ALL: [Self; 12] = [
        Self::NotFound,
        Self::NotAllowed,
        Self::OfficeNotActive,
        Self::ForeignForm,
        Self::UnreadableForm,
        Self::TooLarge,
        Self::TooSlow,
        Self::TooOften,
        Self::WrongTooOften,
        Self::Preparing,
        Self::Away,
        Self::Fault,
    ];

    pub(crate) const fn status(self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::NotAllowed | Self::OfficeNotActive | Self::ForeignForm | Self::WrongTooOften => {
                StatusCode::FORBIDDEN
            }
            Self::UnreadableForm => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::TooOften => StatusCode::TOO_MANY_REQUESTS,
            Self::Preparing | Self::Away => StatusCode::SERVICE_UNAVAILABLE,
            Self::Fault => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The stable code.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::NotFound => "page.not-found",
            Self::NotAllowed => "page.not-allowed",
            Self::OfficeNotActive => "page.office-not-active",
            Self::ForeignForm => "form.foreign",
            Self::UnreadableForm => "form.unreadable",
            Self::TooLarge => "form.too-large",
            Self::TooSlow => "form.too-slow",
            Self::TooOften => "form.too-often",
            Self::WrongTooOften => "password.too-often",
            Self::Preparing => "directory.preparing",
            Self::Away => "page.unavailable",
            Self::Fault => "internal",
        }
    }

    /// What happened.
    pub(crate) const fn what(self) -> &'static str {
        match self {
            Self::NotFound => "ページが見つかりません。",
            Self::OfficeNotActive => {
                "事業所の状態が「停止中」または「廃止」のため、この手続きを受け付けられません。"
            }
            Self::NotAllowed => "この操作を行う権限がありません。",
            Self::ForeignForm => "画面の有効期限が切れたため、送信を受け付けられませんでした。",
            Self::UnreadableForm => "送信された内容を読み取れませんでした。",
            Self::TooLarge => "送信された内容が大きすぎます。",
            Self::TooSlow => "送信に時間がかかりすぎたため、受け付けを中断しました。",
            Self::TooOften => "短い時間に何度も送信されたため、受け付けを一時停止しています。",
            Self::WrongTooOften => "パスワードを続けて誤ったため、ログアウトしました。",
            Self::Preparing => "事業所の一覧を準備しています。",
            Self::Away => "システムを一時的に利用できません。",
            Self::Fault => "システムでエラーが発生しました。",
        }
    }

    /// What to do.
    pub(crate) const fn hint(self) -> &'static str {
        match self {
            Self::NotFound => {
                "アドレスを確認してください。トップページから目的の画面へお進みください。"
            }
            Self::OfficeNotActive => "手続きを再開するには、ヘルプデスクにお問い合わせください。",
            Self::NotAllowed => "権限のある担当者に依頼してください。",
            Self::ForeignForm => "トップページへ戻り、もう一度操作してください。",
            Self::UnreadableForm => "前の画面に戻り、もう一度入力してください。",
            Self::TooLarge => "ファイルの大きさを確認し、もう一度送信してください。",
            Self::TooSlow => "通信の状態を確認し、もう一度送信してください。",
            Self::TooOften => "1分ほど待ってから、もう一度お試しください。",
            Self::WrongTooOften => {
                "しばらく待ってから、もう一度ログインしてください。\
                 パスワードが分からない場合は、再設定してください。"
            }
            Self::Preparing => {
                "システムを起動した直後のため、まだ表示できません。\
                 1分ほど待ってから、もう一度表示してください。"
            }
            Self::Away => {
                "1分ほど待ってから、もう一度お試しください。送信した内容が登録されたかどうかは、\
                 画面を開き直して確認してください。"
            }
            Self::Fault => {
                "時間をおいてから、もう一度お試しください。解決しない場合は、\
                 画面下部の受付番号を添えてヘルプデスクへお問い合わせください。"
            }
        }
    }
}

impl SiteError {
    /// After how many seconds it is worth asking again; none where that helps nobody.
    pub(crate) const fn retry_after(self) -> Option<u32> {
        match self {
            Self::TooOften => Some(60),
            Self::Preparing => Some(10),
            Self::Away => Some(5),
            _ => None,
        }
    }

    /// What failed though nobody did anything wrong; its causes go to the log.
    pub(crate) fn fault(error: &(dyn std::error::Error + 'static)) -> Self {
        tracing::error!(error = chain(error), "a use case failed");
        let mut causes = std::iter::successors(Some(error), |cause| cause.source());
        let store = causes.find_map(|cause| cause.downcast_ref::<StoreError>());
        store.map_or(Self::Fault, Self::of_store)
    }

    const fn of_store(error: &StoreError) -> Self {
        if error.is_passing() {
            Self::Away
        } else {
            Self::Fault
        }
    }
}

impl From<StoreError> for SiteError {
    fn from(error: StoreError) -> Self {
        tracing::error!(error = chain(&error), "the store failed");
        Self::of_store(&error)
    }
}

/// What no page tells in its own words: too many wait, or the platform failed.
impl From<PasswordError> for SiteError {
    fn from(error: PasswordError) -> Self {
        match error {
            PasswordError::Busy => Self::TooOften,
            error => Self::fault(&error),
        }
    }
}

/// As with [`PasswordError`].
impl From<OperatorError> for SiteError {
    fn from(error: OperatorError) -> Self {
        match error {
            OperatorError::Busy => Self::TooOften,
            error => Self::fault(&error),
        }
    }
}

/// An error as programs read it; `docs/directory.md` describes it.
#[derive(Serialize)]
pub(crate) struct ErrorDocument<'e> {
    /// The stable code.
    pub(crate) code: &'e str,
    /// The parameter that is to blame.
    pub(crate) parameter: Option<&'e str>,
    /// What happened and what to do.
    pub(crate) message: String,
    /// The page that explains the code.
    pub(crate) about: Option<String>,
}

/// Does something to its end, whether or not the browser waits for it: whoever hangs up after a
/// wrong password has failed all the same.
pub(crate) async fn to_the_end<T: Send + 'static>(
    work: impl Future<Output = T> + Send + 'static,
) -> Result<T, SiteError> {
    tokio::spawn(work).await.map_err(|_| SiteError::Fault)
}

/// An error travels as an extension; the outermost layer, which knows the site and the request's
/// id, makes the page.
impl IntoResponse for SiteError {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_error_has_its_code_and_says_what_happened_and_what_to_do() {
        let codes: BTreeSet<_> = SiteError::ALL.map(SiteError::code).into();
        assert_eq!(codes.len(), SiteError::ALL.len());
        for error in SiteError::ALL {
            assert!(error.what().ends_with('。'), "{error:?}");
            assert!(error.hint().ends_with('。'), "{error:?}");
            let is_ours = matches!(
                error,
                SiteError::Preparing | SiteError::Away | SiteError::Fault
            );
            assert_eq!(error.status().is_server_error(), is_ours);
        }
    }
}

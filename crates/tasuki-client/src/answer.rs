//! Answers of pages.

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use tasuki_desk::{DeskError, Fault, LineState, ProfileError};
use tasuki_terms::MessageId;
use tasuki_ui::{Banner, Shell, Tone};

use crate::client::Client;
use crate::shell::{bare, shell};
use crate::visit::Visit;

/// Renders a page.
pub(crate) fn page(template: &impl Template) -> Result<Response, PageError> {
    page_with(StatusCode::OK, template)
}

/// Renders a page that tells of something wrong in what was typed (422), or the like.
pub(crate) fn page_with(
    status: StatusCode,
    template: &impl Template,
) -> Result<Response, PageError> {
    let text = template.render().map_err(|error| {
        tracing::error!(%error, "a page cannot be rendered");
        PageError::Fault
    })?;
    Ok((status, Html(text)).into_response())
}

/// Sends the browser on to one of our pages.
pub(crate) fn see_other(path: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    let to = HeaderValue::from_str(path).unwrap_or(HeaderValue::from_static("/"));
    response.headers_mut().insert(header::LOCATION, to);
    response
}

/// A file that the browser saves under `name`, which is ASCII without quotes.
pub(crate) fn file(name: &str, media: &'static str, bytes: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, media.to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ),
    ];
    (headers, bytes).into_response()
}

/// What of a name travels as it is in headers (RFC 8187): all else is percent-encoded UTF-8.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_');

/// How a browser takes a file of any name: `inline` or `attachment`, and how it is called where it is saved.
pub(crate) fn disposition(how: &str, name: &str) -> String {
    let name = utf8_percent_encode(name, PLAIN);
    format!("{how}; filename*=UTF-8''{name}")
}

/// A file that the browser saves under `name`, whatever is in it.
pub(crate) fn saved(name: &str, bytes: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CONTENT_DISPOSITION, disposition("attachment", name)),
    ];
    (headers, bytes).into_response()
}

/// A receipt (受領証) as a file: `name.receipt`.
pub(crate) fn receipt(name: &str, der: Vec<u8>) -> Response {
    file(&format!("{name}.receipt"), "application/octet-stream", der)
}

/// A banner of an error with its code, and the way to what the help tells of it.
pub(crate) fn with_code(banner: Banner, code: &str) -> Banner {
    banner
        .text(format!("エラーコード：{code}"))
        .link(format!("/help/{code}"), "このエラーの説明を見る")
}

/// Why there is no page as asked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum PageError {
    /// There is no such page.
    NotFound,
    /// The browser was not opened by this program, or long ago.
    NotInvited,
    /// The request is for another host.
    ForeignHost,
    /// The form does not come from one of our pages.
    ForeignForm,
    /// The form cannot be read.
    UnreadableForm,
    /// What was sent is too large.
    TooLarge,
    /// Our own fault.
    Fault,
    /// The desk says why.
    Told(Told),
    /// The desk says why something cannot be done with a message, to which one goes back.
    OfMessage(Told, MessageId),
}

/// What went wrong, for people.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Told {
    /// The stable code.
    pub(crate) code: String,
    /// What happened.
    pub(crate) what: String,
    /// What to do.
    pub(crate) hint: String,
}

impl Told {
    /// Why a line of bulk work failed; none where it did not.
    pub(crate) fn of_line(state: &LineState) -> Option<Self> {
        let LineState::Failed { code, what, hint } = state else {
            return None;
        };
        Some(Self {
            code: code.clone(),
            what: what.clone(),
            hint: hint.clone(),
        })
    }

    /// What happened, and what to do.
    pub(crate) fn banner(&self, tone: Tone) -> Banner {
        Banner::new(tone, &*self.what).text(&*self.hint)
    }

    /// The same with the code, which the help desk asks for, and the way to what the help tells of it.
    pub(crate) fn banner_with_code(&self, tone: Tone) -> Banner {
        with_code(self.banner(tone), &self.code)
    }
}

impl From<&DeskError> for Told {
    fn from(error: &DeskError) -> Self {
        Self {
            code: error.code().to_owned(),
            what: error.what(),
            hint: error.hint(),
        }
    }
}

impl From<&Fault> for Told {
    fn from(fault: &Fault) -> Self {
        Self {
            code: fault.code().to_owned(),
            what: fault.what(),
            hint: fault.hint(),
        }
    }
}

impl From<DeskError> for PageError {
    fn from(error: DeskError) -> Self {
        Self::Told(Told::from(&error))
    }
}

impl From<ProfileError> for PageError {
    fn from(error: ProfileError) -> Self {
        DeskError::from(error).into()
    }
}

impl PageError {
    pub(crate) const fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::NotInvited | Self::ForeignForm => StatusCode::FORBIDDEN,
            Self::ForeignHost => StatusCode::MISDIRECTED_REQUEST,
            Self::UnreadableForm => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Fault => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Told(_) | Self::OfMessage(..) => StatusCode::BAD_GATEWAY,
        }
    }

    /// The stable code.
    pub(crate) fn code(&self) -> &str {
        match self {
            Self::NotFound => "page.not-found",
            Self::NotInvited => "page.not-invited",
            Self::ForeignHost => "page.foreign-host",
            Self::ForeignForm => "form.foreign",
            Self::UnreadableForm => "form.unreadable",
            Self::TooLarge => "form.too-large",
            Self::Fault => "program.failed",
            Self::Told(told) | Self::OfMessage(told, _) => &told.code,
        }
    }

    /// What happened.
    pub(crate) fn what(&self) -> &str {
        match self {
            Self::NotFound => "ページが見つかりません。",
            Self::NotInvited => "この画面は、連携クライアントから開いてください。",
            Self::ForeignHost => "この画面のアドレスが正しくありません。",
            Self::ForeignForm => "ほかのページから送られた操作のため、受け付けませんでした。",
            Self::UnreadableForm => "送信された内容を読み取れませんでした。",
            Self::TooLarge => "選ばれたファイルが大きすぎます。",
            Self::Fault => "ソフトウェアの内部で問題が発生しました。",
            Self::Told(told) | Self::OfMessage(told, _) => &told.what,
        }
    }

    /// What to do.
    pub(crate) fn hint(&self) -> &str {
        match self {
            Self::NotFound => "メニューから、目的の画面へお進みください。",
            Self::NotInvited | Self::ForeignHost => {
                "このタブを閉じ、パソコンで連携クライアントをもう一度起動してください。\
                 起動すると、新しい画面が自動的に開きます。"
            }
            Self::ForeignForm => "メニューから目的の画面を開き、もう一度操作してください。",
            Self::UnreadableForm => "前の画面に戻り、もう一度入力してください。",
            Self::TooLarge => {
                "1件で送信できるのは7ファイル、合計10MBまでです。ファイルを減らしてください。"
            }
            Self::Fault => {
                "もう一度操作してください。続く場合は、ヘルプデスクにお問い合わせください。"
            }
            Self::Told(told) | Self::OfMessage(told, _) => &told.hint,
        }
    }

    /// Where one goes back to, and what the button says.
    fn back(&self) -> (String, &'static str) {
        match self {
            Self::OfMessage(_, id) => (format!("/messages/{id}"), "データの画面に戻る"),
            _ => ("/".to_owned(), "今月の画面へ"),
        }
    }

    /// The page of the error. A browser that is not known sees nothing of the client in it, and
    /// could not load its style sheet.
    pub(crate) fn page(&self, client: &Client, visit: &Visit, is_known: bool) -> Response {
        let rendered = if is_known {
            let shell = if matches!(self, Self::Fault) {
                bare(visit)
            } else {
                shell(client, visit, "")
            };
            let contact = client.updates.contact();
            let contact = contact.filter(|_| self.hint().contains("ヘルプデスク"));
            page_with(
                self.status(),
                &ErrorPage {
                    shell,
                    error: self,
                    contact,
                    back: self.back(),
                },
            )
        } else {
            page_with(self.status(), &PlainErrorPage { error: self })
        };
        rendered.unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
    }
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage<'p> {
    shell: Shell,
    error: &'p PageError,
    /// Where the help desk is asked, where that is what to do.
    contact: Option<String>,
    /// Where one goes back to, and what the button says.
    back: (String, &'static str),
}

#[derive(Template)]
#[template(path = "error_plain.html")]
struct PlainErrorPage<'p> {
    error: &'p PageError,
}

/// An error travels as an extension; the door, which knows who asks, makes the page.
impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_travel_whatever_is_in_them() {
        assert_eq!(
            disposition("inline", "案内 \"1\"\r\n.pdf"),
            "inline; filename*=UTF-8''%E6%A1%88%E5%86%85%20%221%22%0D%0A.pdf"
        );
    }

    #[test]
    fn each_error_says_what_happened_and_what_to_do() {
        let all = [
            PageError::NotFound,
            PageError::NotInvited,
            PageError::ForeignHost,
            PageError::ForeignForm,
            PageError::UnreadableForm,
            PageError::TooLarge,
            PageError::Fault,
        ];
        let told = Told {
            code: "message.already-fetched".to_owned(),
            what: "取り消せません。".to_owned(),
            hint: "ご確認ください。".to_owned(),
        };
        let id: MessageId = "0195d2e3-7a00-7000-8000-000000000001".parse().unwrap();
        let of_message = PageError::OfMessage(told.clone(), id);
        assert_eq!(of_message.back().0, format!("/messages/{id}"));
        assert_eq!(PageError::Told(told).back().0, "/");
        let codes: std::collections::BTreeSet<_> = all.iter().map(PageError::code).collect();
        assert_eq!(codes.len(), all.len());
        for error in &all {
            assert!(error.what().ends_with('。'), "{error:?}");
            assert!(error.hint().ends_with('。'), "{error:?}");
        }
    }
}

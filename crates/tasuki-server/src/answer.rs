//! From errors to answers.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use tasuki_exchange::Refusal;
use tasuki_store::{ContentsError, StoreError, SweepError};
use tasuki_wire::{Code, PROBLEM_MEDIA_TYPE, Problem};

/// After how many seconds it is worth asking again for records that cannot be reached.
const STORE_AGAIN: u64 = 5;

/// After how many seconds it is worth asking again for contents that cannot be reached.
const CONTENTS_AGAIN: u64 = 5;

/// Why a request is not answered as asked.
#[derive(Clone, Debug)]
pub(crate) enum Rejection {
    /// The interface refuses.
    Code(Code),
    /// The interface refuses for some seconds.
    Later(Code, u64),
    /// The range begins behind the end of so many bytes.
    NoSuchRange(u64),
    /// A rule of the exchange refuses.
    Refusal(Refusal),
}

impl From<Code> for Rejection {
    fn from(code: Code) -> Self {
        Self::Code(code)
    }
}

impl From<Refusal> for Rejection {
    fn from(refusal: Refusal) -> Self {
        Self::Refusal(refusal)
    }
}

impl From<StoreError> for Rejection {
    fn from(error: StoreError) -> Self {
        tracing::error!(error = chain(&error), "the store failed");
        match error {
            StoreError::Closed => Self::Code(Code::Unavailable),
            _ if error.is_passing() => Self::Later(Code::Unavailable, STORE_AGAIN),
            _ => Self::Code(Code::Internal),
        }
    }
}

impl From<ContentsError> for Rejection {
    fn from(error: ContentsError) -> Self {
        tracing::error!(error = chain(&error), "the contents failed");
        if error.is_passing() {
            Self::Later(Code::ContentsUnavailable, CONTENTS_AGAIN)
        } else {
            Self::Code(Code::Internal)
        }
    }
}

impl From<SweepError> for Rejection {
    fn from(error: SweepError) -> Self {
        match error {
            SweepError::Contents(error) => error.into(),
            SweepError::Records(error) => error.into(),
            _ => Self::Code(Code::Internal),
        }
    }
}

impl From<tasuki_seal::SealError> for Rejection {
    fn from(error: tasuki_seal::SealError) -> Self {
        tracing::error!(error = chain(&error), "a receipt cannot be signed");
        Self::Code(Code::Internal)
    }
}

/// An error and all its causes in one line.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        next = cause.source();
    }
    text
}

impl Rejection {
    fn status(&self) -> u16 {
        match self {
            Self::Code(code) | Self::Later(code, _) => code.status(),
            Self::NoSuchRange(_) => Code::RangeNotSatisfiable.status(),
            Self::Refusal(refusal) => match refusal {
                Refusal::NoSuchMessage => 404,
                Refusal::NotYours
                | Refusal::OtherSender { .. }
                | Refusal::SenderNotRegistered
                | Refusal::SenderNotLicensed => 403,
                Refusal::IdReused | Refusal::NotFetched | Refusal::AlreadyFetched => 409,
                Refusal::Withdrawn | Refusal::Expired => 410,
                _ => 422,
            },
        }
    }

    /// Whether the same may succeed a little later: something cannot be reached for the moment.
    pub(crate) const fn is_passing(&self) -> bool {
        matches!(self, Self::Later(..))
    }

    /// The stable code.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Code(code) | Self::Later(code, _) => code.as_str(),
            Self::NoSuchRange(_) => Code::RangeNotSatisfiable.as_str(),
            Self::Refusal(refusal) => refusal.code(),
        }
    }

    /// The problem document, for the request `instance`.
    pub(crate) fn problem(&self, instance: &str) -> Problem {
        match self {
            Self::Later(Code::UserLocked, seconds) => Problem {
                detail: format!(
                    "{}ほど時間をおいてから、もう一度ログインしてください。",
                    duration(*seconds)
                ),
                ..Code::UserLocked.problem(instance)
            },
            Self::Code(code) | Self::Later(code, _) => code.problem(instance),
            Self::NoSuchRange(_) => Code::RangeNotSatisfiable.problem(instance),
            Self::Refusal(refusal) => Problem::new(
                refusal.code(),
                self.status(),
                &refusal.what(),
                refusal.hint(),
                instance,
            ),
        }
    }

    /// The whole answer, for the request `instance`.
    pub(crate) fn answer(&self, instance: &str) -> Response {
        let body = serde_json::to_vec(&self.problem(instance)).unwrap_or_default();
        let status = StatusCode::from_u16(self.status()).unwrap_or(StatusCode::BAD_REQUEST);
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static(PROBLEM_MEDIA_TYPE),
        );
        match self {
            Self::Later(_, seconds) => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from(*seconds));
            }
            Self::NoSuchRange(length) => {
                if let Ok(range) = HeaderValue::from_str(&format!("bytes */{length}")) {
                    headers.insert(header::CONTENT_RANGE, range);
                }
            }
            Self::Code(_) | Self::Refusal(_) => {}
        }
        response
    }
}

/// How long, for people: whole minutes, rounded up, but where it is less than one.
fn duration(seconds: u64) -> String {
    match seconds {
        0..60 => format!("{seconds}秒"),
        _ => format!("{}分", seconds.div_ceil(60)),
    }
}

/// A handler's rejection travels as an extension; the outermost layer, which knows the request's
/// id, writes it out.
impl IntoResponse for Rejection {
    fn into_response(self) -> Response {
        let mut response = Response::new(axum::body::Body::empty());
        *response.status_mut() =
            StatusCode::from_u16(self.status()).unwrap_or(StatusCode::BAD_REQUEST);
        response.extensions_mut().insert(self);
        response
    }
}

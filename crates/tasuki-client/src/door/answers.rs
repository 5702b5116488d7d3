//! What forms were answered with, under an address of its own: so the browser can come back to it and
//! load it anew, and never asks whether it shall send the form again.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::body::{Body, Bytes, HttpBody as _, to_bytes};
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};

use crate::answer::see_other;
use crate::stage::Stage;

/// What names an answer in the query of its form's address.
const NAME: &str = "answer";

/// How many are kept; the oldest go first. Who comes back to one of them sees the form as it is, or 今月
/// where there is no page of the form.
const MOST: usize = 16;

/// The largest page that is kept, in bytes; a larger one goes through.
const LARGEST: u64 = 1024 * 1024;

/// The answers of the last forms.
#[derive(Default)]
pub(crate) struct Answers(Mutex<VecDeque<Kept>>);

/// An answer.
struct Kept {
    key: String,
    /// How far its reader had come: whoever has logged out, or in, sees it no more.
    stage: Stage,
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

impl Answers {
    /// Keeps the page that a form was answered with, and leads to it. All else goes through.
    pub(super) async fn keep(
        &self,
        (method, uri): (&Method, &Uri),
        stage: Stage,
        key: String,
        response: Response,
    ) -> Response {
        let kind = response.headers().get(header::CONTENT_TYPE);
        let is_page = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
        if *method != Method::POST || !is_page {
            return response;
        }
        // Asked before it is read: what the form has done is told in any case.
        let length = response.body().size_hint().upper();
        if length.is_none_or(|length| length > LARGEST) {
            return response;
        }
        let (parts, body) = response.into_parts();
        // Our own pages lie in memory already.
        let Ok(body) = to_bytes(body, usize::MAX).await else {
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        };
        let address = format!("{}?{NAME}={key}", uri.path());
        let mut all = self.all();
        all.push_back(Kept {
            key,
            stage,
            status: parts.status,
            headers: parts.headers,
            body,
        });
        if all.len() > MOST {
            all.pop_front();
        }
        drop(all);
        see_other(&address)
    }

    /// The answer that an address names, while it is there.
    pub(super) fn find(&self, (method, uri): (&Method, &Uri), stage: Stage) -> Option<Response> {
        let key = key((method, uri))?;
        let all = self.all();
        let kept = all
            .iter()
            .find(|one| one.key == key && one.stage == stage)?;
        let mut response = Response::new(Body::from(kept.body.clone()));
        *response.status_mut() = kept.status;
        *response.headers_mut() = kept.headers.clone();
        Some(response)
    }

    /// Whether somebody comes back to an answer that is kept no more, of a form without a page.
    pub(super) fn is_forgotten(asked: (&Method, &Uri), status: StatusCode) -> bool {
        status == StatusCode::NOT_FOUND && key(asked).is_some()
    }

    /// Keeps nothing of what was shown.
    pub(crate) fn clear(&self) {
        self.all().clear();
    }

    fn all(&self) -> MutexGuard<'_, VecDeque<Kept>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What an address names an answer with, if it does.
fn key<'u>((method, uri): (&Method, &'u Uri)) -> Option<&'u str> {
    let (name, key) = uri.query()?.split_once('=')?;
    (*method == Method::GET && name == NAME).then_some(key)
}

#[cfg(test)]
mod tests {
    use axum::response::Html;

    use super::*;

    const FORM: &str = "/office-user";

    async fn kept(answers: &Answers, key: &str) -> Response {
        let uri = Uri::from_static(FORM);
        let page = (StatusCode::UNPROCESSABLE_ENTITY, Html("誤り")).into_response();
        let asked = (&Method::POST, &uri);
        answers.keep(asked, Stage::Open, key.to_owned(), page).await
    }

    fn found(answers: &Answers, address: &str, stage: Stage) -> Option<StatusCode> {
        let uri = address.parse().unwrap();
        let found = answers.find((&Method::GET, &uri), stage);
        found.map(|response| response.status())
    }

    #[tokio::test]
    async fn the_page_of_a_form_has_an_address_to_come_back_to() {
        let answers = Answers::default();
        let response = kept(&answers, "k1").await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        let address = response.headers()[header::LOCATION].to_str().unwrap();
        assert_eq!(address, "/office-user?answer=k1");
        for _ in 0..2 {
            let status = found(&answers, address, Stage::Open);
            assert_eq!(status, Some(StatusCode::UNPROCESSABLE_ENTITY));
        }
        assert_eq!(found(&answers, address, Stage::Locked), None);
        assert_eq!(found(&answers, FORM, Stage::Open), None);
        assert_eq!(found(&answers, "/office-user?answer=k2", Stage::Open), None);
        answers.clear();
        assert_eq!(found(&answers, address, Stage::Open), None);
    }

    #[tokio::test]
    async fn only_the_last_are_kept_and_what_is_no_page_goes_through() {
        let answers = Answers::default();
        for at in 0..=MOST {
            kept(&answers, &format!("k{at}")).await;
        }
        assert_eq!(found(&answers, "/office-user?answer=k0", Stage::Open), None);
        assert!(found(&answers, "/office-user?answer=k1", Stage::Open).is_some());
        let uri = Uri::from_static("/compose/write");
        let text = "0195d2e3".into_response();
        let asked = (&Method::POST, &uri);
        let through = answers.keep(asked, Stage::Open, "k".to_owned(), text).await;
        assert_eq!(through.status(), StatusCode::OK);
    }

    #[tokio::test]
    async fn a_page_that_is_too_large_to_keep_is_answered_whole() {
        let answers = Answers::default();
        let length = usize::try_from(LARGEST).unwrap() + 1;
        let page = Html("a".repeat(length)).into_response();
        let uri = Uri::from_static(FORM);
        let asked = (&Method::POST, &uri);
        let through = answers.keep(asked, Stage::Open, "k".to_owned(), page).await;
        assert_eq!(through.status(), StatusCode::OK);
        let body = to_bytes(through.into_body(), usize::MAX).await.unwrap();
        assert_eq!(body.len(), length);
    }
}

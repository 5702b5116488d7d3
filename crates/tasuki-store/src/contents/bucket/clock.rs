//! The store's clock, as each of its answers tells it, also one that refuses.
//!
//! A store refuses all requests whose time is too far from its own, so its clock is not learnt from
//! what it lists or keeps. `object_store` hands on no headers: a connector of our own notes them.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpRequest, HttpResponse, HttpService, ReqwestConnector,
};
use object_store::path::Path;
use object_store::{ClientOptions, Error, ObjectStoreExt as _};
use tasuki_terms::Timestamp;

use super::connect::builder;
use super::{Key, unusable};
use crate::{BucketPlace, ContentsError};

/// The header `Date` of an answer (RFC 9110, 6.6.1).
const DATE: &str = "date";

/// Asks for an object that is not there, and tells the time of the answer, in whole seconds; none
/// where the server tells none.
pub(in crate::contents) async fn clock(
    place: &BucketPlace,
) -> Result<Option<Timestamp>, ContentsError> {
    let noted = Noted::default();
    let store = builder(place)?.with_http_connector(noted.clone());
    let store = store.build().map_err(unusable)?;
    let nothing = Path::from(&*place.prefix).join(Key::new()?.to_string());
    let answered = store.head(&nothing).await;
    match (noted.last(), answered) {
        (Some(date), _) => Ok(Some(date)),
        (None, Ok(_) | Err(Error::NotFound { .. })) => Ok(None),
        (None, Err(error)) => Err(error.into()),
    }
}

/// The time that the last answer told that told one.
#[derive(Clone, Debug, Default)]
struct Noted(Arc<Mutex<Option<Timestamp>>>);

impl Noted {
    fn last(&self) -> Option<Timestamp> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, answer: &HttpResponse) {
        let date = answer.headers().get(DATE).and_then(|date| {
            let date = jiff::fmt::rfc2822::parse(date.to_str().ok()?).ok()?;
            Some(date.timestamp())
        });
        if date.is_some() {
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = date;
        }
    }
}

impl HttpConnector for Noted {
    fn connect(&self, options: &ClientOptions) -> object_store::Result<HttpClient> {
        let client = ReqwestConnector::default().connect(options)?;
        Ok(HttpClient::new(Noting {
            client,
            noted: self.clone(),
        }))
    }
}

/// A client that notes what answers tell.
#[derive(Debug)]
struct Noting {
    client: HttpClient,
    noted: Noted,
}

impl HttpService for Noting {
    fn call<'own, 'call>(
        &'own self,
        request: HttpRequest,
    ) -> Pin<Box<dyn Future<Output = Result<HttpResponse, HttpError>> + Send + 'call>>
    where
        'own: 'call,
        Self: 'call,
    {
        Box::pin(async move {
            let answer = self.client.execute(request).await?;
            self.noted.note(&answer);
            Ok(answer)
        })
    }
}

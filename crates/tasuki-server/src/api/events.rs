//! News as server-sent events.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::Extension;
use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::{Stream, StreamExt as _, stream};
use tasuki_exchange::Operation;
use tasuki_wire::Problem;
use tokio_stream::wrappers::{BroadcastStream, WatchStream};

use crate::answer::Rejection;
use crate::door::{Standing, Visitor};
use crate::figures::Lasting;
use crate::platform::Platform;

/// Streams news: an event `hello` at once, then one `message` for each message of the caller that
/// reaches a state, and `look` when the listener was too slow and should read its lists. The
/// connection is closed behind it.
#[utoipa::path(
    get, path = "/v1/events", tag = "events",
    responses(
        (status = 200, body = tasuki_wire::Event, content_type = "text/event-stream"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn read_events(
    State(platform): State<Arc<Platform>>,
    visitor: Visitor,
) -> Result<
    (
        Extension<Standing>,
        Sse<impl Stream<Item = Result<Event, Infallible>>>,
    ),
    Rejection,
> {
    let caller = visitor.may(&platform, Operation::ReadEvents).await?;
    let ends_at = visitor.session()?.expires_at;
    let left = ends_at.as_millisecond() - platform.clock.now().as_millisecond();
    let session = tokio::time::sleep(Duration::from_millis(u64::try_from(left).unwrap_or(0)));
    let news = BroadcastStream::new(platform.news.listen(caller.office)).map(|told| match told {
        Ok(event) => Event::default()
            .event("message")
            .json_data(&event)
            .unwrap_or_else(|_| Event::default().event("look").data("{}")),
        Err(_) => Event::default().event("look").data("{}"),
    });
    let mut ending = WatchStream::new(platform.ending.clone());
    let counted = Lasting::event_stream();
    let end = async move {
        while ending.next().await == Some(false) {}
        // Or when the stream is dropped, and this with it.
        drop(counted);
    };
    let hello = stream::iter([Event::default().event("hello").data("{}")]);
    let events = hello
        .chain(news)
        .map(Ok)
        .take_until(end)
        .take_until(session)
        .take_until(platform.revocation(visitor.serials().to_vec()))
        .take_until(platform.suspension(caller.office));
    let alive = KeepAlive::new().interval(Duration::from_secs(20));
    Ok((Extension(Standing), Sse::new(events).keep_alive(alive)))
}

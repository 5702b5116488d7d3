//! News for open pages, as server-sent events.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::{Stream, StreamExt as _};
use tokio_stream::wrappers::BroadcastStream;

use crate::client::Client;

/// How often something is sent, so that a page that is gone is noticed.
const PULSE: Duration = Duration::from_secs(15);

/// Tells news until the program ends.
pub(crate) async fn stream(
    State(client): State<Arc<Client>>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let news = BroadcastStream::new(client.board.subscribe());
    let events = news.filter_map(async |told| {
        // A page that was too slow has missed some; its lists tell.
        let told = told.ok()?;
        Event::default().json_data(&told).ok().map(Ok)
    });
    let ended = async move { client.closed().await };
    Sse::new(Box::pin(events).take_until(Box::pin(ended)))
        .keep_alive(KeepAlive::new().interval(PULSE))
}

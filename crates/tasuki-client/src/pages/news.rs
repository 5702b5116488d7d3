//! News for open pages, as server-sent events: what happened, and how things stand.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::{Stream, StreamExt as _, stream};
use serde::Serialize;
use tokio_stream::wrappers::BroadcastStream;

use crate::client::Client;
use crate::keep::{self, Look};
use crate::news::{News, Stand, Told};

/// How often something is sent, so that a page that is gone is noticed.
const PULSE: Duration = Duration::from_secs(15);

/// What happened, and how things stand since.
#[derive(Serialize)]
struct Message {
    #[serde(flatten)]
    told: Told,
    #[serde(flatten)]
    stand: Stand,
}

/// Tells how things stand now, and news until the program ends.
pub(crate) async fn stream(
    State(client): State<Arc<Client>>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let news = BroadcastStream::new(client.board.subscribe());
    // A page that was too slow has missed some: how things stand tells.
    let news = news.map(|news| news.unwrap_or(News::Stand));
    let news = stream::once(async { News::Stand }).chain(news);
    let of = Arc::clone(&client);
    let events = news.filter_map(move |news| {
        let client = Arc::clone(&of);
        async move { event(&client, news).await.map(Ok) }
    });
    let ended = async move { client.closed().await };
    Sse::new(Box::pin(events).take_until(Box::pin(ended)))
        .keep_alive(KeepAlive::new().interval(PULSE))
}

async fn event(client: &Client, news: News) -> Option<Event> {
    let stand = Stand {
        waiting: client.count_waiting().await,
        is_cut: keep::is_cut(client),
        is_looked: client.keeper.look().0 != Look::NotYet,
    };
    match news {
        News::Told(told) => Event::default().json_data(Message { told, stand }),
        News::Stand => Event::default().event("stand").json_data(stand),
    }
    .ok()
}

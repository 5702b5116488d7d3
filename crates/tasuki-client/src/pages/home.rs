//! 今月: what is new, what ends soon, and where to begin.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use tasuki_ui::{Banner, Shell, Tone};

use super::sending::open::{OpenSending, open};
use super::watch;
use crate::answer::{PageError, page, see_other};
use crate::client::Client;
use crate::shell::shell;
use crate::show;
use crate::visit::Visit;

/// From how many days on a certificate that ends is told.
const SOON: i64 = 60;

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage {
    shell: Shell,
    title: String,
    banners: Vec<Banner>,
    /// What was not sent to its end.
    sendings: Vec<OpenSending>,
    /// How many files are new in the watched folder.
    watched: usize,
    /// How many messages wait to be received; none where nobody has asked yet.
    waiting: Option<usize>,
}

/// Shows the month.
pub(crate) async fn show(
    State(client): State<Arc<Client>>,
    visit: Visit,
) -> Result<Response, PageError> {
    let Some(office) = client.office() else {
        return Ok(see_other("/login"));
    };
    let now = client.tools.clock.now();
    let mut banners = Vec::new();
    if let Some(why) = office.note() {
        banners.push(Banner::new(Tone::Warning, why).text(
            "このパソコンに保存されている内容だけを表示しています。送信と受信は、つながってから行ってください。",
        ));
    }
    let days = show::days_until(office.certificate_until, now);
    if days <= SOON {
        banners.push(
            Banner::new(
                Tone::Warning,
                format!(
                    "電子証明書の有効期限が近づいています（{}、あと{days}日）。",
                    show::day(office.certificate_until)
                ),
            )
            .text("電子請求受付システムで更新の手続きをしてください。"),
        );
    }
    let waiting = match office.waiting().await {
        Some(Ok(waiting)) => Some(waiting),
        Some(Err(error)) => {
            banners.push(Banner::new(Tone::Warning, error.what()).text(error.hint()));
            None
        }
        None => None,
    };
    let japan = now.to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(9)));
    page(&HomePage {
        shell: shell(&client, &visit, "/"),
        title: japan.strftime("%Y年%-m月").to_string(),
        banners,
        sendings: open(&client, &office).await?,
        watched: watch::count(&client, &office).await?,
        waiting,
    })
}

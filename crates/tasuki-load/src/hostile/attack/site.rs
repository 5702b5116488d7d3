//! Wrong log-ins at a site, which asks nobody for a certificate.

use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use super::super::kind::Ending;
use super::Attack;

/// Types wrong passwords into the page of the log-in, one after the other: of users there are, and of
/// one who is not there.
pub(super) async fn log_ins(
    attack: &Attack,
    at: usize,
    times: usize,
    pause: Duration,
) -> anyhow::Result<Vec<Ending>> {
    let (_, user) = attack.office(at)?;
    let mut connection = attack.at_site().await?;
    let host = attack.site_host();
    let mut endings = Vec::new();
    let mut intended = Instant::now();
    for number in 0..times {
        let user = match number % 2 {
            0 => user.to_string(),
            _ => format!("KJ99999{number:05}01"),
        };
        let body = format!("csrf=&user_id={user}&password=password-{number}");
        sleep_until(intended).await;
        if number > 0 && attack.is_long(pause) {
            connection = attack.at_site().await?;
        }
        // Whoever has no session needs no token, but must come from the page itself.
        let head = format!(
            "POST /login HTTP/1.1\r\nhost: {host}\r\nsec-fetch-site: same-origin\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        connection.send(&head, &[body.as_bytes()]).await?;
        let head = connection.head().await?;
        connection.body(&head).await?;
        endings.push(Ending::Answer {
            status: head.status,
            code: String::new(),
        });
        intended += pause;
    }
    connection.close().await?;
    Ok(endings)
}

//! News from the platform, as they happen.

use std::fmt;
use std::time::Duration;

use backon::BackoffBuilder as _;
use backon::ExponentialBackoff;
use reqwest::Response;
use tasuki_wire::Event;

use crate::{Desk, Patience, Platform, PlatformError};

mod parser;

use parser::Parser;

/// How long the platform may be silent; it sends a comment now and then.
const REST: Duration = Duration::from_mins(1);

/// What the stream of news tells.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum News {
    /// The stream begins, for the first time or again. What happened before was not told: look at
    /// the lists.
    Connected,
    /// There is no stream, or it broke off; it will be asked for again, and again. This is told
    /// once, until the stream begins.
    Interrupted,
    /// A message reached a state.
    Message(Event),
}

/// The stream of news. It never ends by itself: a lost connection is opened again.
pub struct Events<'a> {
    platform: &'a Platform,
    stream: Option<Stream>,
    waits: ExponentialBackoff,
    wait: Option<Duration>,
    /// Whether somebody was told that there is no connection.
    told: bool,
}

struct Stream {
    response: Response,
    parser: Parser,
}

impl Desk {
    /// News of this office's messages.
    pub fn events(&self) -> Events<'_> {
        Events::new(&self.platform)
    }
}

impl<'a> Events<'a> {
    /// News from `platform`.
    pub fn new(platform: &'a Platform) -> Self {
        Self {
            platform,
            stream: None,
            waits: waits(platform.patience()),
            wait: None,
            told: false,
        }
    }

    /// The next news. An error is final: asking again would not help, or somebody must do
    /// something first.
    pub async fn next(&mut self) -> Result<News, PlatformError> {
        loop {
            let Some(stream) = &mut self.stream else {
                if let Some(wait) = self.wait.take() {
                    tokio::time::sleep(wait).await;
                }
                match self.platform.open_events().await {
                    Ok(response) => {
                        self.told = false;
                        self.stream = Some(Stream {
                            response,
                            parser: Parser::default(),
                        });
                        return Ok(News::Connected);
                    }
                    Err(error) => {
                        self.interrupted(error)?;
                        if !std::mem::replace(&mut self.told, true) {
                            return Ok(News::Interrupted);
                        }
                    }
                }
                continue;
            };
            if let Some(message) = stream.parser.take() {
                // News arrive: the next interruption begins with a short wait again.
                self.waits = waits(self.platform.patience());
                match serde_json::from_str(&message.data) {
                    Ok(event) if message.name == "message" => return Ok(News::Message(event)),
                    Err(source) if message.name == "message" => {
                        return Err(PlatformError::Answer(source));
                    }
                    _ => continue,
                }
            }
            match tokio::time::timeout(REST, stream.response.chunk()).await {
                Ok(Ok(Some(bytes))) => stream.parser.push(&bytes),
                Ok(Err(error)) => {
                    self.interrupted(error.into())?;
                    self.told = true;
                    return Ok(News::Interrupted);
                }
                // The end, or silence: the platform restarts, or the line is dead.
                Ok(Ok(None)) | Err(_) => {
                    self.rest();
                    self.told = true;
                    return Ok(News::Interrupted);
                }
            }
        }
    }

    fn interrupted(&mut self, error: PlatformError) -> Result<(), PlatformError> {
        if !error.is_passing() {
            return Err(error);
        }
        tracing::debug!(code = error.code(), "the stream of news was interrupted");
        self.rest();
        Ok(())
    }

    fn rest(&mut self) {
        self.stream = None;
        let longest = self.platform.patience().longest;
        self.wait = Some(self.waits.next().unwrap_or(longest));
    }
}

fn waits(patience: Patience) -> ExponentialBackoff {
    patience.waits().without_max_times().build()
}

impl fmt::Debug for Events<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Events")
            .field("connected", &self.stream.is_some())
            .finish_non_exhaustive()
    }
}

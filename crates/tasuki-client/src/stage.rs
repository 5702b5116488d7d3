//! How far the user of a client has come, and what a page needs of that.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;

use crate::answer::see_other;
use crate::client::Client;

/// How far the user has come.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Stage {
    /// There is no profile yet.
    New,
    /// There is a profile, and nobody has logged in.
    Locked,
    /// Somebody has logged in.
    Open,
}

/// What a route needs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Needs {
    /// A one-time token, or the secret of the lock: how one comes in.
    Token,
    /// The browser that was opened with a one-time address.
    Browser,
    /// And a profile.
    Profile,
    /// And that somebody has logged in.
    LogIn,
}

/// What the stage before a route knows.
#[derive(Clone)]
pub(crate) struct Gate {
    pub(crate) client: Arc<Client>,
    pub(crate) needs: Needs,
}

/// Lets a request through to its route, or sends it to the page that comes before.
pub(crate) async fn pass(State(gate): State<Gate>, request: Request, next: Next) -> Response {
    let stage = gate.client.stage();
    let least = match gate.needs {
        Needs::Token | Needs::Browser => Stage::New,
        Needs::Profile => Stage::Locked,
        Needs::LogIn => Stage::Open,
    };
    if stage >= least {
        return next.run(request).await;
    }
    let is_page = *request.method() == Method::GET;
    match stage {
        Stage::New => see_other("/start"),
        _ if is_page && request.uri().path() == "/" && gate.client.known_offices().len() > 1 => {
            see_other("/offices")
        }
        // What was typed is lost; the page says why.
        _ if is_page => see_other("/login"),
        _ => see_other("/login?ended=1"),
    }
}

//! The pages: each with its struct, its handler, and its template under `templates/`.

mod ask;
mod bulk;
mod compose;
mod help;
mod home;
mod lists;
mod login;
mod message;
mod news;
mod notices;
mod office_user;
mod offices;
mod partners;
mod password;
mod quit;
mod receipts;
mod receive;
mod sending;
mod settings;
pub(crate) mod start;
mod templates;
mod text_size;
mod watch;

use std::sync::Arc;

use crate::answer::PageError;
use crate::client::Client;
use crate::draft::MOST_BYTES;
use crate::office::Office;
use crate::routes::Routes;
use crate::stage::Needs;

/// What surrounds files in a form.
const AROUND_FILES: usize = 1024 * 1024;
/// Bytes of a form with a receipt.
const RECEIPT_BYTES: usize = 1024 * 1024;
/// Bytes of certificates and keys.
const CERTIFICATE_BYTES: usize = 1024 * 1024;

pub(crate) fn routes(routes: Routes) -> Routes {
    const FILES: usize = MOST_BYTES + AROUND_FILES;
    let routes = routes
        // The first run.
        .get(Needs::Browser, "/start", start::show)
        .post_files(
            Needs::Browser,
            "/start",
            CERTIFICATE_BYTES,
            start::read_certificate,
        )
        .get(Needs::Browser, "/start/confirm", start::confirm::show)
        .post(Needs::Browser, "/start/confirm", start::confirm::install)
        .get(Needs::Browser, "/start/request", start::request::show)
        .post(Needs::Browser, "/start/request", start::request::make)
        .get(
            Needs::Browser,
            "/start/request/{user}",
            start::request::download,
        )
        .get(Needs::Profile, "/start/check", start::check::show)
        // In and out.
        .get(Needs::Profile, "/offices", offices::show)
        .get(Needs::Profile, "/offices/{office}", offices::open)
        .get(Needs::Profile, "/login", login::show)
        .post(Needs::Profile, "/login", login::log_in)
        .get(Needs::Profile, "/password", password::show)
        .post(Needs::Profile, "/password", password::change)
        .post(Needs::LogIn, "/logout", login::log_out)
        .get(Needs::LogIn, "/office-user", office_user::show)
        .post(Needs::LogIn, "/office-user", office_user::log_in)
        .post(Needs::Browser, "/quit", quit::quit)
        .post(Needs::Browser, "/text-size", text_size::choose)
        .get(Needs::LogIn, "/", home::show)
        // Sending.
        .get(Needs::LogIn, "/compose", compose::blank)
        .post_files(Needs::LogIn, "/compose", FILES, compose::begin)
        .get(Needs::LogIn, "/compose/{draft}", compose::show)
        .post_files(Needs::LogIn, "/compose/{draft}", FILES, compose::change)
        .post(Needs::LogIn, "/compose/write", compose::write::keep)
        .get(Needs::LogIn, "/compose/discard", compose::discard::ask)
        .post(Needs::LogIn, "/compose/discard", compose::discard::discard)
        .get(
            Needs::LogIn,
            "/compose/{draft}/files/{place}",
            compose::picture::read,
        )
        .get(
            Needs::LogIn,
            "/compose/{draft}/confirm",
            compose::confirm::show,
        )
        .post(
            Needs::LogIn,
            "/compose/{draft}/confirm",
            compose::confirm::send,
        )
        .get(Needs::LogIn, "/bulk", bulk::choose)
        .post_files(Needs::LogIn, "/bulk", FILES, bulk::take)
        .get(Needs::LogIn, "/bulk/{plan}", bulk::show)
        .post(Needs::LogIn, "/bulk/{plan}", bulk::confirm)
        .post(Needs::LogIn, "/bulk/{plan}/messages/{message}", bulk::edit)
        .get(Needs::LogIn, "/templates", templates::show)
        .post(Needs::LogIn, "/templates", templates::create)
        .post(
            Needs::LogIn,
            "/templates/{template}/start",
            templates::start,
        )
        .get(
            Needs::LogIn,
            "/templates/{template}/remove",
            templates::remove::ask,
        )
        .post(
            Needs::LogIn,
            "/templates/{template}/remove",
            templates::remove::remove,
        )
        .get(Needs::LogIn, "/sending/{job}", sending::show)
        .get(
            Needs::LogIn,
            "/sending/{job}/progress",
            sending::progress::read_progress,
        )
        .post(Needs::LogIn, "/sending/{job}/stop", sending::stop)
        .post(Needs::LogIn, "/sending/{job}/pause", sending::pause)
        .post(Needs::LogIn, "/sending/{job}/go-on", sending::resume)
        .post(Needs::LogIn, "/sending/{job}/retry", sending::retry)
        .post(Needs::LogIn, "/sending/{job}/again", sending::again)
        .post(Needs::LogIn, "/sending/{job}/edit", sending::edit)
        .get(Needs::LogIn, "/sending/{job}/dismiss", sending::unsent::ask)
        .post(
            Needs::LogIn,
            "/sending/{job}/dismiss",
            sending::unsent::dismiss,
        )
        .get(
            Needs::LogIn,
            "/sending/{job}/receipts/{line}",
            sending::receipt,
        )
        // Lists and receiving.
        .get(Needs::LogIn, "/sent", lists::sent)
        .get(Needs::LogIn, "/received", lists::received)
        .post(Needs::LogIn, "/lists/refresh", lists::refresh)
        .post(Needs::LogIn, "/receive", receive::receive)
        .get(Needs::LogIn, "/receiving/{job}", receive::show)
        .post(Needs::LogIn, "/receiving/{job}/retry", receive::retry)
        .post(Needs::LogIn, "/receiving/{job}/stop", receive::stop)
        // All else.
        .get(Needs::LogIn, "/receipts", receipts::show)
        .post_files(Needs::LogIn, "/receipts", RECEIPT_BYTES, receipts::check)
        .get(Needs::LogIn, "/partners", partners::show)
        .post(
            Needs::LogIn,
            "/partners/{number}/favourite",
            partners::favourite,
        )
        .get(Needs::LogIn, "/notices", notices::show)
        .post(Needs::LogIn, "/notices/{id}/read", notices::read)
        .get(Needs::LogIn, "/settings", settings::show)
        .post(Needs::LogIn, "/settings", settings::change)
        .post(
            Needs::LogIn,
            "/settings/automatic",
            settings::automatic::set,
        )
        .get(Needs::Profile, "/settings/proxy", settings::proxy::show)
        .post(Needs::Profile, "/settings/proxy", settings::proxy::change)
        .post(Needs::LogIn, "/settings/watch", settings::watch::set)
        .post(Needs::LogIn, "/watch", watch::take)
        .get(Needs::LogIn, "/settings/support", settings::support::read)
        .get(Needs::Browser, "/help", help::show)
        .get(Needs::Browser, "/help/{code}", help::code::show)
        .get(Needs::LogIn, "/news", news::stream);
    messages(routes)
}

/// One message.
fn messages(routes: Routes) -> Routes {
    routes
        .get(Needs::LogIn, "/messages/{id}", message::show)
        .get(
            Needs::LogIn,
            "/messages/{id}/files/{place}",
            message::file::show,
        )
        .get(
            Needs::LogIn,
            "/messages/{id}/files/{place}/content/{file}",
            message::content::read,
        )
        .get(
            Needs::LogIn,
            "/messages/{id}/files/{place}/save",
            message::save::save,
        )
        .get(
            Needs::LogIn,
            "/messages/{id}/receipts/{state}",
            message::receipt::show,
        )
        .get(
            Needs::LogIn,
            "/messages/{id}/receipts/{state}/file",
            message::receipt::save,
        )
        .get(
            Needs::LogIn,
            "/messages/{id}/withdraw",
            message::withdraw::show,
        )
        .post(
            Needs::LogIn,
            "/messages/{id}/withdraw",
            message::withdraw::withdraw,
        )
        .post(
            Needs::LogIn,
            "/messages/{id}/resend",
            message::resend::resend,
        )
}

/// The office; the stage before the route has seen that there is one.
fn opened(client: &Client) -> Result<Arc<Office>, PageError> {
    client.office().ok_or(PageError::NotFound)
}

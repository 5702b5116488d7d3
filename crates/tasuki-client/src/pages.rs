//! The pages: each with its struct, its handler, and its template under `templates/`.

mod compose;
mod help;
mod home;
mod lists;
mod login;
mod message;
mod news;
mod notices;
mod office_user;
mod partners;
mod quit;
mod receive;
mod sending;
mod settings;
pub(crate) mod start;
mod text_size;

use crate::draft::MOST_BYTES;
use crate::routes::Routes;
use crate::stage::Needs;

/// What surrounds files in a form.
const AROUND_FILES: usize = 1024 * 1024;
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
        .get(Needs::Profile, "/login", login::show)
        .post(Needs::Profile, "/login", login::log_in)
        .post(Needs::LogIn, "/logout", login::log_out)
        .get(Needs::LogIn, "/office-user", office_user::show)
        .post(Needs::LogIn, "/office-user", office_user::log_in)
        .post(Needs::Browser, "/quit", quit::quit)
        .post(Needs::Browser, "/text-size", text_size::choose)
        // The month's work.
        .get(Needs::LogIn, "/", home::show)
        .get(Needs::LogIn, "/compose", compose::blank)
        .post_files(Needs::LogIn, "/compose", FILES, compose::begin)
        .get(Needs::LogIn, "/compose/{draft}", compose::show)
        .post_files(Needs::LogIn, "/compose/{draft}", FILES, compose::change)
        .get(
            Needs::LogIn,
            "/compose/{draft}/files/{index}",
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
        .get(Needs::LogIn, "/sending/{job}", sending::show)
        .post(Needs::LogIn, "/sending/{job}/stop", sending::stop)
        .get(Needs::LogIn, "/sending/{job}/receipt", sending::receipt)
        .get(Needs::LogIn, "/sent", lists::sent)
        .get(Needs::LogIn, "/received", lists::received)
        .post(Needs::LogIn, "/lists/refresh", lists::refresh)
        .post(Needs::LogIn, "/receive", receive::receive)
        .get(Needs::LogIn, "/receiving/{job}", receive::show)
        .post(Needs::LogIn, "/receiving/{job}/retry", receive::retry)
        .post(Needs::LogIn, "/receiving/{job}/stop", receive::stop)
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
        .get(Needs::LogIn, "/help", help::show)
        .get(Needs::Profile, "/help/{code}", help::code::show)
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
            "/messages/{id}/files/{place}/content",
            message::content::read,
        )
        .get(
            Needs::LogIn,
            "/messages/{id}/receipts/{state}",
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

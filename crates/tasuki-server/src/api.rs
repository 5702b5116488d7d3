//! The HTTP interface, version 1: the table of its routes.

mod account;
mod events;
mod messages;
mod notices;
mod offices;
mod platform;
mod sessions;

use std::sync::{Arc, LazyLock};

use axum::extract::DefaultBodyLimit;
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use tasuki_wire::{Code, PROBLEM_MEDIA_TYPE};
use utoipa::OpenApi;
use utoipa::openapi::{self, RefOr};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::answer::Rejection;
use crate::door::{Door, enter, framed, linger};
use crate::platform::Platform;

pub(crate) use messages::{Uploads, tell};

/// What any operation may answer: not readable, no certificate or session, not for this user or an
/// office that stands so, too slow, too often, or the platform's own fault.
const ANY_STATUS: [&str; 7] = ["400", "401", "403", "408", "429", "500", "503"];

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Tasuki exchange",
        description = "Exchange of sealed care plan data between offices (ケアプランデータ連携). \
                       docs/protocol.md describes signatures, seals and receipts."
    ),
    components(schemas(tasuki_wire::Problem, tasuki_wire::Event))
)]
struct Description;

fn routes() -> OpenApiRouter<Arc<Platform>> {
    OpenApiRouter::with_openapi(Description::openapi())
        .routes(routes!(sessions::open_session))
        .routes(routes!(sessions::refresh_session))
        .routes(routes!(platform::read_limits))
        .routes(routes!(platform::read_platform))
        .routes(routes!(account::read_account))
        .routes(routes!(notices::read_notices))
        .routes(routes!(offices::search_offices))
        .routes(routes!(offices::read_office))
        .routes(routes!(messages::list_inbox))
        .routes(routes!(messages::list_outbox))
        .routes(routes!(messages::send_message, messages::read_message))
        .routes(routes!(messages::fetch_content))
        .routes(routes!(messages::confirm_opening))
        .routes(routes!(messages::withdraw_message))
        .routes(routes!(events::read_events))
}

/// The OpenAPI document of the interface.
pub fn openapi() -> openapi::OpenApi {
    let mut document = routes().into_openapi();
    "1".clone_into(&mut document.info.version);
    for path in document.paths.paths.values_mut() {
        for operation in [&mut path.get, &mut path.put, &mut path.post]
            .into_iter()
            .flatten()
        {
            for status in ANY_STATUS {
                let responses = &mut operation.responses.responses;
                responses
                    .entry(status.to_owned())
                    .or_insert_with(|| RefOr::T(problem()));
            }
        }
    }
    document
}

/// A problem, as every operation may answer it.
fn problem() -> openapi::Response {
    let schema = openapi::Ref::from_schema_name("Problem");
    let content = openapi::ContentBuilder::new().schema(Some(schema)).build();
    openapi::ResponseBuilder::new()
        .content(PROBLEM_MEDIA_TYPE, content)
        .build()
}

/// The whole interface.
pub(crate) fn router(platform: Arc<Platform>) -> Router {
    let door = Arc::new(Door::new(&platform));
    let (router, _) = routes().split_for_parts();
    router
        .route("/v1/openapi.json", get(read_openapi))
        .fallback(async || Rejection::Code(Code::NotFound))
        .method_not_allowed_fallback(async || Rejection::Code(Code::MethodNotAllowed))
        .layer(DefaultBodyLimit::max(platform.settings.limits.body_bytes))
        .layer(middleware::from_fn_with_state(door, enter))
        .layer(middleware::from_fn_with_state(
            Arc::clone(&platform),
            linger,
        ))
        .layer(middleware::from_fn(framed))
        .with_state(platform)
}

/// Gives the OpenAPI document, which is made once.
async fn read_openapi() -> Json<&'static openapi::OpenApi> {
    static DOCUMENT: LazyLock<openapi::OpenApi> = LazyLock::new(openapi);
    Json(&DOCUMENT)
}

/// A request that axum could not read: too large, or malformed.
fn unreadable(rejection: impl IntoResponse) -> Rejection {
    let response: Response = rejection.into_response();
    match response.status().as_u16() {
        413 => Code::BodyTooLarge.into(),
        _ => Code::RequestMalformed.into(),
    }
}

//! Server-sent events: what changes in a workspace, as it changes.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::Stream;
use serde_json::json;
use skytally_app::News;
use skytally_model::WorkspaceId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::auth::Known;
use crate::extract::Path;
use crate::problem::Problem;
use crate::state::ApiState;

/// How often a quiet stream says that it is alive, so that proxies keep it open.
const ALIVE_EVERY: Duration = Duration::from_secs(15);
/// A stream ends after this, and the browser comes back: then it is asked again who they are.
const STREAM_MAX: Duration = Duration::from_secs(300);

pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(events))
}

/// Watch a workspace
///
/// Server-sent events: `change` with `what` (run, generation, account, finding, members, workspace) and `subject`; `behind`
/// when some were missed and everything is to be read anew.
#[utoipa::path(get, path = "/workspaces/{workspace}/events", tag = "events",
    params(("workspace" = String, Path, format = Uuid, description = "The workspace")),
    responses((status = 200, description = "The changes as they come", body = String, content_type = "text/event-stream")))]
async fn events(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path(workspace): Path<WorkspaceId>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    let watch = state.app.watch(&caller, workspace).await?;
    let ends = tokio::time::Instant::now() + STREAM_MAX;
    let hello = Event::default().event("hello").data("{}").retry(Duration::from_secs(2));
    let first = futures_util::stream::once(async move { Ok(hello) });
    let rest = futures_util::stream::unfold(watch, move |mut watch| async move {
        let news = tokio::time::timeout_at(ends, watch.next()).await.ok()??;
        let event = match news {
            News::Behind => Event::default().event("behind").data("{}"),
            News::Change(change) => Event::default()
                .event("change")
                .id(change.id.to_string())
                .data(json!({ "at": change.at, "what": change.what, "subject": change.subject }).to_string()),
        };
        Some((Ok(event), watch))
    });
    let stream = futures_util::StreamExt::chain(first, rest);
    Ok(Sse::new(stream).keep_alive(KeepAlive::new().interval(ALIVE_EVERY)))
}

//! Creating calls: with an idempotency key, the same request twice is done once and answered the same.

use std::future::Future;

use axum::body::Body;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderName, HeaderValue, Response, StatusCode};
use axum::response::IntoResponse;
use serde::Serialize;
use skytally_app::{Caller, Replay};

use crate::idempotency::{Fingerprint, IdempotencyKey};
use crate::problem::{Code, Problem};
use crate::state::ApiState;

/// Says on an answer that it is a kept one.
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// Does a creating call once.
///
/// # Errors
/// The call failed, which frees its key; the key was used for another request, or its request is being worked on.
pub(crate) async fn once<T: Serialize>(
    state: &ApiState,
    caller: &Caller,
    key: Option<&IdempotencyKey>,
    fingerprint: &Fingerprint,
    work: impl Future<Output = Result<(StatusCode, T), Problem>>,
) -> Result<Response<Body>, Problem> {
    let Some(key) = key else {
        let (status, body) = work.await?;
        return answer(status, bytes(&body)?, false);
    };
    match state.app.claim(caller, key.as_str(), fingerprint.as_str()).await? {
        Replay::Answered { status, body } => {
            let status = StatusCode::from_u16(status).map_err(|error| Problem::internal(&error))?;
            answer(status, body, true)
        }
        Replay::Busy => Err(Problem::new(
            Code::InProgress,
            "a request with this idempotency key is being worked on: try again in a moment",
        )),
        Replay::Other => Err(Problem::new(
            Code::KeyReused,
            "the idempotency key was used for another request: use a new key",
        )),
        Replay::First => match work.await {
            Ok((status, body)) => {
                let body = bytes(&body)?;
                state.app.answered(caller, key.as_str(), Some((status.as_u16(), &body))).await?;
                answer(status, body, false)
            }
            Err(problem) => {
                state.app.answered(caller, key.as_str(), None).await?;
                Err(problem)
            }
        },
    }
}

fn bytes<T: Serialize>(body: &T) -> Result<Vec<u8>, Problem> {
    serde_json::to_vec(body).map_err(|error| Problem::internal(&error))
}

fn answer(status: StatusCode, body: Vec<u8>, replayed: bool) -> Result<Response<Body>, Problem> {
    let mut response = (status, [(CONTENT_TYPE, "application/json")], body).into_response();
    if replayed {
        response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
    }
    Ok(response)
}

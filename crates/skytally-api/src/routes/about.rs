//! What anybody may know of the service before they sign in.

use axum::extract::State;
use serde::Serialize;
use skytally_app::SignUp;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::auth::Anybody;
use crate::console::CONSOLE;
use crate::extract::Json;
use crate::state::ApiState;

pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(about))
}

/// Who may sign up.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum SignUpView {
    /// Anybody.
    Open,
    /// Whoever has an invitation, and the first person.
    Invited,
}

/// What becomes of mail.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum MailView {
    /// It is sent.
    Sent,
    /// It is written into a folder of the service, where its operator finds it.
    Folder,
}

/// The service.
#[derive(Serialize, ToSchema)]
pub(crate) struct AboutView {
    /// The version of the program.
    version: String,
    /// Who may sign up.
    sign_up: SignUpView,
    /// Where else people may sign in: identity providers by name.
    providers: Vec<String>,
    /// What becomes of mail.
    mail: MailView,
    /// Whether the console is built into the program.
    console: bool,
}

/// What the service is and who may sign up
#[utoipa::path(get, path = "/about", tag = "sign-in",
    responses((status = 200, description = "What anybody may know of the service", body = AboutView)), security(()))]
async fn about(State(state): State<ApiState>, Anybody(_visitor): Anybody) -> Json<AboutView> {
    Json(AboutView {
        version: state.version.to_owned(),
        sign_up: match state.app.config().sign_up {
            SignUp::Open => SignUpView::Open,
            SignUp::Invited => SignUpView::Invited,
        },
        providers: state.app.providers().into_iter().map(str::to_owned).collect(),
        mail: if state.app.mail_stays_here() { MailView::Folder } else { MailView::Sent },
        console: CONSOLE.is_built(),
    })
}

//! Relations between resources.

use axum::extract::State;
use serde::Serialize;
use skytally_app::Relation;
use skytally_model::{LinkId, WorkspaceId};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::auth::Known;
use crate::extract::{Json, Path, Query};
use crate::problem::Problem;
use crate::routes::resources::OneQuery;
use crate::state::ApiState;

pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(relations))
}

/// A resource that has to do with another.
#[derive(Serialize, ToSchema)]
pub(crate) struct RelatedItem {
    /// The cloud account.
    #[schema(value_type = String, format = Uuid)]
    account: LinkId,
    /// Its kind.
    kind: String,
    /// Its region.
    region: String,
    /// AWS's id of it.
    id: String,
    /// Its name.
    name: Option<String>,
    /// The path of the first member that says so, such as `data.SecurityGroups[0].GroupId`, in the document of the one that
    /// refers.
    by: String,
}

impl RelatedItem {
    fn of(account: LinkId, relation: &Relation) -> Self {
        Self {
            account,
            kind: relation.other.kind.to_string(),
            region: relation.other.region.to_string(),
            id: relation.other.id.clone(),
            name: relation.other.name.clone(),
            by: relation.by.clone(),
        }
    }
}

/// What a resource has to do with others.
#[derive(Serialize, ToSchema)]
pub(crate) struct RelationsView {
    /// Resources whose ARN or id its document holds; 200 at most.
    refers_to: Vec<RelatedItem>,
    /// Resources whose documents hold its ARN or id; 200 at most.
    referred_by: Vec<RelatedItem>,
    /// There are more, or there may be: the search ended early.
    truncated: bool,
}

/// Which resources a resource refers to, and which refer to it
///
/// Within its cloud account, by the newest generation. What could not be seen (a part that was denied, a listing that failed)
/// says nothing here. An id that is a word, such as `default`, counts only in a member whose name says what it is.
#[utoipa::path(get, path = "/workspaces/{workspace}/relations", tag = "resources",
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"), OneQuery),
    responses((status = 200, description = "The relations, by kind, region and id", body = RelationsView)))]
async fn relations(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path(workspace): Path<WorkspaceId>,
    Query(query): Query<OneQuery>,
) -> Result<Json<RelationsView>, Problem> {
    let (account, kind, region) = query.place()?;
    let found = state.app.relations(&caller, workspace, account, &kind, &region, &query.id).await?;
    let items = |relations: &[Relation]| relations.iter().map(|one| RelatedItem::of(account, one)).collect();
    Ok(Json(RelationsView {
        refers_to: items(&found.refers_to),
        referred_by: items(&found.referred_by),
        truncated: found.truncated,
    }))
}

//! Who calls: a session or an API token, checked at every request; or the operator, at the command line.

use jiff::SignedDuration;
use skytally_identity::scope::{Scope, Scopes};
use skytally_identity::token::{Token, TokenKind};
use skytally_model::{SessionId, TokenId, UserId, WorkspaceId};
use skytally_store::{Actor, Entrance, Origin, WorkspaceName, WorkspaceScope};
use uuid::Uuid;

use crate::access::{Action, allows};
use crate::app::App;
use crate::error::{AppError, Result};

/// Where a request comes from, before anybody knows who it is.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// The address.
    pub address: String,
    /// The id of the request.
    pub request: String,
    /// The browser, in words.
    pub agent: String,
}

/// How somebody is known.
#[derive(Debug, Clone, PartialEq)]
enum How {
    Session { id: SessionId, hash: String },
    Token { id: TokenId, scopes: Scopes, only: Option<WorkspaceId> },
    Operator,
}

/// Somebody who is known.
#[derive(Debug, Clone)]
pub struct Caller {
    user: UserId,
    how: How,
    visitor: Visitor,
    /// Where the request goes, if it goes into a workspace that they may enter: asked together with who they are.
    entrance: Option<Entrance>,
}

impl Caller {
    /// Whoever runs the program on the machine itself. They hold database and keys, so there is nothing to check; what they do is
    /// theirs in the audit trail. They may do in every workspace what [`Action::is_operators`] says, and are no person: what is
    /// asked of one is refused.
    pub fn operator() -> Self {
        let visitor = Visitor { address: String::new(), request: String::new(), agent: String::new() };
        // Nobody has this id, so whatever looks for a person finds none.
        Self { user: UserId::new(Uuid::nil()), how: How::Operator, visitor, entrance: None }
    }

    /// Who.
    pub fn user(&self) -> UserId {
        self.user
    }

    /// Their session, if it is one.
    pub fn session(&self) -> Option<SessionId> {
        match &self.how {
            How::Session { id, .. } => Some(*id),
            How::Token { .. } | How::Operator => None,
        }
    }

    /// Where the request comes from.
    pub fn visitor(&self) -> &Visitor {
        &self.visitor
    }

    /// A text that tells callers with different rights apart: what idempotency keys belong to.
    pub fn owner_key(&self) -> String {
        match &self.how {
            How::Session { .. } => format!("user:{}", self.user),
            How::Token { id, .. } => format!("token:{id}"),
            How::Operator => "operator".to_owned(),
        }
    }

    pub(crate) fn session_hash(&self) -> Option<&str> {
        match &self.how {
            How::Session { hash, .. } => Some(hash),
            How::Token { .. } | How::Operator => None,
        }
    }

    /// Refuses API tokens: for what only a person does.
    pub(crate) fn person(&self) -> Result<UserId> {
        match self.how {
            How::Session { .. } => Ok(self.user),
            How::Token { .. } => Err(AppError::Forbidden("an API token may not do this: sign in".to_owned())),
            How::Operator => Err(no_person()),
        }
    }

    /// Refuses API tokens that were not made for it, or only for one workspace.
    pub(crate) fn everywhere(&self, scope: Scope) -> Result<UserId> {
        match &self.how {
            How::Session { .. } => Ok(self.user),
            How::Token { only: Some(_), .. } => {
                Err(AppError::Forbidden("the API token is good in one workspace only".to_owned()))
            }
            How::Token { scopes, .. } if scopes.allow(scope) => Ok(self.user),
            How::Token { .. } => {
                Err(AppError::Forbidden(format!("the API token needs the scope {}", scope.as_str())))
            }
            How::Operator => Err(no_person()),
        }
    }
}

fn no_person() -> AppError {
    AppError::Forbidden("only a person who is signed in may do this".to_owned())
}

impl App {
    /// Somebody by the token in their cookie, on their way into a workspace. None for a session that is unknown, over or idle
    /// for too long.
    ///
    /// # Errors
    /// The store failed.
    pub async fn by_session(
        &self,
        token: &str,
        workspace: Option<WorkspaceId>,
        visitor: Visitor,
    ) -> Result<Option<Caller>> {
        let Ok(token) = Token::parse(TokenKind::Session, token) else { return Ok(None) };
        let hash = token.hash().as_str().to_owned();
        let idle = signed(self.config.sessions.idle());
        let session = self.store.gate_session(&hash, workspace, self.now(), idle).await?;
        Ok(session.map(|(session, entrance)| Caller {
            user: session.user,
            how: How::Session { id: session.id, hash },
            visitor,
            entrance,
        }))
    }

    /// Somebody's machine by its API token, on its way into a workspace.
    ///
    /// # Errors
    /// The store failed.
    pub async fn by_token(
        &self,
        token: &str,
        workspace: Option<WorkspaceId>,
        visitor: Visitor,
    ) -> Result<Option<Caller>> {
        let Ok(token) = Token::parse(TokenKind::Api, token) else { return Ok(None) };
        let found = self.store.gate_token(token.hash().as_str(), workspace, self.now()).await?;
        let Some((found, entrance)) = found else { return Ok(None) };
        let scopes: Scopes =
            found.scopes.join(" ").parse().map_err(|error| {
                AppError::Internal(format!("the scopes of a token cannot be read: {error}"))
            })?;
        let how = How::Token { id: found.id, scopes, only: found.only };
        Ok(Some(Caller { user: found.user, how, visitor, entrance }))
    }

    /// The right to do something in a workspace. Whoever is no member is not told that it exists.
    ///
    /// # Errors
    /// They may not; the store failed.
    pub(crate) async fn enter(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
        action: Action,
    ) -> Result<WorkspaceScope> {
        if let How::Token { only: Some(only), .. } = &caller.how
            && *only != workspace
        {
            return Err(AppError::NotFound("workspace"));
        }
        if let How::Operator = &caller.how {
            if !action.is_operators() {
                return Err(no_person());
            }
            return self.store.enter_as_operator(workspace).await?.ok_or(AppError::NotFound("workspace"));
        }
        let scope = match &caller.entrance {
            Some(entrance) if entrance.scope.workspace() == workspace => entrance.scope.clone(),
            _ => self.store.enter(caller.user, workspace).await?.ok_or(AppError::NotFound("workspace"))?,
        };
        if !scope.role().is_some_and(|role| allows(role, action)) {
            let least = action.least_role();
            return Err(AppError::Forbidden(format!("to {}, one must be {least} or more", action.words())));
        }
        if let How::Token { scopes, .. } = &caller.how {
            match action.token_scope() {
                None => {
                    let words = action.words();
                    return Err(AppError::Forbidden(format!("an API token may not {words}: sign in")));
                }
                Some(needed) if !scopes.allow(needed) => {
                    let (words, needed) = (action.words(), needed.as_str());
                    return Err(AppError::Forbidden(format!(
                        "to {words}, the API token needs the scope {needed}"
                    )));
                }
                Some(_) => {}
            }
        }
        Ok(scope)
    }

    /// All workspaces of the installation: the operator has to name one.
    ///
    /// # Errors
    /// It is not the operator; the store failed.
    pub async fn workspace_names(&self, caller: &Caller) -> Result<Vec<WorkspaceName>> {
        match caller.how {
            How::Operator => Ok(self.store.workspace_names().await?),
            How::Session { .. } | How::Token { .. } => {
                Err(AppError::Forbidden("only the operator sees all workspaces".to_owned()))
            }
        }
    }

    /// The stamp of a workspace, as it was when the caller came in: what is read now is no older.
    pub(crate) async fn stamp(&self, caller: &Caller, scope: &WorkspaceScope) -> Result<String> {
        match &caller.entrance {
            Some(entrance) if entrance.scope.workspace() == scope.workspace() => Ok(entrance.stamp.clone()),
            _ => Ok(self.store.stamp(scope).await?),
        }
    }

    /// The caller as the audit trail names them.
    pub(crate) fn origin(&self, caller: &Caller) -> Origin {
        let actor = match &caller.how {
            How::Session { .. } => Actor::User(caller.user),
            How::Token { id, .. } => Actor::Token(caller.user, *id),
            How::Operator => Actor::Operator,
        };
        Origin { actor, ..self.visit(&caller.visitor) }
    }

    /// Somebody whom nobody knows yet, as the audit trail names them.
    pub(crate) fn visit(&self, visitor: &Visitor) -> Origin {
        Origin {
            actor: Actor::Anonymous,
            address: visitor.address.clone(),
            request: visitor.request.clone(),
            at: self.now(),
        }
    }
}

/// A length of time as the calendar crate has it. Our limits are far below its bounds.
pub(crate) fn signed(duration: std::time::Duration) -> SignedDuration {
    SignedDuration::try_from(duration).unwrap_or(SignedDuration::MAX)
}

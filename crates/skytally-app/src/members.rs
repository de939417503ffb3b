//! Members and invitations.

use skytally_identity::token::{Token, TokenKind};
use skytally_identity::{Email, policy};
use skytally_model::{InvitationId, Role, UserId, WorkspaceId};
use skytally_notify::Letter;
use skytally_store::{Invitation, Member, Workspace};

use crate::access::Action;
use crate::app::App;
use crate::caller::Caller;
use crate::error::{AppError, Result};

impl App {
    /// The members of a workspace, owners first.
    ///
    /// # Errors
    /// They may not.
    pub async fn members(&self, caller: &Caller, workspace: WorkspaceId) -> Result<Vec<Member>> {
        let scope = self.enter(caller, workspace, Action::ReadMembers).await?;
        Ok(self.store.members(&scope).await?)
    }

    /// Changes a member's role. Only owners make or unmake owners; the last one stays.
    ///
    /// # Errors
    /// They may not; there is no such member; it is the last owner.
    pub async fn change_role(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
        user: UserId,
        role: Role,
    ) -> Result<Member> {
        let scope = self.enter(caller, workspace, Action::ChangeMembers).await?;
        let members = self.store.members(&scope).await?;
        let member = members.iter().find(|m| m.user == user).ok_or(AppError::NotFound("member"))?;
        if role == Role::Owner || member.role == Role::Owner {
            self.enter(caller, workspace, Action::ChangeOwners).await?;
        }
        let origin = self.origin(caller);
        let changed = self.store.change_role(&scope, &origin, user, role).await?;
        if role == Role::Owner && member.role != Role::Owner {
            let name = self.store.workspace(&scope).await?.name;
            let by = self.me(caller).await?.name;
            for owner in self.store.owner_addresses(&scope).await? {
                let letter = Letter::NewOwner {
                    workspace: name.clone(),
                    member: changed.name.clone(),
                    by: by.clone(),
                    when: origin.at,
                };
                let letter = self.letter(Some(workspace), &owner, &letter, self.dedupe("owner")?).await?;
                self.store.send(&origin, &letter).await?;
            }
            self.wake_outbox.notify_one();
        }
        Ok(changed)
    }

    /// Takes a member out; whoever leaves themselves needs no right for it. The last owner stays.
    ///
    /// # Errors
    /// They may not; there is no such member; it is the last owner.
    pub async fn remove_member(&self, caller: &Caller, workspace: WorkspaceId, user: UserId) -> Result<()> {
        let own = user == caller.user();
        let action = if own { Action::Leave } else { Action::ChangeMembers };
        let scope = self.enter(caller, workspace, action).await?;
        let members = self.store.members(&scope).await?;
        let member = members.iter().find(|m| m.user == user).ok_or(AppError::NotFound("member"))?;
        if member.role == Role::Owner && !own {
            self.enter(caller, workspace, Action::ChangeOwners).await?;
        }
        Ok(self.store.remove_member(&scope, &self.origin(caller), user).await?)
    }

    /// Invites somebody by mail.
    ///
    /// # Errors
    /// They may not; the person is a member already; too many invitations wait.
    pub async fn invite(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
        email: &str,
        role: Role,
    ) -> Result<Invitation> {
        let needed = if role == Role::Owner { Action::ChangeOwners } else { Action::ChangeMembers };
        let scope = self.enter(caller, workspace, needed).await?;
        let email: Email = email.parse()?;
        let origin = self.origin(caller);
        let waiting = self.store.invitations(&scope, origin.at).await?.len();
        if waiting >= self.config.limits.invitations_per_workspace {
            return Err(AppError::Conflict(format!(
                "{waiting} invitations wait already: take some back first"
            )));
        }
        let most = self.config.limits.members_per_workspace;
        if self.store.members(&scope).await?.len() + waiting >= most {
            return Err(AppError::Conflict(format!("a workspace may have {most} members at most")));
        }
        let token = Token::draw(TokenKind::Mail)?;
        let hash = token.hash().as_str().to_owned();
        let days = u32::try_from(policy::INVITATION_LIFETIME.as_secs() / 86_400).unwrap_or_default();
        let letter = Letter::Invitation {
            workspace: self.store.workspace(&scope).await?.name,
            inviter: self.me(caller).await?.name,
            role,
            link: format!("{}/invitation#token={}", self.config.public_url, token.expose()),
            days,
        };
        let letter =
            self.letter(Some(workspace), email.as_typed(), &letter, format!("link-{}", &hash[..32])).await?;
        let expires = policy::ends(origin.at, policy::INVITATION_LIFETIME);
        let made = self
            .store
            .invite(&scope, &origin, caller.user(), email.key(), role, &hash, expires, &letter)
            .await?;
        self.wake_outbox.notify_one();
        Ok(made)
    }

    /// The invitations that wait.
    ///
    /// # Errors
    /// They may not.
    pub async fn invitations(&self, caller: &Caller, workspace: WorkspaceId) -> Result<Vec<Invitation>> {
        let scope = self.enter(caller, workspace, Action::ChangeMembers).await?;
        Ok(self.store.invitations(&scope, self.now()).await?)
    }

    /// Takes an invitation back.
    ///
    /// # Errors
    /// They may not; there is no such invitation.
    pub async fn revoke_invitation(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
        id: InvitationId,
    ) -> Result<()> {
        let scope = self.enter(caller, workspace, Action::ChangeMembers).await?;
        Ok(self.store.revoke_invitation(&scope, &self.origin(caller), id).await?)
    }

    /// What an invitation is to, for whoever holds its token.
    ///
    /// # Errors
    /// The token is unknown, spent or over (`BadLink`).
    pub async fn invitation(&self, token: &str) -> Result<(Invitation, String)> {
        let token = Token::parse(TokenKind::Mail, token).map_err(|_| AppError::BadLink)?;
        self.store.invitation(token.hash().as_str(), self.now()).await?.ok_or(AppError::BadLink)
    }

    /// Takes an invitation up. Only whom it was sent to can.
    ///
    /// # Errors
    /// The token is unknown, spent, over, or somebody else's (`BadLink`).
    pub async fn accept_invitation(&self, caller: &Caller, token: &str) -> Result<Workspace> {
        let user = caller.person()?;
        let token = Token::parse(TokenKind::Mail, token).map_err(|_| AppError::BadLink)?;
        self.store
            .accept_invitation(&self.origin(caller), user, token.hash().as_str())
            .await?
            .ok_or(AppError::BadLink)
    }
}

//! Verbs about the members of a workspace and the invitations to it.

use jiff::Timestamp;
use serde_json::json;
use skytally_model::{InvitationId, Role, UserId, WorkspaceId};

use crate::cells::{Cells, ms};
use crate::db::{Store, Tx, built, sql};
use crate::error::{Result, StoreError};
use crate::outbox::Outgoing;
use crate::people::subject;
use crate::scope::{Actor, Origin, WorkspaceScope, new_uuid};
use crate::workspaces::{Workspace, workspace};

/// A member of a workspace.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// The person.
    pub user: UserId,
    /// Their address.
    pub email: String,
    /// What they want to be called.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Since when.
    pub since: Timestamp,
    /// Whether a second factor is asked of them.
    pub totp: bool,
}

/// An invitation that nobody has taken up.
#[derive(Debug, Clone, PartialEq)]
pub struct Invitation {
    /// Its id.
    pub id: InvitationId,
    /// The workspace.
    pub workspace: WorkspaceId,
    /// Whom it was sent to.
    pub email: String,
    /// As what.
    pub role: Role,
    /// By whom.
    pub invited_by: UserId,
    /// When.
    pub created: Timestamp,
    /// Until when it is good.
    pub expires: Timestamp,
}

fn invitation(row: &sqlx::any::AnyRow) -> Result<Invitation> {
    Ok(Invitation {
        id: row.parsed("id")?,
        workspace: row.parsed("workspace_id")?,
        email: row.text("email")?,
        role: row.parsed("role")?,
        invited_by: row.parsed("invited_by")?,
        created: row.time("created_ms")?,
        expires: row.time("expires_ms")?,
    })
}

impl Store {
    /// The members of a workspace, owners first.
    ///
    /// # Errors
    /// The database failed.
    pub async fn members(&self, scope: &WorkspaceScope) -> Result<Vec<Member>> {
        let mut tx = self.read(scope).await?;
        let rows = tx
            .all(
                built(format!("{MEMBERS} WHERE m.workspace_id = $1 ORDER BY m.since_ms, m.user_id"))
                    .bind(scope.workspace_key().to_owned()),
            )
            .await?;
        let mut members = rows.iter().map(member).collect::<Result<Vec<_>>>()?;
        members.sort_by_key(|member| std::cmp::Reverse(member.role));
        Ok(members)
    }

    /// Changes a member's role. The last owner stays one.
    ///
    /// # Errors
    /// There is no such member; it is the last owner (`Conflict`); the database failed.
    pub async fn change_role(
        &self,
        scope: &WorkspaceScope,
        origin: &Origin,
        user: UserId,
        role: Role,
    ) -> Result<Member> {
        let mut tx = self.write_alone(scope).await?;
        let was = role_of(&mut tx, scope, user).await?;
        tx.run(
            sql("UPDATE members SET role = $3 WHERE workspace_id = $1 AND user_id = $2")
                .bind(scope.workspace_key().to_owned())
                .bind(user.to_string())
                .bind(role.as_str()),
        )
        .await?;
        an_owner_stays(&mut tx, scope).await?;
        tx.audit(scope, origin, "member.role-changed", &subject(user), json!({ "from": was, "to": role }))
            .await?;
        tx.change(scope, origin.at, "members", &user.to_string());
        let row = tx
            .maybe(
                built(format!("{MEMBERS} WHERE m.workspace_id = $1 AND m.user_id = $2"))
                    .bind(scope.workspace_key().to_owned())
                    .bind(user.to_string()),
            )
            .await?
            .ok_or(StoreError::Missing("member"))?;
        let changed = member(&row)?;
        tx.commit().await?;
        Ok(changed)
    }

    /// Takes a member out. The last owner stays.
    ///
    /// # Errors
    /// There is no such member; it is the last owner (`Conflict`); the database failed.
    pub async fn remove_member(&self, scope: &WorkspaceScope, origin: &Origin, user: UserId) -> Result<()> {
        let mut tx = self.write_alone(scope).await?;
        let was = role_of(&mut tx, scope, user).await?;
        tx.run(
            sql("DELETE FROM members WHERE workspace_id = $1 AND user_id = $2")
                .bind(scope.workspace_key().to_owned())
                .bind(user.to_string()),
        )
        .await?;
        an_owner_stays(&mut tx, scope).await?;
        tx.audit(scope, origin, "member.removed", &subject(user), json!({ "role": was })).await?;
        tx.change(scope, origin.at, "members", &user.to_string());
        tx.commit().await
    }

    /// Invites somebody by mail; an earlier invitation to the same address is void.
    ///
    /// # Errors
    /// They are a member already (`Conflict`); the database failed.
    #[expect(clippy::too_many_arguments, reason = "an invitation has that many facts, and each is used once")]
    pub async fn invite(
        &self,
        scope: &WorkspaceScope,
        origin: &Origin,
        by: UserId,
        email: &str,
        role: Role,
        hash: &str,
        expires: Timestamp,
        mail: &Outgoing,
    ) -> Result<Invitation> {
        let key = scope.workspace_key().to_owned();
        let mut tx = self.write_alone(scope).await?;
        let already = tx
            .count(
                sql("SELECT COUNT(*) AS n FROM members m JOIN users u ON u.id = m.user_id
                     WHERE m.workspace_id = $1 AND u.email = $2")
                .bind(key.clone())
                .bind(email.to_owned()),
            )
            .await?;
        if already > 0 {
            return Err(StoreError::Conflict("the person is a member already".to_owned()));
        }
        let id = InvitationId::new(new_uuid(origin.at));
        tx.run(
            sql("DELETE FROM invitations WHERE workspace_id = $1 AND email = $2")
                .bind(key.clone())
                .bind(email.to_owned()),
        )
        .await?;
        tx.run(
            sql("INSERT INTO invitations (workspace_id, id, email, role, hash, invited_by, created_ms, expires_ms)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)")
            .bind(key)
            .bind(id.to_string())
            .bind(email.to_owned())
            .bind(role.as_str())
            .bind(hash.to_owned())
            .bind(by.to_string())
            .bind(ms(origin.at))
            .bind(ms(expires)),
        )
        .await?;
        tx.send(origin, mail).await?;
        let detail = json!({ "email": email, "role": role });
        tx.audit(scope, origin, "member.invited", &format!("invitation:{id}"), detail).await?;
        tx.change(scope, origin.at, "members", &id.to_string());
        tx.commit().await?;
        let workspace = scope.workspace();
        Ok(Invitation {
            id,
            workspace,
            email: email.to_owned(),
            role,
            invited_by: by,
            created: origin.at,
            expires,
        })
    }

    /// The invitations of a workspace that are still good.
    ///
    /// # Errors
    /// The database failed.
    pub async fn invitations(&self, scope: &WorkspaceScope, now: Timestamp) -> Result<Vec<Invitation>> {
        let mut tx = self.read(scope).await?;
        let rows = tx
            .all(
                sql("SELECT * FROM invitations WHERE workspace_id = $1 AND expires_ms > $2 ORDER BY id")
                    .bind(scope.workspace_key().to_owned())
                    .bind(ms(now)),
            )
            .await?;
        rows.iter().map(invitation).collect()
    }

    /// Takes an invitation back.
    ///
    /// # Errors
    /// There is no such invitation; the database failed.
    pub async fn revoke_invitation(
        &self,
        scope: &WorkspaceScope,
        origin: &Origin,
        id: InvitationId,
    ) -> Result<()> {
        let mut tx = self.write(scope).await?;
        let gone = tx
            .run(
                sql("DELETE FROM invitations WHERE workspace_id = $1 AND id = $2")
                    .bind(scope.workspace_key().to_owned())
                    .bind(id.to_string()),
            )
            .await?;
        if gone == 0 {
            return Err(StoreError::Missing("invitation"));
        }
        tx.audit(scope, origin, "member.invitation-revoked", &format!("invitation:{id}"), json!({})).await?;
        tx.change(scope, origin.at, "members", &id.to_string());
        tx.commit().await
    }

    /// The invitation with this token, if it is still good, and the name of its workspace.
    ///
    /// # Errors
    /// The database failed.
    pub async fn invitation(&self, hash: &str, now: Timestamp) -> Result<Option<(Invitation, String)>> {
        let mut tx = self.read_all().await?;
        let row = tx
            .maybe(
                sql("SELECT i.*, w.name AS workspace_name FROM invitations i
                     JOIN workspaces w ON w.workspace_id = i.workspace_id
                     WHERE i.hash = $1 AND i.expires_ms > $2")
                .bind(hash.to_owned())
                .bind(ms(now)),
            )
            .await?;
        row.map(|row| Ok((invitation(&row)?, row.text("workspace_name")?))).transpose()
    }

    /// Takes an invitation up: it is spent, and the person is a member. Only for whom it was sent to, once they have shown that
    /// the address is theirs. Whoever is a member already keeps the mightier role.
    ///
    /// # Errors
    /// The database failed.
    pub async fn accept_invitation(
        &self,
        origin: &Origin,
        user: UserId,
        hash: &str,
    ) -> Result<Option<Workspace>> {
        let mut tx = self.write_all().await?;
        let found = tx
            .maybe(
                sql("SELECT workspace_id FROM invitations WHERE hash = $1 AND expires_ms > $2")
                    .bind(hash.to_owned())
                    .bind(ms(origin.at)),
            )
            .await?;
        let Some(found) = found else { return Ok(None) };
        let scope = WorkspaceScope::of(found.parsed("workspace_id")?, None);
        match tx.hold_workspace(&scope, "FOR NO KEY UPDATE").await {
            // Deleted in this very moment.
            Err(StoreError::Missing(_)) => return Ok(None),
            held => held?,
        }
        let row = tx
            .maybe(
                sql("DELETE FROM invitations WHERE hash = $1 AND expires_ms > $2 AND workspace_id = $4
                     AND email = (SELECT email FROM users WHERE id = $3 AND verified_ms IS NOT NULL) RETURNING *")
                .bind(hash.to_owned())
                .bind(ms(origin.at))
                .bind(user.to_string())
                .bind(scope.workspace_key().to_owned()),
            )
            .await?;
        let Some(taken) = row.as_ref().map(invitation).transpose()? else { return Ok(None) };
        let role = put_member(&mut tx, origin, taken.workspace, user, taken.role).await?;
        let own = Origin { actor: Actor::User(user), ..origin.clone() };
        let detail = json!({ "role": role, "invitation": taken.id, "invited_by": taken.invited_by });
        tx.audit(&scope, &own, "member.joined", &subject(user), detail).await?;
        tx.change(&scope, origin.at, "members", &user.to_string());
        let row = tx
            .maybe(
                sql("SELECT * FROM workspaces WHERE workspace_id = $1")
                    .bind(scope.workspace_key().to_owned()),
            )
            .await?
            .ok_or(StoreError::Missing("workspace"))?;
        let joined = workspace(&row)?;
        tx.commit().await?;
        Ok(Some(joined))
    }

    /// The addresses of a workspace's owners: who hears of trouble.
    ///
    /// # Errors
    /// The database failed.
    pub async fn owner_addresses(&self, scope: &WorkspaceScope) -> Result<Vec<String>> {
        let members = self.members(scope).await?;
        Ok(members.into_iter().filter(|m| m.role == Role::Owner).map(|m| m.email).collect())
    }
}

const MEMBERS: &str = "SELECT m.user_id, m.role, m.since_ms, u.email, u.name, u.totp_confirmed_ms
     FROM members m JOIN users u ON u.id = m.user_id";

fn member(row: &sqlx::any::AnyRow) -> Result<Member> {
    Ok(Member {
        user: row.parsed("user_id")?,
        email: row.text("email")?,
        name: row.text("name")?,
        role: row.parsed("role")?,
        since: row.time("since_ms")?,
        totp: row.maybe_int("totp_confirmed_ms")?.is_some(),
    })
}

/// Makes somebody a member, or gives a member the role if it is the mightier one. Gives the role that holds.
pub(crate) async fn put_member(
    tx: &mut Tx<'_>,
    origin: &Origin,
    id: WorkspaceId,
    user: UserId,
    role: Role,
) -> Result<Role> {
    // Whoever changes the person tells all their workspaces, and must not miss this one.
    let lock = tx.lock("FOR SHARE");
    tx.maybe(built(format!("SELECT id FROM users WHERE id = $1 {lock}")).bind(user.to_string()))
        .await?
        .ok_or(StoreError::Missing("user"))?;
    let had = tx
        .maybe(
            sql("SELECT role FROM members WHERE workspace_id = $1 AND user_id = $2")
                .bind(id.to_string())
                .bind(user.to_string()),
        )
        .await?
        .map(|row| row.parsed::<Role>("role"))
        .transpose()?;
    let role = had.map_or(role, |had| had.max(role));
    tx.run(
        sql("INSERT INTO members (workspace_id, user_id, role, since_ms) VALUES ($1, $2, $3, $4)
             ON CONFLICT (workspace_id, user_id) DO UPDATE SET role = excluded.role")
        .bind(id.to_string())
        .bind(user.to_string())
        .bind(role.as_str())
        .bind(ms(origin.at)),
    )
    .await?;
    Ok(role)
}

async fn role_of(tx: &mut Tx<'_>, scope: &WorkspaceScope, user: UserId) -> Result<Role> {
    tx.maybe(
        sql("SELECT role FROM members WHERE workspace_id = $1 AND user_id = $2")
            .bind(scope.workspace_key().to_owned())
            .bind(user.to_string()),
    )
    .await?
    .ok_or(StoreError::Missing("member"))?
    .parsed("role")
}

/// Refuses what has left a workspace without an owner. It is held alone, so that two owners who leave at once are counted one
/// after the other.
async fn an_owner_stays(tx: &mut Tx<'_>, scope: &WorkspaceScope) -> Result<()> {
    let owners = tx
        .count(
            sql("SELECT COUNT(*) AS n FROM members WHERE workspace_id = $1 AND role = 'owner'")
                .bind(scope.workspace_key().to_owned()),
        )
        .await?;
    if owners == 0 {
        return Err(StoreError::Conflict(
            "a workspace has at least one owner: make somebody else an owner first".to_owned(),
        ));
    }
    Ok(())
}

//! Who may what: the whole role × action table, and what API tokens may be used for. A snapshot test prints it.

use skytally_identity::scope::Scope;
use skytally_model::Role;

/// Something that a member can do in a workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// See the workspace, its name and settings.
    ReadWorkspace,
    /// Change its name and how long history is kept.
    ChangeWorkspace,
    /// Take everything out of it as a file.
    ExportWorkspace,
    /// Delete it with all that is its.
    DeleteWorkspace,
    /// See who is a member.
    ReadMembers,
    /// Invite, change the role of, and remove members who are not owners.
    ChangeMembers,
    /// Make and unmake owners.
    ChangeOwners,
    /// Leave the workspace oneself.
    Leave,
    /// See the cloud accounts and how their collection goes.
    ReadAccounts,
    /// Link, change, pause, test and unlink cloud accounts.
    ChangeAccounts,
    /// Ask for a collection run now.
    Collect,
    /// See resources.
    ReadResources,
    /// See findings.
    ReadFindings,
    /// Mute findings, and end that.
    MuteFindings,
    /// Read the audit trail.
    ReadAudit,
    /// See the books.
    ReadBooks,
    /// Write into the books: transactions, imports, receipts.
    WriteBooks,
    /// Open the books, make and change ledger accounts, close periods.
    ManageBooks,
}

impl Action {
    /// All of them, as they stand in the table.
    pub const ALL: [Self; 18] = [
        Self::ReadWorkspace,
        Self::ChangeWorkspace,
        Self::ExportWorkspace,
        Self::DeleteWorkspace,
        Self::ReadMembers,
        Self::ChangeMembers,
        Self::ChangeOwners,
        Self::Leave,
        Self::ReadAccounts,
        Self::ChangeAccounts,
        Self::Collect,
        Self::ReadResources,
        Self::ReadFindings,
        Self::MuteFindings,
        Self::ReadAudit,
        Self::ReadBooks,
        Self::WriteBooks,
        Self::ManageBooks,
    ];

    /// The least role that may do it. Each role may do all that lesser ones may.
    pub fn least_role(self) -> Role {
        match self {
            Self::ReadWorkspace
            | Self::ReadMembers
            | Self::Leave
            | Self::ReadAccounts
            | Self::ReadResources
            | Self::ReadFindings
            | Self::ReadBooks => Role::Viewer,
            Self::Collect | Self::MuteFindings | Self::WriteBooks => Role::Analyst,
            Self::ChangeWorkspace
            | Self::ChangeMembers
            | Self::ChangeAccounts
            | Self::ReadAudit
            | Self::ManageBooks => Role::Admin,
            Self::ExportWorkspace | Self::DeleteWorkspace | Self::ChangeOwners => Role::Owner,
        }
    }

    /// What an API token must be made for; none for what only a person may do.
    pub fn token_scope(self) -> Option<Scope> {
        match self {
            Self::ReadWorkspace
            | Self::ReadMembers
            | Self::ReadAccounts
            | Self::ReadResources
            | Self::ReadFindings
            | Self::ReadBooks => Some(Scope::Read),
            Self::Collect => Some(Scope::Collect),
            Self::MuteFindings => Some(Scope::Findings),
            Self::WriteBooks => Some(Scope::Books),
            Self::ChangeWorkspace
            | Self::ExportWorkspace
            | Self::ChangeMembers
            | Self::ChangeAccounts
            | Self::ReadAudit
            | Self::ManageBooks => Some(Scope::Manage),
            Self::DeleteWorkspace | Self::ChangeOwners | Self::Leave => None,
        }
    }

    /// Whether the operator may do it from the command line, without being a member.
    pub fn is_operators(self) -> bool {
        matches!(self, Self::ReadBooks | Self::WriteBooks | Self::ManageBooks)
    }

    /// In words, for people who may not.
    pub fn words(self) -> &'static str {
        match self {
            Self::ReadWorkspace => "see the workspace",
            Self::ChangeWorkspace => "change the workspace",
            Self::ExportWorkspace => "export the workspace",
            Self::DeleteWorkspace => "delete the workspace",
            Self::ReadMembers => "see the members",
            Self::ChangeMembers => "invite, change and remove members",
            Self::ChangeOwners => "make and unmake owners",
            Self::Leave => "leave the workspace",
            Self::ReadAccounts => "see the cloud accounts",
            Self::ChangeAccounts => "link, change and unlink cloud accounts",
            Self::Collect => "ask for a collection run",
            Self::ReadResources => "see resources",
            Self::ReadFindings => "see findings",
            Self::MuteFindings => "mute findings",
            Self::ReadAudit => "read the audit trail",
            Self::ReadBooks => "see the books",
            Self::WriteBooks => "write into the books",
            Self::ManageBooks => "open the books, change accounts, close periods",
        }
    }
}

/// Whether a role may do something.
pub fn allows(role: Role, action: Action) -> bool {
    role >= action.least_role()
}

/// The table as people read it.
pub fn table() -> String {
    let mut text = format!("{:<42}", "action");
    for role in Role::ALL {
        text.push_str(&format!("{:<9}", role.as_str()));
    }
    text.push_str(&format!("{:<15}operator\n", "token scope"));
    for action in Action::ALL {
        text.push_str(&format!("{:<42}", action.words()));
        for role in Role::ALL {
            text.push_str(&format!("{:<9}", if allows(role, action) { "yes" } else { "-" }));
        }
        let scope = action.token_scope().map_or("(people only)", Scope::as_str);
        text.push_str(&format!("{scope:<15}{}\n", if action.is_operators() { "yes" } else { "-" }));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_what_it_was() {
        insta::assert_snapshot!(table());
    }
}

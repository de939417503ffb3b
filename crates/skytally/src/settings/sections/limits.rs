//! `[limits]`: what one address, one user or one workspace may do.

use crate::settings::form::whole;
use crate::settings::reader::Section;

/// What one address, one user or one workspace may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limits {
    /// Requests of one address.
    pub(crate) requests_per_minute: u32,
    /// Tries of one address to sign in, to sign up or to reset a password.
    pub(crate) sign_in_per_minute: u32,
    /// Workspaces that one user may own.
    pub(crate) workspaces_per_user: u32,
    pub(crate) members_per_workspace: u32,
    /// Cloud accounts of one workspace.
    pub(crate) accounts_per_workspace: u32,
}

impl Limits {
    pub(crate) fn read(section: &mut Section<'_>) -> Option<Self> {
        let requests = section.value("requests_per_minute", whole(10..=1_000_000));
        let sign_in = section.value("sign_in_per_minute", whole(1..=10_000));
        let workspaces = section.value("workspaces_per_user", whole(1..=10_000));
        let members = section.value("members_per_workspace", whole(1..=10_000));
        let accounts = section.value("accounts_per_workspace", whole(1..=10_000));
        if let (Some(requests), Some(sign_in)) = (requests, sign_in)
            && sign_in > requests
        {
            section.clash(
                &["sign_in_per_minute", "requests_per_minute"],
                "limits.sign_in_per_minute is more than limits.requests_per_minute, which stops people before; make \
                 it less",
            );
        }
        Some(Self {
            requests_per_minute: requests?,
            sign_in_per_minute: sign_in?,
            workspaces_per_user: workspaces?,
            members_per_workspace: members?,
            accounts_per_workspace: accounts?,
        })
    }
}

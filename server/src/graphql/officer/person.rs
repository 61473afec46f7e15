//! Officers, their roles and sessions, as the schema shows them.

use async_graphql::{Enum, ID, SimpleObject};
use entity::officer;

use crate::{
    graphql::{
        paging::NumberedPageInfo,
        scalar::{DateTime, NodeKind},
    },
    officer::{removal, role::Proposal, session::LiveOfficer},
};

/// A role of an officer. An officer may hold several.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "officer::Role")]
pub enum OfficerRole {
    /// May look up accounts, certificates, emails and notices.
    Viewer,
    /// May do what a `VIEWER` may, and issue, cancel and resend certificates.
    Issuer,
    /// May do what a `VIEWER` may, help account holders, control emails, and publish notices.
    Support,
    /// May manage officers and their roles, and read the audit log. Has no access to applicants' data.
    Security,
}

/// An officer of the bureau.
#[derive(SimpleObject, Clone, Debug)]
pub struct Officer {
    /// The global object ID: an opaque string, unique among all types.
    id: ID,
    /// The name that the officer logs in with, e.g. `houmu.hanako`.
    name: String,
    /// The roles that the officer holds; proposed roles are not included.
    roles: Vec<OfficerRole>,
    /// When the officer was created.
    created_at: DateTime,
    /// When the officer enrolled and set the first password; null before that, and after the officer was
    /// reset on the command line.
    enrolled_at: Option<DateTime>,
    /// The time of the latest login; null before the first one.
    last_login_at: Option<DateTime>,
    /// When the lock ends; null if the officer is not locked. Until then, a password is accepted only from
    /// browsers in which the officer has logged in before.
    locked_until: Option<DateTime>,
    /// When the officer was closed, for good; null if the officer is open.
    closed_at: Option<DateTime>,
}

impl Officer {
    /// Builds the officer with `roles`; `now` decides whether the officer is locked.
    #[must_use]
    pub fn new(officer: officer::Model, roles: &[officer::Role], now: chrono::DateTime<chrono::Utc>) -> Self {
        Self {
            id: NodeKind::Officer.id(officer.id.0),
            name: officer.name,
            roles: roles.iter().copied().map(Into::into).collect(),
            created_at: DateTime(officer.created_at),
            enrolled_at: officer.enrolled_at.map(DateTime),
            last_login_at: officer.logged_in_at.map(DateTime),
            locked_until: officer.locked_until.filter(|until| now < *until).map(DateTime),
            closed_at: officer.closed_at.map(DateTime),
        }
    }
}

/// One page of a list of officers.
#[derive(SimpleObject)]
pub struct OfficerPage {
    /// The officers, sorted by name.
    pub(super) items: Vec<Officer>,
    /// The number and size of this page, and the totals of the list.
    pub(super) page_info: NumberedPageInfo,
}

/// The officer who is logged in, and the session.
#[derive(SimpleObject)]
pub struct Me {
    /// The officer who is logged in.
    pub(super) officer: Officer,
    /// When the current session ends.
    pub(super) session: OfficerSession,
    /// The number of recovery codes that have not been used.
    pub(super) recovery_codes_left: u64,
}

/// When a session ends: 30 minutes after the last activity, and at most 8 hours after the login. Compute the
/// remaining time from `now`, the server's time, and not from the device's clock, which may be wrong.
#[derive(SimpleObject, Clone, Copy, Debug)]
pub struct OfficerSession {
    /// The server's time when it created this response.
    now: DateTime,
    /// When the session ends if there is no further activity.
    expires_at: DateTime,
    /// When the session ends regardless of activity.
    absolute_expires_at: DateTime,
}

impl OfficerSession {
    /// Builds the session's times; `now` is the time of the request.
    #[must_use]
    pub fn new(live: &LiveOfficer, now: chrono::DateTime<chrono::Utc>) -> Self {
        Self {
            now: DateTime(now),
            expires_at: DateTime(live.session.expires_at()),
            absolute_expires_at: DateTime(live.session.absolute_expires_at),
        }
    }
}

/// A role that an officer has proposed. Another officer has to grant it.
#[derive(SimpleObject)]
pub struct RoleProposal {
    /// The global object ID: an opaque string. Pass it to `grantRole`.
    id: ID,
    /// The name of the officer who is to hold the role.
    officer: String,
    /// The role that was proposed.
    role: OfficerRole,
    /// The name of the officer who proposed the role. That officer cannot grant it.
    proposed_by: String,
    /// When the role was proposed.
    proposed_at: DateTime,
    /// When the proposal expires: a week after it was made.
    expires_at: DateTime,
}

impl From<Proposal> for RoleProposal {
    fn from(proposal: Proposal) -> Self {
        Self {
            id: NodeKind::RoleProposal.id(proposal.role.id),
            officer: proposal.officer,
            role: proposal.role.role.into(),
            proposed_by: proposal.proposed_by,
            proposed_at: DateTime(proposal.role.proposed_at),
            expires_at: DateTime(proposal.role.proposed_at + officer::role::PROPOSAL),
        }
    }
}

/// What a second officer has to confirm.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "officer::removal::Removal")]
pub enum OfficerRemoval {
    /// Closing the officer, for good.
    Close,
    /// Revoking the role `SECURITY` of the officer.
    RevokeSecurity,
}

/// A proposal to close an officer or to revoke the role `SECURITY`. Another officer has to confirm it, with
/// `closeOfficer` or `revokeRole`.
#[derive(SimpleObject)]
pub struct RemovalProposal {
    /// The global object ID: an opaque string. Pass it to `withdrawRemoval`.
    id: ID,
    /// The name of the officer whom the proposal is about.
    officer: String,
    /// What was proposed.
    removal: OfficerRemoval,
    /// The name of the officer who proposed it. That officer cannot confirm it.
    proposed_by: String,
    /// When it was proposed.
    proposed_at: DateTime,
    /// When the proposal expires: a week after it was made.
    expires_at: DateTime,
}

impl From<removal::RemovalProposal> for RemovalProposal {
    fn from(proposal: removal::RemovalProposal) -> Self {
        Self {
            id: NodeKind::RemovalProposal.id(proposal.removal.id),
            officer: proposal.officer,
            removal: proposal.removal.kind.into(),
            proposed_by: proposal.proposed_by,
            proposed_at: DateTime(proposal.removal.proposed_at),
            expires_at: DateTime(proposal.removal.proposed_at + officer::removal::PROPOSAL),
        }
    }
}

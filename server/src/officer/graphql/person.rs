//! Officers, their roles and sessions, as the schema shows them.

use async_graphql::{Enum, ID, SimpleObject};
use entity::officer;

use crate::{
    graphql::{
        paging::NumberedPageInfo,
        scalar::{DateTime, NodeKind},
    },
    officer::{role::Proposal, session::LiveOfficer},
};

/// What an officer may do.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "officer::Role")]
pub enum OfficerRole {
    /// Looks things up.
    Viewer,
    /// Issues, cancels and sends again.
    Issuer,
    /// Helps applicants: accounts and mails.
    Support,
    /// Officers, locks, the audit trail.
    Security,
}

/// An officer of the bureau.
#[derive(SimpleObject, Clone, Debug)]
pub struct Officer {
    /// The opaque, global ID.
    id: ID,
    /// The name that the officer logs in with.
    name: String,
    /// The roles that were granted.
    roles: Vec<OfficerRole>,
    /// When the officer was created.
    created_at: DateTime,
    /// When the officer chose the password; null before that, and after a reset.
    enrolled_at: Option<DateTime>,
    /// The latest login.
    last_login_at: Option<DateTime>,
    /// Until when no password is tried; null when the officer is not locked.
    locked_until: Option<DateTime>,
    /// When the officer was closed, for good.
    closed_at: Option<DateTime>,
}

impl Officer {
    /// An officer who holds `roles`, as of `now`.
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

/// A page of officers.
#[derive(SimpleObject)]
pub struct OfficerPage {
    /// The officers, by name.
    pub(super) items: Vec<Officer>,
    /// Where this page stands among the others.
    pub(super) page_info: NumberedPageInfo,
}

/// Whoever is logged in.
#[derive(SimpleObject)]
pub struct Me {
    /// Who that is.
    pub(super) officer: Officer,
    /// When the session ends.
    pub(super) session: OfficerSession,
    /// How many recovery codes are left.
    pub(super) recovery_codes_left: u64,
}

/// When the session ends: after 30 minutes without activity, and 8 hours after the login in any case.
#[derive(SimpleObject, Clone, Copy, Debug)]
pub struct OfficerSession {
    /// The server's time.
    now: DateTime,
    /// When the session ends without activity.
    expires_at: DateTime,
    /// When it ends whatever happens.
    absolute_expires_at: DateTime,
}

impl OfficerSession {
    /// The session as told at `now`.
    #[must_use]
    pub fn new(live: &LiveOfficer, now: chrono::DateTime<chrono::Utc>) -> Self {
        Self {
            now: DateTime(now),
            expires_at: DateTime(live.session.expires_at()),
            absolute_expires_at: DateTime(live.session.absolute_expires_at),
        }
    }
}

/// A role that one officer has proposed, and that another has to grant.
#[derive(SimpleObject)]
pub struct RoleProposal {
    /// The opaque, global ID; what `grantRole` takes.
    id: ID,
    /// The name of the officer who is to hold it.
    officer: String,
    /// The role.
    role: OfficerRole,
    /// The name of the officer who proposed it, and cannot grant it.
    proposed_by: String,
    /// When it was proposed.
    proposed_at: DateTime,
    /// From when on nobody can grant it any more: a week later.
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

//! Officers, their roles and sessions, as the schema shows them.

use std::collections::HashMap;

use async_graphql::{Enum, ID, SimpleObject};
use entity::officer::{self, OfficerId};
use uuid::Uuid;

use super::context::OfficerContext;

use crate::{
    graphql::{
        error::ApiError,
        paging::NumberedPageInfo,
        scalar::{DateTime, NodeKind},
    },
    officer::{officer_admin, session::LiveOfficer},
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
    /// Builds the officer with the present roles, as responses to changes show it.
    pub(super) async fn shown(officer: officer::Model, request: &OfficerContext) -> Result<Self, ApiError> {
        let roles = officer_admin::roles_of(&request.app.db, &[officer.id]).await?;
        let held = roles.get(&officer.id).map(Vec::as_slice).unwrap_or_default();
        Ok(Self::new(officer, held, request.info.now))
    }

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

    /// Loads officers with their present roles, closed ones included.
    async fn all(ids: &[OfficerId], request: &OfficerContext) -> Result<HashMap<OfficerId, Self>, ApiError> {
        let (db, now) = (&request.app.db, request.info.now);
        let officers = officer_admin::all_of(db, ids).await?;
        let ids: Vec<_> = officers.iter().map(|officer| officer.id).collect();
        let roles = officer_admin::roles_of(db, &ids).await?;
        let held = |id| roles.get(&id).map(Vec::as_slice).unwrap_or_default();
        let shown = |officer: officer::Model| (officer.id, Self::new(officer.clone(), held(officer.id), now));
        Ok(officers.into_iter().map(shown).collect())
    }
}

/// The key of an officer; the nil UUID, which no officer has, if the ID is not that of an officer.
pub(super) fn officer_id(id: &ID) -> OfficerId {
    match NodeKind::parse(id) {
        Some((NodeKind::Officer, id)) => OfficerId(id),
        _ => OfficerId(Uuid::nil()),
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

/// When a session ends: 30 minutes after the last activity, and at most 8 hours after the login. Compute the
/// remaining time from `now`, the server's time, and not from the device's clock, which may be wrong.
#[derive(SimpleObject, Clone, Copy, Debug)]
pub struct SessionStatus {
    /// The server's time when it created this response.
    now: DateTime,
    /// When the session ends if there is no further activity.
    expires_at: DateTime,
    /// When the session ends regardless of activity.
    absolute_expires_at: DateTime,
}

impl SessionStatus {
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
    /// The officer who is to hold the role.
    officer: Officer,
    /// The role that was proposed.
    role: OfficerRole,
    /// The officer who proposed the role, and cannot grant it.
    proposed_by: Officer,
    /// When the role was proposed.
    proposed_at: DateTime,
    /// When the proposal expires: a week after it was made.
    expires_at: DateTime,
}

impl RoleProposal {
    /// Builds proposals, with the officers whom they name.
    pub(super) async fn all(
        proposals: Vec<officer::role::Model>,
        request: &OfficerContext,
    ) -> Result<Vec<Self>, ApiError> {
        let named = proposals.iter().flat_map(|row| [Some(row.officer_id), row.proposed_by]).flatten();
        let officers = Officer::all(&named.collect::<Vec<_>>(), request).await?;
        // An officer is never deleted, and somebody proposed each proposal.
        let proposal = |row: officer::role::Model| {
            Some(Self {
                id: NodeKind::RoleProposal.id(row.id),
                officer: officers.get(&row.officer_id)?.clone(),
                role: row.role.into(),
                proposed_by: officers.get(&row.proposed_by?)?.clone(),
                proposed_at: DateTime(row.proposed_at),
                expires_at: DateTime(row.proposed_at + officer::role::PROPOSAL),
            })
        };
        Ok(proposals.into_iter().filter_map(proposal).collect())
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
    /// The officer whom the proposal is about.
    officer: Officer,
    /// What was proposed.
    removal: OfficerRemoval,
    /// The officer who proposed it, and cannot confirm it.
    proposed_by: Officer,
    /// When it was proposed.
    proposed_at: DateTime,
    /// When the proposal expires: a week after it was made.
    expires_at: DateTime,
}

impl RemovalProposal {
    /// Builds proposals, with the officers whom they name.
    pub(super) async fn all(
        proposals: Vec<officer::removal::Model>,
        request: &OfficerContext,
    ) -> Result<Vec<Self>, ApiError> {
        let named: Vec<_> = proposals.iter().flat_map(|row| [row.officer_id, row.proposed_by]).collect();
        let officers = Officer::all(&named, request).await?;
        // An officer is never deleted.
        let proposal = |row: officer::removal::Model| {
            Some(Self {
                id: NodeKind::RemovalProposal.id(row.id),
                officer: officers.get(&row.officer_id)?.clone(),
                removal: row.kind.into(),
                proposed_by: officers.get(&row.proposed_by)?.clone(),
                proposed_at: DateTime(row.proposed_at),
                expires_at: DateTime(row.proposed_at + officer::removal::PROPOSAL),
            })
        };
        Ok(proposals.into_iter().filter_map(proposal).collect())
    }
}

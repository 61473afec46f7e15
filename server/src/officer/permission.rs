//! Permissions of officers: one table for all fields of their schema.
//!
//! The guard looks up every field here before its resolver runs. A field that is not in the table is refused
//! to everyone, and `tests/officer_permissions.rs` fails until it is added. Nothing else decides on roles.

use entity::officer::Role;

/// The kind of operation that a field belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// A field of the type `Query`.
    Query,
    /// A field of the type `Viewer`: a query of somebody who is logged in.
    Viewer,
    /// A field of the type `Mutation`.
    Mutation,
}

/// Who may request a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// Everyone, even without a session: who is logged in, logging in and out, and enrolling.
    Anyone,
    /// Every officer who is logged in, with or without roles.
    LoggedIn,
    /// Officers who hold at least one of these roles.
    Roles(&'static [Role]),
}

/// The decision on a request for a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The resolver of the field may run.
    Allowed,
    /// The request has no valid session.
    NotLoggedIn,
    /// The officer lacks the roles.
    Forbidden,
}

use Operation::{Mutation, Query, Viewer};
use Permission::{Anyone, LoggedIn, Roles};

/// Any role: data that every role may see.
pub const ANY_ROLE: Permission = Roles(&[Role::Viewer, Role::Issuer, Role::Support, Role::Security]);
/// Issuing, resending and cancelling certificates.
const ISSUING: Permission = Roles(&[Role::Issuer]);
/// Publishing, changing and withdrawing notices.
const NOTICES: Permission = Roles(&[Role::Support]);
/// Managing officers, and reading the audit log.
const OFFICERS: Permission = Roles(&[Role::Security]);

/// Looking up applicants' data. Not for SECURITY, which only manages officers and reads the audit log.
const LOOKING_UP: Permission = Roles(&[Role::Viewer, Role::Issuer, Role::Support]);
/// Changing applicants' accounts, and controlling mails.
const SUPPORT: Permission = Roles(&[Role::Support]);

/// The permission of every field of `Query`, `Viewer` and `Mutation`. Other nested fields have none of their own.
pub const FIELDS: &[(Operation, &str, Permission)] = &[
    (Query, "viewer", Anyone),
    (Query, "sessionStatus", Anyone),
    (Viewer, "officer", LoggedIn),
    (Viewer, "sessionStatus", LoggedIn),
    (Viewer, "recoveryCodesLeft", LoggedIn),
    (Viewer, "officers", OFFICERS),
    (Viewer, "roleProposals", OFFICERS),
    (Viewer, "removalProposals", OFFICERS),
    (Viewer, "certificates", LOOKING_UP),
    (Viewer, "notices", ANY_ROLE),
    (Viewer, "notice", ANY_ROLE),
    (Viewer, "accounts", LOOKING_UP),
    (Viewer, "account", LOOKING_UP),
    (Viewer, "mails", LOOKING_UP),
    (Viewer, "queue", ANY_ROLE),
    (Viewer, "audit", OFFICERS),
    (Viewer, "noticePreview", NOTICES),
    (Viewer, "mailPreview", LOOKING_UP),
    (Mutation, "unlockAccount", SUPPORT),
    (Mutation, "endAccountSessions", SUPPORT),
    (Mutation, "sendPasswordReset", SUPPORT),
    (Mutation, "correctAccount", SUPPORT),
    (Mutation, "closeAccount", SUPPORT),
    (Mutation, "liftSuppression", SUPPORT),
    (Mutation, "resendMails", SUPPORT),
    (Mutation, "dropMails", SUPPORT),
    (Mutation, "pauseMails", SUPPORT),
    (Mutation, "resumeMails", SUPPORT),
    (Mutation, "releaseMails", SUPPORT),
    (Mutation, "completeEnrolment", Anyone),
    (Mutation, "logIn", Anyone),
    (Mutation, "logOut", Anyone),
    (Mutation, "changePassword", LoggedIn),
    (Mutation, "renewRecoveryCodes", LoggedIn),
    (Mutation, "createOfficer", OFFICERS),
    (Mutation, "inviteOfficer", OFFICERS),
    (Mutation, "closeOfficer", OFFICERS),
    (Mutation, "withdrawRemoval", OFFICERS),
    (Mutation, "proposeRole", OFFICERS),
    (Mutation, "grantRole", OFFICERS),
    (Mutation, "revokeRole", OFFICERS),
    (Mutation, "unlockOfficer", OFFICERS),
    (Mutation, "endOfficerSessions", OFFICERS),
    (Mutation, "issueCertificates", ISSUING),
    (Mutation, "cancelCertificate", ISSUING),
    (Mutation, "resendCertificate", ISSUING),
    (Mutation, "publishNotice", NOTICES),
    (Mutation, "changeNotice", NOTICES),
    (Mutation, "withdrawNotice", NOTICES),
];

/// The permission of a field; `None` if it is not in the table.
#[must_use]
pub fn of(operation: Operation, field: &str) -> Option<Permission> {
    // A field that has no line is refused, so a forgotten line locks a field and opens nothing.
    let line = FIELDS.iter().find(|(kind, name, _)| *kind == operation && *name == field);
    line.map(|(.., permission)| *permission)
}

impl Permission {
    /// The roles of which one is required; empty if none is.
    #[must_use]
    pub const fn roles(self) -> &'static [Role] {
        match self {
            Anyone | LoggedIn => &[],
            Roles(needed) => needed,
        }
    }

    /// The decision for someone with these roles; `None` is someone who is not logged in.
    #[must_use]
    pub fn judge(self, roles: Option<&[Role]>) -> Verdict {
        match (self, roles) {
            (Anyone, _) | (LoggedIn, Some(_)) => Verdict::Allowed,
            (LoggedIn | Roles(_), None) => Verdict::NotLoggedIn,
            (Roles(needed), Some(held)) if held.iter().any(|role| needed.contains(role)) => Verdict::Allowed,
            (Roles(_), Some(_)) => Verdict::Forbidden,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_the_roles_is_enough_and_none_is_not() {
        let check = |permission: Permission, roles: Option<&[Role]>, expected| {
            assert_eq!(permission.judge(roles), expected, "{permission:?} {roles:?}");
        };
        check(Anyone, None, Verdict::Allowed);
        check(LoggedIn, None, Verdict::NotLoggedIn);
        check(LoggedIn, Some(&[]), Verdict::Allowed);
        check(ANY_ROLE, None, Verdict::NotLoggedIn);
        check(ANY_ROLE, Some(&[]), Verdict::Forbidden);
        check(ANY_ROLE, Some(&[Role::Viewer]), Verdict::Allowed);
        check(OFFICERS, Some(&[Role::Viewer, Role::Issuer, Role::Support]), Verdict::Forbidden);
        check(OFFICERS, Some(&[Role::Viewer, Role::Security]), Verdict::Allowed);
    }

    #[test]
    fn a_field_has_one_line() {
        for (index, (operation, field, _)) in FIELDS.iter().enumerate() {
            let same = FIELDS[index + 1..].iter().any(|(kind, name, _)| kind == operation && name == field);
            assert!(!same, "{operation:?} {field} is listed twice");
        }
        assert_eq!(of(Query, "logIn"), None, "a mutation is no query");
    }
}

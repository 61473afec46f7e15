//! Permissions of officers: one table for all fields of their schema.
//!
//! The guard looks up every field here before its resolver runs. A field that is not in the table is refused
//! to everyone, and `tests/officer_permissions.rs` fails until it is added. Nothing else decides on roles.

use entity::officer::Role::{self, Issuer, Security, Support, Viewer};

/// The kind of operation that a field belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// A field of the type `Query`.
    Query,
    /// A field of the type `Mutation`.
    Mutation,
}

/// Who may request a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// Everyone, even without a session: logging in and enrolling.
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
    Unauthenticated,
    /// The officer lacks the roles.
    Forbidden,
}

use Operation::{Mutation, Query};
use Permission::{Anyone, LoggedIn, Roles};

/// Any role: data that every role may see.
pub const ANY_ROLE: Permission = Roles(&[Viewer, Issuer, Support, Security]);
/// Issuing, resending and cancelling certificates.
const ISSUING: Permission = Roles(&[Issuer]);
/// Publishing, changing and withdrawing notices.
const NOTICES: Permission = Roles(&[Support]);
/// Managing officers, and reading the audit log.
const OFFICERS: Permission = Roles(&[Security]);

/// Looking up applicants' data. Not for SECURITY, which only manages officers and reads the audit log.
const LOOKING_UP: Permission = Roles(&[Viewer, Issuer, Support]);
/// Changing applicants' accounts, and controlling mails.
const SUPPORT: Permission = Roles(&[Support]);

/// The permission of every field of `Query` and `Mutation`. Nested fields have none of their own.
pub const FIELDS: &[(Operation, &str, Permission)] = &[
    (Query, "me", LoggedIn),
    (Query, "officers", OFFICERS),
    (Query, "roleProposals", OFFICERS),
    (Query, "removalProposals", OFFICERS),
    (Query, "certificates", LOOKING_UP),
    (Query, "notices", ANY_ROLE),
    (Query, "notice", ANY_ROLE),
    (Query, "accounts", LOOKING_UP),
    (Query, "account", LOOKING_UP),
    (Query, "mails", LOOKING_UP),
    (Query, "queue", ANY_ROLE),
    (Query, "audit", OFFICERS),
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
    (Mutation, "logOut", LoggedIn),
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
    /// The decision for someone with these roles; `None` is someone who is not logged in.
    #[must_use]
    pub fn judge(self, roles: Option<&[Role]>) -> Verdict {
        match (self, roles) {
            (Anyone, _) | (LoggedIn, Some(_)) => Verdict::Allowed,
            (LoggedIn | Roles(_), None) => Verdict::Unauthenticated,
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
        check(LoggedIn, None, Verdict::Unauthenticated);
        check(LoggedIn, Some(&[]), Verdict::Allowed);
        check(ANY_ROLE, None, Verdict::Unauthenticated);
        check(ANY_ROLE, Some(&[]), Verdict::Forbidden);
        check(ANY_ROLE, Some(&[Viewer]), Verdict::Allowed);
        check(OFFICERS, Some(&[Viewer, Issuer, Support]), Verdict::Forbidden);
        check(OFFICERS, Some(&[Viewer, Security]), Verdict::Allowed);
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

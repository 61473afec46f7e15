//! Who may ask for what: one table for all fields of the officers' schema.
//!
//! The guard looks every field up here before its resolver runs. A field without a line is refused to
//! everyone, and `tests/officer_permissions.rs` fails until it has one. Nothing else decides on roles.

use entity::officer::Role::{self, Issuer, Security, Support, Viewer};

/// Which kind of operation a field belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// A field of `Query`.
    Query,
    /// A field of `Mutation`.
    Mutation,
}

/// Who may ask for a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// Anyone, also without a session: logging in and what comes before it.
    Anyone,
    /// Every officer who is logged in, whatever the roles.
    LoggedIn,
    /// Officers who hold one of these.
    Roles(&'static [Role]),
}

/// What becomes of someone who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The resolver runs.
    Allowed,
    /// Nobody is logged in.
    Unauthenticated,
    /// Whoever is logged in may not.
    Forbidden,
}

use Operation::{Mutation, Query};
use Permission::{Anyone, LoggedIn, Roles};

/// Every role, for what any of them may see.
pub const ANY_ROLE: Permission = Roles(&[Viewer, Issuer, Support, Security]);
/// Certificates.
const ISSUING: Permission = Roles(&[Issuer]);
/// What the bureau says to everyone.
const NOTICES: Permission = Roles(&[Support]);
/// Officers themselves, and the trail of what they did.
const OFFICERS: Permission = Roles(&[Security]);

/// What is held about applicants: not for those who only look after officers and the trail.
const LOOKING_UP: Permission = Roles(&[Viewer, Issuer, Support]);
/// Accounts and mails.
const SUPPORT: Permission = Roles(&[Support]);

/// The table: a line for each field.
pub const FIELDS: &[(Operation, &str, Permission)] = &[
    (Query, "me", LoggedIn),
    (Query, "officers", OFFICERS),
    (Query, "roleProposals", OFFICERS),
    (Query, "certificates", LOOKING_UP),
    (Query, "notices", ANY_ROLE),
    (Query, "notice", ANY_ROLE),
    (Query, "accounts", LOOKING_UP),
    (Query, "account", LOOKING_UP),
    (Query, "mails", LOOKING_UP),
    (Query, "queue", ANY_ROLE),
    (Query, "audit", OFFICERS),
    (Mutation, "unlockAccount", SUPPORT),
    (Mutation, "sendPasswordReset", SUPPORT),
    (Mutation, "correctAccount", SUPPORT),
    (Mutation, "closeAccount", SUPPORT),
    (Mutation, "liftSuppression", SUPPORT),
    (Mutation, "retryMails", SUPPORT),
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
    (Mutation, "closeOfficer", OFFICERS),
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

/// The line of a field.
#[must_use]
pub fn of(operation: Operation, field: &str) -> Option<Permission> {
    let line = FIELDS.iter().find(|(kind, name, _)| *kind == operation && *name == field);
    line.map(|(.., permission)| *permission)
}

impl Permission {
    /// What becomes of someone with these roles; `None` for someone who is not logged in.
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
            assert!(!same, "{operation:?} {field} stands twice");
        }
        assert_eq!(of(Query, "logIn"), None, "a mutation is no query");
    }
}

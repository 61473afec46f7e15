//! The mutations of the officers' schema.

pub mod account;
pub mod certificate;
pub mod correction;
pub mod creation;
pub mod credentials;
pub mod enrolment;
pub mod issue;
pub mod login;
pub mod mail;
pub mod notice;
pub mod officer_admin;
pub mod outbox_admin;
pub mod removal;
pub mod role;

use async_graphql::MergedObject;

/// Mutations. Each returns its own payload, with the errors that an officer can cause. All except `logIn`,
/// `logOut` and `completeEnrolment` require a login: without one, the payload has the error `NOT_LOGGED_IN` or
/// `SESSION_EXPIRED`. Most also require a role: without it, the response has a top-level error with `FORBIDDEN`
/// in `extensions.code`.
#[derive(MergedObject, Default)]
pub struct Mutation(
    enrolment::EnrolmentMutation,
    login::LoginMutation,
    credentials::CredentialsMutation,
    creation::CreationMutation,
    role::RoleMutation,
    officer_admin::CareMutation,
    removal::RemovalMutation,
    issue::IssueMutation,
    certificate::CertificateMutation,
    notice::NoticeMutation,
    account::AccountMutation,
    correction::CorrectionMutation,
    mail::MailMutation,
    outbox_admin::MailControlMutation,
);
